"""Boundary-seeking GAN (Hjelm et al. 2017), for continuous and for discrete pictures."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.losses.adversarial import AdversarialLoss
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.networks.normalization import batch_normalization_of
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "bgan",
    paper="1702.08431",
    title="Boundary-Seeking Generative Adversarial Networks",
    tags=("boundary-seeking",),
)
class BGAN(GAN):
    r"""The generator seeks the boundary D = 1/2, where the discriminator cannot tell.

    A generator that only climbs \( \log D \) runs past the data to wherever D is largest; here it
    minimises the squared log-odds (section 3). The algorithm is `GAN`'s.

    Args:
        generator: Network from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1).
        loss: `"boundary_seeking"`, or another adversarial loss.
        **kwargs: `label_smoothing`, `penalties`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("bgan")

    Reference:
        https://arxiv.org/abs/1702.08431
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_z log(1 - D(G(z)))",
        "generator:     min  1/2 E_z (log D(G(z)) - log(1 - D(G(z))))^2",
    )
    watch = (
        "The generator's loss is half the squared logit of its pictures: 0 is the boundary, and "
        "a value that grows says that the discriminator has won.",
        "It falls to 0 too where the discriminator knows nothing: its own loss must then be "
        "below log 4 = 1.39.",
    )
    differs = ("the networks, which are the zoo's bodies.",)

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        loss: str | AdversarialLoss = "boundary_seeking",
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, loss=loss, **kwargs)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the authors' experiments."""
        return {player: keras.optimizers.Adam(1e-4, beta_1=0.5) for player in self.players}


