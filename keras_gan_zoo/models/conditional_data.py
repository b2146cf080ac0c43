"""What a model is told beside its pictures, and the pairs of both that it is trained on."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.samples.by_shape import kind_of_shape
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.picture_checks import check_images
from keras_gan_zoo.types import Data, Shape, Tensor

_LOOKED_AT = 256


class ConditionalData(ZooModel):
    """A model that is trained on pictures and a condition of each.

    A condition is whatever a user asks a picture by, a class number or a text. Subclasses say
    what it is (`encode`, `encode_in_graph`, `in_turn`, `turn_length`) and set `image_shape`; their
    `train_step` is given batches of (images, encoded conditions).
    """

    pairs = True
    """Whether `fit` takes images and their conditions, or images alone."""

    conditions = "conditions"
    """What the sentences call them."""

    image_shape: Shape
    """(height, width, channels) of a picture."""

    # What a condition is

    def encode(self, conditions: Any, name: str) -> np.ndarray:
        """Returns a user's conditions as what the networks take, (n, ...), int32.

        Args:
            conditions: One condition, or a sequence of them.
            name: What the sentences call the argument.
        """
        raise NotImplementedError(f"{type(self).__name__} must say how it encodes conditions.")

    def encode_asked(self, conditions: Any) -> np.ndarray:
        """Returns the conditions of pictures to draw as what the networks take."""
        return self.encode(conditions, name="condition")

    def encode_in_graph(self, conditions: Tensor) -> Tensor:
        """Returns the conditions of a dataset's element as what the networks take."""
        raise NotImplementedError(f"{type(self).__name__} must say how it encodes conditions.")

    def check_conditions(self, dataset: tf.data.Dataset) -> tf.data.Dataset:
        """Returns a dataset of pairs that ends with a sentence where a condition is none."""
        return dataset

    def read_condition(self, text: str) -> Any:
        """Returns the condition that a text, such as a command line's, stands for."""
        return text

    def in_turn(self, count: int) -> Sequence | np.ndarray:
        """Returns so many conditions, one after the other, for pictures nobody asked for."""
        raise NotImplementedError(f"{type(self).__name__} must say what its conditions are.")

    def turn_length(self) -> int:
        """Returns how many conditions `in_turn` gives before it begins again."""
        raise NotImplementedError(f"{type(self).__name__} must say what its conditions are.")

    # Training data

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The kind of picture that `fit` takes, beside conditions."""
        return (kind_of_shape(self.image_shape),)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks images and their conditions, and batches them.

        Args:
            x: A pair (images, conditions), or a dataset of such pairs, batched or not.
            batch_size: Used where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.

        Raises:
            ValueError: If the conditions are missing, or not as many as the images.
            keras_gan_zoo.data.DataMismatch: If images or conditions do not fit the model.
        """
        if isinstance(x, tf.data.Dataset):
            pairs = self._encoded_pairs(x)
        else:
            images, conditions = self._two(x)
            check_images(images, self.image_shape, name="x[0]")
            conditions = self.encode(conditions, name="x[1]")
            if len(images) != len(conditions):
                raise ValueError(
                    f"`x` has {len(images):,} images and {len(conditions):,} {self.conditions}, "
                    "where each image needs one."
                )
            pairs = tf.data.Dataset.from_tensor_slices((np.asarray(images, "float32"), conditions))
        return as_batches(pairs, batch_size, shuffle, self.seed, self.image_shape)

    def _two(self, x):
        if not isinstance(x, (tuple, list)) or len(x) != 2:
            raise ValueError(self._missing(type(x).__name__))
        return x

    def _encoded_pairs(self, dataset):
        spec = dataset.element_spec
        if not isinstance(spec, tuple) or len(spec) != 2:
            things = len(spec) if isinstance(spec, tuple) else 1
            raise ValueError(self._missing(f"a dataset of {things} thing(s) an example"))
        check_images(dataset, self.image_shape)
        looked_at = []
        for _, conditions in dataset.take(_LOOKED_AT):
            looked_at.extend(np.atleast_1d(conditions.numpy()))
            if len(looked_at) >= _LOOKED_AT:
                break
        self.encode(looked_at, name="x")
        return self.check_conditions(dataset).map(
            lambda images, conditions: (images, self.encode_in_graph(conditions)),
            num_parallel_calls=tf.data.AUTOTUNE,
        )

    def _missing(self, came: object) -> str:
        return (
            f"`x` must be images and their {self.conditions}, as (images, {self.conditions}) or as "
            f"a dataset of such pairs, got {came}."
        )
