"""The kind of sample that an array of numbers is, where nothing but its shape is known."""

from collections.abc import Sequence

from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.points import Points


def kind_of_shape(shape: Sequence[int | None]) -> Kind:
    """Returns pictures for three axes, points for any other number.

    For networks that a user brings along: whether a generator draws pictures or points of a plane
    is told by its output alone.

    Args:
        shape: Of one sample, without the batch axis.

    Example:
        >>> kind_of_shape((28, 28, 1)).name, kind_of_shape((2,)).name
        ('pictures', 'points')
    """
    return (Pictures if len(shape) == 3 else Points)(shape)
