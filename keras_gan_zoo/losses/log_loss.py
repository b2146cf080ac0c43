"""The log loss of a discriminator's logits, of what should be judged real and of what fake."""

from keras import ops

from keras_gan_zoo.types import Tensor


def real(logits: Tensor) -> Tensor:
    """Returns the mean of -log D, of its logits."""
    return ops.mean(ops.softplus(-logits))


def fake(logits: Tensor) -> Tensor:
    """Returns the mean of -log(1 - D), of its logits."""
    return ops.mean(ops.softplus(logits))
