"""Image-to-image translation with conditional adversarial networks (Isola et al. 2017)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo import losses
from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.picture_pairs import paired_batches
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.resnet_translator import resnet_translator
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.networks.unet import unet
from keras_gan_zoo.registry import register
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

ARCHITECTURES = ("unet", "resnet")


@register(
    "pix2pix",
    paper="1611.07004",
    title="Image-to-Image Translation with Conditional Adversarial Networks",
    tags=("paired", "patchgan", "u-net"),
)
class Pix2Pix(Translator):
    r"""Learns from pairs (input, target) to make the target of an input.

    L1 alone paints the mean of all targets that an input could have, which is a blur; the
    discriminator D(x, y), which sees the input too and judges patch by patch, asks for one that
    could be real. The only noise is dropout, in training and in `generate`.

    Args:
        generator: Network from inputs x to pictures like the targets y, both in [-1, 1].
        discriminator: Network from x and y, one behind the other in the channels, to logits, one
            for each patch; or from y alone, which asks only whether a picture could be real, not
            whether it could be this input's (the paper's "L1+GAN", section 4.2).
        l1_weight: \( \lambda \) of eq. 4; 0 for the GAN alone.
        adversarial_weight: Weight of the GAN's term; 0 for L1 alone, with no discriminator's step.
        loss: An adversarial loss by name (see `keras_gan_zoo.losses.list_losses`).
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks' shapes do not fit each other, a weight is below 0, or both
            are 0.

    Example:
        >>> gan = keras_gan_zoo.get("pix2pix", image_shape=(64, 64, 3))
        >>> gan.fit(keras_gan_zoo.data.load("openmoji_lines_and_colours"), epochs=20)
        >>> coloured = gan.generate(drawings, n=3, seed=0)

    Reference:
        https://arxiv.org/abs/1611.07004
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    terms: Sequence[str] = ("adversarial", "l1")
    averaged = ("generator",)
    default_batch_size = 1
    wants = "pairs of images (input, target), aligned"
    objective: Sequence[str] = (
        "discriminator: max  1/2 (E_xy log D(x, y) + E_x log(1 - D(x, G(x, z))))",
        "generator:     min  -E_x log D(x, G(x, z)) + lambda E_xy |y - G(x, z)|",
    )
    watch: Sequence[str] = (
        "`l1` falls at once and then slowly; pictures that blur while it falls want a smaller "
        "`l1_weight`, or a discriminator of smaller patches.",
        "A discriminator's loss near 0 has won: colours then come in tiles of the patch's size. "
        "Where it knows few pairs by heart, load them with `jitter=1.12` and `mirror=True`; where "
        "it tells by the grain, `instance_noise=(0.2, 6000)` hides it.",
        "Spots within what the lines of a drawing enclose: `flat_areas=True`. Areas of two colours "
        "by halves: `normalization='layer'`, which keeps what the smallest map says.",
    )
    differs: Sequence[str] = (
        "the normalization, each picture's own, which the paper's is at its batch of 1 only.",
        "the pairs, which are enlarged and cropped at random only where the data is loaded so.",
    )

    smallest = {
        "image_shape": (16, 16, 1),
        "width": 4,
        "blocks": 1,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
        "downsamplings": 2,
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        l1_weight: float = 100.0,
        adversarial_weight: float = 1.0,
        loss: str | AdversarialLoss = "non_saturating",
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        self.input_image_shape = tuple(generator.input_shape[1:])
        self.target_image_shape = tuple(generator.output_shape[1:])
        self.l1_weight = check_number(l1_weight, "l1_weight", least=0)
        self.adversarial_weight = check_number(adversarial_weight, "adversarial_weight", least=0)
        if not self.l1_weight and not self.adversarial_weight:
            raise ValueError("`l1_weight` and `adversarial_weight` are both 0: nothing is learned.")
        self.adversarial = losses.get(loss)
        self._check_shapes()

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (256, 256, 3),
        target_channels: int | None = None,
        architecture: str = "unet",
        width: int = 64,
        downsamplings: int | None = None,
        blocks: int = 6,
        normalization: str = "instance",
        dropout: float = 0.5,
        flat_areas: bool = False,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 3,
        conditional: bool = True,
        instance_noise: float | Sequence[float] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks: a U-Net or a residual generator, and a PatchGAN.

        Args:
            image_shape: (height, width, channels) of the inputs.
            target_channels: Channels of the targets; `None` for as many as the inputs have.
            architecture: Of the generator: "unet" (section 3.2.1) or "resnet" (1703.10593).
            width: Channels of the generator's first map.
            downsamplings: How often the U-Net halves the picture; `None` for as often as its sides
                can be. The residual generator halves it twice.
            blocks: Residual blocks of the residual generator.
            normalization: Of both networks: "instance", "batch", "layer" or "none".
            dropout: Share of features that the generator drops, its noise; 0 for none.
            flat_areas: Whether the generator gives what the input's edges enclose one mixture of
                colours: for drawings in lines. Not in the paper.
            discriminator_width: Channels of the discriminator's first map.
            discriminator_downsamplings: 0 judges single pixels, 1 patches of 16 pixels, 2 of 34,
                3 of 70, 4 of 142, 5 of 286 (section 4.4).
            conditional: Whether the discriminator sees the input beside the picture (section 3.1).
                One that does not has fewer pairs to know by heart.
            instance_noise: As for `LabelGAN.from_defaults`, on inputs and targets; not in the
                paper.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said, or the networks cannot be built for pictures
                of this shape.
        """
        shape = check_image_shape(image_shape)
        channels = shape[-1]
        if target_channels is not None:
            channels = check_whole(target_channels, "target_channels", 1)
        check_whole(discriminator_width, "discriminator_width", 1)
        check_whole(discriminator_downsamplings, "discriminator_downsamplings", 0)
        if architecture not in ARCHITECTURES:
            raise ValueError(
                f"`architecture` must be one of {listed(ARCHITECTURES)}, got {architecture!r}."
                + nearest(architecture, ARCHITECTURES)
            )
        shared: dict[str, Any] = {
            "normalization": normalization,
            "dropout": dropout,
            "flat_areas": flat_areas,
        }
        with seeded(seed):
            if architecture == "unet":
                generator = unet(shape, channels, width, downsamplings, **shared)
            else:
                generator = resnet_translator(shape, channels, width, blocks, **shared)
            discriminator = patchgan(
                (*shape[:2], shape[2] + channels if conditional else channels),
                discriminator_width,
                discriminator_downsamplings,
                normalization,
                before=front_layers(instance_noise=instance_noise),
            )
            return cls(generator, discriminator, seed=seed, **kwargs)

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of the discriminator, then one of the generator (section 3.3)."""
        x, y = data
        fakes = self.shared_pass(lambda: self.generator(x, training=True), "generator")
        fake = fakes.outputs

        def D(x, y):
            judged = ops.concatenate([x, y], axis=-1) if self.conditional else y
            return self.discriminator(judged, training=True)

        def discriminator_loss():
            # Halved, which slows the discriminator down (section 3.3).
            return 0.5 * self.adversarial.discriminator(real=D(x, y), fake=D(x, fake))

        def generator_loss():
            loss = {"l1": self.l1_weight * mean_absolute(y - fake)}
            if self.adversarial_weight:
                judged = self.adversarial.generator(fake=D(x, fake))
                loss["adversarial"] = self.adversarial_weight * judged
            return loss

        if self.adversarial_weight:
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    @property
    def conditional(self) -> bool:
        """Whether the discriminator sees the input beside the picture that it judges."""
        return self.discriminator.input_shape[-1] > self.target_image_shape[-1]

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The shapes of inputs and of targets."""
        return Pictures(self.input_image_shape), Pictures(self.target_image_shape)

    @property
    def gives(self) -> Kind:
        """Pictures like the targets, whose channels may be others than the inputs'."""
        return Pictures(self.target_image_shape)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pairs and gives batches of (inputs, targets)."""
        return paired_batches(x, self.data_shapes(), batch_size, shuffle, self.seed)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator without its noise, averaged if an average is kept."""
        return {"x_to_y": self.inference_network("generator")}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the weights of the terms and the loss."""
        return {
            **super().get_config(),
            "l1_weight": self.l1_weight,
            "adversarial_weight": self.adversarial_weight,
            "loss": losses.saved_name(self.adversarial),
        }

    def _check_shapes(self):
        x, y = self.data_shapes()
        both = (*x[:2], x[2] + y[2])
        judged = tuple(self.discriminator.input_shape[1:])
        if x[:2] != y[:2] or judged not in (both, y):
            raise ValueError(
                f"`generator` maps {x} to {y}, so that `discriminator` must take {both}, the "
                f"channels of both, or {y}, but it takes {judged}."
            )
