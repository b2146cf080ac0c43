"""DRAGAN: a gradient penalty around the data (Kodali, Abernethy, Hays and Kira 2017)."""

from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.registry import register

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "dragan",
    paper="1705.07215",
    title="On Convergence and Stability of GANs",
    tags=("gradient penalty",),
)
class DRAGAN(GAN):
    r"""Keeps the discriminator from growing steep around the data, where mode collapse begins.

    The game of 1406.2661 with the penalty \( \lambda E (\|\nabla D(x + \delta)\| - 1)^2 \) at real
    images with noise (Algorithm 1). The algorithm is `GAN`'s, with `penalties="dragan"`.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1), without BatchNorm.
        penalties: `"dragan"`, or with its weight, `{"dragan": 5.0}`, and others beside it.
        **kwargs: `loss`, `label_smoothing`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the discriminator has BatchNorm.

    Example:
        >>> gan = keras_gan_zoo.get("dragan", image_shape=(32, 32, 3))

    Reference:
        https://arxiv.org/abs/1705.07215
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_z log(1 - D(G(z)))",
        "                    - lambda E_{x, delta} (|grad D(x + delta)| - 1)^2",
        "generator:     max  E_z log D(G(z))",
    )
    watch = (
        "The losses should stay near those of a tie, 1.39 and 0.69; with the penalty they move "
        "little, so judge by the pictures.",
        "If modes still drop out, raise the weight: `penalties={'dragan': 20.0}`.",
    )
    differs = (
        "the noise, which is Gaussian, half as wide as the batch's values are spread, where the "
        "authors' code draws it evenly.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        penalties: Any = "dragan",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, penalties=penalties, **kwargs)

    @classmethod
    def from_defaults(cls, discriminator_normalization: str = "layer", **kwargs: Any) -> "Self":  # type: ignore[override]  # taken by name
        """Builds the family's networks, the discriminator without BatchNorm.

        Args:
            discriminator_normalization: "layer", "none" or "spectral".
            **kwargs: As for `LatentGAN.from_defaults`.
        """
        return super().from_defaults(
            discriminator_normalization=discriminator_normalization, **kwargs
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the paper's reference settings, as in 1711.10337."""
        return {player: keras.optimizers.Adam(1e-4, beta_1=0.5) for player in self.players}
