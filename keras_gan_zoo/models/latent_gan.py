"""The base of the families that draw pictures from latent vectors."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_whole, random_source
from keras_gan_zoo.engine.batching import rebatched
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.packing import samples_per_logit
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.from_latents import FromLatents
from keras_gan_zoo.models.latents import check_latents, fresh_latents
from keras_gan_zoo.networks.bodies import build_discriminator, build_generator
from keras_gan_zoo.networks.tricks import front_layers, minibatch_layers
from keras_gan_zoo.penalties import get as get_penalties
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.by_shape import kind_of_shape
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.types import ArrayLike, Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LatentGAN(FromLatents):
    """A generator from latents z ~ N(0, I) to images, and a discriminator of images.

    Subclasses write `train_step`, adding `self.penalty(player, real, fake)` to the loss of each
    player. `from_defaults` builds their networks, with any of the field's tricks by name.

    Args:
        generator: Network from latents (batch, latent_dim) to images (batch, height, width,
            channels) in [-1, 1], or to points (batch, dimensions).
        discriminator: Network from images to logits.
        penalties: What is added to the losses, by name (`"r1"`), by name and weight
            (`{"r1": 5.0, "feature_matching": 1.0}`), or as objects; see
            `keras_gan_zoo.penalties.list_penalties`.
        **kwargs: As for `AdversarialModel`: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the generator's images are not what the discriminator takes, or the penalty
            does not go with the discriminator's normalization.

    Example:
        >>> gan = keras_gan_zoo.get("dcgan", image_shape=(32, 32, 3))
        >>> gan.generate(4, seed=0).shape
        (4, 32, 32, 3)
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    averaged = ("generator",)

    smallest = {"image_shape": (16, 16, 1), "width": 4, "body": "dcgan", "latent_dim": 8}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        penalties: Any = None,
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        if generator.output_shape[1:] != discriminator.input_shape[1:]:
            raise ValueError(
                f"`generator` draws images of shape {generator.output_shape[1:]}, but "
                f"`discriminator` takes {discriminator.input_shape[1:]}; build both for one shape."
            )
        self.latent_dim = generator.input_shape[-1]
        self.image_shape = tuple(generator.output_shape[1:])
        self.packing = samples_per_logit(discriminator)
        self.penalties = get_penalties(penalties)
        for penalty in self.penalties:
            penalty.prepare(self._penalised_network(penalty))

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 100,
        width: int = 64,
        body: str = "dcgan",
        generator_normalization: str = "batch",
        discriminator_normalization: str = "batch",
        augment: str | None = None,
        instance_noise: float | Sequence[float] | None = None,
        packing: int = 1,
        minibatch: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            image_shape: (height, width, channels) of the pictures, height and width equal; what
                sizes there are depends on the body. `(dimensions,)` for points, with body="mlp".
            latent_dim: Length of the latent vectors.
            width: Channels of the widest feature map at full resolution, or units of a layer.
            body: "dcgan" (1511.06434; 28 to 128 pixels), "infogan" (1711.10337's comparison; 28
                or 32), "resnet" (1802.05957; 32 to 64) or "mlp".
            generator_normalization: "batch", "layer", "none" or "virtual_batch" (1606.03498).
            discriminator_normalization: "batch", "layer", "none" or "spectral" (1802.05957).
            augment: Policy of DiffAugment (2006.10738), such as "color,translation,cutout", or
                `None`; what the discriminator sees of real and fake alike.
            instance_noise: `None`, or the standard deviation of the noise on what the
                discriminator sees, or (standard deviation, steps until it is gone) (1610.04490).
            packing: Pictures the discriminator judges at once (1712.04086).
            minibatch: `None`, "stddev" (1710.10196) or "discrimination" (1606.03498): lets the
                discriminator see how much the pictures of a batch differ.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            return cls(
                build_generator(body, image_shape, latent_dim, width, generator_normalization),
                build_discriminator(
                    body,
                    image_shape,
                    width,
                    discriminator_normalization,
                    before=front_layers(augment, instance_noise, packing),
                    before_logits=minibatch_layers(minibatch),
                ),
                seed=seed,
                **kwargs,
            )

    def penalty(self, player: str, real_images: Tensor, fake_images: Tensor) -> Tensor | int:
        """Returns the sum of a player's penalties, a scalar; 0 if it has none."""
        return sum(
            penalty(self._penalised_network(penalty), real_images, fake_images)
            for penalty in self.penalties
            if penalty.player == player
        )

    def _penalised_network(self, penalty):
        return self.generator if penalty.network == "generator" else self.discriminator

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pictures and gives batches of them, of which the packs leave no rest."""
        batches = super().prepare_data(x, batch_size, shuffle)
        if self.packing == 1:
            return batches
        if batches.element_spec.shape[0] is None:
            batches = rebatched(batches, 1)  # without the smaller last one
        size = batches.element_spec.shape[0]
        if size % self.packing:
            raise ValueError(
                f"`batch_size` must be a multiple of packing={self.packing}, got {size}; "
                f"e.g. {max(1, round(size / self.packing)) * self.packing}."
            )
        return batches

    def sample_latents(self, like: Tensor) -> Tensor:
        """Returns fresh latents (batch, latent_dim), as many as `like` has rows."""
        shape = (ops.shape(like)[0], self.latent_dim)
        if self.latent_distribution == "uniform":
            return random_rows(keras.random.uniform, shape, -1.0, 1.0, seed=self.seed_generator)
        return random_rows(keras.random.normal, shape, seed=self.seed_generator)

    def generator_inputs(self, latents: ArrayLike) -> ArrayLike:
        """Returns what the generator takes to draw from these latents: them alone."""
        return latents

    def call(self, latents: Tensor, training: bool = False) -> Tensor:
        """Draws images (batch, height, width, channels) in [-1, 1] from latents."""
        return self.inference_network("generator")(latents, training=training)

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The one kind of sample that `fit` takes: pictures, or points."""
        return (kind_of_shape(self.image_shape),)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator, averaged if an average is kept."""
        return {"generate": self.inference_network("generator")}

    def generate(
        self,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws images.

        Args:
            n: How many, from fresh latents. Give either `n` or `latents`.
            latents: Latents (n, latent_dim), float.
            seed: Seed of the fresh latents, for the same pictures again; `None` for new ones.
            batch_size: Images drawn at once.

        Returns:
            A float32 array (n, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If neither or both of `n` and `latents` are given, one is malformed, or
                there is no memory for so many.

        Example:
            >>> images = gan.generate(16, seed=0)
        """
        if (n is None) == (latents is None):
            raise ValueError("Give `generate` either `n` or `latents`, not both and not neither.")
        if latents is None:
            n = check_whole(n, "n", least=1)
            instead = f"take them a batch at a time, from generate_batches({n})"
            check_room(n, 4 * math.prod(self.image_shape), self.gives.name, instead)
            return np.concatenate(list(self.generate_batches(n, seed=seed, batch_size=batch_size)))
        latents = check_latents(latents, self.latent_dim)
        return self.draw(self.inference_network("generator"), latents, batch_size)

    def generate_batches(
        self, n: int, *, seed: int | None = None, batch_size: int = 64
    ) -> Iterator[np.ndarray]:
        """Draws images a batch at a time, for more of them than memory holds.

        Args:
            n: How many in all.
            seed: As for `generate`, which gives the same images.
            batch_size: Images of a batch; the last may be smaller.

        Yields:
            Float32 arrays (batch, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If `n` or `batch_size` is no whole number of at least 1.

        Example:
            >>> for images in gan.generate_batches(100_000, seed=0):
            ...     features.append(extractor(images))
        """
        n = check_whole(n, "n", least=1)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        random = random_source(seed)
        for start in range(0, n, batch_size):
            rows = min(batch_size, n - start)
            latents = fresh_latents(rows, self.latent_dim, random, self.latent_distribution)
            yield self.draw(self.inference_network("generator"), latents, batch_size)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the penalties."""
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "penalties": [serialize(penalty) for penalty in self.penalties],
        }
