"""The base of the models that draw pictures from latent vectors alone, adversarial or not."""

import math
from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole, random_source
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.from_latents import FromLatents
from keras_gan_zoo.models.latents import check_latents, fresh_latents
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.by_shape import kind_of_shape
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.types import ArrayLike, Tensor


class LatentModel(FromLatents):
    """Latents z ~ N(0, I), and a network that draws pictures, or points, from them.

    Subclasses name that network (`drawn_by`), set `latent_dim` and `image_shape`, and write
    `train_step`. They may play a game, as a GAN does, or not, as a variational auto-encoder.
    """

    image_shape: tuple[int, ...]

    def sample_latents(self, like: Tensor) -> Tensor:
        """Returns fresh latents (batch, latent_dim), as many as `like` has rows."""
        shape = (ops.shape(like)[0], *self.latent_shape)
        if self.latent_distribution == "uniform":
            return random_rows(keras.random.uniform, shape, -1.0, 1.0, seed=self.seed_generator)
        return random_rows(keras.random.normal, shape, seed=self.seed_generator)

    def generator_inputs(self, latents: ArrayLike) -> ArrayLike:
        """Returns what the network that draws takes to draw from these latents: them alone."""
        return latents

    def call(self, latents: Tensor, training: bool = False) -> Tensor:
        """Draws images (batch, height, width, channels) in [-1, 1] from latents."""
        return self.inference_network(self.drawn_by)(latents, training=training)

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The one kind of sample that `fit` takes: pictures, or points."""
        return (kind_of_shape(self.image_shape),)

    def check_pictures(self, images: ArrayLike) -> np.ndarray:
        """Returns given pictures as float32, if they fit the model.

        Raises:
            TypeError: If they are no array.
            keras_gan_zoo.data.DataMismatch: If they do not fit.
        """
        if not hasattr(images, "shape") or not hasattr(images, "dtype"):
            shape = ", ".join(map(str, self.image_shape))
            raise TypeError(
                f"`images` must be an array (n, {shape}), got {type(images).__name__}; of a "
                "dataset take a batch: next(iter(dataset))."
            )
        self.takes[0].check(images, name="images")
        return np.asarray(images, "float32")

    def check_latents(self, latents: ArrayLike) -> np.ndarray:
        """Returns given latents as float32.

        Raises:
            ValueError: If they are no numbers, or nothing can be drawn from their shape.
        """
        return check_latents(latents, self.latent_shape)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the network that draws, averaged if an average is kept."""
        return {"generate": self.inference_network(self.drawn_by)}

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
        latents = self.check_latents(latents)
        return self.draw_from(self.inference_network(self.drawn_by), latents, batch_size)

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
            latents = fresh_latents(rows, self.latent_shape, random, self.latent_distribution)
            yield self.draw_from(self.inference_network(self.drawn_by), latents, batch_size)
