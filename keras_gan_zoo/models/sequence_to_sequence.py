"""The base of the families that write a text in answer to another one."""

from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll
from keras_gan_zoo.models import text_pairs
from keras_gan_zoo.models.text_translator import TextTranslator
from keras_gan_zoo.networks.sampling import sample
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import Data, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SequenceToSequence(TextTranslator):
    """A generator of token sequences given others: of answers, if there are tokenizers.

    Args:
        networks: The networks by attribute name; `"generator"` is a
            `keras_gan_zoo.networks.ConditionalDecoder`.
        tokenizer: A `keras_gan_zoo.layers.Tokenizer` of what is written, or `None` where sequences
            are tokens and nothing else.
        source_tokenizer: That of what is read; `None` for the same.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        TypeError: If the generator is told nothing.
        VocabularyMismatch: If a tokenizer and the generator do not fit each other.

    Example:
        >>> model = keras_gan_zoo.get("mle_seq2seq", tokenizer=Tokenizer.from_texts(all_texts))
        >>> model.fit((questions, answers), epochs=10)
        >>> model.answer(["how are you?"], n=2, seed=0)
        [["i 'm fine .", 'never better .']]
    """

    averaged = ("generator",)
    wants = "a pair of text lists (X, Y), aligned"

    smallest = {
        "source_vocabulary_size": 9,
        "source_length": 5,
        "vocabulary_size": 8,
        "length": 4,
        "embedding_dim": 32,
        "units": 32,
    }

    # For the families' steps

    def sample_like(self, sources: Tensor) -> Tensor:
        """Returns a fresh sequence for each source, int32 (rows, length)."""
        shape = (ops.shape(sources)[0], self.length)
        uniforms = random_rows(keras.random.uniform, shape, seed=self.seed_generator)
        return ops.stop_gradient(sample(self.generator.given(sources), uniforms))

    def likelihood_step(self, pair: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves the generator up the likelihood of real sequences, given their sources."""
        self.minimize(lambda: self.negative_log_likelihood(pair), player="generator")
        return self.logs()

    def negative_log_likelihood(self, pair: tuple[Tensor, Tensor]) -> Tensor:
        """Returns minus the mean log-probability of the second given the first, nats a token."""
        sources, tokens = pair
        log_probs = self.generator.given(sources, training=True).log_probs(tokens, training=True)
        count = mean_over_replicas(ops.sum(self.generator.mask(tokens)))
        return -ops.sum(log_probs) / count

    # Data

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks pairs of token sequences, or of text, and batches them.

        Args:
            x: A pair of whole number arrays (n, source_length) and (n, length), or of lists of
                text if there is a tokenizer; or a dataset of such pairs.
            batch_size: Used where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.

        Raises:
            ValueError: If `x` is no pair, or not as many of one as of the other.
            keras_gan_zoo.data.DataMismatch: If a text or a sequence does not fit.
        """
        tokenizers = self.source_tokenizer, self.tokenizer
        dataset = text_pairs.pair_dataset(x, self.takes, tokenizers)
        return as_batches(dataset, batch_size, shuffle, self.seed, (self.source_length,))

    @classmethod
    def arguments_of_recipe(cls, recipe: Any) -> dict[str, object]:
        """Returns the tokenizer of a recipe, of both texts of its training pairs."""
        return {"tokenizer": text_pairs.make_tokenizer(recipe.data, recipe.sections["tokenizer"])}

    def load_examples(self, data: Mapping, batch_size: int, seed: int) -> tf.data.Dataset:
        """Returns one epoch of a recipe's pairs that can be written in full, in batches."""
        tokenizers = self.source_tokenizer, self.tokenizer
        return text_pairs.pair_batches(tokenizers, data, batch_size, seed)

    # Judging

    def held_out_nll(self, pairs: Data, batch_size: int = 256) -> float:
        """Returns minus the mean log-probability of real sequences, in nats a token.

        Args:
            pairs: As for `fit`.
            batch_size: Pairs judged at once.
        """
        tokenizers = self.source_tokenizer, self.tokenizer
        network, total, count = self.inference_network("generator"), 0.0, 0.0
        for sources, tokens in text_pairs.pair_dataset(pairs, self.takes, tokenizers).batch(
            batch_size
        ):
            tokens_here = float(ops.sum(network.mask(tokens)))
            total += mean_nll(network.given(sources), tokens, batch_size) * tokens_here
            count += tokens_here
        return total / count
