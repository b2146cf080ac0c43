"""The last layer of a decoder that is a distribution of pictures: Bernoulli, Gaussian, logistic."""

import math
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.types import Tensor

LEVELS = 256
"""Shades of a picture of bytes."""

LEAST_LOG_SCALE = -7.0
"""Below which a logistic is narrower than any level, and its gradient nothing but noise."""


class Likelihood(keras.layers.Layer):
    """A distribution of each value of a picture, given what a decoder computes.

    Called, it gives the mean picture in [-1, 1], which is what a decoder draws and what is
    exported; `log_likelihood` judges pictures by the same parameters. It computes in float32, as
    sums over a picture overflow float16.

    Args:
        **kwargs: `name`, as for any layer.
    """

    parameters = 1
    """Numbers that the distribution of one value has: channels of the decoder for each channel."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"dtype": "float32", **kwargs})

    def log_likelihood(self, pictures: Tensor, parameters: Tensor) -> Tensor:
        """Returns the log-likelihood of each picture, the sum over its values, in nats.

        Args:
            pictures: (batch, height, width, channels) in [-1, 1], or points (batch, dimensions).
            parameters: What comes before this layer, (batch, height, width, parameters *
                channels), or (samples, batch, ...) for several of each picture.

        Returns:
            Float32 (batch,), or (samples, batch).
        """
        pictures = ops.cast(pictures, "float32")
        values = self.of_values(pictures, ops.cast(parameters, "float32"))
        return ops.sum(values, axis=tuple(range(1 - len(pictures.shape), 0)))

    def of_values(self, pictures: Tensor, parameters: Tensor) -> Tensor:
        """Returns the log-likelihood of each value by itself, float32, in nats."""
        raise NotImplementedError(f"{type(self).__name__} must say how likely a value is.")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class BernoulliLikelihood(Likelihood):
    r"""Pixels that are black or white, from the logit l of white (1312.6114, appendix C.1).

    A picture x in [-1, 1] is taken for the probability y = (x + 1) / 2 of white:
    \( y \log \sigma(l) + (1 - y) \log(1 - \sigma(l)) \). For pixels of -1 and 1 that is their
    log-probability; for shades it is its mean over black and white pictures drawn by them, no
    probability of the shades. The mean picture is \( 2 \sigma(l) - 1 = \tanh(l / 2) \).

    Args:
        **kwargs: `name`, as for any layer.

    Input shape: (batch, height, width, channels), the logits. Output shape: the same.

    Example:
        >>> white, logits = ops.ones((1, 2, 2, 1)), ops.zeros((1, 2, 2, 1))
        >>> float(BernoulliLikelihood().log_likelihood(white, logits)[0])
        -2.772...
    """

    def call(self, parameters: Tensor) -> Tensor:
        """Returns the mean picture of logits."""
        return ops.tanh(0.5 * parameters)

    def of_values(self, pictures: Tensor, parameters: Tensor) -> Tensor:
        """Returns minus the cross-entropy of each pixel."""
        return 0.5 * (pictures + 1.0) * parameters - ops.softplus(parameters)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class GaussianLikelihood(Likelihood):
    r"""Values around a mean, all with one standard deviation: a density, in nats of [-1, 1].

    With a deviation that is learned the density of flat pictures has no upper bound; so it is
    given. Densities of pictures in [0, 255] are lower by log(127.5) a value.

    Args:
        deviation: Standard deviation of a value, above 0, in units of [-1, 1].
        bounded: Whether the mean is kept in [-1, 1], by a tanh: of pictures, not of points.
        **kwargs: `name`, as for any layer.

    Input shape: (batch, ...). Output shape: the same, the mean.

    Raises:
        ValueError: If the deviation is not above 0.

    Example:
        >>> points = ops.zeros((1, 2))
        >>> float(GaussianLikelihood(1.0).log_likelihood(points, points)[0])
        -1.837...
    """

    def __init__(self, deviation: float = 0.25, bounded: bool = True, **kwargs: Any):
        super().__init__(**kwargs)
        self.deviation = check_number(deviation, "deviation", above=0)
        self.bounded = bounded

    def call(self, parameters: Tensor) -> Tensor:
        """Returns the mean."""
        return ops.tanh(parameters) if self.bounded else parameters

    def of_values(self, pictures: Tensor, parameters: Tensor) -> Tensor:
        """Returns the log-density of each value."""
        mean = ops.tanh(parameters) if self.bounded else parameters
        squares = ops.square((pictures - mean) / self.deviation)
        return -0.5 * squares - math.log(self.deviation * math.sqrt(2 * math.pi))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "deviation": self.deviation, "bounded": self.bounded}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class DiscretizedLogisticLikelihood(Likelihood):
    r"""The 256 shades of a byte, by a logistic distribution cut into as many pieces.

    A shade's probability is that of the interval around it, which for the darkest and the
    brightest has no other end (1606.04934; 1701.05517, section 2.1). Each value has a
    mean, kept in [-1, 1] by a tanh, and a scale of its own. Pictures are rounded to the nearest
    shade first, so that the probabilities sum to 1.

    Args:
        **kwargs: `name`, as for any layer.

    Input shape: (batch, height, width, 2 * channels): means before the tanh, then logarithms of
    scales, in units of [-1, 1]. Output shape: (batch, height, width, channels), the means.

    Example:
        >>> grey, parameters = ops.zeros((1, 1, 1, 1)), ops.reshape([0.0, -2.0], (1, 1, 1, 2))
        >>> float(DiscretizedLogisticLikelihood().log_likelihood(grey, parameters)[0])
        -4.23...
    """

    parameters = 2

    def call(self, parameters: Tensor) -> Tensor:
        """Returns the means."""
        return ops.tanh(ops.split(parameters, 2, axis=-1)[0])

    def of_values(self, pictures: Tensor, parameters: Tensor) -> Tensor:
        """Returns the log-probability of each value's shade."""
        mean, log_scale = ops.split(parameters, 2, axis=-1)
        inverse_scale = ops.exp(-ops.maximum(log_scale, LEAST_LOG_SCALE))
        level = ops.round((pictures + 1.0) * (0.5 * (LEVELS - 1)))
        distance = level / (0.5 * (LEVELS - 1)) - 1.0 - ops.tanh(mean)
        half = 1.0 / (LEVELS - 1)
        upper, lower = (distance + half) * inverse_scale, (distance - half) * inverse_scale
        # sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b - a)), which does not cancel.
        below, above = -ops.softplus(-upper), -ops.softplus(lower)
        between = below + above + ops.log(-ops.expm1(-2.0 * half * inverse_scale))
        inner = ops.where(level > 0.5, between, below)
        return ops.where(level < LEVELS - 1.5, inner, above)


