"""The Fréchet distance between embeddings of sentences."""

import time

import numpy as np

from keras_gan_zoo.metrics.frechet import GaussianStatistics, frechet_distance
from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.types import ArrayLike, TokenSequences


class SentenceEmbedding:
    """Embeds token sequences by their words and by their pairs of neighbours.

    The mean of a sentence's word vectors does not see their order; the mean over pairs of
    neighbours of tanh of a fixed random projection of both vectors does. Nothing is trained, so
    that anyone gets the same numbers from the same vectors.

    Args:
        vectors: Word vectors (vocabulary_size, dimensions), such as
            `keras_gan_zoo.data.word_vectors(tokenizer)` or `cooccurrence_vectors(...)`.
        name: What scores call the vectors, such as "glove50".
        pair_features: Random features of pairs; 0 for word means alone.
        seed: Seed of the projection.

    Example:
        >>> from keras_gan_zoo.data import word_vectors
        >>> embed = SentenceEmbedding(word_vectors(tokenizer), "glove50")
        >>> embed([[5, 6, 7], [8, 9]]).shape
        (2, 150)
    """

    def __init__(self, vectors: ArrayLike, name: str, pair_features: int = 100, seed: int = 0):
        self.vectors = np.asarray(vectors, "float32")
        self.pair_features = pair_features
        self.name = f"{name}+pairs{pair_features}" if pair_features else name
        dimensions = self.vectors.shape[1]
        scale = np.sqrt(2 * dimensions) * max(float(self.vectors.std()), 1e-12)
        self._projection = (
            np.random.default_rng(seed).standard_normal((2 * dimensions, pair_features)) / scale
        ).astype("float32")

    def __call__(self, sequences: TokenSequences) -> np.ndarray:
        """Returns the embeddings (n, dimensions + pair_features), float32; empty ones are 0."""
        embedded = np.zeros((len(sequences), self.vectors.shape[1] + self.pair_features), "float32")
        for row, sequence in enumerate(sequences):
            words = self.vectors[np.asarray(sequence, "int64")]
            if len(words):
                embedded[row, : words.shape[1]] = words.mean(axis=0)
            if len(words) > 1 and self.pair_features:
                pairs = np.concatenate([words[:-1], words[1:]], axis=1) @ self._projection
                embedded[row, words.shape[1] :] = np.tanh(pairs).mean(axis=0)
        return embedded


def frechet_embedding_distance(
    generated: TokenSequences,
    reference: TokenSequences,
    embedding: SentenceEmbedding,
    source: str | None = None,
) -> Score:
    """Distance of the Gaussians of the embeddings of samples and of real sentences.

    It sees both quality and diversity. Its scale is the embedding's: compare numbers of one
    embedding and one number of samples, and with real against real.

    Args:
        generated: Token sequences.
        reference: Token sequences of real text, as many.
        embedding: What embeds them.
        source: What the score calls the real text.

    Returns:
        A score named such as `frechet_embedding10k`; lower is better.

    Raises:
        ValueError: If a set has fewer than two sequences.

    Example:
        >>> embed = SentenceEmbedding(np.random.default_rng(0).normal(size=(9, 4)), "random4")
        >>> real = [[1, 2, 3], [4, 5], [6, 7, 8], [2, 4]]
        >>> print(frechet_embedding_distance([[1, 2], [3, 4], [5, 6], [7, 8]], real, embed))
        frechet_embedding4 = 34.4408 (4 samples against 4)

    Reference:
        1905.09922, section 3.4, there with the Universal Sentence Encoder.
    """
    began = time.perf_counter()
    statistics = []
    for sequences in (generated, reference):
        embedded = embedding(sequences)
        gaussian = GaussianStatistics(embedded.shape[1])
        gaussian.update(embedded)
        statistics.append(gaussian)
    return Score(
        frechet_distance(*statistics),
        f"frechet_embedding{count_name(len(generated))}",
        samples=len(generated),
        reference_samples=len(reference),
        extractor=embedding.name,
        source=source,
        seconds=time.perf_counter() - began,
    )
