"""Whether crops can be cut out of training data."""

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.samples.picture_checks import shape_of_data
from keras_gan_zoo.types import Data, Shape


def check_croppable(x: Data, image_shape: Shape) -> None:
    """Checks that photographs are at least as large as the crops that are trained on.

    Args:
        x: Pictures, or a dataset of them, whose sides may be unknown.
        image_shape: (height, width, channels) of the crops.

    Raises:
        keras_gan_zoo.data.DataMismatch: If they are smaller.
    """
    sides = shape_of_data(x)[-3:-1]
    if any(
        has is not None and has < asked for has, asked in zip(sides, image_shape[:2], strict=False)
    ):
        raise DataMismatch(
            f"x has photographs of {sides[0]} times {sides[1]} pixels, of which no crops of "
            f"{image_shape[0]} times {image_shape[1]} can be cut: build the model with a smaller "
            "`image_shape`."
        )
