"""Least squares GAN (Mao et al. 2016)."""

from typing import Any

import keras

from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.registry import register


@register(
    "lsgan",
    paper="1611.04076",
    title="Least Squares Generative Adversarial Networks",
    tags=("divergence",),
)
class LSGAN(GAN):
    r"""Replaces the classifier by a regression: 1 for real, 0 for fake.

    Fakes far on the right side of the boundary still have a gradient, towards the real ones.
    With labels a = 0, b = c = 1 (eq. 9); minimises the Pearson \( \chi^2 \) divergence for others.
    The algorithm is `GAN`'s, and so are the optimizers: the paper's Adam, with beta1 = 0.5.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to scores (batch, 1), no sigmoid.
        loss: `"least_squares"`, or another adversarial loss.
        **kwargs: `label_smoothing`, `penalties`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("lsgan", image_shape=(32, 32, 3))

    Reference:
        https://arxiv.org/abs/1611.04076
    """

    objective = (
        "discriminator: min  1/2 E_x (D(x) - 1)^2 + 1/2 E_z D(G(z))^2",
        "generator:     min  1/2 E_z (D(G(z)) - 1)^2",
    )
    watch = (
        "At a tie D says 1/2 of every picture: losses of 0.25 and 0.125. A generator loss near "
        "0.5 with a discriminator loss near 0 says that the discriminator has won.",
        "Squared scores can run away at large learning rates: look for losses above 1.",
    )
    differs = (
        "the networks: the zoo's bodies, where the paper draws scenes of 112 pixels with deeper "
        "ones.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        loss: str | AdversarialLoss = "least_squares",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, loss=loss, **kwargs)
