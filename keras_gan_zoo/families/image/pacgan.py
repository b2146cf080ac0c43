"""PacGAN: a discriminator that judges several pictures at once (Lin, Khetan, Fanti and Oh 2017)."""

from typing import TYPE_CHECKING, Any

from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.registry import register

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "pacgan",
    paper="1712.04086",
    title="PacGAN: The power of two samples in generative adversarial networks",
    tags=("mode collapse", "packing"),
)
class PacGAN(GAN):
    r"""Shows the discriminator several pictures together: it sees at once if all are alike.

    A pack of fakes from a generator that has dropped modes differs from a pack of real images far
    more than one fake from one image (section 3). Only the discriminator's first layer changes;
    the algorithm is `GAN`'s. Any family that draws from latents takes `packing` likewise.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network that begins with `keras_gan_zoo.layers.Packing`; its logits are one
            for each pack.
        **kwargs: `loss`, `label_smoothing`, `penalties`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("pacgan", packing=4)

    Reference:
        https://arxiv.org/abs/1712.04086
    """

    objective = (
        "discriminator: max  E log D(x_1, ..., x_m) + E log(1 - D(G(z_1), ..., G(z_m)))",
        "generator:     max  E log D(G(z_1), ..., G(z_m))",
    )
    watch = (
        "The losses are those of `gan`, of packs: the discriminator has an easier task, and a "
        "loss of it that is lower than without packing is right.",
        "A larger pack needs more steps to learn; from 2 to 4 the paper gains little. The batch "
        "counts packs: keep it at 64 packs or so.",
    )
    differs = (
        "the networks of pictures, which are the zoo's bodies; those of points are the paper's.",
    )

    @classmethod
    def from_defaults(cls, packing: int = 2, **kwargs: Any) -> "Self":  # type: ignore[override]  # taken by name
        """Builds the family's networks.

        Args:
            packing: Pictures judged at once, m; the batch must be a multiple of it.
            **kwargs: As for `LatentGAN.from_defaults`.
        """
        return super().from_defaults(packing=packing, **kwargs)
