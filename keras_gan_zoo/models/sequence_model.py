"""The base of the families that write text, token by token."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.errors import DataMismatch, VocabularyMismatch
from keras_gan_zoo.layers.tokenizer import END, Tokenizer
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll
from keras_gan_zoo.models import text_data
from keras_gan_zoo.networks.beam_search import beam_search
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.sampler import CompiledSampling, sampling_network
from keras_gan_zoo.networks.sampling import sample
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.samples.element_checks import check_texts
from keras_gan_zoo.samples.kind import Kind
from keras_gan_zoo.samples.texts import Texts
from keras_gan_zoo.samples.token_checks import check_tokens, token_dataset
from keras_gan_zoo.types import PathLike, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SequenceModel(AdversarialModel):
    """A generator of token sequences, and of text if it has a tokenizer.

    Args:
        networks: The networks by attribute name; `"generator"` is a
            `keras_gan_zoo.networks.Decoder`.
        tokenizer: A `keras_gan_zoo.layers.Tokenizer`, or `None` where sequences are tokens and
            nothing else.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        VocabularyMismatch: If the tokenizer and the generator do not fit each other.

    Example:
        >>> model = keras_gan_zoo.get("mle_lm", tokenizer=Tokenizer.from_texts(captions))
        >>> model.fit(captions, epochs=10)
        >>> model.generate(2, prompt="a dog")
        ['a dog runs along the beach .', 'a dog with a ball .']
    """

    averaged = ("generator",)
    wants = "token sequences"
    kind = Texts
    recipe_sections = {"tokenizer": {"split": "words", "vocabulary_size": 3000, "length": 16}}
    data_settings = ("name", "split", "limit")

    smallest = {"vocabulary_size": 8, "length": 6, "embedding_dim": 32, "units": 32, "depth": 1}

    def __init__(
        self, networks: Mapping[str, keras.Model], tokenizer: Tokenizer | None = None, **kwargs: Any
    ):
        super().__init__(networks, **kwargs)
        generator = networks["generator"]
        self.length = generator.length
        self.vocabulary_size = generator.vocabulary_size
        self.tokenizer: Tokenizer | Any = tokenizer  # or `None`, but where there is text
        self._sampling = CompiledSampling()
        if tokenizer is None:
            return
        for name in ("vocabulary_size", "length"):
            ours, its = getattr(self, name), getattr(tokenizer, name)
            if ours != its:
                raise VocabularyMismatch(
                    f"`tokenizer` has {name}={its}, but `generator` has {name}={ours}: build the "
                    "generator with the tokenizer's."
                )
        for name in ("generator", *self.average_names.values()):
            getattr(self, name).assign_vocabulary(tokenizer.vocabulary)

    @staticmethod
    def sizes(
        vocabulary_size: int | None, length: int | None, tokenizer: Tokenizer | None
    ) -> tuple[int, int, int | None]:
        """Returns the vocabulary's size, the length, and the end token if there is one.

        Args:
            vocabulary_size: Number of tokens; `None` for the tokenizer's, or 5000.
            length: Tokens of a sequence; `None` for the tokenizer's, or 20.
            tokenizer: The tokenizer, or `None`.

        Raises:
            VocabularyMismatch: If the tokenizer has others.
            ValueError: If a number is no whole number of at least 1.
        """
        if tokenizer is None:
            size = (
                5000
                if vocabulary_size is None
                else check_whole(vocabulary_size, "vocabulary_size", 1)
            )
            return size, 20 if length is None else check_whole(length, "length", 1), None
        given = {"vocabulary_size": vocabulary_size, "length": length}
        for name, value in given.items():
            if value not in (None, getattr(tokenizer, name)):
                raise VocabularyMismatch(
                    f"`{name}` is {value}, but the tokenizer has {getattr(tokenizer, name)}: leave "
                    f"`{name}` out, or make a tokenizer with it."
                )
        return tokenizer.vocabulary_size, tokenizer.length, END

    def sample_like(self, tokens: Tensor) -> Tensor:
        """Returns fresh sequences of the generator, as many as `tokens` has rows, int32."""
        shape = (ops.shape(tokens)[0], self.length)
        uniforms = random_rows(keras.random.uniform, shape, seed=self.seed_generator)
        return ops.stop_gradient(sample(self.generator, uniforms))

    def negative_log_likelihood(self, tokens: Tensor) -> Tensor:
        """Returns minus the mean log-probability of the tokens, a scalar in nats a token."""
        log_probs = self.generator.log_probs(tokens, training=True)
        count = mean_over_replicas(ops.sum(self.generator.mask(tokens)))
        return -ops.sum(log_probs) / count

    def likelihood_step(self, tokens: Tensor) -> dict[str, Tensor]:
        """Moves the generator up the likelihood of real sequences."""
        self.minimize(lambda: self.negative_log_likelihood(tokens), player="generator")
        return self.logs()

    def call(self, tokens: Tensor, training: bool = False) -> Tensor:
        """Returns the logits (batch, length, vocabulary_size) of each token of sequences."""
        return self.inference_network("generator")(tokens, training=training)

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The one kind of sequence that `fit` takes."""
        return (Texts(self.length, self.vocabulary_size, self.tokenizer),)

    @classmethod
    def arguments_of_recipe(cls, recipe: Any) -> dict[str, object]:
        """Returns the tokenizer of a recipe: the most frequent words of its training data."""
        return {"tokenizer": text_data.make_tokenizer(recipe.data, recipe.sections["tokenizer"])}

    def load_examples(self, data: Mapping, batch_size: int, seed: int) -> tf.data.Dataset:
        """Returns one epoch of a recipe's text as batches of tokens (batch, length)."""
        return text_data.token_batches(self.tokenizer, data, batch_size, seed)

    def plan_rows(self) -> list[tuple[str, str]]:
        """Returns how the text is cut into tokens."""
        ours = self.tokenizer
        told = f"{ours.split}, {ours.vocabulary_size:,} tokens, {ours.length} a text"
        return [("  tokens", told)]

    def prepare_data(self, x: Any, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks token sequences, or text, and batches them.

        Args:
            x: Whole numbers (n, length), or a list of text if there is a tokenizer, or a dataset
                of either.
            batch_size: Used where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.

        Raises:
            keras_gan_zoo.data.DataMismatch: If the sequences do not fit, or are text and there is
                no tokenizer.
        """
        if _is_text(x):
            if self.tokenizer is None:
                raise DataMismatch(
                    f"x is text, but this {type(self).__name__} has no tokenizer: pass "
                    "`tokenizer`, such as keras_gan_zoo.layers.Tokenizer.from_texts(x), to `get`."
                )
            if isinstance(x, tf.data.Dataset):
                x = check_texts(x, self.tokenizer).map(self._encode_in_graph)
            else:
                x = text_data.check_known(self.tokenizer.encode(x, name="x"), self.tokenizer, "x")
        dataset = token_dataset(x, self.vocabulary_size, self.length)
        return as_batches(dataset, batch_size, shuffle, self.seed, (self.length,))

    def _encode_in_graph(self, texts):
        return self.tokenizer(texts) if texts.shape.rank else self.tokenizer(texts[None])[0]

    def generate(
        self,
        n: int,
        *,
        temperature: float = 1.0,
        top_p: float = 1.0,
        beam: int | None = None,
        prompt: str | Sequence[int] | None = None,
        seed: int | None = None,
        batch_size: int = 256,
    ) -> list[str] | np.ndarray:
        """Writes sequences; as text if there is a tokenizer.

        Args:
            n: How many.
            temperature: The logits are divided by it, above 0: below 1 the probable becomes more
                probable.
            top_p: Share of probability, in (0, 1], of the most probable tokens among which each is
                drawn (1904.09751).
            beam: `None`, or the number of beginnings that are kept: the `n` most probable of the
                sequences found are returned, and nothing is drawn at random.
            prompt: What every sequence begins with: text, or a list of tokens.
            seed: Seed of the draws, for the same sequences again; `None` for new ones.
            batch_size: Sequences drawn at once.

        Returns:
            A list of text if the model has a tokenizer, else an int32 array (n, length).

        Raises:
            ValueError: If a number is out of its range.
            keras_gan_zoo.data.DataMismatch: If the prompt is empty, too long, or has unknown words.

        Example:
            >>> model.generate(3, temperature=0.8, top_p=0.9, seed=0)
        """
        tokens = self.generate_tokens(
            n,
            temperature=temperature,
            top_p=top_p,
            beam=beam,
            prompt=prompt,
            seed=seed,
            batch_size=batch_size,
        )
        return tokens if self.tokenizer is None else self.tokenizer.decode(tokens)

    def generate_tokens(
        self,
        n: int,
        *,
        temperature: float = 1.0,
        top_p: float = 1.0,
        beam: int | None = None,
        prompt: str | Sequence[int] | None = None,
        seed: int | None = None,
        batch_size: int = 256,
    ) -> np.ndarray:
        """Writes sequences as tokens, an int32 array (n, length); arguments as in `generate`."""
        n = check_whole(n, "n", least=1)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        temperature = check_number(temperature, "temperature", above=0)
        if check_number(top_p, "top_p", above=0) > 1:
            raise ValueError(f"`top_p` must be in (0, 1], got {top_p!r}.")
        # A random number and a token for each place.
        instead = "ask for fewer at a time, each time by another `seed`"
        check_room(n, 8 * self.length, "sequences", instead)
        given = self._settled(prompt)
        network = self.inference_network("generator")
        if beam is not None:
            if check_whole(beam, "beam", least=1) < n:
                raise ValueError(f"`beam` must be at least n={n}, got {beam}.")
            if temperature != 1 or top_p != 1:
                raise ValueError(
                    "`beam` finds the most probable sequences and draws none: leave `temperature` "
                    "and `top_p` at 1."
                )
            return ops.convert_to_numpy(beam_search(network, beam, given)[0])[:n]
        uniforms = random_source(seed).random((n, self.length), dtype="float32")
        drawn = [
            self._sampling(
                network,
                uniforms[start : start + batch_size],
                np.repeat(given[None], min(batch_size, n - start), axis=0),
                temperature,
                top_p,
            )
            for start in range(0, n, batch_size)
        ]
        return np.concatenate(drawn)

    def _settled(self, prompt: str | Sequence[int] | None) -> np.ndarray:
        """Returns the prompt's tokens and -1 after them, (length,)."""
        settled = np.full(self.length, -1, "int32")
        if prompt is None:
            return settled
        if isinstance(prompt, str):
            if self.tokenizer is None:
                raise DataMismatch(
                    f"prompt={prompt!r} is text, but this {type(self).__name__} has no tokenizer: "
                    "pass a list of tokens."
                )
            (tokens,) = self.tokenizer.encode([prompt], name="prompt", unknown_allowed=False)
            tokens = tokens[tokens != END]
        else:
            tokens = np.asarray(prompt)
            if tokens.ndim != 1 or not tokens.size or len(tokens) > self.length:
                raise DataMismatch(
                    f"prompt must have 1 to {self.length} tokens, got the shape {tokens.shape}."
                )
            (tokens,) = check_tokens(tokens[None], self.vocabulary_size, len(tokens), "prompt")
        settled[: len(tokens)] = tokens
        return settled

    def load_weights(self, filepath: PathLike, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Loads a weights file, as `keras.Model.load_weights` does.

        Raises:
            VocabularyMismatch: If the weights belong to another vocabulary.
        """
        self.check_vocabulary(filepath)
        super().load_weights(filepath, skip_mismatch, **kwargs)

    def check_weights_file(self, path: PathLike) -> None:
        """Raises if a weights file belongs to another vocabulary."""
        self.check_vocabulary(path)

    def check_vocabulary(self, filepath: PathLike) -> None:
        """Raises if a weights file belongs to another vocabulary.

        Raises:
            VocabularyMismatch: With both vocabularies' sizes.
        """
        self.generator.check_vocabulary(filepath, "generator/")

    def generate_batches(
        self, n: int, *, seed: int | None = None, batch_size: int = 256
    ) -> Iterator:
        """Writes sequences a batch at a time, the same ones as `generate`."""
        tokens = self.generate_tokens(n, seed=seed, batch_size=batch_size)
        for start in range(0, n, batch_size):
            batch = tokens[start : start + batch_size]
            yield batch if self.tokenizer is None else self.tokenizer.decode(batch)

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns how improbable made-up sequences are to the model, in nats a token.

        Of such as were drawn at random, and such as repeat one token: what the model writes
        itself would hang on a rounding.
        """
        drawn = self.gives.examples(count, seed)
        repeated = np.repeat(drawn[:, :1], self.length, axis=1)
        network = self.inference_network("generator")
        return {
            "generate.random": float(mean_nll(network, drawn)),
            "generate.repeated": float(mean_nll(network, repeated)),
        }

    def vocabulary(self) -> Sequence[str] | None:
        """Returns the tokenizer's words, in the order of their tokens."""
        return self.tokenizer and self.tokenizer.vocabulary

    def file_notes(self) -> dict[str, object]:
        """Returns what tokens are made by, if there is a tokenizer."""
        if self.tokenizer is None:
            return {}
        return {"tokenizer": text_data.tokenizer_notes(self.tokenizer)}

    def decoder_and_tokenizer(self) -> tuple[Decoder, Tokenizer | None]:
        """Returns the decoder that metrics judge, and the tokenizer or `None`."""
        return self.inference_network("generator"), self.tokenizer

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns a network from random numbers (batch, length) in [0, 1) to tokens."""
        return {"generate": sampling_network(self.inference_network("generator"))}

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns random numbers (count, length) in [0, 1)."""
        uniforms = np.random.default_rng(0).random((count, self.length), dtype="float32")
        return {"uniforms": uniforms}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the tokenizer."""
        tokenizer = self.tokenizer and keras.saving.serialize_keras_object(self.tokenizer)
        return {**super().get_config(), "tokenizer": tokenizer}


def _is_text(x: object) -> bool:
    if isinstance(x, tf.data.Dataset):
        return getattr(x.element_spec, "dtype", None) == tf.string
    if isinstance(x, str):
        return True
    kind = getattr(getattr(x, "dtype", None), "kind", None)
    if kind is not None:
        return kind in "UO"
    return isinstance(x, (list, tuple)) and any(isinstance(item, str) for item in x)
