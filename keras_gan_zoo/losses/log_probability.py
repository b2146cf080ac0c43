"""The two terms of the binary cross-entropy of a discriminator's logits."""

from keras import ops

from keras_gan_zoo.types import Tensor


def minus_log(logits: Tensor) -> Tensor:
    """Returns the mean of -log D, the cross-entropy of real labels, a scalar.

    Args:
        logits: Of D, the probability of what the discriminator is asked.

    Example:
        >>> float(minus_log(ops.zeros((4, 1))))
        0.693...
    """
    return ops.mean(ops.softplus(-logits))


def minus_log_not(logits: Tensor) -> Tensor:
    """Returns the mean of -log(1 - D), the cross-entropy of fake labels, a scalar.

    Args:
        logits: As for `minus_log`.
    """
    return ops.mean(ops.softplus(logits))
