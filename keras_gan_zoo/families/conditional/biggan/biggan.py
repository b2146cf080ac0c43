"""BigGAN (Brock, Donahue and Simonyan 2018)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.engine.batching import dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.conditional.biggan.networks import biggan_generator
from keras_gan_zoo.families.conditional.biggan.standing_statistics import replace_statistics
from keras_gan_zoo.families.conditional.projection_gan.networks import projection_discriminator
from keras_gan_zoo.families.conditional.projection_gan.projection_gan import ProjectionGAN
from keras_gan_zoo.models.latents import fresh_latents, truncated_latents
from keras_gan_zoo.networks.resnet_gan import usual_attention
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.penalties.orthogonal import orthogonal
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "biggan",
    paper="1809.11096",
    title="Large Scale GAN Training for High Fidelity Natural Image Synthesis",
    tags=("attention", "hinge", "labels", "projection", "spectral normalization", "truncation"),
)
class BigGAN(ProjectionGAN):
    r"""A self-attention GAN whose class and latents enter every block, drawn by truncated latents.

    Each block of the generator is normalized by the class's embedding, which all blocks share,
    and by a part of the latents of its own. Its kernels are kept orthogonal, all
    but their lengths, which lets it draw from latents near their mode, of which it has seen few:
    the truncation trick. What is drawn so needs the batch statistics of such latents:
    `keep_standing_statistics`.

    Args:
        generator: Network from [latents (batch, latent_dim), labels (batch,)] to images in
            [-1, 1].
        discriminator: Network from [images, labels (batch,)] to logits (batch, 1).
        classes: Number of classes, numbered from 0.
        critic_steps: Discriminator steps for each generator step, 2 in the paper.
        orthogonal_weight: The paper's beta, at least 0.
        **kwargs: `loss`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a number is out of its range.

    Example:
        >>> gan = keras_gan_zoo.get("biggan", image_shape=(32, 32, 3), classes=10, width=16)
        >>> gan.fit(keras_gan_zoo.data.load("cifar10", labels=True), epochs=10)
        >>> gan.keep_standing_statistics(truncation=0.5, passes=16)
        >>> typical = gan.generate([0, 1, 2], n=8, truncation=0.5, seed=0)

    Reference:
        https://arxiv.org/abs/1809.11096
    """

    objective = (
        "discriminator: D(x, y) = y' V phi(x) + psi(phi(x)),  both players spectrally normalized",
        "               min  E_{x,y} max(0, 1 - D(x, y)) + E_{z,y} max(0, 1 + D(G(z, y), y))",
        "generator:     min  - E_{z,y} D(G(z, y), y) + beta sum_W |W'W * (1 - I)|_F^2",
        "generate:      z ~ N(0, I), numbers above the truncation drawn again",
    )
    terms = ("orthogonality",)
    watch = (
        "The hinge loss of the discriminator should stay between 0.5 and 2. The paper's trainings "
        "end in a collapse: give `CollapseMonitor` a folder, and go on from what it kept.",
        "`orthogonality` should stay small beside the generator's loss; where truncated pictures "
        "are saturated spots, raise `orthogonal_weight`.",
        "Larger batches help more than larger networks do; the paper's have 2,048 pictures.",
    )
    differs = (
        "the labels of the fakes, in the generator's step too: they are those of the real "
        "batch, where the authors draw classes evenly.",
        "the widths of the maps, which are those of SNGAN's networks, and the map that attends: "
        "of pictures below 64 pixels it is 16 or less.",
        "the batch statistics, of one batch where the paper has those of all devices.",
        "the rates and steps, which are the paper's; the authors' PyTorch code trains at 4e-4 and "
        "1e-4, one step each, without the orthogonal term.",
    )
    settled = ("conditioning", "generator_normalization", "discriminator_normalization", "body")
    smallest = {
        "width": 2,
        "latent_dim": 9,
        "embedding_dim": 4,
        "critic_steps": 1,
        "attention": (),
    }

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        classes: int = 10,
        critic_steps: int = 2,
        orthogonal_weight: float = 1e-4,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, classes, critic_steps=critic_steps, **kwargs)
        self.orthogonal_weight = check_number(orthogonal_weight, "orthogonal_weight", least=0)
        self.standing_truncation = self.add_weight(
            shape=(),
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="standing_truncation",
        )

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (32, 32, 3),
        classes: int = 10,
        latent_dim: int = 120,
        embedding_dim: int = 128,
        width: int = 64,
        attention: Sequence[int] | None = None,
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        ema_decay: float | None = 0.9999,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels).
            classes: Number of classes.
            latent_dim: Length of the latent vectors, a multiple of one more than the generator has
                blocks: of 4 for 32 pixels, of 5 for 64, of 6 for 128.
            embedding_dim: Length of the class's embedding, which all blocks share.
            width: Channels of the map at full resolution of a picture larger than 32; see
                `keras_gan_zoo.networks.resnet_generator`.
            attention: Sides of the maps behind which both networks attend, such as (32,); () for
                none; `None` for the largest that both have, up to 32.
            augment: As for `LabelGAN.from_defaults`.
            instance_noise: As for `LabelGAN.from_defaults`.
            ema_decay: Decay of the generator's average, which `generate` draws by, or `None`.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        sides = usual_attention(image_shape) if attention is None else attention
        with seeded(seed):
            return cls(
                biggan_generator(image_shape, classes, latent_dim, embedding_dim, width, sides),
                projection_discriminator(
                    "resnet",
                    image_shape,
                    classes,
                    width,
                    before=front_layers(augment, instance_noise),
                    attention=sides,
                    initializer="orthogonal",
                ),
                classes=classes,
                ema_decay=ema_decay,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adams."""
        return {
            "discriminator": keras.optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.999),
            "generator": keras.optimizers.Adam(5e-5, beta_1=0.0, beta_2=0.999),
        }

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """`critic_steps` discriminator steps, each on other pairs, then one generator step."""
        self.standing_truncation.assign(0.0)  # what was kept for a truncation moves away from it
        for x, y in dealt_out(data, self.critic_steps, "critic_steps"):
            self.discriminator_step(x, y)
        z = self.sample_latents(x)

        def generator_loss():
            fake = self.generator([z, y], training=True)
            orthogonality = self.orthogonal_weight * orthogonal(self.generator)
            self.track("orthogonality", orthogonality)
            return (
                self.adversarial.generator(fake=self.discriminator([fake, y], training=True))
                + orthogonality
            )

        self.minimize(generator_loss, player="generator")
        return self.logs()

    # Drawing by truncated latents

    def keep_standing_statistics(
        self,
        truncation: float | None = None,
        passes: int = 100,
        batch_size: int = 64,
        seed: int | None = 0,
    ) -> None:
        """Recomputes the generator's batch statistics for what `generate` will be asked for.

        They are those of many batches of all classes, drawn at this truncation, and
        kept in the network that `generate` draws by and that is exported. From then on it draws at
        this truncation, until it is trained on or this is called again.

        Args:
            truncation: Largest magnitude of a latent's numbers, above 0; `None` for all of N(0, I).
            passes: Forward passes; the authors' PyTorch code has 16.
            batch_size: Pictures of a pass.
            seed: Of the latents and the classes.

        Raises:
            ValueError: If a number is out of its range.

        Example:
            >>> gan.keep_standing_statistics(truncation=0.5)
            >>> keras_gan_zoo.export.tflite(gan, "typical.tflite")
        """
        if truncation is not None:
            truncation = check_number(truncation, "truncation", above=0)
        passes = check_whole(passes, "passes", least=1)
        batch_size = check_whole(batch_size, "batch_size", least=2)
        random = random_source(seed)

        def draw(number):
            labels = random.integers(0, self.classes, batch_size).astype("int32")
            return [self._drawn(batch_size, random, truncation), labels]

        replace_statistics(self.inference_network("generator"), draw, passes)
        self.standing_truncation.assign(0.0 if truncation is None else truncation)

    def latents_to_draw(self, count: int, seed: int | None) -> np.ndarray:
        """Returns fresh latents, truncated as the statistics that are kept are."""
        return self._drawn(count, seed, float(self.standing_truncation) or None)

    def _drawn(self, count, seed, truncation):
        if truncation is None:
            return fresh_latents(count, self.latent_dim, seed)
        return truncated_latents(count, self.latent_dim, truncation, seed)

    def generate(
        self,
        condition: Any = None,
        n: int | None = None,
        *,
        truncation: float | None = None,
        latents: ArrayLike | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws images of a class.

        Args:
            condition: As for `ConditionalGAN.generate`.
            n: As there.
            truncation: Largest magnitude of a latent's numbers, one that
                `keep_standing_statistics` was called for; the smaller, the more typical and the
                less varied the pictures. `None` for what it was called for last, or, if it was
                not, none.
            latents: As there, in the place of fresh ones and of a truncation.
            seed: As there.
            batch_size: As there.

        Returns:
            A float32 array (pictures, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If statistics for this truncation are not kept; or as there.

        Example:
            >>> gan.keep_standing_statistics(truncation=0.5)
            >>> images = gan.generate([0, 1, 2], n=8, truncation=0.5, seed=0)
        """
        if truncation is not None:
            self._check_kept(check_number(truncation, "truncation", above=0), latents)
        return super().generate(condition, n, latents=latents, seed=seed, batch_size=batch_size)

    def _check_kept(self, truncation, latents):
        if latents is not None:
            raise ValueError("Give `generate` either `truncation` or `latents`, not both.")
        kept = np.float32(self.standing_truncation)
        if kept != np.float32(truncation):
            whose = f"for a truncation of {kept:g}" if kept else "for latents without one"
            raise ValueError(
                f"`truncation` is {truncation:g}, but the generator's statistics are {whose}: "
                f"call gan.keep_standing_statistics(truncation={truncation:g}) first."
            )

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the classes and the weight of the orthogonal regularization."""
        return {**super().get_config(), "orthogonal_weight": self.orthogonal_weight}
