"""From the values of a picture to what a flow begins with, and back (1605.08803)."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.layers.bijection import Bijection, of_each, sum_of_each
from keras_gan_zoo.types import Tensor

LEVELS = 256
"""Of a pixel that is a byte."""

LEVEL = 2 / (LEVELS - 1)
"""How far one level is from the next in pictures in [-1, 1]."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class PictureLevels(Bijection):
    r"""Maps pictures in [-1, 1] to [-1/2, 1/2], or by a logit to all numbers.

    Of the 256 levels, each as wide as the noise that takes its place, -1 lies in the middle of the
    lowest and 1 in the middle of the highest: \( u = (127.5 (x + 1) + 1/2) / 256 \) is in (0, 1).
    Then \( y = u - 1/2 \) (1807.03039), or, to leave the borders out of the model,
    \( y = \operatorname{logit}(\alpha + (1 - 2\alpha) u) \) (1605.08803, section 4.1).

    Args:
        logit: \( \alpha \), above 0 and below 1/2; `None` for no logit.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: the same, and the log-determinant (batch,).

    Raises:
        ValueError: If `logit` is neither `None` nor a number above 0 and below 1/2.

    Example:
        >>> y, _ = PictureLevels(logit=0.05)(keras.ops.zeros((1, 4, 4, 1)))  # grey
        >>> float(keras.ops.max(keras.ops.abs(y))) < 1e-6
        True

    Reference:
        https://arxiv.org/abs/1605.08803
    """

    def __init__(self, logit: float | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.logit = None if logit is None else check_number(logit, "logit", above=0, below=0.5)

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Maps pictures."""
        unit = (x / LEVEL + LEVELS / 2) / LEVELS
        log_slope = -math.log(LEVEL * LEVELS)
        if self.logit is None:
            return unit - 0.5, of_each(x, log_slope * math.prod(x.shape[1:]))
        share = 1 - 2 * self.logit
        log_white = ops.log(self.logit + share * unit)
        log_black = ops.log(self.logit + share * (1 - unit))
        slopes = log_slope + math.log(share) - log_white - log_black
        return log_white - log_black, sum_of_each(slopes)

    def backward(self, y: Tensor) -> Tensor:
        """Returns the pictures; from what no picture is mapped to, values beyond [-1, 1]."""
        if self.logit is None:
            unit = y + 0.5
        else:
            unit = (ops.sigmoid(y) - self.logit) / (1 - 2 * self.logit)
        return (unit * LEVELS - LEVELS / 2) * LEVEL

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "logit": self.logit}
