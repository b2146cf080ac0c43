"""ESRGAN: dense residual blocks, a relativistic judge, features before ReLU (Wang et al. 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.upscaling.networks import rrdb_network, vgg_discriminator
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.losses.distances import mean_absolute
from keras_gan_zoo.models.upscaler import Upscaler
from keras_gan_zoo.networks.published_features import check_features, feature_network
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "esrgan",
    paper="1809.00219",
    title="ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks",
    tags=("perceptual loss", "relativistic", "super-resolution"),
)
class ESRGAN(Upscaler):
    r"""Enlarges photographs; its judge asks which of two is more real than the other's average.

    With C(x) the discriminator's logit, D(x_r, x_f) = sigmoid(C(x_r) - E C(x_f)): both real and
    enlarged pictures teach the generator (section 3.2). Features are compared before their ReLU,
    where far more of them are not 0 (section 3.3), and the generator's blocks have no batch
    normalization. `pretrain` by the absolute error comes first; `interpolated` mixes the generator
    before the game with the one after it. With `degradation="real_esrgan"` it is trained for
    photographs as they are found (2107.10833).

    Args:
        generator: Network from pictures of any size in [-1, 1] to larger ones.
        discriminator: Network from enlarged pictures, of the size of the crops that are trained
            on, to logits (batch, 1).
        degradation: How photographs become small: "bicubic", "area" or "real_esrgan".
        perceptual_weight: Weight of the features' absolute distance, 1 in eq. 3.
        adversarial_weight: \( \lambda \) of eq. 3.
        pixel_weight: \( \eta \) of eq. 3, of the absolute distance of pixels in [0, 1].
        features: "vgg16", or a network from pictures in [-1, 1] to a map.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, a weight is below 0 or all are, or a
            name does not exist.

    Example:
        >>> gan = keras_gan_zoo.get("esrgan", blocks=6, degradation="real_esrgan")
        >>> gan.pretrain(photographs, epochs=100)
        >>> gan.fit(photographs, epochs=100)
        >>> large = gan.generate(pictures)

    Reference:
        https://arxiv.org/abs/1809.00219
    """

    objective = (
        "D(x, y) = sigmoid(C(x) - E C(y)),  x_f = G(x_LR)",
        "discriminator: max  E log D(x_r, x_f) + E log(1 - D(x_f, x_r))",
        "generator:     min  |phi(x_r) - phi(x_f)| + eta |x_r - x_f|",
        "                    - lambda (E log(1 - D(x_r, x_f)) + E log D(x_f, x_r))",
        "before:        min  |x_r - x_f|",
    )
    watch = (
        "The discriminator's loss is 2 log 2 = 1.39 where it cannot tell; near 0 it has won.",
        "`pixel` rises a little when the game begins: sharp pictures are further from the truth, "
        "pixel by pixel, than blurred ones. `interpolated` finds the place between.",
    )
    differs = (
        "the features, of the 13th and last convolution of VGG16 before its ReLU, where the paper "
        "has the 16th of VGG19, whose weights no package index has.",
        "the average logit, which is the whole batch's on several replicas, too.",
        "the targets, which are not sharpened where the degradation is Real-ESRGAN's, and the "
        "discriminator, which stays the paper's there and is no U-Net.",
    )
    smallest = {"growth": 4}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        degradation: str = "bicubic",
        perceptual_weight: float = 1.0,
        adversarial_weight: float = 5e-3,
        pixel_weight: float = 1e-2,
        features: str | keras.Model = "vgg16",
        **kwargs: Any,
    ):
        super().__init__(
            generator,
            discriminator,
            degradation,
            weights={
                "perceptual_weight": perceptual_weight,
                "adversarial_weight": adversarial_weight,
                "pixel_weight": pixel_weight,
            },
            features=check_features(features),
            **kwargs,
        )

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (128, 128, 3),
        scale: int = 4,
        width: int = 64,
        blocks: int = 23,
        growth: int = 32,
        residual_scale: float = 0.2,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 4,
        discriminator_units: int = 1024,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks (section 3.1 and figure 4).

        Args:
            image_shape: (height, width, channels) of the crops of photographs that are trained on,
                sides multiples of `scale`.
            scale: How many times larger pictures become: 2, 4 or 8.
            width: Channels of the generator's maps between blocks.
            blocks: Residual-in-residual dense blocks of the generator.
            growth: Channels that each convolution of a dense block adds.
            residual_scale: By how much what a block adds is multiplied.
            discriminator_width: Channels of the discriminator's first map.
            discriminator_downsamplings: How often the discriminator halves a picture.
            discriminator_units: Of its dense layer.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        shape = check_image_shape(image_shape)
        with seeded(seed):
            return cls(
                rrdb_network(shape[2], scale, width, blocks, growth, residual_scale),
                vgg_discriminator(
                    shape, discriminator_width, discriminator_downsamplings, discriminator_units
                ),
                seed=seed,
                **kwargs,
            )

    def train_step(self, photographs: Tensor) -> dict[str, Tensor]:
        """One step of the discriminator, then one of the generator (eq. 1 to 3)."""
        x_LR, x_r = self.low_and_high(photographs)
        phi = self.perceptual_weight and feature_network(self.features, activated=False)
        fakes = self.shared_pass(lambda: self.generator(x_LR, training=True), "generator")
        x_f = fakes.outputs

        def relative():
            C_r, C_f = (self.discriminator(x, training=True) for x in (x_r, x_f))
            mean_r, mean_f = (mean_over_replicas(ops.mean(C)) for C in (C_r, C_f))
            return C_r - mean_f, C_f - mean_r

        def discriminator_loss():
            real, fake = relative()
            return log_loss.real(real) + log_loss.fake(fake)

        def generator_loss():
            loss = {}
            if phi:
                apart = ops.cast(phi(x_r), "float32") - ops.cast(phi(x_f), "float32")
                loss["perceptual"] = self.perceptual_weight * mean_absolute(apart)
            if self.adversarial_weight:
                real, fake = relative()
                judged = log_loss.fake(real) + log_loss.real(fake)
                loss["adversarial"] = self.adversarial_weight * judged
            if self.pixel_weight:
                loss["pixel"] = self.pixel_weight * mean_absolute(x_r - x_f) / 2
            return loss

        if self.adversarial_weight:
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=fakes)
        return self.logs()

    def pixel_step(self, photographs: Tensor) -> dict[str, Tensor]:
        """Moves the generator by the absolute error alone (section 4.1)."""
        x_LR, x_r = self.low_and_high(photographs)

        def pixel_loss():
            return {"pixel": mean_absolute(x_r - self.generator(x_LR, training=True)) / 2}

        self.minimize(pixel_loss, player="generator")
        return self.logs()
