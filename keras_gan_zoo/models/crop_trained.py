"""The base of the families that are trained on crops, and then take pictures of any size."""

from typing import Any

import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.layers.random_crops import random_crops
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.picture_checks import shape_of_data
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import Data, Shape, Tensor


class CropTrained(Translator):
    """A translator that is trained on crops of photographs.

    Subclasses set `image_shape`, (height, width, channels) of the crops.
    """

    image_shape: Any

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Photographs of the crops' size, or larger ones."""
        return (Pictures(self.image_shape),)

    def source_kinds(self) -> dict[str, Kind]:
        """Returns what is translated: pictures of any size."""
        return {name: Pictures((None, None, self.image_shape[-1])) for name in self.directions}

    def check_data(self, x: Data) -> None:
        """Checks photographs, which may be larger than the crops that are trained on.

        Raises:
            ValueError: If `x` has labels.
            keras_gan_zoo.data.DataMismatch: If they do not fit, or are smaller.
        """
        labelled = isinstance(x, tf.data.Dataset) and isinstance(x.element_spec, tuple)
        if x is None or isinstance(x, str) or labelled:
            return super().check_data(x)
        self.source_kinds()[self.directions[0]].check(x, name="x")
        sides, asked = shape_of_data(x)[-3:-1], self.image_shape[:2]
        if any(has is not None and has < least for has, least in zip(sides, asked, strict=False)):
            raise DataMismatch(
                f"x has photographs of {sides[0]} times {sides[1]} pixels, of which no crops of "
                f"{asked[0]} times {asked[1]} can be cut: build the model with a smaller "
                "`image_shape`."
            )

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks photographs and batches them."""
        self.check_data(x)
        shape = (None, None, self.image_shape[-1])
        return as_batches(x, batch_size, shuffle, self.seed, shape)

    def crops(self, photographs: Tensor, shape: Shape) -> Tensor:
        """Returns a crop of each photograph, (batch, *shape), in float32."""
        height, width, _ = shape
        cut = random_crops(photographs, height, width, self.seed_generator)
        return ops.cast(ops.reshape(cut, (-1, *shape)), "float32")
