"""Texts as the conditions of pictures."""

from typing import Any

import numpy as np
import tensorflow as tf

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.layers.tokenizer import UNKNOWN, Tokenizer
from keras_gan_zoo.models.conditional_data import ConditionalData
from keras_gan_zoo.models.text_data import check_known, tokenizer_notes
from keras_gan_zoo.samples.element_checks import check_texts
from keras_gan_zoo.types import Tensor

_REMEMBERED_TEXTS = 8


class TextConditions(ConditionalData):
    """A model that is asked in words.

    A subclass sets `tokenizer`, and `examples`, a tuple of texts that are drawn where nobody asks
    for any.
    """

    conditions = "texts"

    tokenizer: Tokenizer
    """What makes tokens of texts."""

    def encode(self, conditions: Any, name: str) -> np.ndarray:
        """Returns tokens (n, length), int32, of training texts; unknown words are allowed.

        The first of them without any become the examples, if there are none.

        Raises:
            DataMismatch: If a text is empty or too long, or no word of any is known.
        """
        texts = self._texts(conditions, name)
        tokens = check_known(self.tokenizer.encode(texts, name=name), self.tokenizer, name)
        if not self.examples:
            rows = zip(texts, tokens, strict=True)
            known = [text for text, row in rows if (row != UNKNOWN).all()]
            self.examples = tuple(dict.fromkeys(known))[:_REMEMBERED_TEXTS]
        return tokens

    def encode_asked(self, conditions: Any) -> np.ndarray:
        """Returns tokens (n, length), int32, of texts to draw.

        Raises:
            DataMismatch: If a text is empty, too long, or has a word that the model does not know.
        """
        texts = self._texts(conditions, "condition")
        return self.tokenizer.encode(texts, name="condition", unknown_allowed=False)

    def _texts(self, conditions: Any, name: str) -> list[str]:
        texts = [one.decode() if isinstance(one, bytes) else one for one in conditions]
        for text in texts:
            if not isinstance(text, str):
                raise DataMismatch(
                    f"{name} has {text!r} of the type {type(text).__name__} where text is expected."
                )
        return texts

    def encode_in_graph(self, conditions: Tensor) -> Tensor:
        """Returns the tokens of one text or of a batch of them."""
        if conditions.shape.rank:
            return self.tokenizer(conditions)
        return self.tokenizer(conditions[None])[0]

    def file_notes(self) -> dict[str, object]:
        """Returns what the tokens of a condition are made by."""
        return {"tokenizer": tokenizer_notes(self.tokenizer)}

    def check_conditions(self, dataset: tf.data.Dataset) -> tf.data.Dataset:
        """Returns a dataset that ends with a sentence where a text is empty or too long."""
        return check_texts(dataset, self.tokenizer, which=-1)

    def in_turn(self, count: int) -> list[str]:
        """Returns the example texts, again and again.

        Raises:
            ValueError: If there are none, because the model has none and was not trained.
        """
        if not self.examples:
            raise ValueError("This model has no example texts yet: give `generate` a `condition`.")
        return [self.examples[index % len(self.examples)] for index in range(count)]

    def turn_length(self) -> int:
        """Returns the number of example texts."""
        return len(self.examples)
