"""Self-attention GAN (Zhang, Goodfellow, Metaxas and Odena 2018)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.conditional.projection_gan.networks import (
    class_normalized_generator,
    projection_discriminator,
)
from keras_gan_zoo.families.conditional.projection_gan.projection_gan import ProjectionGAN
from keras_gan_zoo.networks.resnet_gan import usual_attention
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.registry import register

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "sagan",
    paper="1805.08318",
    title="Self-Attention Generative Adversarial Networks",
    tags=("attention", "hinge", "labels", "projection", "spectral normalization"),
)
class SAGAN(ProjectionGAN):
    r"""A projection GAN whose networks look at the whole picture at once, at one size of map.

    `SelfAttention` behind a block of each network joins places however far apart.
    Both networks are spectrally normalized, and as the discriminator learns at four
    times the generator's rate one step of it is enough.

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images in
            [-1, 1].
        discriminator: Network from [images, labels (batch,)] to logits (batch, 1).
        classes: Number of classes, numbered from 0.
        critic_steps: Discriminator steps for each generator step, 1 in the paper.
        **kwargs: `loss`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If `critic_steps` is no whole number of at least 1.

    Example:
        >>> gan = keras_gan_zoo.get("sagan", image_shape=(64, 64, 3), width=32, classes=10)
        >>> gan = keras_gan_zoo.get("sagan", image_shape=(32, 32, 3), attention=(8, 16))

    Reference:
        https://arxiv.org/abs/1805.08318
    """

    objective = (
        "attention:     y = x + gamma W_v sum_i beta_ji h(x_i),  beta_ji ~ exp(f(x_i)' g(x_j))",
        "discriminator: D(x, y) = y' V phi(x) + psi(phi(x)),  both players spectrally normalized",
        "               min  E_{x,y} max(0, 1 - D(x, y)) + E_{z,y} max(0, 1 + D(G(z, y), y))",
        "generator:     min  - E_{z,y} D(G(z, y), y)",
    )
    watch = (
        "The hinge loss of the discriminator should stay between 0.5 and 2; at 0 it has won and "
        "stops learning, at 2 it says the same of every picture.",
        "`gamma` of each `SelfAttention` layer begins at 0; where it stays there the networks do "
        "without attention, as with small pictures and few steps.",
    )
    differs = (
        "the labels of the fakes, in the generator's step too: they are those of the real "
        "batch, where the authors draw classes evenly.",
        "the widths of the maps, which are those of SNGAN's networks, and the map that attends: "
        "of pictures below 64 pixels it is 16 or less.",
        "Adam's beta2, 0.9 as in the text; the authors' code leaves TensorFlow's 0.999.",
    )
    settled = (
        "embedding_dim",
        "conditioning",
        "generator_normalization",
        "discriminator_normalization",
        "body",
    )
    smallest = {"width": 2}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        classes: int = 10,
        critic_steps: int = 1,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, classes, critic_steps=critic_steps, **kwargs)

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (32, 32, 3),
        classes: int = 10,
        latent_dim: int = 128,
        width: int = 64,
        attention: Sequence[int] | None = None,
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels).
            classes: Number of classes.
            latent_dim: Length of the latent vectors.
            width: Channels of the map at full resolution of a picture larger than 32; see
                `keras_gan_zoo.networks.resnet_generator`.
            attention: Sides of the maps behind which both networks attend, such as (32,); () for
                none; `None` for the largest that both have, up to 32.
            augment: As for `LabelGAN.from_defaults`.
            instance_noise: As for `LabelGAN.from_defaults`.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        sides = usual_attention(image_shape) if attention is None else attention
        with seeded(seed):
            return cls(
                class_normalized_generator(
                    "resnet",
                    image_shape,
                    classes,
                    latent_dim,
                    width,
                    attention=sides,
                    spectral=True,
                ),
                projection_discriminator(
                    "resnet",
                    image_shape,
                    classes,
                    width,
                    before=front_layers(augment, instance_noise),
                    attention=sides,
                ),
                classes=classes,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adams, one for each time scale."""
        return {
            "discriminator": keras.optimizers.Adam(4e-4, beta_1=0.0, beta_2=0.9),
            "generator": keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9),
        }
