"""Word vectors out of a corpus itself, for languages without pretrained ones."""

import numpy as np

from keras_gan_zoo.types import TokenSequences


def cooccurrence_vectors(
    sequences: TokenSequences, vocabulary_size: int, dimensions: int = 50, window: int = 4
) -> np.ndarray:
    """Factorises which tokens stand near each other.

    Positive pointwise mutual information within a window, reduced by its leading singular
    vectors, each scaled by the square root of its singular value.

    Args:
        sequences: Token sequences of real text.
        vocabulary_size: Number of tokens.
        dimensions: Length of a vector, less than `vocabulary_size`.
        window: How far apart tokens may stand.

    Returns:
        Array (vocabulary_size, dimensions), float32; zeros for tokens that never occur.

    Raises:
        ValueError: If there are no pairs, or `dimensions` is not less than the vocabulary.

    Example:
        >>> cooccurrence_vectors([[0, 1, 2], [0, 1, 3]], vocabulary_size=4, dimensions=2).shape
        (4, 2)

    Reference:
        Levy and Goldberg, "Neural word embedding as implicit matrix factorization", 2014.
    """
    from scipy import sparse
    from scipy.sparse.linalg import svds

    if not 0 < dimensions < vocabulary_size:
        raise ValueError(
            f"`dimensions` must be in [1, {vocabulary_size - 1}] for a vocabulary of "
            f"{vocabulary_size}, got {dimensions}."
        )
    pairs = [
        np.stack([row[: len(row) - apart], row[apart:]])
        for row in (np.asarray(sequence, "int64") for sequence in sequences)
        for apart in range(1, min(window, len(row) - 1) + 1)
    ]
    if not pairs:
        raise ValueError("`sequences` has no two tokens that stand near each other.")
    left, right = np.concatenate(pairs, axis=1)
    shape = (vocabulary_size, vocabulary_size)
    counts = sparse.coo_matrix((np.ones(len(left)), (left, right)), shape).tocsr()
    counts = (counts + counts.T).tocoo()
    totals = np.asarray(counts.sum(axis=1)).ravel()
    information = np.log(counts.data * totals.sum() / (totals[counts.row] * totals[counts.col]))
    kept = information > 0
    matrix = sparse.coo_matrix(
        (information[kept], (counts.row[kept], counts.col[kept])), shape
    ).tocsr()
    start = np.random.default_rng(0).standard_normal(vocabulary_size)
    left_vectors, values, _ = svds(matrix, k=dimensions, v0=start)
    order = np.argsort(-values)
    # A singular vector's sign is arbitrary: the largest entry is made positive.
    left_vectors = left_vectors[:, order]
    signs = np.sign(left_vectors[np.abs(left_vectors).argmax(axis=0), np.arange(dimensions)])
    return (left_vectors * signs * np.sqrt(values[order])).astype("float32")
