"""Tells a convolutional network which domain is meant (1711.09020)."""

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole


def with_domain(images, domains, count: int):
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
    chosen = ops.one_hot(domains, count, dtype=images.dtype)[:, None, None, :]
    planes = ops.ones_like(images[..., :1]) * chosen
    return ops.concatenate([images, planes], axis=-1)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ToDomain(keras.layers.Layer):
    """`with_domain` for one domain and all pictures, as a layer: for networks to export.

    Args:
        domain: The domain's number.
        count: How many domains there are.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, height, width, channels + count).

    Raises:
        ValueError: If there is no domain of that number.

    Example:
        >>> ToDomain(1, 4)(ops.zeros((2, 8, 8, 3))).shape
        TensorShape([2, 8, 8, 7])
    """

    def __init__(self, domain, count, **kwargs):
        super().__init__(**kwargs)
        self.domain = check_whole(domain, "domain", 0)
        self.count = check_whole(count, "count", 1)
        if self.domain >= self.count:
            raise ValueError(f"`domain` must be below count={self.count}, got {self.domain}.")
        self.built = True

    def call(self, images):
        """Lays the planes behind the channels."""
        # Of slices of the pictures, whose batch may be of any size.
        ones = ops.ones_like(images[..., :1])
        planes = [ones if index == self.domain else 0 * ones for index in range(self.count)]
        return ops.concatenate([images, *planes], axis=-1)

    def compute_output_shape(self, input_shape):
        """Returns the shape with the planes."""
        return (*input_shape[:-1], input_shape[-1] + self.count)

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "domain": self.domain, "count": self.count}
