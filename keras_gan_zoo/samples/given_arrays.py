"""What a user gave for samples, as one array."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.errors import DataMismatch


def one_array(given: Any, name: str) -> np.ndarray:
    """Returns samples as one array.

    Args:
        given: An array, a tensor, or a list of arrays of one shape.
        name: What the sentence calls it.

    Raises:
        DataMismatch: If it is a dataset, or its parts are of several shapes.

    Example:
        >>> one_array([np.zeros((8, 8, 3)), np.zeros((8, 8, 3))], "images").shape
        (2, 8, 8, 3)
    """
    if isinstance(given, tf.data.Dataset):
        raise DataMismatch(
            f"`{name}` is a dataset where an array is expected: pass a batch of it, "
            "next(iter(dataset)), or what that holds of them."
        )
    try:
        return np.asarray(given)
    except ValueError:
        shapes = dict.fromkeys(np.shape(part) for part in given if hasattr(part, "shape"))
        came = f", {' and '.join(map(str, list(shapes)[:2]))}" if len(shapes) > 1 else ""
        raise DataMismatch(
            f"`{name}` is a {type(given).__name__} of parts of several shapes{came}, where an "
            "array is expected: bring them to one shape first."
        ) from None
