"""Minibatch standard deviation, by which a discriminator sees a lack of variety (1710.10196)."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class MinibatchStdDev(keras.layers.Layer):
    """Appends the standard deviation over the batch as one map (1710.10196, section 3).

    Of each feature at each place the deviation over the pictures of the batch is taken; their
    mean, one number, is appended as a constant map. A generator that draws the same picture, or
    uses the same palette, every time gives itself away by it. Real and fake pictures have to come
    in separate batches.

    With a group size the batch falls into groups, and each picture gets the number of its own: the
    pictures i, i + n/g, i + 2n/g and so on of n (the authors' networks have groups of 4, so that
    the number means the same whatever the size of the batch). Where n is no multiple of it, the
    groups are of the largest size below it that divides n, or all is one group.

    Args:
        epsilon: Added to the variance: its root has no gradient at zero.
        group_size: Pictures of a group, at least 2; `None` for the whole batch.
        **kwargs: `name` and `dtype`, as for any layer.

    Raises:
        ValueError: If the group size is no whole number of at least 2.

    Input shape: (batch, height, width, channels).
    Output shape: (batch, height, width, channels + 1).

    Example:
        >>> MinibatchStdDev()(keras.random.normal((4, 8, 8, 3))).shape
        TensorShape([4, 8, 8, 4])
    """

    def __init__(self, epsilon: float = 1e-8, group_size: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.epsilon = epsilon
        if group_size is not None:
            group_size = check_whole(group_size, "group_size", least=2)
        self.group_size = group_size
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        """Appends the map."""
        x = ops.cast(inputs, "float32")
        if self.group_size is None:
            deviation = ops.mean(ops.sqrt(ops.var(x, axis=0) + self.epsilon))
        else:
            deviation = self._of_groups(x)
        appended = ops.ones_like(inputs[..., :1]) * ops.cast(deviation, inputs.dtype)
        return ops.concatenate([inputs, appended], axis=-1)

    def _of_groups(self, x):
        """Returns the number of each picture's group, (batch, 1, 1, 1)."""
        pictures, features = ops.shape(x)[0], math.prod(x.shape[1:])
        members = pictures
        for size in range(2, self.group_size + 1):
            if isinstance(pictures, int):
                members = size if pictures % size == 0 else members
            else:
                members = ops.where(ops.equal(pictures % size, 0), size, members)
        groups = pictures // members
        grouped = ops.reshape(x, (members, groups, features))
        deviations = ops.mean(ops.sqrt(ops.var(grouped, axis=0) + self.epsilon), axis=-1)
        return ops.reshape(ops.tile(deviations, (members,)), (pictures, 1, 1, 1))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the input shape with one more channel."""
        return (*input_shape[:-1], input_shape[-1] + 1)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "epsilon": self.epsilon, "group_size": self.group_size}
