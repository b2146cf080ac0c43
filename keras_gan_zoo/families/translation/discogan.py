"""Learning to discover cross-domain relations (Kim et al. 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.losses.distances import mean_square
from keras_gan_zoo.models.domain_pair import DomainPair
from keras_gan_zoo.networks.dcgan import dcgan_discriminator
from keras_gan_zoo.networks.normalization import check_normalization
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.networks.unet import unet
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "discogan",
    paper="1703.05192",
    title="Learning to Discover Cross-Domain Relations with Generative Adversarial Networks",
    tags=("cycle", "unpaired"),
)
class DiscoGAN(DomainPair):
    r"""Finds what corresponds to what in two sets of pictures, by two coupled GANs.

    As CycleGAN, found at the same time; its generators squeeze each picture through a small map
    with no way around, its discriminators judge the picture as a whole, and so it changes shapes
    where CycleGAN changes surfaces. What comes back is compared by its squared distance.

    Args:
        generator_g: The paper's \( G_{AB} \), from pictures of X (its A) to pictures of Y (its B).
        generator_f: \( G_{BA} \), from Y to X.
        discriminator_x: \( D_A \), a network from pictures of X to logits.
        discriminator_y: \( D_B \), a network from pictures of Y to logits.
        reconstruction_weight: Weight of the reconstruction losses; 1 in eq. 5.
        **kwargs: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If the networks' shapes do not fit each other, or the weight is below 0.

    Example:
        >>> gan = keras_gan_zoo.get("discogan", image_shape=(64, 64, 3))
        >>> gan.fit((handbags, shoes), epochs=100)

    Reference:
        https://arxiv.org/abs/1703.05192
    """

    terms = ("adversarial_ab", "adversarial_ba", "reconstruction_a", "reconstruction_b")
    default_batch_size = 64
    objective = (
        "generators:     min  -E_a log D_B(G_AB(a)) - E_b log D_A(G_BA(b))",
        "                     + E_a (G_BA(G_AB(a)) - a)^2 + E_b (G_AB(G_BA(b)) - b)^2",
        "discriminators: max  E_b log D_B(b) + E_a log(1 - D_B(G_AB(a))), and for D_A alike",
    )
    watch = (
        "Reconstructions that fall while the translations all look alike: the pictures are told "
        "apart by traces in them. Raise the batch or lower `reconstruction_weight`.",
    )
    differs = (
        "the batch and the weights' decay: 64 and none by default, where the paper has 200 and "
        "1e-4.",
        "Adam's second decay rate, Keras's 0.999, with the rate 2e-4 and beta_1 0.5 as in the "
        "paper.",
    )

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "discriminator_width": 4,
        "downsamplings": 2,
    }

    def __init__(
        self,
        generator_g: keras.Model,
        generator_f: keras.Model,
        discriminator_x: keras.Model,
        discriminator_y: keras.Model,
        reconstruction_weight: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(generator_g, generator_f, discriminator_x, discriminator_y, **kwargs)
        self.reconstruction_weight = check_number(
            reconstruction_weight, "reconstruction_weight", least=0
        )
        self.adversarial = losses.get("non_saturating")

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        width: int = 64,
        downsamplings: int = 4,
        skips: bool = False,
        normalization: str = "batch",
        discriminator_width: int = 64,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks: encoder-decoders, and discriminators of one logit.

        Args:
            image_shape: (height, width, channels) of both domains.
            width: Channels of the generators' first map.
            downsamplings: How often the generators halve the picture (4 or 5 in section 3.1).
            skips: Whether the generators pass maps across as a U-Net does; not in the paper.
            normalization: Of the generators: "batch" as in the paper, "instance", "layer" or
                "none".
            discriminator_width: Channels of the discriminators' first map.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said, or the networks cannot be built for pictures
                of this shape.
        """
        shape = check_image_shape(image_shape)
        check_whole(discriminator_width, "discriminator_width", 1)
        check_normalization(normalization)

        def generator(name):
            return unet(
                shape, shape[-1], width, downsamplings, normalization, 0.0, skips, name=name
            )

        with seeded(seed):
            return cls(
                generator("generator_g"),
                generator("generator_f"),
                dcgan_discriminator(shape, discriminator_width, name="discriminator_x"),
                dcgan_discriminator(shape, discriminator_width, name="discriminator_y"),
                seed=seed,
                **kwargs,
            )

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of both generators, then one of both discriminators (eq. 1 to 8)."""
        a, b = data
        G_AB, G_BA, D_A, D_B = (getattr(self, name) for name in self.network_names)
        fakes: dict[str, Tensor] = {}

        def generators_loss():
            ab, ba = G_AB(a, training=True), G_BA(b, training=True)
            aba, bab = G_BA(ab, training=True), G_AB(ba, training=True)
            fakes.update(a=ba, b=ab)
            return {
                "adversarial_ab": self.adversarial.generator(fake=D_B(ab, training=True)),
                "adversarial_ba": self.adversarial.generator(fake=D_A(ba, training=True)),
                "reconstruction_a": self.reconstruction_weight * mean_square(aba - a),
                "reconstruction_b": self.reconstruction_weight * mean_square(bab - b),
            }

        def discriminators_loss():
            return self.adversarial.discriminator(
                real=D_A(a, training=True), fake=D_A(fakes["a"], training=True)
            ) + self.adversarial.discriminator(
                real=D_B(b, training=True), fake=D_B(fakes["b"], training=True)
            )

        self.minimize(generators_loss, player="generators")
        self.minimize(discriminators_loss, player="discriminators")
        return self.logs()

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the weight of the reconstructions."""
        return {**super().get_config(), "reconstruction_weight": self.reconstruction_weight}
