"""CT image enhancement by stacked GANs, for lesions to be segmented (Tang et al. 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.families.upscaling.ct_enhancement_gan.degradations import (
    check_range,
    of_low_quality,
    with_noise,
)
from keras_gan_zoo.families.upscaling.ct_enhancement_gan.networks import (
    check_networks,
    features_of,
    restorer,
)
from keras_gan_zoo.families.upscaling.networks import vgg_discriminator
from keras_gan_zoo.losses import log_loss
from keras_gan_zoo.losses.distances import mean_square
from keras_gan_zoo.models.crop_trained import CropTrained
from keras_gan_zoo.networks.published_features import check_features, feature_network
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

SEEN = ("clean", "denoised", "noisy")
"""What the second generator's pictures of low quality are in training."""

_STAGES = {"enhance": ("generator_1", "generator_2"), "denoise": ("generator_1",)}


@register(
    "ct_enhancement_gan",
    paper="1807.07144",
    title="CT Image Enhancement Using Stacked GANs and Transfer Learning for Lesion Segmentation "
    "Improvement",
    tags=("denoising", "segmentation", "super-resolution", "tomography"),
    aliases=("sgan",),
)
class CTEnhancementGAN(CropTrained):
    r"""Takes the noise from a tomography, then makes it clear: two GANs, one behind the other.

    Clear pictures are degraded in the training step, so that they are all that `fit` takes.
    \( G_1 \) learns to undo white noise; \( G_2 \) to undo a loss of resolution, a blur and a
    loss of contrast. Each has a discriminator, and a loss of pixels, of features and of that
    adversary (eq. 1 to 3); nothing flows from one GAN to the other. `generate` stacks them.
    Pictures keep their size: what is to become larger is enlarged by resampling before.

    Args:
        generator_1: Network \( G_1 \) from pictures of any size in [-1, 1] to such of that size.
        discriminator_1: Network \( D_1 \) from denoised crops to logits (batch, 1).
        generator_2: Network \( G_2 \), as `generator_1`.
        discriminator_2: Network \( D_2 \) from enhanced crops to logits (batch, 1).
        noise: Largest standard deviation of the noise, in the 255 levels of a byte.
        scales: Range of the factor by which resolution is lost.
        blurs: Range of the blur's standard deviation, in pixels after that.
        contrasts: Range of the factor by which contrast is lost.
        enhancer_sees: What \( G_2 \) is trained on: "clean" pictures of low quality, as in the
            paper; "denoised", with noise that \( G_1 \) has taken away, as it meets them later;
            or "noisy", by which it is the single GAN that the paper compares with.
        perceptual_weight: Weight of the features' squared distance.
        adversarial_weight: Weight of the adversarial term.
        features: "vgg16" (fetched when the first step is taken), or a network from RGB pictures
            in [-1, 1] to a map.
        **kwargs: `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, or an argument is not as said.

    Example:
        >>> gan = keras_gan_zoo.get("ct_enhancement_gan", image_shape=(128, 128, 1))
        >>> gan.fit(keras_gan_zoo.data.load("chest_ct"), epochs=100)
        >>> enhanced = gan.generate(slices)
        >>> for_a_segmenter = gan.three_channels(slices)

    Reference:
        https://arxiv.org/abs/1807.07144
    """

    players = {
        "discriminator_1": ["discriminator_1"],
        "generator_1": ["generator_1"],
        "discriminator_2": ["discriminator_2"],
        "generator_2": ["generator_2"],
    }
    directions = tuple(_STAGES)
    averaged = ("generator_1", "generator_2")
    terms = tuple(f"{term}_{i}" for i in (1, 2) for term in ("pixel", "perceptual", "adversarial"))
    wants = "clear pictures"
    default_batch_size = 16
    objective = (
        "inputs:          x_0 = y_1 + noise,  x_1 = y_2 of low quality",
        "discriminator i: min  - log D_i(y_i) - log(1 - D_i(G_i(x)))",
        "generator i:     min  |y_i - G_i(x)|^2 + w_p |phi(y_i) - phi(G_i(x))|^2",
        "                      - w_a log D_i(G_i(x))",
        "use:             G_2(G_1(x))",
    )
    watch = (
        "`pixel_1` below the noise's own square says that noise is taken away; held-out slices "
        "tell whether edges went with it.",
        "Contrast that was lost by an unknown factor can only be guessed: enhanced pictures have "
        "that of the training's, and a PSNR may be lower than of what was given. Where intensities "
        "mean something, `contrasts=(1, 1)`.",
        "What G_1 leaves, G_2 sharpens as if it were there: `enhancer_sees='denoised'`.",
    )
    differs = (
        "the features, of one layer of VGG16 in the place of five.",
        "the pictures, [-1, 1] throughout, so that a squared distance is not of the paper's units.",
        "the activation at the end, a tanh.",
        "the training, on clear tomographies; the paper's is on photographs, and then on "
        "tomographies that it has enhanced and people have chosen.",
        "the crops of both GANs, which are of the same pictures in one step.",
    )
    smallest = {
        "image_shape": (16, 16, 1),
        "denoising_crop": 8,
        "width": 4,
        "denoising_blocks": 1,
        "blocks": 1,
        "discriminator_width": 4,
        "discriminator_downsamplings": 1,
        "discriminator_units": 4,
        "perceptual_weight": 0.0,
    }

    def __init__(
        self,
        generator_1: keras.Model,
        discriminator_1: keras.Model,
        generator_2: keras.Model,
        discriminator_2: keras.Model,
        noise: float = 50.0,
        scales: Sequence[float] = (1.0, 4.0),
        blurs: Sequence[float] = (0.0, 3.0),
        contrasts: Sequence[float] = (1.0, 3.0),
        enhancer_sees: str = "clean",
        perceptual_weight: float = 1e-5,
        adversarial_weight: float = 1e-3,
        features: str | keras.Model = "vgg16",
        **kwargs: Any,
    ):
        networks = {
            "generator_1": generator_1,
            "discriminator_1": discriminator_1,
            "generator_2": generator_2,
            "discriminator_2": discriminator_2,
        }
        if not isinstance(check_features(features), str):
            networks["features"] = features
        super().__init__(networks, **kwargs)
        self.features = features
        if not isinstance(features, str):
            features.trainable = False
        self.denoised_shape, self.image_shape = check_networks(networks)
        self.noise = check_number(noise, "noise", least=0)
        self.scales = check_range(scales, "scales", least=1)
        self.blurs = check_range(blurs, "blurs", least=0)
        self.contrasts = check_range(contrasts, "contrasts", least=1)
        if enhancer_sees not in SEEN:
            raise ValueError(
                f"`enhancer_sees` must be one of {listed(SEEN)}, got {enhancer_sees!r}."
                + nearest(enhancer_sees, SEEN)
            )
        self.enhancer_sees = enhancer_sees
        self.perceptual_weight = check_number(perceptual_weight, "perceptual_weight", least=0)
        self.adversarial_weight = check_number(adversarial_weight, "adversarial_weight", least=0)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (128, 128, 1),
        denoising_crop: int = 32,
        width: int = 64,
        denoising_blocks: int = 9,
        blocks: int = 16,
        discriminator_width: int = 64,
        discriminator_downsamplings: int = 4,
        discriminator_units: int = 1024,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the paper's networks (section 2.1).

        Args:
            image_shape: (height, width, channels) of the crops that the second GAN is trained on.
            denoising_crop: Side of the crops that the first is trained on.
            width: Channels of the generators' maps.
            denoising_blocks: Residual blocks of the first generator.
            blocks: Residual blocks of the second.
            discriminator_width: Channels of the discriminators' first map.
            discriminator_downsamplings: How often they halve a picture.
            discriminator_units: Of their dense layer.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If an argument is not as said.
        """
        shape = check_image_shape(image_shape)
        crop = check_whole(denoising_crop, "denoising_crop", 1)
        check_whole(denoising_blocks, "denoising_blocks", 1)

        def discriminator(judged, name):
            return vgg_discriminator(
                judged,
                discriminator_width,
                discriminator_downsamplings,
                discriminator_units,
                name,
            )

        with seeded(seed):
            return cls(
                restorer(shape[2], width, denoising_blocks, "generator_1"),
                discriminator((crop, crop, shape[2]), "discriminator_1"),
                restorer(shape[2], width, blocks, "generator_2"),
                discriminator(shape, "discriminator_2"),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adam(1e-4, 0.5) for each player."""
        return {player: keras.optimizers.Adam(1e-4, beta_1=0.5) for player in self.players}

    def training_pairs(self, photographs: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Returns (x_0, y_1) and (x_1, y_2): crops as each generator gets them, and clear."""
        seed = self.seed_generator

        y_1, y_2 = (
            self.crops(photographs, each) for each in (self.denoised_shape, self.image_shape)
        )
        x_0 = with_noise(y_1, self.noise, seed)
        x_1 = of_low_quality(y_2, self.scales, self.blurs, self.contrasts, seed)
        if self.enhancer_sees != "clean":
            x_1 = with_noise(x_1, self.noise, seed)
        if self.enhancer_sees == "denoised":
            x_1 = self.generator_1(x_1, training=False)
        return [(ops.stop_gradient(x_0), y_1), (ops.stop_gradient(x_1), y_2)]

    def train_step(self, photographs: Tensor) -> dict[str, Tensor]:
        """For each GAN one step of its discriminator and one of its generator (eq. 1 to 3)."""
        phi = self.perceptual_weight and feature_network(self.features, activated=True)

        for i, (x, y) in enumerate(self.training_pairs(photographs), start=1):
            G, D = (getattr(self, f"{network}_{i}") for network in ("generator", "discriminator"))
            drawn = self.shared_pass(lambda G=G, x=x: G(x, training=True), f"generator_{i}")
            G_x = drawn.outputs

            def discriminator_loss(D=D, y=y, G_x=G_x):
                return log_loss.real(D(y, training=True)) + log_loss.fake(D(G_x, training=True))

            def generator_loss(D=D, y=y, G_x=G_x, i=i):
                judged = log_loss.real(D(G_x, training=True))
                loss = {
                    f"pixel_{i}": mean_square(y - G_x),
                    f"adversarial_{i}": self.adversarial_weight * judged,
                }
                if phi:
                    apart = mean_square(features_of(phi, y) - features_of(phi, G_x))
                    loss[f"perceptual_{i}"] = self.perceptual_weight * apart
                return loss

            self.minimize(discriminator_loss, player=f"discriminator_{i}")
            self.minimize(generator_loss, player=f"generator_{i}", shared=drawn)
        return self.logs()

    # What it is for

    def generate(
        self,
        images: ArrayLike,
        *,
        direction: str | None = None,
        n: int | None = None,
        seed: int | None = None,
        batch_size: int = 4,
    ) -> np.ndarray:
        """Enhances pictures of any size.

        Args:
            images: Float array (m, height, width, channels) in [-1, 1].
            direction: "enhance", by both generators, or "denoise", by the first alone.
            n: How many of each picture, all alike; `None` or 1.
            seed: Is not asked: nothing is random.
            batch_size: Pictures at once, at least 1.

        Returns:
            Float32 of the same shape, in [-1, 1].

        Raises:
            ValueError: If the direction does not exist, or a number is not as said.
            keras_gan_zoo.data.DataMismatch: If the pictures do not fit.

        Example:
            >>> denoised = gan.generate(slices, direction="denoise")
        """
        direction = self.check_direction(direction)
        if n is not None and check_whole(n, "n", 1) > 1:
            raise ValueError(
                f"`n` asks for {n} of each picture, but a {type(self).__name__} has no noise and "
                "would draw the same ones: leave `n` out."
            )
        drawn = np.asarray(images)
        self.source_kinds()[direction].check(drawn, name="images")
        drawn = drawn.astype("float32")
        for stage in _STAGES[direction]:
            drawn = self.draw(self.inference_network(stage), drawn, batch_size)
        return drawn

    def three_channels(self, images: ArrayLike, *, batch_size: int = 4) -> np.ndarray:
        """Returns pictures as given, denoised and enhanced, side by side in the channels.

        What the paper gives a segmenter: each may hold what the others do not.

        Args:
            images: As for `generate`.
            batch_size: Pictures at once, at least 1.

        Returns:
            Float32 (m, height, width, 3 * channels) in [-1, 1].

        Example:
            >>> gan.three_channels(slices).shape
            (61, 512, 512, 3)
        """
        denoised = self.generate(images, direction="denoise", batch_size=batch_size)
        enhanced = self.draw(self.inference_network("generator_2"), denoised, batch_size)
        return np.concatenate([np.asarray(images, "float32"), denoised, enhanced], axis=-1)

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers of what made-up pictures become."""
        pictures = self.takes[0].examples(count, seed)
        return {
            f"{name}.{number}": value
            for name in self.directions
            for number, value in self.gives.numbers(self.generate(pictures, direction=name)).items()
        }

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns both ways for pictures of `image_shape`: a file has one size."""
        networks = {}
        for direction, stages in _STAGES.items():
            images = drawn = keras.Input(self.image_shape, name="images")
            for stage in stages:
                drawn = self.inference_network(stage)(drawn)
            networks[direction] = keras.Model(images, drawn, name=direction)
        return networks

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the degradations and the weights of the terms."""
        config = super().get_config()
        if isinstance(self.features, str):
            config["features"] = self.features
        kept = ("noise", "scales", "blurs", "contrasts", "enhancer_sees")
        weights = ("perceptual_weight", "adversarial_weight")
        return {**config, **{name: getattr(self, name) for name in (*kept, *weights)}}
