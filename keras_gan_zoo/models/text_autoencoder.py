"""The base of the families whose code of a text is a shorter text."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.data.text_pairs import load_text_pairs
from keras_gan_zoo.data.text_styles import load_text_styles
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models import text_pairs
from keras_gan_zoo.models.unpaired_texts import UnpairedTexts
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.networks.sampling import GREEDY, most_probable, sample
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Tensor


class TextAutoencoder(UnpairedTexts):
    """A generator of short texts from long ones, and a reconstructor that turns it round.

    Both are written in the same words. Subclasses write `train_step` in their paper's symbols.

    Args:
        generator: A `keras_gan_zoo.networks.ConditionalDecoder` from texts to short ones.
        reconstructor: One from short texts to texts.
        discriminator: The family's discriminator.
        **kwargs: `tokenizer` (of short texts), `source_tokenizer` (of texts, of the same
            vocabulary), `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        TypeError: If one of the two is told nothing.
        VocabularyMismatch: If they do not fit each other.
    """

    averaged = ("generator",)
    recipe_sections = {
        "tokenizer": {"split": "words", "vocabulary_size": 8000, "length": 12, "source_length": 48}
    }
    smallest = {
        "vocabulary_size": 8,
        "length": 6,
        "source_length": 7,
        "embedding_dim": 32,
        "units": 32,
    }

    def __init__(
        self,
        generator: keras.Model,
        reconstructor: keras.Model,
        discriminator: keras.Model,
        **kwargs: Any,
    ):
        if not isinstance(reconstructor, ConditionalDecoder):
            raise TypeError(
                f"`reconstructor` must be a ConditionalDecoder, got "
                f"{type(reconstructor).__name__}: one that is told nothing cannot reconstruct."
            )
        networks = {
            "generator": generator,
            "reconstructor": reconstructor,
            "discriminator": discriminator,
        }
        super().__init__(networks, **kwargs)
        sizes = ("source_length", "source_vocabulary_size", "length", "vocabulary_size")
        turns = tuple(getattr(reconstructor, name) for name in sizes)
        ours = (self.length, self.vocabulary_size, self.source_length, self.source_vocabulary_size)
        if turns != ours:
            raise VocabularyMismatch(
                f"`reconstructor` has {', '.join(sizes)} of {turns}, but has to turn round what "
                f"`generator` does, {ours}: build both for the same texts."
            )
        if self.tokenizer is not None:
            words = (*self.source_tokenizer.vocabulary, *self.tokenizer.vocabulary)
            reconstructor.assign_vocabulary(words)

    def reconstruct(
        self,
        summaries: Sequence[str] | np.ndarray,
        *,
        temperature: float = 0.0,
        seed: int | None = None,
        batch_size: int = 256,
    ) -> np.ndarray | list:
        """Writes the text that the reconstructor reads out of each short one.

        Args:
            summaries: A list of text, or tokens (m, length).
            temperature: As for `generate`; at 0 the most probable token is always taken.
            seed: Seed of the draws; `None` for new ones.
            batch_size: Texts written at once.

        Returns:
            For tokens an int32 array (m, source_length), for text a list of text.

        Raises:
            ValueError: If a number is out of its range.
            keras_gan_zoo.data.DataMismatch: If one is empty, too long, or has no known word.

        Example:
            >>> gan.reconstruct(gan.answer(["a long description of a package"]))
        """
        temperature = max(check_number(temperature, "temperature", least=0), GREEDY)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        network = self.inference_network("reconstructor")
        tokens = text_pairs.as_sources(summaries, self.takes[1], self.tokenizer)
        shape = (len(tokens), network.length)
        uniforms = random_source(seed).random(shape, dtype="float32")
        written = self._drawn(network, tokens, uniforms, temperature, 1.0, batch_size)
        return written if self.tokenizer is None else self.source_tokenizer.decode(written)

    # For the families' steps

    def drawn(self, x: Tensor) -> Tensor:
        """Returns a short text for each text, drawn from the generator, int32 (batch, length)."""
        shape = (ops.shape(x)[0], self.length)
        uniforms = random_rows(keras.random.uniform, shape, seed=self.seed_generator)
        return ops.stop_gradient(sample(self.generator.given(x), uniforms))

    def most_probable(self, x: Tensor) -> Tensor:
        """Returns for each text the generator's most probable words, one after the other."""
        return ops.stop_gradient(most_probable(self.generator.given(x), ops.shape(x)[0]))

    def written(self, x: Tensor, y: Tensor, training: bool = False) -> tuple[Tensor, Tensor]:
        """Returns the distributions that short texts y were drawn from, and their log-probs.

        Behind the end stands the end, as in a human sentence.

        Args:
            x: The texts that they are of, (batch, source_length).
            y: What was drawn, (batch, length).
            training: Whether dropout is on.

        Returns:
            (batch, length, vocabulary_size) and (batch, length), float32.
        """
        given = self.generator.given(x, training=training)
        log_p = ops.log_softmax(given(y, training=training))
        counts = given.mask(y)
        chosen = ops.take_along_axis(log_p, y[..., None], axis=-1)[..., 0] * counts
        if given.end_token is None:
            return ops.exp(log_p), chosen
        end = ops.one_hot(given.end_token, self.vocabulary_size, dtype="float32")
        return counts[..., None] * ops.exp(log_p) + (1.0 - counts)[..., None] * end, chosen

    def sure(self, tokens: Tensor) -> Tensor:
        """Returns tokens as distributions (batch, length, vocabulary_size) that are sure."""
        return ops.one_hot(tokens, self.vocabulary_size, dtype="float32")

    def reconstruction_loss(self, x: Tensor, y: Tensor, training: bool = False) -> Tensor:
        """Returns minus the log-probability of each text given a short one, (batch,), nats a token.

        Args:
            x: Texts (batch, source_length).
            y: Short ones (batch, length).
            training: Whether dropout is on.
        """
        R = self.reconstructor
        log_probs = R.given(y, training=training).log_probs(x, training=training)
        return -ops.sum(log_probs, axis=1) / ops.sum(R.mask(x), axis=1)

    # Data

    @classmethod
    def arguments_of_recipe(cls, recipe: Any) -> dict[str, object]:
        """Returns the tokenizers of a recipe, of one vocabulary: of both sets of training texts."""
        settings = dict(recipe.sections["tokenizer"])
        source_length = settings.pop("source_length", None)
        x, y = load_text_styles(**recipe.data)
        short = Tokenizer.from_texts([*x, *y], **settings)
        long = Tokenizer(short.vocabulary, source_length or short.length, short.split)
        return {"tokenizer": short, "source_tokenizer": long}

    def fitting(self, x: Sequence[str], y: Sequence[str]) -> list[np.ndarray]:
        """Returns the tokens of the beginnings of texts, and of the short ones that fit whole.

        Raises:
            ValueError: If the first are the shorter ones.
            DataMismatch: If none of the second fits.
        """
        lengths = [float(np.mean(self.tokenizer.count(list(texts)))) for texts in (x, y)]
        if lengths[0] < lengths[1]:
            raise ValueError(
                f"The texts of the first style have {lengths[0]:.1f} tokens on average, the second "
                f"{lengths[1]:.1f}: the long ones must come first. Styles come in the order of "
                "their names, so call them such as 'long' and 'short'."
            )
        long = self.source_tokenizer(tf.constant(list(x))).numpy()
        return [long, self.tokenizer.encode_fitting(y, name="data")]

    def source_examples(
        self, data: Mapping, test_data: Mapping | None, count: int
    ) -> dict[str, np.ndarray] | None:
        """Returns the beginnings of the first texts, of held-out pairs if there are any."""
        texts, _ = load_text_pairs(**test_data) if test_data else load_text_styles(**data)
        tokens = self.source_tokenizer(tf.constant(texts[:count])).numpy()
        return dict.fromkeys(self.directions, tokens)
