"""f-GAN: variational divergence minimisation (Nowozin, Cseke and Tomioka 2016)."""

from typing import Any

import keras

from keras_gan_zoo import losses
from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.losses.f_divergence import FDivergence
from keras_gan_zoo.registry import register


@register(
    "f_gan",
    paper="1606.00709",
    title="f-GAN: Training Generative Neural Samplers using Variational Divergence Minimization",
    tags=("divergence",),
)
class FGAN(GAN):
    r"""Any f-divergence, trained through its conjugate.

    The discriminator raises the bound
    \( F = E_x[g_f(V(x))] - E_z[f^*(g_f(V(G(z))))] \le D_f(P \| Q) \) (eq. 4 and 6), the generator
    lowers it. The algorithm is `GAN`'s, one step of each (section 3.1, Algorithm 1).

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to the free output V, (batch, 1).
        divergence: A name from `keras_gan_zoo.losses.list_divergences()`, or an `FDivergence`.
        saturating: Whether the generator lowers the bound itself; else it raises
            E_z[g_f(V(G(z)))], as the paper does in practice (section 3.2).
        **kwargs: `penalties`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("f_gan", divergence="squared_hellinger")

    Reference:
        https://arxiv.org/abs/1606.00709
    """

    objective = (
        "discriminator: max  E_x g_f(V(x)) - E_z f*(g_f(V(G(z))))",
        "generator:     max  E_z g_f(V(G(z)))         (section 3.2)",
        "           or  min  - E_z f*(g_f(V(G(z))))   (saturating)",
    )
    watch = (
        "-discriminator_loss is a lower bound of the divergence (of `gan`, less log 4): it should "
        "rise, then fall as the pictures improve.",
        "The exponentials of kl, reverse_kl and squared_hellinger overflow where V is large: "
        "losses of many thousands ask for a smaller learning rate. reverse_kl drops modes, kl "
        "blurs them.",
    )
    differs = (
        "the step: the players move one after the other, where Algorithm 1 moves both from one "
        "pass.",
        "the batch and the networks: 64 and the zoo's bodies, where the paper has 4096 and "
        "dense ones.",
    )

    settled = ("loss", "label_smoothing")

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        divergence: str | FDivergence = "jensen_shannon",
        saturating: bool = False,
        **kwargs: Any,
    ):
        chosen = losses.get_divergence(divergence)
        loss = chosen.adversarial_loss(saturating)
        super().__init__(generator, discriminator, loss=loss, **kwargs)
        self.divergence = chosen
        self.saturating = saturating

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the divergence and the penalties."""
        return {
            **super(GAN, self).get_config(),  # GAN's adds the loss, which the divergence settles
            "divergence": losses.saved_divergence_name(self.divergence),
            "saturating": self.saturating,
        }
