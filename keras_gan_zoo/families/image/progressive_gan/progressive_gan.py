"""Progressive growing of GANs (Karras, Aila, Laine and Lehtinen 2018)."""

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.image.progressive_gan.networks import (
    GrowingDiscriminator,
    GrowingGenerator,
    real_images_of,
)
from keras_gan_zoo.families.image.progressive_gan.schedule import Growth
from keras_gan_zoo.layers import NearestUpsampling2D
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.penalties.gradient_penalty import gradient_penalty
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.whole_batch import replica_count
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "progressive_gan",
    paper="1710.10196",
    title="Progressive Growing of GANs for Improved Quality, Stability, and Variation",
    tags=("gradient penalty", "progressive growing", "wasserstein"),
)
class ProgressiveGAN(LatentGAN):
    r"""Learns to draw small pictures first, and grows by layers for larger ones as it learns.

    Both networks begin at 4x4 pixels. Layers for twice the side are faded in, their share
    \( \alpha \) rising from 0 to 1 with the real pictures shown (figure 2), and then trained on;
    and so on up to the size asked for. One `fit` goes through all of it, and so do several: a
    weight counts the pictures. Each step costs what its stage costs.

    `generate` draws as far as the networks have grown, in the size of `image_shape`. What is
    exported is the last stage alone, which is not worth anything before it is reached.

    The first step takes long, as all stages are traced at it. XLA does not compile the step on a
    CPU, for which it has no gradient of nearest-neighbour upsampling: `jit_compile="auto"` finds
    that out, and goes on without.

    Args:
        generator: A `GrowingGenerator`, from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: A `GrowingDiscriminator` for the same shape, from images to scores (batch,
            1).
        pictures_per_stage: Real pictures for the first stage, and then for each fade and for the
            time after it; 800,000 in the paper. With the default a size of 32 is reached after
            120,000, and has faded in.
        gradient_penalty_weight: \( \lambda \) of WGAN-GP.
        drift: \( \epsilon \), the weight of the squared scores of real pictures, which keeps them
            from wandering off (appendix A.1).
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        TypeError: If a network does not grow.
        ValueError: If no growth reaches the shape, or a number is out of its range.

    Example:
        >>> gan = keras_gan_zoo.get("progressive_gan", image_shape=(32, 32, 3))
        >>> gan.fit(keras_gan_zoo.data.load("faces", size=32), epochs=20)

    Reference:
        https://arxiv.org/abs/1710.10196
    """

    settled = (
        "body",
        "generator_normalization",
        "discriminator_normalization",
        "augment",
        "instance_noise",
        "packing",
        "minibatch",
        "penalties",
    )
    objective = (
        "x, G(z) of the stage's size; a share 1 - alpha of each in the size before",
        "critic:    max  E_x D(x) - E_z D(G(z)) - lambda E (|grad D(x_hat)| - 1)^2",
        "                - epsilon E_x D(x)^2",
        "generator: max  E_z D(G(z))",
    )
    terms = ("wasserstein", "gradient_penalty", "stage", "alpha")
    watch = (
        "`stage` and `alpha` tell how far it has grown; the losses of two stages are not of one "
        "size, so compare within a stage.",
        "`wasserstein` rises as a stage fades in and falls after it. Where a stage's pictures are "
        "bad at its end, the next will not mend them: raise `pictures_per_stage`.",
        "Where what `generate` draws is worse than what was trained, the average has not "
        "forgotten how a stage began: lower `ema_decay`, or raise `pictures_per_stage`.",
    )
    differs = (
        "the sizes of networks and schedule: 20,000 pictures a stage and 128 channels at most, "
        "where the paper has 800,000 and 512.",
        "the average's decay, 0.995 for the shorter stages, where the paper has 0.999.",
        "Adam's memory, which goes on through a growth; the authors' code empties it.",
        "the size of the batch, which stays as it is; the paper's falls with the size of pictures.",
        "the norm of the penalty, which is of the stage's own pixels, and has a small number "
        "under its root.",
    )
    smallest = {
        "image_shape": (8, 8, 1),
        "latent_dim": 8,
        "width": 16,
        "max_channels": 16,
        "pictures_per_stage": 6,
    }
    default_batch_size = 16
    generator: GrowingGenerator
    discriminator: GrowingDiscriminator

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        pictures_per_stage: int = 20_000,
        gradient_penalty_weight: float = 10.0,
        drift: float = 0.001,
        **kwargs: Any,
    ):
        for name, network, kind in (
            ("generator", generator, GrowingGenerator),
            ("discriminator", discriminator, GrowingDiscriminator),
        ):
            if not isinstance(network, kind):
                raise TypeError(
                    f"`{name}` must be a {kind.__name__}, which has the layers of all stages, got "
                    f"{type(network).__name__}."
                )
        super().__init__(generator, discriminator, **kwargs)
        self.pictures_per_stage = check_whole(pictures_per_stage, "pictures_per_stage", least=1)
        self.gradient_penalty_weight = check_number(
            gradient_penalty_weight, "gradient_penalty_weight", least=0
        )
        self.drift = check_number(drift, "drift", least=0)
        self.growth = Growth(generator.stages, self.pictures_per_stage)

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (32, 32, 3),
        latent_dim: int = 128,
        width: int = 32,
        max_channels: int = 128,
        ema_decay: float | None = 0.995,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the networks of all stages.

        Args:
            image_shape: (height, width, channels), of 8, 16, 32, 64 or more pixels a side.
            latent_dim: Length of the latent vectors.
            width: Channels of the maps at full size; at half the size they have twice as many, and
                so on.
            max_channels: The most that a map has.
            ema_decay: Decay of the moving average of the generator's weights, which `generate`
                draws by, or `None` for none. The layers of a stage begin at random, and their
                average has to forget that within the stage: 0.999, the paper's, wants stages of
                5,000 steps and more.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            return cls(
                GrowingGenerator(image_shape, latent_dim, width, max_channels, name="generator"),
                GrowingDiscriminator(image_shape, width, max_channels, name="discriminator"),
                ema_decay=ema_decay,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adam (appendix A.1)."""
        return {
            player: keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8)
            for player in self.players
        }

    def train_step(self, real_images: Tensor) -> dict[str, Tensor]:
        """One step of the critic, one of the generator, both at the stage that it has come to."""
        stage, alpha = self.growth.at(self.discriminator.pictures_shown)
        latents = self.sample_latents(real_images)

        def critic_terms(stage):
            D = partial(self.discriminator, stage=stage, alpha=alpha)
            x = real_images_of(real_images, stage, alpha)
            fake_images = self.generator(latents, stage=stage, alpha=alpha, training=True)
            real, fake = D(x, training=True), D(fake_images, training=True)
            distance = ops.mean(real) - ops.mean(fake)
            steepness = gradient_penalty(D, x, fake_images, seed=self.seed_generator)
            return distance, steepness, ops.mean(ops.square(real))

        def critic_loss():
            distance, steepness, squares = self.of_stage(stage, critic_terms)
            steepness = self.gradient_penalty_weight * steepness
            self.track("wasserstein", distance)
            self.track("gradient_penalty", steepness)
            return -distance + steepness + self.drift * squares

        def mean_score(stage):
            fake_images = self.generator(latents, stage=stage, alpha=alpha, training=True)
            return ops.mean(
                self.discriminator(fake_images, stage=stage, alpha=alpha, training=True)
            )

        self.minimize(critic_loss, player="discriminator")
        self.minimize(lambda: -self.of_stage(stage, mean_score), player="generator")
        self.track("stage", stage)
        self.track("alpha", alpha)
        self.discriminator.pictures_shown.assign_add(
            ops.cast(ops.shape(real_images)[0] * replica_count(), "int64")
        )
        return self.logs()

    def of_stage(self, stage: Tensor, compute: Callable) -> Any:
        """Returns what a function of a stage's number computes, for the one stage alone."""
        return ops.switch(stage, [partial(compute, each) for each in range(self.growth.stages)])

    def count_shown(self) -> int:
        """Returns how many real pictures it has been shown; on replicas each holds the count."""
        return int(self.discriminator.pictures_shown.numpy())

    def is_grown(self) -> bool:
        """Returns whether the last stage has faded in."""
        return self.count_shown() >= self.growth.pictures

    def draw_from(self, network: keras.Model, latents: np.ndarray, batch_size: int) -> np.ndarray:
        """Draws from latents as far as the networks have grown, in the size of the last stage."""
        if self.is_grown():
            return super().draw_from(network, latents, batch_size)
        stage, alpha = self.growth.at(ops.convert_to_tensor(self.count_shown(), "int64"))
        enlarged = NearestUpsampling2D(2 ** (self.growth.stages - 1 - int(stage)), dtype="float32")
        return np.concatenate(
            [
                enlarged(
                    network(latents[start : start + batch_size], stage=int(stage), alpha=alpha)
                )
                for start in range(0, len(latents), check_whole(batch_size, "batch_size", 1))
            ]
        )

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the last stage of the generator, averaged if an average is kept."""
        if not self.is_grown():
            warnings.warn(
                f"The last stage of this {type(self).__name__}, which is what an export holds, has "
                f"not grown yet: train it on {self.growth.pictures:,} pictures or more, of which "
                f"it has been shown {self.count_shown():,}.",
                stacklevel=2,
            )
        latents = keras.Input((self.latent_dim,), name="latents")
        generator = self.inference_network("generator")
        return {"generate": keras.Model(latents, generator(latents), name="generator")}

    def foresee(self, batch: Any, steps: int) -> None:
        """Tells of a schedule that does not reach the last stage before the fit ends."""
        if batch.shape[0] is None:
            return
        shown = self.count_shown() + steps * batch.shape[0]
        if shown < self.growth.pictures:
            fitting = max(1, shown // (2 * (self.growth.stages - 1)))
            warnings.warn(
                f"The last stage will not have faded in when this `fit` ends: with "
                f"pictures_per_stage={self.pictures_per_stage} that takes {self.growth.pictures:,} "
                f"pictures, and {shown:,} will have been shown; train for longer, now or in "
                f"another `fit`, or build with pictures_per_stage={fitting}.",
                stacklevel=4,
            )

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the schedule and the losses' weights."""
        return {
            **super().get_config(),
            "pictures_per_stage": self.pictures_per_stage,
            "gradient_penalty_weight": self.gradient_penalty_weight,
            "drift": self.drift,
        }
