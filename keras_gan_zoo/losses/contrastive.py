"""The contrastive loss of pairs: alike where they belong together, else apart by a margin."""

from keras import ops

from keras_gan_zoo.losses.distances import squared_distance
from keras_gan_zoo.types import Tensor

_LEAST = 1e-10
"""What is added to a squared distance: the root has no gradient at 0."""


def contrastive(vectors: Tensor, others: Tensor, alike: Tensor, margin: float = 0.5) -> Tensor:
    r"""Returns the contrastive loss of pairs of vectors.

    \( y d^2 + (1 - y) \max(0, m - d)^2 \) with d the distance of a pair, mean over the pairs:
    twice what Hadsell, Chopra and LeCun have (CVPR 2006, eq. 4).

    Args:
        vectors: (batch, length).
        others: The second of each pair, likewise.
        alike: y, 1 where a pair belongs together and 0 where not, (batch,).
        margin: m, beyond which a pair that does not is far enough apart.

    Returns:
        A scalar, float32.

    Example:
        >>> one, other = ops.array([[0.0, 0.0]] * 2), ops.array([[0.3, 0.0]] * 2)
        >>> float(contrastive(one, other, ops.array([1, 0]), margin=0.5))  # (0.09 + 0.04) / 2
        0.065...
    """
    square = squared_distance(vectors, others)
    short = ops.relu(margin - ops.sqrt(square + _LEAST))
    y = ops.cast(alike, "float32")
    return ops.mean(y * square + (1 - y) * ops.square(short))
