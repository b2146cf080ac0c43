"""The base of the families that learn from two sets of texts that do not belong together."""

from collections.abc import Mapping, Sequence

import numpy as np
import tensorflow as tf

from keras_gan_zoo.data.text_styles import load_text_styles
from keras_gan_zoo.engine.batching import as_batches, as_unpaired_batches
from keras_gan_zoo.models import text_pairs
from keras_gan_zoo.models.text_data import shuffled_batches
from keras_gan_zoo.models.text_translator import TextTranslator
from keras_gan_zoo.types import Data


class UnpairedTexts(TextTranslator):
    """A model that writes a text for a text, and has seen no pair of them.

    Args:
        networks: As for `TextTranslator`.
        **kwargs: As for `TextTranslator`.
    """

    wants = "a pair of text lists (X, Y), not aligned"

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks a pair of sets of texts and gives batches of (x, y), independently shuffled.

        Args:
            x: A pair of whole number arrays (n, source_length) and (m, length), of lists of text if
                there is a tokenizer, or of datasets of either; or a dataset of pairs, used in its
                order.
            batch_size: Used where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.

        Raises:
            ValueError: If `x` is no pair.
            keras_gan_zoo.data.DataMismatch: If a text or a sequence does not fit.
        """
        tokenizers = self.source_tokenizer, self.tokenizer
        shapes = (self.source_length,), (self.length,)
        if isinstance(x, tf.data.Dataset) and isinstance(x.element_spec, tuple):
            pairs = text_pairs.pair_dataset(x, self.takes, tokenizers)
            return as_batches(pairs, batch_size, shuffle, self.seed, shapes[0])
        sets = text_pairs.unpaired_datasets(x, self.takes, tokenizers)
        return as_unpaired_batches(sets, batch_size, shuffle, self.seed, shapes)

    def load_examples(self, data: Mapping, batch_size: int, seed: int) -> tf.data.Dataset:
        """Returns one epoch of a recipe's texts that can be written in full, as batches (x, y).

        An epoch is of the smaller style's texts.
        """
        sets = self.fitting(*load_text_styles(**data))
        # Other seeds, or the same places would always come together.
        batches = [
            shuffled_batches(tokens, batch_size, seed + place) for place, tokens in enumerate(sets)
        ]
        return tf.data.Dataset.zip(tuple(batches))

    def fitting(self, x: Sequence[str], y: Sequence[str]) -> list[np.ndarray]:
        """Returns the tokens of those texts of either set that a recipe trains on."""
        return [self.tokenizer.encode_fitting(texts, name="data") for texts in (x, y)]
