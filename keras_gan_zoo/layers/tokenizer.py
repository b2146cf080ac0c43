"""Text to tokens and back, by characters, words or Chinese characters."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import DataMismatch, listed, nearest
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

SPLITS = {"characters": "", "chinese": "", "words": " "}
"""How text can be cut into tokens, and what stands between two of them in text."""

END, UNKNOWN = 0, 1
"""The tokens that end a text, and that stand for what is not in the vocabulary."""

# Spelt out, as RE2's \s is ASCII alone, Python's takes U+001C to U+001F for white space and that of
# JavaScript a byte-order mark. The white space of Unicode, and the zero-width space of Thai.
_SPACE = (
    r"[\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200B}\x{2028}\x{2029}\x{202F}\x{205F}"
    r"\x{3000}]+"
)
_INVISIBLE = r"[\x{AD}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{2066}-\x{206F}\x{FEFF}]"
# Planes 2 and 3 are kept for ideographs, so that those of later Unicode versions are letters too.
_MARK = r"([^\p{L}\p{M}\p{N}\x{20000}-\x{3FFFF}\x{200C}\x{200D} '][\p{M}\x{200C}\x{200D}]*)"
_SHOWN_WORDS = 12
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
# What a Turkish or a Lithuanian machine's own rules would lower otherwise.
_LOWERED_FIRST = {
    "\u0130": "i\u0307",
    "\u00cc": "\u00ec",
    "\u00cd": "\u00ed",
    "\u0128": "\u0129",
    "\u012e": "\u012f",
}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Tokenizer(keras.layers.Layer):
    """Maps text to whole numbers and back, inside a graph or outside of it.

    Token 0 ends a text and fills up the rest, token 1 stands for whatever is not in the
    vocabulary, and the vocabulary begins at 2.

    Text is cut by one rule in every script, and by the same in Python, in a SavedModel, and in the
    example programs for TF-Lite files and for browsers:

    - what nobody sees is left out: a byte-order mark, soft hyphens, marks of direction;
    - white space is what Unicode calls so, with no-break spaces and U+3000, and U+200B;
    - a word is a run of letters, digits, combining signs, joiners (U+200C, U+200D) and
      apostrophes, lower-cased by Unicode's rules, whatever the machine's language;
    - any other character is a word of its own, with the combining signs and joiners after it.

    Nothing is normalised: an accent that is a character of its own (NFD) makes another word than
    its letter with the accent in one (NFC). Scripts that Unicode has had only since version 14,
    such as Vithkuqi, may be cut in another way by another program's older tables.

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

    def __init__(self, vocabulary: Iterable[str], length: int, split: str = "words", **kwargs: Any):
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
    def from_texts(
        cls,
        texts: Sequence[str],
        split: str = "words",
        vocabulary_size: int | None = None,
        length: int | None = None,
    ) -> "Self":
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
        kept = (
            None
            if vocabulary_size is None
            else check_whole(vocabulary_size, "vocabulary_size", 3) - 2
        )
        ranked = sorted(counts, key=lambda word: (-counts[word], word))[:kept]
        return cls(ranked, int(lengths.max()) if length is None else length, split)

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens, the two special ones included."""
        return len(self.vocabulary) + 2

    def call(self, texts: Tensor) -> Tensor:
        """Maps text (batch,) to tokens (batch, length), int32; what is too long is cut off."""
        tokens = tf.ragged.map_flat_values(self._table.lookup, _split(texts, self.split))
        return tokens.to_tensor(END, shape=(None, self.length))

    def count(self, texts: Tensor) -> tf.Tensor:
        """Returns how many tokens each text of a tensor (batch,) has, however many fit, int64."""
        return _split(texts, self.split).row_lengths()

    def detokenize(self, tokens: Tensor) -> Tensor:
        """Maps tokens (batch, length) to text (batch,), up to the first end token."""
        ended = tf.cumsum(tf.cast(tf.equal(tokens, END), tf.int32), axis=1) > 0
        words = tf.gather(self._words, tf.where(ended, END, tokens))
        return tf.strings.strip(tf.strings.reduce_join(words, -1, separator=SPLITS[self.split]))

    def encode(
        self, texts: Sequence[str], name: str = "texts", unknown_allowed: bool = True
    ) -> np.ndarray:
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
                    word = piece.decode()
                    words = [one for one in self.vocabulary if one[0].isalnum()][:_SHOWN_WORDS]
                    likely = nearest(word, known) or f" In it are {', '.join(words)}."
                    raise DataMismatch(
                        f"{name} has {word!r}, which is not in the vocabulary of {len(known):,}."
                        f"{likely}"
                    )
        return self(tf.constant(texts)).numpy()

    def encode_fitting(self, texts: Sequence[str], name: str = "texts") -> np.ndarray:
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

    def decode(self, tokens: ArrayLike) -> list[str]:
        """Returns the text of token sequences (n, length)."""
        return [text.decode() for text in self.detokenize(tf.constant(tokens)).numpy()]

    def compute_output_spec(self, texts: Tensor) -> keras.KerasTensor:
        """Describes the tokens, for the functional API."""
        return keras.KerasTensor((*texts.shape[:1], self.length), dtype="int32")

    def get_config(self) -> dict[str, Any]:
        """Returns the vocabulary, the length and the split."""
        return {
            **super().get_config(),
            "vocabulary": list(self.vocabulary),
            "length": self.length,
            "split": self.split,
        }


def _split(texts: Any, split: str) -> tf.RaggedTensor:
    """Cuts text (batch,) into a ragged tensor of words or characters."""
    seen = tf.strings.regex_replace(texts, _INVISIBLE, "")
    spaced = tf.strings.regex_replace(seen, _SPACE, "" if split == "chinese" else " ")
    if split == "words":
        return tf.strings.split(tf.strings.regex_replace(_lowered(spaced), _MARK, r" \1 "))
    return tf.strings.unicode_split(tf.strings.strip(spaced), "UTF-8")


def _lowered(texts):
    # Of all letters `lower` goes by the language of the machine, of ASCII's it does not.
    texts = tf.strings.lower(texts)
    for capital, small in _LOWERED_FIRST.items():
        texts = tf.strings.regex_replace(texts, capital, small)
    return tf.strings.lower(texts, encoding="utf-8")


def _as_texts(texts: Any, name: str) -> list[str]:
    if isinstance(texts, str):
        raise DataMismatch(f"{name} is one text where a list of them is expected: pass [{name}].")
    texts = list(texts)
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise DataMismatch(f"{name}[{index}] is {type(text).__name__} where text is expected.")
        if _HALF_A_CHARACTER.search(text):
            raise DataMismatch(
                f"{name}[{index}] has half of a surrogate pair, {_shown(text)}, which is no "
                "character: leave it out, or read its file as UTF-8."
            )
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
