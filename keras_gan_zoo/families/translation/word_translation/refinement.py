"""Procrustes: the rotation that takes known vectors to their translations, in closed form."""

import numpy as np

from keras_gan_zoo.metrics.text.csls import csls_nearest


def procrustes(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    r"""Returns the orthogonal matrix W with the least \( \sum_i |W x_i - y_i|^2 \).

    \( W = U V^T \) with \( U \Sigma V^T \) the singular value decomposition of \( Y X^T \), where
    columns are words (1710.04087, equation 2).

    Args:
        x: Vectors (n, dimensions).
        y: Their translations (n, dimensions).

    Returns:
        W, (dimensions, dimensions) float64; of rows as here, `x @ W.T` are the mapped ones.

    Example:
        >>> turn = np.array([[0.0, -1.0], [1.0, 0.0]])
        >>> x = np.eye(2)
        >>> np.allclose(procrustes(x, x @ turn.T), turn)
        True
    """
    u, _, vt = np.linalg.svd(np.asarray(y, "float64").T @ np.asarray(x, "float64"))
    return u @ vt


def mutual_translations(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns which words are each other's nearest by CSLS: rows of x, and theirs of y.

    Args:
        x: Mapped vectors (n, dimensions).
        y: Vectors (m, dimensions).
    """
    there, back = csls_nearest(x, y)[0][:, 0], csls_nearest(y, x)[0][:, 0]
    rows = np.flatnonzero(back[there] == np.arange(len(x)))
    return rows, there[rows]
