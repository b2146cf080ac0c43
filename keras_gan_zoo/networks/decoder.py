"""The base class of decoders: autoregressive models of token sequences."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import h5py
import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.types import PathLike, Tensor


class TokenProbabilities:
    """Which tokens of whole sequences count, and how likely each is by the logits of `__call__`."""

    end_token: int | None
    __call__: Callable[..., Tensor]

    def mask(self, tokens: Tensor) -> Tensor:
        """Returns 1 for each token up to the end token, itself included, and 0 after it, float32.

        Args:
            tokens: Sequences (batch, length).
        """
        if self.end_token is None:
            return ops.ones_like(tokens, dtype="float32")
        ended = ops.cast(ops.equal(tokens, self.end_token), "float32")
        return ops.cast(ops.equal(ops.cumsum(ended, axis=1) - ended, 0.0), "float32")

    def log_probs(self, tokens: Tensor, training: bool = False) -> Tensor:
        """Returns the log-probability of each token given those before it.

        Args:
            tokens: Sequences (batch, length).
            training: Whether dropout is on.

        Returns:
            (batch, length) float32; 0 after the end token.
        """
        logits = ops.cast(self(tokens, training=training), "float32")
        losses = ops.sparse_categorical_crossentropy(tokens, logits, from_logits=True)
        return -losses * self.mask(tokens)


class Decoder(TokenProbabilities, keras.Model):
    r"""An autoregressive model of token sequences, \( p(y) = \prod_t p(y_t \mid y_{<t}) \).

    Subclasses write three methods: `call` judges whole sequences at once, as training by
    likelihood and the policy gradient do; `initial_state` and `step` decode one token with
    an explicit state, as sampling does. Both give the same logits.

    A sequence has `length` tokens in [0, vocabulary_size). Where there is an `end_token` it ends
    at the first one, and whatever follows is `end_token` too, of probability 1. Before the first
    token stands `start_token`, which is never generated.

    Args:
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence, end tokens included.
        end_token: The token that ends a sequence and fills up its rest, or `None` if all
            sequences are of full length.
        **kwargs: As for `keras.Model`.

    Raises:
        ValueError: If a number is not a whole number, or the end token is not a token.
    """

    def __init__(
        self, vocabulary_size: int, length: int, end_token: int | None = None, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.vocabulary_size = check_whole(vocabulary_size, "vocabulary_size", least=2)
        self.length = check_whole(length, "length", least=1)
        if end_token is not None and not 0 <= end_token < self.vocabulary_size:
            raise ValueError(
                f"`end_token` must be None or in [0, {self.vocabulary_size}), got {end_token!r}."
            )
        self.end_token = end_token
        self.start_token = self.vocabulary_size
        self.vocabulary: int | None = None

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """(None, length)."""
        return (None, self.length)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """(None, length, vocabulary_size)."""
        return (None, self.length, self.vocabulary_size)

    def decoder_and_tokenizer(self) -> "tuple[Decoder, None]":
        """Returns the decoder that metrics evaluate, itself, and its tokenizer, `None`."""
        return self, None

    def initial_state(self, rows: int | Tensor) -> tuple[Tensor, ...]:
        """Returns the state before the first token: a tuple of tensors (rows, ...)."""
        raise NotImplementedError

    def step(
        self, tokens: Tensor, state: Sequence[Tensor], position: int | Tensor
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Decodes one token.

        Args:
            tokens: The tokens before `position`, (rows,) whole numbers, `start_token` at
                position 0; or distributions over tokens, (rows, vocabulary_size).
            state: What `initial_state` or the step before has given.
            position: Which position is decoded, a whole number or a scalar tensor.

        Returns:
            The logits of the token at `position`, (rows, vocabulary_size) float32, and the
            next state.
        """
        raise NotImplementedError

    def shifted(self, tokens: Tensor) -> Tensor:
        """Returns the sequences shifted by one, behind the start token."""
        start = ops.full_like(tokens[:, :1], self.start_token)
        return ops.concatenate([start, tokens[:, :-1]], axis=1)

    def assign_vocabulary(self, vocabulary: Iterable[str]) -> None:
        """Sets the words of the tokens, so that weights of another vocabulary are refused.

        Args:
            vocabulary: A word for each token.
        """
        digest = hashlib.sha256("\n".join(vocabulary).encode()).digest()
        self.vocabulary = int.from_bytes(digest[:6], "big")

    def save_own_variables(self, store: Any) -> None:
        """Saves the variables, and which vocabulary the weights belong to."""
        super().save_own_variables(store)
        store["vocabulary"] = np.array([self.vocabulary_size, self.vocabulary or 0], "int64")

    def load_own_variables(self, store: Any) -> None:
        """Restores what `save_own_variables` saved."""
        names = [name for name in list(store.keys()) if name != "vocabulary"]
        super().load_own_variables({name: store[name] for name in names})

    def load_weights(self, filepath: PathLike, **kwargs: Any) -> None:
        """Loads a weights file, as `keras.Model.load_weights` does.

        Raises:
            VocabularyMismatch: If the weights belong to another vocabulary.
        """
        self.check_vocabulary(filepath)
        super().load_weights(filepath, **kwargs)

    def check_vocabulary(self, filepath: PathLike, place: str = "") -> None:
        """Raises an error if a weights file is of another vocabulary.

        Args:
            filepath: Path of the file.
            place: Where this decoder is in the model that was saved, such as "generator/".

        Raises:
            VocabularyMismatch: With both vocabularies' sizes.
        """
        if not h5py.is_hdf5(filepath):
            return
        with h5py.File(filepath) as file:
            stored = file.get(f"{place}vars/vocabulary")
            size, digest = (0, 0) if stored is None else map(int, stored[:])
        if size and size != self.vocabulary_size:
            raise VocabularyMismatch(
                f"The weights {str(filepath)!r} are of a vocabulary of {size} tokens, but this "
                f"model's has {self.vocabulary_size}: build it with the tokenizer they were "
                "trained with."
            )
        if digest and self.vocabulary and digest != self.vocabulary:
            raise VocabularyMismatch(
                f"The weights {str(filepath)!r} are of another vocabulary of {size} tokens than "
                "this model's: build it with the tokenizer they were trained with."
            )

    def get_config(self) -> dict[str, Any]:
        """Returns the sizes and the end token; subclasses add their own."""
        return {
            "name": self.name,
            "dtype": keras.dtype_policies.serialize(self.dtype_policy),
            "vocabulary_size": self.vocabulary_size,
            "length": self.length,
            "end_token": self.end_token,
        }
