"""The policy gradient's surrogate: a loss whose gradient is the score-function estimator."""

from keras import ops

from keras_gan_zoo.types import Tensor


def policy_gradient(log_probs: Tensor, advantages: Tensor) -> Tensor:
    r"""Returns a scalar whose gradient is \( -E[A\,\nabla \log p(y)] \); its value means nothing.

    Args:
        log_probs: Log-probabilities of what was sampled, (batch,) or (batch, steps).
        advantages: Rewards less their baseline: (batch,) by each sample, or (batch, steps) by each
            step. No gradient goes through them.

    Example:
        >>> float(policy_gradient(np.array([[-1.0, -2.0]]), np.array([3.0])))
        9.0

    Reference:
        Williams, 1992 (REINFORCE); 1609.05473, eq. 7.
    """
    log_probs = ops.cast(log_probs, "float32")
    weights = ops.stop_gradient(ops.cast(advantages, "float32"))
    if 0 < len(weights.shape) < len(log_probs.shape):
        weights = ops.expand_dims(weights, -1)  # one reward for all steps of a sample
    batch = ops.cast(ops.shape(log_probs)[0], "float32")
    return -ops.sum(log_probs * weights) / batch
