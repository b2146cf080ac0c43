"""The real text of the text benchmarks, and what is measured of samples of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

SETS = {
    "captions": {"split": "words", "vocabulary_size": 3000, "length": 16},
    "chinese_quatrains": {"split": "chinese", "vocabulary_size": 4000, "length": 20},
}
"""A set's name, and how its text is cut into tokens."""

VALIDATION, SAMPLES = 1000, 1000
"""Training texts that choose when to stop, and samples of which each number is taken."""


@dataclass
class TextSet:
    """Texts that the vocabulary can write in full and that are no longer than the model's.

    Attributes:
        name: A key of `SETS`.
        tokenizer: Of the most frequent words or characters of the training split.
        train: Tokens to train on, (n, length).
        validation: Tokens of the training split that are not trained on.
        test: Tokens of the test split.
    """

    name: str
    tokenizer: object
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    @classmethod
    def load(cls, name: str):
        """Reads a set; which texts validate is drawn from a fixed seed."""
        from keras_gan_zoo.data import load_text
        from keras_gan_zoo.layers import Tokenizer

        tokenizer = Tokenizer.from_texts(load_text(name), **SETS[name])
        known, test = (
            tokenizer.encode_fitting(load_text(name, split)) for split in ("train", "test")
        )
        known = known[np.random.default_rng(0).permutation(len(known))]
        return cls(name, tokenizer, known[VALIDATION:], known[:VALIDATION], test)

    @cached_property
    def vectors(self) -> np.ndarray:
        """Word vectors: GloVe for English, those of the training text itself for characters."""
        from keras_gan_zoo.data import word_vectors
        from keras_gan_zoo.metrics import cooccurrence_vectors

        if SETS[self.name]["split"] == "words":
            return word_vectors(self.tokenizer)
        return cooccurrence_vectors(self.trimmed(self.train), self.tokenizer.vocabulary_size)

    @cached_property
    def embedding(self):
        """What embeds sentences for the Fréchet distance."""
        from keras_gan_zoo.metrics import SentenceEmbedding

        glove = SETS[self.name]["split"] == "words"
        return SentenceEmbedding(self.vectors, "glove50" if glove else "cooccurrence50")

    def trimmed(self, tokens) -> list:
        """Returns sequences without what follows their end."""
        from keras_gan_zoo.layers.tokenizer import END
        from keras_gan_zoo.metrics.text.ngrams import trimmed

        return trimmed(tokens, END)

    def distance(self, tokens) -> float:
        """Returns the Fréchet embedding distance of samples to the test split."""
        from keras_gan_zoo.metrics import frechet_embedding_distance

        samples, reference = self.trimmed(tokens), self.trimmed(self.test[: len(tokens)])
        return float(frechet_embedding_distance(samples, reference, self.embedding))

    def judged(self, tokens) -> dict[str, float]:
        """Returns every number of the table, of `SAMPLES` samples as tokens."""
        from keras_gan_zoo.metrics import bleu, copied_spans, distinct, self_bleu

        samples = self.trimmed(tokens)
        quality = bleu(samples, self.trimmed(self.test))
        copied = copied_spans(samples, self.trimmed(self.train))
        return {
            **{f"BLEU-{n}": float(score) for n, score in quality.items()},
            "self-BLEU-5": float(self_bleu(samples)[5]),
            "distance": self.distance(tokens),
            "distinct-2": float(distinct(samples)[2]),
            "copied span": float(copied.share),
            "copied whole": float(copied.whole),
        }
