"""The base of the families that write a text for a text, in one or more directions."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.data.text_pairs import load_text_pairs
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.sample_model import copy_last
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll
from keras_gan_zoo.models import text_data, text_pairs
from keras_gan_zoo.models.directions import checked_direction
from keras_gan_zoo.networks.beam_search import beam_search
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.networks.sampler import CompiledSampling, answering_network
from keras_gan_zoo.networks.sampling import GREEDY
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.texts import Texts
from keras_gan_zoo.types import PathLike, Tensor


class TextTranslator(AdversarialModel):
    """A model with a generator of token sequences given others, for each of its directions.

    Subclasses name the directions' networks in `generators`, and say what `fit` takes.

    Args:
        networks: The networks by attribute name; those of `generators` are
            `keras_gan_zoo.networks.ConditionalDecoder`s, which read and write alike.
        tokenizer: A `keras_gan_zoo.layers.Tokenizer` of what is written, or `None` where sequences
            are tokens and nothing else.
        source_tokenizer: That of what is read; `None` for the same.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        TypeError: If a generator is told nothing.
        VocabularyMismatch: If a tokenizer and a generator do not fit each other.
    """

    generators: Mapping[str, str] = {"x_to_y": "generator"}
    """For each direction the name of its network; `generate` takes the first if it is not told."""

    kind = Texts
    recipe_sections = {"tokenizer": {"split": "words", "vocabulary_size": 5000, "length": 16}}
    data_settings = ("name", "split", "limit")

    def __init__(
        self,
        networks: Mapping[str, keras.Model],
        tokenizer: Tokenizer | None = None,
        source_tokenizer: Tokenizer | None = None,
        **kwargs: Any,
    ):
        super().__init__(networks, **kwargs)
        for direction, name in self.generators.items():
            network = self.trained_network(direction)
            if not isinstance(network, ConditionalDecoder):
                raise TypeError(
                    f"`{name}` must be a ConditionalDecoder, got {type(network).__name__}: "
                    "one that is told nothing cannot answer."
                )
        first = next(iter(self.generators.values()))
        generator = self.trained_network(self.directions[0])
        if tokenizer is None and source_tokenizer is not None:
            raise ValueError("`source_tokenizer` is given without `tokenizer`: pass both.")
        self.length, self.vocabulary_size = generator.length, generator.vocabulary_size
        self.source_length = generator.source_length
        self.source_vocabulary_size = generator.source_vocabulary_size
        self.tokenizer: Any = tokenizer
        reads = source_tokenizer or tokenizer
        self.source_tokenizer: Any = reads
        self._sampling = CompiledSampling()
        self._searches: dict[tuple[int, int], Callable] = {}
        if tokenizer is None or reads is None:
            return
        for prefix, one in (("", tokenizer), ("source_", reads)):
            for name in ("vocabulary_size", "length"):
                ours, its = getattr(self, prefix + name), getattr(one, name)
                if ours != its:
                    raise VocabularyMismatch(
                        f"`{prefix}tokenizer` has {name}={its}, but `{first}` has "
                        f"{prefix}{name}={ours}: build the generator with the tokenizer's."
                    )
        words = (*reads.vocabulary, *tokenizer.vocabulary)
        for name in self.of_vocabularies:
            getattr(self, name).assign_vocabulary(words)
            if name in self.average_names:
                getattr(self, self.average_names[name]).assign_vocabulary(words)

    # What it reads and writes

    @property
    def takes(self) -> tuple[Texts, Texts]:
        """The sequences that are read, and those that are written."""
        return (
            Texts(self.source_length, self.source_vocabulary_size, self.source_tokenizer),
            Texts(self.length, self.vocabulary_size, self.tokenizer),
        )

    @property
    def gives(self) -> Kind:
        """The sequences that are written; a SavedModel maps text to text."""
        kind = self.takes[1]
        if self.tokenizer is not None:
            kind.served_as = "answers"
        return kind

    @property
    def directions(self) -> Sequence[str]:
        """The names of the directions."""
        return tuple(self.generators)

    @property
    def of_vocabularies(self) -> Sequence[str]:
        """The names of the networks whose weights know the vocabularies they belong to."""
        return tuple(dict.fromkeys(self.generators.values()))

    def kinds_of(self, direction: str | None = None) -> tuple[Texts, Texts]:
        """Returns what is read and what is written in a direction; `None` for the first."""
        self.check_direction(direction)
        return self.takes

    def source_kinds(self) -> dict[str, Kind]:
        """What is read, by direction."""
        return {direction: self.kinds_of(direction)[0] for direction in self.directions}

    def trained_network(self, direction: str) -> ConditionalDecoder:
        """Returns the network of a direction as it is in training, no average."""
        return getattr(self, self.generators[direction])

    def direction_network(self, direction: str | None = None) -> ConditionalDecoder:
        """Returns the network of a direction, averaged if an average is kept.

        Args:
            direction: One of `directions`; `None` for the first.

        Raises:
            ValueError: If there is none of that name.
        """
        return self.inference_network(self.generators[self.check_direction(direction)])

    def plan_rows(self) -> list[tuple[str, str]]:
        """Returns how the text is cut into tokens."""
        ours = self.tokenizer
        return [
            ("  tokens", f"{ours.split}, {ours.vocabulary_size:,} tokens, {ours.length} a text")
        ]

    # Answering

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns the logits of sequences, given their sources, in the first direction."""
        return self.direction_network()(inputs, training=training)

    def generate(
        self,
        sources: Sequence[str] | np.ndarray,
        *,
        direction: str | None = None,
        n: int | None = None,
        temperature: float = 1.0,
        top_p: float = 1.0,
        beam: int | None = None,
        seed: int | None = None,
        batch_size: int = 256,
    ) -> np.ndarray | list:
        """Writes a sequence for each source; text for text if there is a tokenizer.

        Args:
            sources: A list of text, or tokens (m, source_length).
            direction: One of `directions`; by default the first.
            n: How many for each source; `None` for one, without an axis for them.
            temperature: The logits are divided by it, at least 0: at 0 the most probable token is
                always taken (greedy).
            top_p: Share of probability, in (0, 1], of the most probable tokens among which each is
                drawn (1904.09751).
            beam: `None`, or the number of beginnings that are kept: the `n` most probable of the
                sequences found are returned, and nothing is drawn at random.
            seed: Seed of the draws, for the same sequences again; `None` for new ones.
            batch_size: Sequences drawn at once.

        Returns:
            For tokens an int32 array (m, length), or (m, n, length) if `n` is given; for text a
            list of text, or of lists of n texts.

        Raises:
            ValueError: If a number is out of its range, or there is no such direction.
            keras_gan_zoo.data.DataMismatch: If a source is empty, too long, or has no known word.

        Example:
            >>> model.generate(["how are you?"], n=3, top_p=0.9, seed=0)
        """
        network = self.direction_network(direction)
        reads, writes = self.kinds_of(direction)
        copies = 1 if n is None else check_whole(n, "n", least=1)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        if check_number(top_p, "top_p", above=0) > 1:
            raise ValueError(f"`top_p` must be in (0, 1], got {top_p!r}.")
        temperature = max(check_number(temperature, "temperature", least=0), GREEDY)
        tokens = text_pairs.as_sources(sources, reads, reads.tokenizer)
        if beam is not None:
            if temperature != 1 or top_p != 1:
                raise ValueError(
                    "`beam` finds the most probable sequences and draws none: leave `temperature` "
                    "and `top_p` at 1."
                )
            if check_whole(beam, "beam", least=1) < copies:
                raise ValueError(f"`beam` must be at least n={copies}, got {beam}.")
            written = np.concatenate([self._search(network, one, beam)[:copies] for one in tokens])
        else:
            repeated = np.repeat(tokens, copies, axis=0)
            uniforms = random_source(seed).random((len(repeated), writes.length), dtype="float32")
            written = self._drawn(network, repeated, uniforms, temperature, top_p, batch_size)
        if writes.tokenizer is None:
            return written if n is None else written.reshape(-1, copies, writes.length)
        texts = writes.tokenizer.decode(written)
        if n is None:
            return texts
        return [texts[start : start + copies] for start in range(0, len(texts), copies)]

    def answer(self, texts: Sequence[str], **arguments: Any) -> list:
        """Answers texts by text: `generate`, under the name that tells what it is for.

        Args:
            texts: A list of text.
            **arguments: As for `generate`.

        Raises:
            TypeError: If the model has no tokenizer.
        """
        if self.tokenizer is None:
            raise TypeError(
                f"This {type(self).__name__} has no tokenizer to read text by: pass `tokenizer` to "
                "`get`, or tokens to `generate`."
            )
        return list(self.generate(texts, **arguments))

    def translated(self, sample: Any, **settings: Any) -> Any:
        """Returns what is written for the texts of a file, a list; for one sequence, one.

        The most probable token is always taken, so that the same file gives the same again.
        """
        if isinstance(sample, list):
            return self.generate(sample, temperature=0.0, **settings)
        return super().translated(sample, temperature=0.0, **settings)

    def check_direction(self, direction: str | None) -> str:
        """Returns a direction, the first for `None`.

        Raises:
            ValueError: If there is none of that name.
        """
        return checked_direction(direction, self.directions)

    def _drawn(self, network, sources, uniforms, temperature, top_p, batch_size):
        free = np.full((batch_size, network.length), -1, "int32")
        batches = [slice(start, start + batch_size) for start in range(0, len(sources), batch_size)]
        return np.concatenate(
            [
                self._sampling(
                    network,
                    uniforms[rows],
                    free[: len(sources[rows])],
                    temperature,
                    top_p,
                    sources[rows],
                )
                for rows in batches
            ]
        )

    def _search(self, network, source, beam):
        if (id(network), beam) not in self._searches:
            self._searches[id(network), beam] = tf.function(
                lambda sources: beam_search(network.given(sources), beam)[0], autograph=False
            )
        repeated = tf.constant(np.repeat(source[None], beam, axis=0))
        return self._searches[id(network), beam](repeated).numpy()

    # Showing, storing

    def watched_inputs(
        self, count: int, seed: int, given: Any = None, *, whole_rows: bool = True
    ) -> dict[str, object]:
        """Returns the sources that are answered again and again: those given, or made-up ones.

        Given are those of all directions, or by direction those of each.
        """
        if given is None:
            given = {name: kind.examples(count, seed) for name, kind in self.source_kinds().items()}
        return {"sources": given, "seed": seed}

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns the sources, and what is written for each, in each direction."""
        told = {name: f"{name} " if len(self.directions) > 1 else "" for name in self.directions}
        sources, seed = inputs["sources"], inputs["seed"]
        by_direction = sources if isinstance(sources, Mapping) else dict.fromkeys(told, sources)
        return [
            [
                (f"{before}source", self._shown(by_direction[direction], direction)),
                (
                    f"{before}written",
                    self.generate(by_direction[direction], direction=direction, seed=seed),
                ),
            ]
            for direction, before in told.items()
        ]

    def _shown(self, sources, direction):
        tokens = isinstance(sources, np.ndarray) and sources.dtype.kind == "i"
        tokenizer = self.kinds_of(direction)[0].tokenizer
        return tokenizer.decode(sources) if tokens and tokenizer else sources

    def source_examples(
        self, data: Mapping, test_data: Mapping | None, count: int
    ) -> dict[str, np.ndarray] | None:
        """Returns the first texts of a recipe's pairs that can be read in full, as tokens."""
        texts, _ = load_text_pairs(**(test_data or data))
        tokens = self.source_tokenizer.encode_fitting(texts, name="data")[:count]
        return dict.fromkeys(self.directions, tokens)

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns how improbable made-up sequences are to each network, in nats a token."""
        found = {}
        for name, direction in self._signatures().items():
            sources, tokens = (kind.examples(count, seed) for kind in self.kinds_of(direction))
            given = self.direction_network(direction).given(sources)
            found[f"{name}.random"] = float(mean_nll(given, tokens, count))
        return found

    def store_sheet(self, folder: Path, count: int, seed: int, drawn: Sequence[Path]) -> Path:
        """Copies the run's last sheet, which shows what was written for what."""
        return copy_last(drawn, folder)

    def load_weights(self, filepath: PathLike, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Loads a weights file, as `keras.Model.load_weights` does.

        Raises:
            VocabularyMismatch: If the weights belong to another vocabulary.
        """
        self.check_weights_file(filepath)
        super().load_weights(filepath, skip_mismatch, **kwargs)

    def check_weights_file(self, path: PathLike) -> None:
        """Raises if a weights file belongs to another vocabulary."""
        for name in self.of_vocabularies:
            getattr(self, name).check_vocabulary(path, f"{name}/")

    def vocabulary(self) -> Sequence[str] | None:
        """Returns the words of what is written, in the order of their tokens."""
        return self.tokenizer and self.tokenizer.vocabulary

    def file_notes(self) -> dict[str, object]:
        """Returns what tokens are made by, if there are tokenizers."""
        if self.tokenizer is None:
            return {}
        return {
            "tokenizer": text_data.tokenizer_notes(self.tokenizer),
            "source_tokenizer": text_data.tokenizer_notes(self.source_tokenizer),
        }

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns, for each direction, a network from sources and random numbers to tokens."""
        return {
            name: answering_network(self.direction_network(direction))
            for name, direction in self._signatures().items()
        }

    def _signatures(self) -> dict[str, str]:
        """Returns the direction of each signature by its name."""
        names = self.directions if len(self.directions) > 1 else ["generate"]
        return dict(zip(names, self.directions, strict=True))

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns made-up sources, and random numbers (count, length) in [0, 1)."""
        reads, writes = self.kinds_of(self._signatures()[name])
        uniforms = np.random.default_rng(0).random((count, writes.length), dtype="float32")
        return {"sources": reads.examples(count), "uniforms": uniforms}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the tokenizers."""
        config = super().get_config()
        for name in ("tokenizer", "source_tokenizer"):
            one = getattr(self, name)
            config[name] = one and keras.saving.serialize_keras_object(one)
        return config