_LIKELIHOODS = {
    "bernoulli": BernoulliLikelihood,
    "discretized_logistic": DiscretizedLogisticLikelihood,
    "gaussian": GaussianLikelihood,
}


def get_likelihood(name: str, shape: tuple[int, ...], deviation: float | None = None) -> Likelihood:
    """Returns the last layer of a decoder, by name.

    Args:
        name: "bernoulli", "gaussian" or "discretized_logistic"; of points only "gaussian".
        shape: Shape of one sample: (height, width, channels), or (dimensions,) of points.
        deviation: Standard deviation of "gaussian"; `None` for its own.

    Raises:
        ValueError: If there is none of that name, or it does not go with the shape or with a
            deviation.

    Example:
        >>> get_likelihood("bernoulli", (28, 28, 1)).parameters
        1
    """
    if not isinstance(name, str) or name not in _LIKELIHOODS:
        raise ValueError(
            f"`likelihood` must be one of {listed(_LIKELIHOODS)}, got {name!r}."
            + nearest(name, _LIKELIHOODS)
        )
    pictures = len(shape) == 3
    if name == "gaussian":
        given = {} if deviation is None else {"deviation": deviation}
        output = "images" if pictures else "points"
        return GaussianLikelihood(bounded=pictures, name=output, **given)
    if not pictures:
        raise ValueError(
            f"`likelihood` must be 'gaussian' for points of shape {tuple(shape)}, got {name!r}, "
            "which is one of pictures."
        )
    if deviation is not None:
        raise ValueError(
            f"`deviation` is of likelihood='gaussian' alone, got {deviation!r} with {name!r}: "
            "leave it out."
        )
    return _LIKELIHOODS[name](name="images")
