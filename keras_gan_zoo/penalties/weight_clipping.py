"""Weight clipping, which keeps a critic Lipschitz (1701.07875)."""

import keras
from keras import ops

from keras_gan_zoo.checks import check_number


def clip_weights(network: keras.Model, limit: float = 0.01) -> None:
    """Clips every trainable weight of a network to [-limit, limit].

    1701.07875, Algorithm 1, line 7: after each step of the critic. Call it in `train_step`,
    after `minimize`.

    Args:
        network: The critic.
        limit: The paper's c, positive.

    Raises:
        ValueError: If `limit` is not a positive number.

    Example:
        >>> clip_weights(critic, 0.01)
    """
    limit = check_number(limit, "limit", above=0)
    for variable in network.trainable_variables:
        variable.assign(ops.clip(variable, -limit, limit))
