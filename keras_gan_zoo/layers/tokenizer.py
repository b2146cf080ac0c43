"""Text to tokens and back, by characters, words or Chinese characters."""

from collections import Counter
from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import DataMismatch, listed, nearest

SPLITS = {"characters": "", "chinese": "", "words": " "}
"""How text can be cut into tokens, and what stands between two of them in text."""

END, UNKNOWN = 0, 1
"""The tokens that end a text, and that stand for what is not in the vocabulary."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Tokenizer(keras.layers.Layer):
    """Maps text to whole numbers and back, inside a graph or outside of it.

    Token 0 ends a text and fills up the rest, token 1 stands for whatever is not in the
    vocabulary, and the vocabulary begins at 2.

    Args:
        vocabulary: The words or characters, in the order of their tokens.
        length: Tokens of a sequence; shorter texts are filled up.
        split: "words", lower-cased, with punctuation marks as words of their own; "characters",
            every run of white space being one space; or "chinese", characters without any space.
        **kwargs: As for `keras.layers.Layer`.

    Raises:
        ValueError: If there is no such split, or a word comes twice or is empty.

    Example:
        >>> tokenizer = Tokenizer(["a", "dog", "runs"], length=4)
        >>> tokenizer.encode(["A dog runs"])
        array([[2, 3, 4, 0]], dtype=int32)
        >>> tokenizer.decode([[2, 3, 4, 0]])
        ['a dog runs']
    """

    def __init__(self, vocabulary, length, split="words", **kwargs):
        super().__init__(**kwargs)
        if split not in SPLITS:
            raise ValueError(
                f"`split` must be one of {listed(SPLITS)}, got {split!r}." + nearest(split, SPLITS)
            )
        self.split = split
        self.length = check_whole(length, "length", least=1)
        self.vocabulary = tuple(vocabulary)
        if len(set(self.vocabulary)) < len(self.vocabulary) or "" in self.vocabulary:
            twice = next(word for word, count in Counter(self.vocabulary).items() if count > 1)
            raise ValueError(f"`vocabulary` must hold each word once, but has {twice!r} twice.")
        words = tf.constant(["", "\N{REPLACEMENT CHARACTER}", *self.vocabulary])
        self._words = words
        self._table = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(
                words[2:], tf.range(2, len(words), dtype=tf.int32), tf.string, tf.int32
            ),
            UNKNOWN,
        )
        self.built = True

    @classmethod
    def from_texts(cls, texts, split="words", vocabulary_size=None, length=None):
        """Makes a tokenizer of the most frequent words or characters of a corpus.

        Args:
            texts: The corpus, a list of text.
            split: As for the class.
            vocabulary_size: Largest number of tokens, the two special ones included; `None`
                keeps every word.
            length: Tokens of a sequence; `None` for those of the longest text.

        Raises:
            DataMismatch: If there is no text, or one is empty.

        Example:
            >>> Tokenizer.from_texts(["a dog", "a cat"]).vocabulary
            ('a', 'cat', 'dog')
        """
        pieces = _split(_as_texts(texts, "texts"), split)
        lengths = pieces.row_lengths().numpy()
        _check_not_empty(lengths, "texts")
        counts = Counter(piece.decode() for piece in pieces.flat_values.numpy())
        kept = None if vocabulary_size is None else check_whole(vocabulary_size, "size", 3) - 2
        ranked = sorted(counts, key=lambda word: (-counts[word], word))[:kept]
        return cls(ranked, int(lengths.max()) if length is None else length, split)

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens, the two special ones included."""
        return len(self.vocabulary) + 2

    def call(self, texts):
        """Maps text (batch,) to tokens (batch, length), int32; what is too long is cut off."""
        tokens = tf.ragged.map_flat_values(self._table.lookup, _split(texts, self.split))
        return tokens.to_tensor(END, shape=(None, self.length))

    def detokenize(self, tokens):
        """Maps tokens (batch, length) to text (batch,), up to the first end token."""
        ended = tf.cumsum(tf.cast(tf.equal(tokens, END), tf.int32), axis=1) > 0
        words = tf.gather(self._words, tf.where(ended, END, tokens))
        return tf.strings.strip(tf.strings.reduce_join(words, -1, separator=SPLITS[self.split]))

    def encode(self, texts: Sequence[str], name="texts", unknown_allowed=True) -> np.ndarray:
        """Returns the tokens of texts, and says plainly what is wrong with one.

        Args:
            texts: A list of text.
            name: What the sentence calls the argument.
            unknown_allowed: Whether words may be none of the vocabulary.

        Returns:
            Array (len(texts), length), int32.

        Raises:
            DataMismatch: If a text is empty, longer than `length` tokens, or has an unknown word
                where none is allowed.
        """
        texts = _as_texts(texts, name)
        pieces = _split(texts, self.split)
        lengths = pieces.row_lengths().numpy()
        _check_not_empty(lengths, name)
        if lengths.max() > self.length:
            index = int(lengths.argmax())
            raise DataMismatch(
                f"{name}[{index}] has {lengths[index]} tokens, {_shown(texts[index])}, where at "
                f"most {self.length} are expected: leave it out, or make a tokenizer with "
                f"length={lengths[index]} and a model with it."
            )
        if not unknown_allowed:
            known = set(self.vocabulary)
            for piece in pieces.flat_values.numpy():
                if piece.decode() not in known:
                    raise DataMismatch(
                        f"{name} has {piece.decode()!r}, which is not in the vocabulary of "
                        f"{len(known)}.{nearest(piece.decode(), known)}"
                    )
        return self(tf.constant(texts)).numpy()

    def encode_fitting(self, texts: Sequence[str], name="texts") -> np.ndarray:
        """Returns the tokens of those texts that can be written in full.

        A corpus has texts that are longer than a model's and words too rare for a vocabulary: a
        generator that is to learn from it sees neither cut ones nor unknown words.

        Args:
            texts: A list of text.
            name: What the sentence calls the argument.

        Returns:
            Array (n, length), int32, of the n texts without unknown words and of at most `length`
            tokens, in their order.

        Raises:
            DataMismatch: If there is no text, or none that fits.

        Example:
            >>> Tokenizer(["a", "dog"], length=2).encode_fitting(["a dog", "a cat", "a a dog"])
            array([[2, 3]], dtype=int32)
        """
        texts = _as_texts(texts, name)
        # One token more than the model writes tells which texts would be cut off.
        tokens = Tokenizer(self.vocabulary, self.length + 1, self.split)(tf.constant(texts)).numpy()
        fits = (tokens != UNKNOWN).all(axis=1) & (tokens[:, -1] == END) & (tokens[:, 0] != END)
        if not fits.any():
            raise DataMismatch(
                f"None of the {len(fits):,} texts of {name} has at most {self.length} tokens that "
                f"are all among the {len(self.vocabulary):,} of the vocabulary; make a tokenizer "
                "with a greater `length` or `vocabulary_size`."
            )
        return tokens[fits, :-1]

    def decode(self, tokens) -> list[str]:
        """Returns the text of token sequences (n, length)."""
        return [text.decode() for text in self.detokenize(tf.constant(tokens)).numpy()]

    def compute_output_spec(self, texts):
        """Describes the tokens, for the functional API."""
        return keras.KerasTensor((*texts.shape[:1], self.length), dtype="int32")

    def get_config(self):
        """Returns the vocabulary, the length and the split."""
        return {
            **super().get_config(),
            "vocabulary": list(self.vocabulary),
            "length": self.length,
            "split": self.split,
        }


def _split(texts, split):
    """Cuts text (batch,) into a ragged tensor of words or characters."""
    if split == "words":
        spaced = tf.strings.regex_replace(
            tf.strings.lower(texts, encoding="utf-8"), r"([^\p{L}\p{N}\s'])", r" \1 "
        )
        return tf.strings.split(spaced)
    between = "" if split == "chinese" else " "
    tidied = tf.strings.strip(tf.strings.regex_replace(texts, r"\s+", between))
    return tf.strings.unicode_split(tidied, "UTF-8")


def _as_texts(texts, name) -> list[str]:
    if isinstance(texts, str):
        raise DataMismatch(f"{name} is one text where a list of them is expected: pass [{name}].")
    texts = list(texts)
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise DataMismatch(f"{name}[{index}] is {type(text).__name__} where text is expected.")
    if not texts:
        raise DataMismatch(f"{name} is empty: it holds no text.")
    return [str(text) for text in texts]


def _check_not_empty(lengths, name):
    if not lengths.min():
        index = int(lengths.argmin())
        raise DataMismatch(
            f"{name}[{index}] is empty text, where at least one token is expected: leave it out."
        )


def _shown(text):
    return repr(text if len(text) <= 40 else text[:37] + "...")
