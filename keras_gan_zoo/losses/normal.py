"""Divergences of diagonal normal distributions, as terms of a loss."""

from keras import ops

from keras_gan_zoo.types import Tensor


def kl_from_standard_normal(mean: Tensor, log_deviation: Tensor) -> Tensor:
    r"""Returns KL(N(m, exp(s)^2) || N(0, I)) in closed form, in nats, (batch,).

    \( \frac12 \sum_j \left( e^{2 s_j} + m_j^2 - 1 - 2 s_j \right) \) (1312.6114, appendix B, where
    s is the logarithm of the standard deviation).

    Args:
        mean: m, (batch, length).
        log_deviation: s, (batch, length): the logarithm of each standard deviation.

    Example:
        >>> kl_from_standard_normal(ops.zeros((4, 2)), ops.zeros((4, 2)))
        <tf.Tensor: shape=(4,), dtype=float32, numpy=array([0., 0., 0., 0.], dtype=float32)>
    """
    mean, log_deviation = ops.cast(mean, "float32"), ops.cast(log_deviation, "float32")
    terms = ops.exp(2.0 * log_deviation) + ops.square(mean) - 1.0 - 2.0 * log_deviation
    return 0.5 * ops.sum(terms, axis=-1)
