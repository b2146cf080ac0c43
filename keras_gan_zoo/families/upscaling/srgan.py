"""SRGAN: photo-realistic enlargement by features and an adversary (Ledig et al. 2016)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.upscaling.networks import srresnet, vgg_discriminator
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.losses.distances import mean_square
from keras_gan_zoo.models.upscaler import Upscaler
from keras_gan_zoo.networks.published_features import check_features, feature_network
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "srgan",
    paper="1609.04802",
    title="Photo-Realistic Single Image Super-Resolution Using a GAN",
    tags=("perceptual loss", "sub-pixel convolution", "super-resolution"),
)
class SRGAN(Upscaler):
    r"""Enlarges photographs, and is paid for features that agree, not for the mean of all pixels.

    Of all the photographs that a small one could come from, the squared error asks for the mean,
    which is blurred. The distance of a trained network's features forgives what is elsewhere by a
    pixel, and the discriminator asks for one that could be real. `pretrain` by the squared error
    comes first (section 3.2), which the paper calls SRResNet.

    Args:
        generator: Network from pictures of any size in [-1, 1] to larger ones.
        discriminator: Network from enlarged pictures, of the size of the crops that are trained
            on, to logits (batch, 1).
        degradation: How photographs become small: "bicubic", "area" or "real_esrgan".
        perceptual_weight: Weight of the features' squared distance (eq. 5); 0.006 is what the
            authors' rescaling of features by 1 / 12.75 comes to.
        adversarial_weight: Weight of the adversarial term (eq. 3).
        pixel_weight: Weight of the squared distance of pixels (eq. 4), of values in [-1, 1].
        features: "vgg16", or a network from pictures in [-1, 1] to a map.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, a weight is below 0 or all are, or a
            name does not exist.

    Example:
        >>> gan = keras_gan_zoo.get("srgan", image_shape=(96, 96, 3))
        >>> gan.pretrain(photographs, epochs=100)
        >>> gan.fit(photographs, epochs=100)
        >>> large = gan.generate(pictures)

    Reference:
        https://arxiv.org/abs/1609.04802
    """

    objective = (
        "discriminator: max  E log D(I_HR) + E log(1 - D(G(I_LR)))",
        "generator:     min  w_p |phi(I_HR) - phi(G(I_LR))|^2 - w_a E log D(G(I_LR))",
        "before:        min  |I_HR - G(I_LR)|^2",
    )
    watch = (
        "`perceptual` falls slowly and never far: most of it is detail that nobody can know.",
        "A grain like a weave is the features' own; a larger `pixel_weight` takes it away.",
    )
    differs = (
        "the features, of the 13th and last convolution of VGG16, where the paper has the 16th of "
        "VGG19, whose weights no package index has.",
        "the pictures that are taken in, [-1, 1] for [0, 1].",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        degradation: str = "bicubic",
        perceptual_weight: float = 0.006,
        adversarial_weight: float = 1e-3,
        pixel_weight: float = 0.0,
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
        image_shape: Sequence[int] = (96, 96, 3),
        scale: int = 4,
        width: int = 64,
        blocks: int = 16,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 4,
        discriminator_units: int = 1024,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks (figure 4).

        Args:
            image_shape: (height, width, channels) of the crops of photographs that are trained on,
                sides multiples of `scale`.
            scale: How many times larger pictures become: 2, 4 or 8.
            width: Channels of the generator's maps.
            blocks: Residual blocks of the generator.
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
                srresnet(shape[2], scale, width, blocks),
                vgg_discriminator(
                    shape, discriminator_width, discriminator_downsamplings, discriminator_units
                ),
                seed=seed,
                **kwargs,
            )

    def train_step(self, photographs: Tensor) -> dict[str, Tensor]:
        """One step of the discriminator, then one of the generator (eq. 2 and 3)."""
        I_LR, I_HR = self.low_and_high(photographs)
        phi = self.perceptual_weight and feature_network(self.features, activated=True)
        I_SR = self.shared_pass(lambda: self.generator(I_LR, training=True), "generator")

        def D(pictures):
            return self.discriminator(pictures, training=True)

        def discriminator_loss():
            return log_loss.real(D(I_HR)) + log_loss.fake(D(I_SR.outputs))

        def generator_loss():
            loss = {}
            if phi:
                apart = ops.cast(phi(I_HR), "float32") - ops.cast(phi(I_SR.outputs), "float32")
                loss["perceptual"] = self.perceptual_weight * mean_square(apart)
            if self.adversarial_weight:
                loss["adversarial"] = self.adversarial_weight * log_loss.real(D(I_SR.outputs))
            if self.pixel_weight:
                loss["pixel"] = self.pixel_weight * mean_square(I_HR - I_SR.outputs)
            return loss

        if self.adversarial_weight:
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(generator_loss, player="generator", shared=I_SR)
        return self.logs()

    def pixel_step(self, photographs: Tensor) -> dict[str, Tensor]:
        """Moves the generator by the squared error alone (eq. 4)."""
        I_LR, I_HR = self.low_and_high(photographs)

        def pixel_loss():
            return {"pixel": mean_square(I_HR - self.generator(I_LR, training=True))}

        self.minimize(pixel_loss, player="generator")
        return self.logs()