@register(
    "bgan_discrete",
    paper="1702.08431",
    title="Boundary-Seeking Generative Adversarial Networks, discrete pictures",
    tags=("boundary-seeking", "discrete", "policy gradient"),
)
class DiscreteBGAN(LatentGAN):
    r"""Boundary seeking where each pixel is black or white, so that no gradient passes through it.

    The generator gives each pixel's probability of white. Of M pictures drawn for one z, each is
    weighted by its odds of being real, \( w = D / (1 - D) \), normalised over the M; the policy
    gradient raises the probability of those with a large weight (Algorithm 1). The discriminator
    learns from one of the M.

    Args:
        generator: Network from latents (batch, latent_dim) to expected pixels in [-1, 1]: the
            probability of white is \( (1 + G(z)) / 2 \).
        discriminator: Network from pictures of -1 and 1 to logits (batch, 1); without BatchNorm,
            which judges a batch by its statistics: the weights ask for each picture's own odds.
        samples: M, pictures drawn for each z, at least 2.
        **kwargs: `penalties` of the discriminator, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If M is less than 2, the discriminator has BatchNorm, or a penalty is the
            generator's, through whose pixels no gradient passes.

    Example:
        >>> gan = keras_gan_zoo.get("bgan_discrete")
        >>> gan.fit(np.where(digits > 0, 1.0, -1.0))  # black and white

    Reference:
        https://arxiv.org/abs/1702.08431
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_{x ~ g} log(1 - D(x))",
        "generator:     max  E_z sum_m w_m log g(x_m | z),  w_m ~ D(x_m) / (1 - D(x_m)), sum 1",
    )
    wants = "black and white images, every value -1 or 1"
    black_and_white = True
    terms = ("log_odds",)
    watch = (
        "`log_odds`, of the generator's pictures, should stay near 0; at -5 or less all M weights "
        "are noise. The generator's loss is a surrogate: its gradient counts, not its value.",
        "The policy gradient is noisy, and at the default rate slow: the recipe's tenfold rate of "
        "the generator draws digits after 1,500 steps. Raise `samples` where pictures stay noise.",
    )
    differs = (
        "M, the pictures drawn for each z: 8 by default, for speed, where the authors' code draws "
        "20.",
        "the baseline: the mean weight 1 / M is subtracted, which changes the variance alone.",
        "the discriminator, which is spectrally normalised and learns from one of the M.",
    )

    smallest = {"samples": 2}

    def __init__(
        self, generator: keras.Model, discriminator: keras.Model, samples: int = 8, **kwargs: Any
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.samples = check_whole(samples, "samples", least=2)
        layer = batch_normalization_of(discriminator)
        if layer is not None:
            raise ValueError(
                f"`discriminator` has the BatchNormalization {layer.name!r}, by which it tells "
                "batches apart, where samples are weighted by each one's own odds; build it with "
                "discriminator_normalization='spectral', 'layer' or 'none'."
            )
        for penalty in self.penalties:
            if penalty.player == "generator":
                raise ValueError(
                    f"`penalties` holds {penalty.name!r} of the generator, through whose black "
                    "and white pixels no gradient passes; use one of the discriminator's, such "
                    "as 'r1'."
                )

    @classmethod
    def from_defaults(cls, discriminator_normalization: str = "spectral", **kwargs: Any) -> "Self":  # type: ignore[override]  # taken by name
        """Builds the family's networks, the discriminator with spectral normalisation.

        Args:
            discriminator_normalization: "spectral", "layer" or "none".
            **kwargs: As for `LatentGAN.from_defaults`.
        """
        return super().from_defaults(
            discriminator_normalization=discriminator_normalization, **kwargs
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the authors' experiments."""
        return {player: keras.optimizers.Adam(1e-4, beta_1=0.5) for player in self.players}

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one policy gradient step (Algorithm 1)."""
        latents = self.sample_latents(real_images)
        adversarial = get_loss("non_saturating")
        expected = self.shared_pass(lambda: self.generator(latents, training=True), "generator")
        fakes = [self.draw_pixels(expected.outputs) for _ in range(self.samples)]

        def discriminator_loss():
            return adversarial.discriminator(
                real=self.discriminator(real_images, training=True),
                fake=self.discriminator(fakes[0], training=True),
            ) + self.penalty("discriminator", real_images, fakes[0])

        def log_probs():
            return ops.stack([log_probability(fake, expected.outputs) for fake in fakes], axis=1)

        self.minimize(discriminator_loss, player="discriminator")
        log_odds = self.log_odds(fakes)
        self.track("log_odds", ops.mean(log_odds))
        # With the mean weight as baseline: it is the same for all M, and lowers the variance.
        self.reinforce(
            log_probs,
            rewards=ops.softmax(log_odds, axis=1),
            player="generator",
            baseline=1.0 / self.samples,
            shared=expected,
        )
        return self.logs()

    def log_odds(self, fakes: Sequence[Tensor]) -> Tensor:
        """Returns log D / (1 - D) of M batches of pictures, (batch, M); of packs, each its own."""
        odds = [self.discriminator(fake, training=False)[:, 0] for fake in fakes]
        return ops.repeat(ops.stack(odds, axis=1), self.packing, axis=0)

    def draw_pixels(self, expected: Tensor) -> Tensor:
        """Returns pictures of -1 and 1 whose pixels have the given means."""
        uniform = random_rows(keras.random.uniform, ops.shape(expected), seed=self.seed_generator)
        return ops.where(2.0 * uniform - 1.0 < expected, 1.0, -1.0)

    def generate(
        self,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws pictures of -1 and 1; arguments as in `LatentGAN.generate`.

        `seed` is also that of the pixels. `gan(latents)` gives each pixel's mean instead.
        """
        images = super().generate(n, latents=latents, seed=seed, batch_size=batch_size)
        # `generate_batches` has drawn the pixels of fresh latents.
        return images if latents is None else black_and_white(images, _pixel_generator(seed))

    def generate_batches(
        self, n: int, *, seed: int | None = None, batch_size: int = 64
    ) -> Iterator[np.ndarray]:
        """Draws pictures of -1 and 1; arguments as in `LatentGAN.generate_batches`."""
        random = _pixel_generator(seed)
        for expected in super().generate_batches(n, seed=seed, batch_size=batch_size):
            yield black_and_white(expected, random)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks that the pictures are black and white, and batches them.

        Raises:
            keras_gan_zoo.data.DataMismatch: If a pixel of an array, or of a dataset's first batch,
                is grey.
        """
        batches = super().prepare_data(x, batch_size, shuffle)
        if isinstance(x, tf.data.Dataset):
            for images in batches.take(1):
                check_black_and_white(images)
        else:
            check_black_and_white(x)
        return batches

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the number of samples."""
        return {**super().get_config(), "samples": self.samples}


def black_and_white(expected: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Returns pictures of -1 and 1 whose pixels have the given means, float32."""
    return np.where(random.uniform(-1, 1, expected.shape) < expected, 1, -1).astype("float32")


def _pixel_generator(seed):
    # Of the seed and 1, or the pixels would follow the latents, which are of the seed alone.
    return np.random.default_rng(None if seed is None else [seed, 1])


def check_black_and_white(images: ArrayLike) -> None:
    """Raises if a pixel is neither -1 nor 1.

    Raises:
        keras_gan_zoo.data.DataMismatch: With the first such pixel.
    """
    images = ops.convert_to_numpy(images)
    grey = images[np.abs(images) != 1]
    if grey.size:
        raise DataMismatch(
            f"`x` must be black and white, every value -1 or 1, got {grey[0]:.4g}; pass "
            "np.where(x > 0, 1.0, -1.0), or map a dataset by "
            "lambda images: tf.where(images > 0, 1.0, -1.0)."
        )


def log_probability(pixels: Tensor, expected: Tensor) -> Tensor:
    """Returns the log-probability of pictures of -1 and 1, (batch,), given their pixels' means."""
    # A pixel's probability is (1 + pixel * mean) / 2; clipped, for a certain pixel that differs.
    probability = ops.clip(0.5 * (1.0 + pixels * expected), 1e-6, 1.0)
    return ops.sum(ops.log(probability), axis=(1, 2, 3))
