"""Triplet losses whose negatives are mined from the batch (1503.03832, 1703.07737)."""

from collections.abc import Callable

from keras import ops

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.types import ArrayLike, Tensor


def triplet_semihard_loss(
    y_true: ArrayLike,
    y_pred: Tensor,
    margin: float = 1.0,
    distance_metric: str | Callable[[Tensor], Tensor] = "L2",
) -> Tensor:
    r"""The triplet loss with semi-hard negatives, as in FaceNet.

    For each anchor and positive, the negative is the nearest one that is further away than the
    positive, or, if there is none, the furthest: \( \max(0, d_{ap} - d_{an} + \text{margin}) \),
    mean over the pairs (1503.03832, section 3.2).

    Args:
        y_true: Labels (batch,), whole numbers.
        y_pred: Embeddings (batch, n), of unit length as a rule.
        margin: How much further a negative has to be.
        distance_metric: "L2", "squared-L2", "angular" (1 - cosine), or a function from embeddings
            to their (batch, batch) distances.

    Returns:
        A scalar.

    Raises:
        ValueError: If there is no such distance.

    Example:
        >>> triplet_semihard_loss([0, 0, 1], keras.ops.array([[0.0], [1.0], [5.0]]), margin=1.0)
        <tf.Tensor: shape=(), dtype=float32, numpy=0.0>

    Reference:
        https://arxiv.org/abs/1503.03832
    """
    distances = _distances(y_pred, distance_metric)
    different, positives = _pairs(y_true, distances)
    # [anchor, positive, negative]
    further = ops.logical_and(different[:, None, :], distances[:, None, :] > distances[:, :, None])
    nearest_further = _masked_minimum(distances[:, None, :], further)
    furthest = _masked_maximum(distances, different)
    negatives = ops.where(ops.any(further, axis=-1), nearest_further, furthest[:, None])
    losses = ops.maximum((margin + distances - negatives) * positives, 0.0)
    return ops.sum(losses) / ops.sum(positives)


def triplet_hard_loss(
    y_true: ArrayLike,
    y_pred: Tensor,
    margin: float = 1.0,
    soft: bool = False,
    distance_metric: str | Callable[[Tensor], Tensor] = "L2",
) -> Tensor:
    r"""The triplet loss with the hardest positive and the hardest negative of each anchor.

    \( \max(0, \max_p d_{ap} - \min_n d_{an} + \text{margin}) \), mean over the anchors
    (1703.07737, eq. 5).

    Args:
        y_true: As for `triplet_semihard_loss`.
        y_pred: As for `triplet_semihard_loss`.
        margin: As for `triplet_semihard_loss`.
        soft: Whether to take log(1 + exp(.)) of the difference, without a margin.
        distance_metric: As for `triplet_semihard_loss`.

    Returns:
        A scalar.

    Raises:
        ValueError: If there is no such distance.

    Example:
        >>> triplet_hard_loss([0, 0, 1], keras.ops.array([[0.0], [1.0], [3.0]]), margin=2.0)
        <tf.Tensor: shape=(), dtype=float32, numpy=0.33333334>

    Reference:
        https://arxiv.org/abs/1703.07737
    """
    distances = _distances(y_pred, distance_metric)
    different, positives = _pairs(y_true, distances)
    difference = _masked_maximum(distances, positives > 0) - _masked_minimum(distances, different)
    losses = ops.softplus(difference) if soft else ops.maximum(difference + margin, 0.0)
    return ops.mean(losses)


def _pairs(labels, distances):
    labels = ops.reshape(ops.convert_to_tensor(labels), (-1,))
    same = labels[:, None] == labels[None]
    others = 1.0 - ops.eye(ops.shape(labels)[0], dtype=distances.dtype)
    return ops.logical_not(same), ops.cast(same, distances.dtype) * others


def _masked_minimum(values, mask):
    """Least value where the mask holds; the greatest of all where it holds nowhere."""
    return ops.min(ops.where(mask, values, ops.max(values, axis=-1, keepdims=True)), axis=-1)


def _masked_maximum(values, mask):
    """Greatest value where the mask holds; the least of all where it holds nowhere."""
    return ops.max(ops.where(mask, values, ops.min(values, axis=-1, keepdims=True)), axis=-1)


def _distances(embeddings, metric):
    embeddings = ops.convert_to_tensor(embeddings)
    if callable(metric):
        return metric(embeddings)
    if metric not in _METRICS:
        raise ValueError(
            f"`distance_metric` must be a function or one of {listed(_METRICS)}, got {metric!r}."
            + nearest(metric, _METRICS)
        )
    return _METRICS[metric](embeddings)


def _squared(embeddings):
    squares = ops.sum(ops.square(embeddings), axis=1)
    distances = squares[:, None] + squares[None] - 2.0 * embeddings @ ops.transpose(embeddings)
    apart = 1.0 - ops.eye(ops.shape(embeddings)[0], dtype=embeddings.dtype)
    return ops.maximum(distances, 0.0) * apart


def _euclidean(embeddings):
    squared = _squared(embeddings)
    # The root has no gradient at 0.
    apart = squared > 0.0
    return ops.where(apart, ops.sqrt(ops.where(apart, squared, 1.0)), 0.0)


def _angular(embeddings):
    unit = ops.normalize(embeddings, axis=1)
    return ops.maximum(1.0 - unit @ ops.transpose(unit), 0.0)


_METRICS = {"L2": _euclidean, "squared-L2": _squared, "angular": _angular}
