"""A buffer of generated images, of which the discriminator is also shown older ones."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_seed, check_whole
from keras_gan_zoo.replicas.xla_random import drawn
from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ImageHistory(keras.layers.Layer):
    """Stores generated images and mixes them with new ones.

    Until it is full it stores what it is given and hands it on. Then each image is, with
    probability one half, exchanged for a random stored one. The discriminator so sees what
    the generator made long ago too, which dampens the oscillation of the two (1612.07828,
    section 2.3; 1703.10593, section 4 uses 50 images).

    The stored images are weights that no optimizer moves: they are saved and resumed with the
    model.

    Args:
        size: How many images are remembered; 0 hands every image on.
        image_shape: (height, width, channels) of the images.
        seed: Seed of the exchanges, or `None`.
        **kwargs: `name`, as for any layer.

    Raises:
        ValueError: If the size or the seed is not a whole number, or a batch is larger than the
            history.

    Example:
        >>> history = ImageHistory(50, (64, 64, 3))
        >>> shown_to_the_discriminator = history(fake_images)
    """

    def __init__(
        self, size: int, image_shape: Sequence[int], seed: int | None = None, **kwargs: Any
    ):
        super().__init__(**{"trainable": False, **kwargs})
        self.size = check_whole(size, "size", 0)
        self.image_shape = tuple(image_shape)
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        if self.size:
            state = {"trainable": False, "aggregation": "only_first_replica"}
            self.images = self.add_weight(
                shape=(self.size, *self.image_shape), initializer="zeros", name="images", **state
            )
            self.stored = self.add_weight(
                shape=(), initializer="zeros", dtype="int32", name="stored", **state
            )
        self.built = True

    def call(self, images: Tensor) -> Tensor:
        """Returns a mix of new and stored images, as many as it is given."""
        if not self.size:
            return images
        if images.shape[0] is not None and images.shape[0] > self.size:
            raise ValueError(
                f"The batch has {images.shape[0]} images but the history holds {self.size}; "
                f"use a history of at least {images.shape[0]}, or of 0 for none."
            )
        batch = ops.shape(images)[0]
        new = ops.cast(images, self.images.dtype)
        index = ops.arange(batch)
        added = ops.minimum(batch, self.size - self.stored)
        filling = index < added
        # Distinct random places among those in use, for the pictures that find no free one: a
        # duplicate would make the outcome depend on the order in which a device writes.
        order = drawn(keras.random.uniform, (self.size,), seed=self.seed_generator)
        order = order + ops.cast(ops.arange(self.size) >= self.stored, "float32")
        occupied = ops.cast(ops.argsort(order), "int32")
        places = ops.where(
            filling,
            self.stored + index,
            ops.take(occupied, ops.maximum(index - added, 0), axis=0),
        )
        filling = ops.reshape(filling, (-1, 1, 1, 1))
        exchange = drawn(keras.random.uniform, (batch, 1, 1, 1), seed=self.seed_generator) < 0.5
        old = ops.take(self.images, places, axis=0)
        kept = ops.where(ops.logical_or(filling, exchange), new, old)
        shown = ops.where(ops.logical_and(ops.logical_not(filling), exchange), old, new)
        self.images.assign(ops.scatter_update(self.images, places[:, None], kept))
        self.stored.assign(self.stored + added)
        return ops.cast(shown, images.dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "size": self.size,
            "image_shape": self.image_shape,
            "seed": self.seed,
        }
