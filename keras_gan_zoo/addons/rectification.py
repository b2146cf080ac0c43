"""The rectification term of RAdam's second moment (1908.03265)."""

from keras import ops

from keras_gan_zoo.types import Tensor


def rectification(step: Tensor, beta_2: float, threshold: float) -> tuple[Tensor, Tensor]:
    r"""Returns the rectification term of 1908.03265 and whether it applies yet.

    The moving average's length is \( \rho_t = \rho_\infty - 2t\beta_2^t/(1 - \beta_2^t) \) with
    \( \rho_\infty = 2/(1 - \beta_2) - 1 \), and the term
    \( r_t = \sqrt{\frac{(\rho_t-4)(\rho_t-2)\rho_\infty}{(\rho_\infty-4)(\rho_\infty-2)\rho_t}} \)
    (Algorithm 2).

    Args:
        step: The number of the update, from 1, as a float scalar.
        beta_2: Decay of the second moment.
        threshold: The length from which on the term applies, at least 4.

    Returns:
        The term (1 where it does not apply), and a boolean scalar.

    Example:
        >>> rectification(keras.ops.array(1.0), 0.999, 5.0)[1]
        <tf.Tensor: shape=(), dtype=bool, numpy=False>
    """
    power = ops.power(ops.cast(beta_2, step.dtype), step)
    longest = 2.0 / (1.0 - beta_2) - 1.0
    length = longest - 2.0 * step * power / (1.0 - power)
    trusted = length >= threshold
    # The root of what is negative at first would be NaN, also in a branch that is not taken.
    length = ops.where(trusted, length, longest)
    ratio = (length - 4.0) * (length - 2.0) * longest
    return ops.sqrt(ratio / ((longest - 4.0) * (longest - 2.0) * length)), trusted
