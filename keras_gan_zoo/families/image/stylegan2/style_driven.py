"""The base of the GANs whose generator is driven by styles."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_finite, check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.image.stylegan2.discriminator import style_discriminator
from keras_gan_zoo.families.image.stylegan2.generator import (
    StyleGenerator,
    Synthesis,
    mapping_network,
)
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.models.latents import check_latents, fresh_latents
from keras_gan_zoo.networks.tricks import front_layers
from keras_gan_zoo.penalties import check_penalised
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


class StyleDriven(LatentGAN):
    """A GAN of a `StyleGenerator`, whose pictures can be drawn by styles besides latents.

    Args:
        generator: A `StyleGenerator`, from latents (batch, latent_dim) to images in [-1, 1].
        discriminator: Network from images to logits (batch, 1), without BatchNorm.
        gamma: Weight of R1, whose half multiplies the squared norm of the gradient at real
            pictures; 10 in the papers, for pictures of a million pixels.
        mixing: Share of the pictures in training that are drawn by the styles of two latents: those
            of the second from a random layer on.
        **kwargs: `penalties`, `ema_decay`, `seed`, `name`.

    Raises:
        TypeError: If the generator is not driven by styles.
        ValueError: If the discriminator has BatchNorm, or a number is out of its range.
    """

    settled = (
        "body",
        "generator_normalization",
        "discriminator_normalization",
        "packing",
        "minibatch",
    )
    smallest = {
        "image_shape": (8, 8, 1),
        "latent_dim": 8,
        "style_dim": 8,
        "width": 8,
        "mapping_depth": 2,
    }
    default_batch_size = 16
    logit_boundary = 0.0
    synthesis: Callable[..., Synthesis]
    """Builder of the synthesis network."""

    residual = True
    """Whether the discriminator is residual."""

    generator: StyleGenerator

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        gamma: float = 1.0,
        mixing: float = 0.9,
        **kwargs: Any,
    ):
        if not isinstance(generator, StyleGenerator):
            raise TypeError(
                "`generator` must be a StyleGenerator, which has a mapping and a synthesis "
                f"network, got {type(generator).__name__}."
            )
        super().__init__(generator, discriminator, **kwargs)
        check_penalised(discriminator, "r1")
        self.gamma = check_number(gamma, "gamma", least=0)
        self.mixing = check_number(mixing, "mixing", least=0)
        if self.mixing > 1:
            raise ValueError(f"`mixing` must be a share from 0 to 1, got {mixing!r}.")

    @classmethod
    def from_defaults(  # type: ignore[override]  # taken by name
        cls,
        image_shape: Sequence[int] = (64, 64, 3),
        latent_dim: int = 128,
        style_dim: int = 128,
        mapping_depth: int = 8,
        width: int = 32,
        max_channels: int = 128,
        fixed_noise: bool = False,
        augment: str | Mapping | None = None,
        instance_noise: float | Sequence[float] | None = None,
        ema_decay: float | None = 0.999,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels), sides that can be halved together until the
                shorter has 3 to 7 pixels, such as (64, 64, 3) or (48, 64, 3).
            latent_dim: Length of the latents z; 512 in the papers.
            style_dim: Length of the styles w; 512 in the papers.
            mapping_depth: Dense layers from the one to the other.
            width: Channels of the maps at full size; at half the size they have twice as many, and
                so on. With 32, and 128 at most, StyleGAN2 takes about a second for a step on 16
                pictures of 64x64 pixels on one core of a server.
            max_channels: The most that a map has; 512 in the papers.
            fixed_noise: Whether pictures that are drawn outside of training, and by an exported
                file, have noise, each time the same; else they have none.
            augment: As for `LatentGAN.from_defaults`.
            instance_noise: As for `LatentGAN.from_defaults`.
            ema_decay: Decay of the moving average of the generator's weights, which `generate`
                draws by, or `None` for none.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            mapping = mapping_network(latent_dim, style_dim, mapping_depth)
            synthesis = cls.synthesis(
                image_shape, style_dim, width, max_channels, fixed_noise, name="synthesis"
            )
            discriminator = style_discriminator(
                image_shape,
                width,
                max_channels,
                cls.residual,
                before=front_layers(augment, instance_noise),
            )
            return cls(
                StyleGenerator(mapping, synthesis, name="generator"),
                discriminator,
                ema_decay=ema_decay,
                seed=seed,
                **kwargs,
            )

    # Training

    def draw_in_training(self, latents: Tensor) -> Tensor:
        """Draws pictures to train on, with mixed styles, and follows the mean of the styles."""
        w = self.generator.styles(latents, training=True)
        self.generator.follow(w[:, 0])
        return self.generator.synthesis(self.mixed(w), training=True)

    def mixed(self, first: Tensor) -> Tensor:
        """Returns styles (batch, layers, style_dim) of which some go over to those of new latents.

        Which pictures mix, and from which layer on, is drawn for each (1812.04948, section 3.1).
        """
        rows, layers, _ = ops.shape(first)
        second = self.generator.styles(self.sample_latents(first), training=True)
        chance = random_rows(keras.random.uniform, (rows, 2), seed=self.seed_generator)
        crossover = 1.0 + ops.floor(chance[:, :1] * (layers - 1))
        crossover = ops.where(chance[:, 1:] < self.mixing, crossover, float(layers))
        of_first = ops.arange(layers, dtype="float32")[None] < crossover
        return ops.where(of_first[..., None], first, second)

    # Drawing

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator, averaged if an average is kept, from latents to pictures."""
        latents = keras.Input((self.latent_dim,), name="latents")
        generator = self.inference_network("generator")
        return {"generate": keras.Model(latents, generator(latents), name="generator")}

    def styles(
        self, latents: ArrayLike, truncation: float = 1.0, batch_size: int = 64
    ) -> np.ndarray:
        r"""Returns the styles w that pictures of these latents are drawn by.

        Args:
            latents: (n, latent_dim).
            truncation: \( \psi \): how far from their mean the styles stay, 1 for where they are.
            batch_size: How many at once.

        Returns:
            Float32 (n, layers, style_dim), the same style for each layer of a picture.

        Raises:
            ValueError: If the latents are malformed or the truncation is below 0.

        Example:
            >>> w = gan.styles(latents)
            >>> w[:, 4:] = w[:1, 4:]  # the fine styles of the first picture for all
            >>> images = gan.synthesize(w)
        """
        latents = check_latents(latents, self.latent_dim)
        truncation = check_number(truncation, "truncation", least=0)
        generator = self.inference_network("generator")
        w = self.draw(generator.mapping, latents, batch_size)
        mean = ops.convert_to_numpy(generator.mean_style)
        w = mean + truncation * (w - mean) if truncation != 1 else w
        return np.repeat(w[:, None], generator.synthesis.style_layers, axis=1).astype("float32")

    def synthesize(self, styles: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Draws pictures by their styles, one for all layers (w) or one for each (w+).

        Args:
            styles: (n, style_dim) or (n, layers, style_dim).
            batch_size: Pictures drawn at once.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If the styles are of another shape, or not finite.

        Example:
            >>> images = gan.synthesize(gan.styles(latents, truncation=0.5))
        """
        synthesis = self.inference_network("generator").synthesis
        layers, length = synthesis.style_layers, synthesis.style_dim
        w = np.asarray(styles, "float32")
        if w.ndim == 2 and w.shape[1] == length:
            w = np.repeat(w[:, None], layers, axis=1)
        if w.shape[1:] != (layers, length) or not len(w):
            raise ValueError(
                f"`styles` must have shape (n, {length}) or (n, {layers}, {length}), got "
                f"{np.shape(styles)}."
            )
        return self.draw(synthesis, check_finite(w, "styles"), batch_size)

    def generate(
        self,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        truncation: float = 1.0,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        r"""Draws images.

        Args:
            n: How many, from fresh latents. Give either `n` or `latents`.
            latents: Latents (n, latent_dim), float.
            truncation: \( \psi \) (1812.04948, appendix B): each style is moved towards the mean of
                all, of which this share of the way is left. 1 draws what was trained; 0.7 draws
                fewer kinds of picture, and better ones; 0 one picture alone. Metrics are of 1.
            seed: Seed of the fresh latents, for the same pictures again; `None` for new ones.
            batch_size: Images drawn at once.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If neither or both of `n` and `latents` are given, or one is malformed.

        Example:
            >>> images = gan.generate(16, truncation=0.7, seed=0)
        """
        if truncation == 1:
            return super().generate(n, latents=latents, seed=seed, batch_size=batch_size)
        if (n is None) == (latents is None):
            raise ValueError("Give `generate` either `n` or `latents`, not both and not neither.")
        if latents is None:
            n = check_whole(n, "n", least=1)
            latents = fresh_latents(n, self.latent_dim, seed, self.latent_distribution)
        return self.synthesize(self.styles(latents, truncation, batch_size), batch_size)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the penalty's weight and the share that mixes."""
        return {**super().get_config(), "gamma": self.gamma, "mixing": self.mixing}
