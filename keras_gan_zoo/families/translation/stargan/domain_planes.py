"""Tells a convolutional network which domain is meant (1711.09020)."""

import numpy as np
from keras import ops

from keras_gan_zoo.types import Tensor


def with_domain(images: Tensor, domains: Tensor, count: int) -> Tensor:
    """Lays one plane for each domain behind the channels: ones in that which is meant, else zeros.

    Args:
        images: (batch, height, width, channels).
        domains: Numbers of domains (batch,), whole, in [0, count).
        count: How many domains there are.

    Returns:
        (batch, height, width, channels + count).

    Example:
        >>> with_domain(ops.zeros((2, 8, 8, 3)), ops.array([0, 3]), 4).shape
        TensorShape([2, 8, 8, 7])
    """
    # Rows of a table, no one_hot: in 8 bits TF-Lite scales its zeros by themselves, so that they
    # come out as halves.
    chosen = ops.take(np.eye(count, dtype="float32"), domains, axis=0)[:, None, None, :]
    chosen = ops.cast(chosen, images.dtype)
    planes = ops.ones_like(images[..., :1]) * chosen
    return ops.concatenate([images, planes], axis=-1)
