"""What a model that draws from sounds takes, and how it draws."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.latents import check_latents, fresh_latents
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.element_checks import check_numbers
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.picture_checks import check_images
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.sounds import Sounds
from keras_gan_zoo.samples.typed_calls import part_of
from keras_gan_zoo.types import ArrayLike, Data, Tensor

_LOAD = "keras_gan_zoo.data.load('sound_pictures', batch_size=32, shuffle=True)"
_DRAWN_AGAIN = 3
"""How often each sound of a sheet is drawn, each time from other latents."""


class FromSounds(Translator):
    """A model that draws pictures from sounds and latents.

    Subclasses have an `encoder` from sounds to vectors and a `generator` from [latents, vectors] to
    pictures, say the numbers below, and write `train_step` for (sounds, pictures, class numbers).
    """

    directions = ("sound_to_image",)
    averaged = ("encoder", "generator")
    wants = "sounds, the picture of each, and the number of its class"
    default_batch_size = 32

    pairs = True
    """`fit` takes class numbers besides."""

    samples: int
    """Samples of a sound."""

    rate: int
    """Samples a second."""

    classes: int
    """How many classes there are."""

    latent_dim: int
    """Length of the latent vectors."""

    image_shape: tuple[int, int, int]
    """(height, width, channels) of a picture."""

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Sounds, and pictures of them."""
        return Sounds((self.samples,), self.rate), Pictures(self.image_shape)

    @property
    def gives(self) -> Kind:
        """Pictures."""
        return Pictures(self.image_shape)

    def in_turn(self, count: int) -> np.ndarray:
        """Returns class numbers 0, 1, ..., classes - 1, 0, 1, ..."""
        return np.arange(count) % self.classes

    # Training data

    def check_data(self, x: Any) -> None:
        """Checks sounds, pictures and class numbers.

        Args:
            x: Arrays (sounds, pictures, numbers), or a dataset of the three.

        Raises:
            keras_gan_zoo.data.DataMismatch: If they do not fit, or are not as many of each.
        """
        sounds, pictures = self.takes
        if isinstance(x, tf.data.Dataset):
            spec = x.element_spec
            if not isinstance(spec, tuple) or len(spec) != 3:
                came = f"{len(spec)} things" if isinstance(spec, tuple) else "one thing"
                raise DataMismatch(
                    "`x` must yield (sound, picture, class number), but yields "
                    f"{came} an example: pass arrays of the three, or {_LOAD}."
                )
            if not isinstance(spec[2], tf.TensorSpec) or not spec[2].dtype.is_integer:
                raise DataMismatch(
                    f"`x` must yield a class number as a whole number, but yields {spec[2]}: pass "
                    'x.map(lambda s, x, c: (s, x, tf.cast(c, "int32"))), if they are whole.'
                )
            names = ("sounds", "pictures", "numbers")
            sounds.check(part_of(x, 0, names), name="The sounds of `x`")
            pictures.check(part_of(x, 1, names), name="The pictures of `x`")
            return
        if not isinstance(x, (tuple, list)) or len(x) != 3:
            raise DataMismatch(
                "`x` must be (sounds, pictures, class numbers), arrays of as many of each, or a "
                f"dataset of the three, got {type(x).__name__}; e.g. {_LOAD}."
            )
        numbers = np.asarray(x[2])
        if numbers.dtype.kind not in "iu" or numbers.ndim != 1:
            raise DataMismatch(
                f"x[2] has the dtype {numbers.dtype} and the shape {numbers.shape} where class "
                "numbers of shape (n,) are expected."
            )
        sounds.check(one_array(x[0], "x[0]"), name="x[0]")
        check_images(one_array(x[1], "x[1]"), self.image_shape, name="x[1]")
        counts = [len(part) for part in x]
        if len(set(counts)) > 1:
            raise DataMismatch(
                f"`x` has {counts[0]} sounds, {counts[1]} pictures and {counts[2]} class numbers, "
                "where as many of each are expected."
            )
        if numbers.min() < 0 or numbers.max() >= self.classes:
            advice = f": build the model with classes={numbers.max() + 1}"
            raise DataMismatch(
                f"x[2] has class numbers from {numbers.min()} to {numbers.max()} where 0 to "
                f"{self.classes - 1} are expected{advice if numbers.min() >= 0 else ''}."
            )

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks sounds, pictures and class numbers, and batches them.

        Args:
            x: As for `check_data`.
            batch_size: Examples of a step, where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.
        """
        self.check_data(x)
        if not isinstance(x, tf.data.Dataset):
            sounds, pictures, numbers = tuple(x)  # type: ignore[arg-type]
            x = tf.data.Dataset.from_tensor_slices(
                (
                    np.asarray(sounds, "float32"),
                    np.asarray(pictures, "float32"),
                    np.asarray(numbers, "int32"),
                )
            )
        x = check_numbers(x, self.classes, which=2, what="class number")
        return as_batches(x, batch_size, shuffle, self.seed, (self.samples,))

    def sample_latents(self, like: Tensor) -> Tensor:
        """Returns fresh latents (batch, latent_dim), as many as `like` has rows."""
        shape = (ops.shape(like)[0], self.latent_dim)
        return random_rows(keras.random.normal, shape, seed=self.seed_generator)

    # Drawing

    def call(self, sounds: Tensor, training: bool = False) -> Tensor:
        """Draws sounds from latents of zero."""
        vectors = self.inference_network("encoder")(sounds, training=training)
        latents = ops.zeros((ops.shape(vectors)[0], self.latent_dim))
        return self.inference_network("generator")([latents, vectors], training=training)

    def generate(
        self,
        images: ArrayLike,
        *,
        latents: ArrayLike | None = None,
        direction: str | None = None,
        n: int | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws pictures of what is heard.

        Args:
            images: Sounds (m, samples), float in [-1, 1], at the model's rate:
                `keras_gan_zoo.data.load(folder, rate=..., samples=...)` reads files so.
            latents: Those of each picture, (m, latent_dim), or (m * n, latent_dim), the n of a
                sound one after the other; `None` for fresh ones.
            direction: "sound_to_image", the only one.
            n: How many pictures of each sound, each from other latents; `None` for one, without an
                axis for them.
            seed: Seed of fresh latents, for the same pictures again.
            batch_size: Pictures drawn at once, at least 1.

        Returns:
            Float32 (m, height, width, channels) in [-1, 1], or (m, n, height, width, channels) if
            `n` is given.

        Raises:
            ValueError: If a number is not as said, or there are not as many latents.
            keras_gan_zoo.data.DataMismatch: If the sounds do not fit, or one is silence.

        Example:
            >>> gan.generate(sounds, n=3, seed=0).shape
            (8, 3, 64, 64, 3)
        """
        self.check_direction(direction)
        copies = 1 if n is None else check_whole(n, "n", 1)
        batch_size = check_whole(batch_size, "batch_size", 1)
        sounds = one_array(images, "images")
        self.takes[0].check(sounds, name="images")
        rows = len(sounds) * copies
        check_room(rows, 4 * int(np.prod(self.image_shape)), "pictures", "draw fewer at a time")
        z = fresh_latents(rows, self.latent_dim, seed) if latents is None else latents
        z = check_latents(z, self.latent_dim)
        if len(z) != rows:
            raise ValueError(f"`latents` must be {rows}, one for each picture, got {len(z)}.")
        heard = self.draw(self.inference_network("encoder"), sounds.astype("float32"), batch_size)
        inputs = [z, np.repeat(heard, copies, axis=0)]
        drawn = self.draw(self.inference_network("generator"), inputs, batch_size)
        return drawn if n is None else drawn.reshape(-1, copies, *self.image_shape)

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns sounds as they look, and what is drawn of each, three times."""
        sounds = np.asarray(inputs[self.directions[0]], "float32")
        drawn = self.generate(sounds, n=_DRAWN_AGAIN, seed=0)
        looks = Sounds((self.samples,), self.rate).pictures(sounds, self.image_shape[:2])
        again = [(f"drawn, z {place + 1}", drawn[:, place]) for place in range(_DRAWN_AGAIN)]
        return [[("sound", looks), *again]]

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers of what made-up sounds become."""
        drawn = self.generate(self.takes[0].examples(count, seed), seed=seed)
        found = self.gives.numbers(drawn)
        return {f"{self.directions[0]}.{name}": value for name, value in found.items()}

    # What leaves the model

    def network_and_inputs(self, direction: str, images: np.ndarray) -> tuple[keras.Model, Any]:
        """Returns the exported network, and sounds with latents of zero."""
        latents = np.zeros((len(images), self.latent_dim), "float32")
        return self.export_networks()[direction], [images, latents]

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns a network from sounds and latents to pictures, averaged if an average is kept."""
        sounds = keras.Input((self.samples,), name="sounds")
        latents = keras.Input((self.latent_dim,), name="latents")
        vectors = self.inference_network("encoder")(sounds)
        pictures = self.inference_network("generator")([latents, vectors])
        network = keras.Model([sounds, latents], pictures, name="generator")
        return {self.directions[0]: network}
