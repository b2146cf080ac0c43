"""What translation without pairs reads, writes and begins with, whatever its training is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.data.text_pairs import load_text_pairs
from keras_gan_zoo.data.text_styles import load_text_styles
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.families.text.unsupervised_translation.dictionary import (
    Vectors,
    check_vectors,
    nearest_words,
    pairs_of,
    rows_of,
    same_words,
)
from keras_gan_zoo.families.text.unsupervised_translation.networks import (
    LANGUAGES,
    Direction,
    LanguageDecoder,
    SharedEncoder,
)
from keras_gan_zoo.layers.tokenizer import UNKNOWN, Tokenizer
from keras_gan_zoo.metrics.text.corpus_bleu import corpus_bleu
from keras_gan_zoo.models import text_pairs
from keras_gan_zoo.models.unpaired_texts import UnpairedTexts
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.networks.sampling import GREEDY
from keras_gan_zoo.samples.texts import Texts
from keras_gan_zoo.types import Tensor


class _Directions:
    """The networks of the directions, each built once.

    No Keras layer, although it holds some: their parts belong to the model already, and would be
    saved twice.
    """

    def __init__(self) -> None:
        self._networks: dict[tuple[int, int], Direction] = {}

    def __call__(self, encoder: SharedEncoder, decoder: LanguageDecoder, reads: str) -> Direction:
        key = id(encoder), id(decoder)
        if key not in self._networks:
            self._networks[key] = Direction(encoder, decoder, reads)
        return self._networks[key]


class TwoLanguages(UnpairedTexts):
    """An encoder of two languages and a decoder of each, begun from word vectors or a dictionary.

    Args:
        encoder: A `SharedEncoder` of X and Y.
        decoder_x: A `LanguageDecoder` of X.
        decoder_y: One of Y.
        discriminator: The family's discriminator of the encoder's states.
        **kwargs: `tokenizer` (of Y), `source_tokenizer` (of X), `ema_decay` (averages all but the
            discriminator), `seed`, `name`.

    Raises:
        TypeError: If one of the first three is another network.
        VocabularyMismatch: If the networks or the tokenizers do not fit each other.
    """

    generators = {"x_to_y": "decoder_y", "y_to_x": "decoder_x"}
    averaged = ("encoder", "decoder_x", "decoder_y")

    smallest = {
        "source_vocabulary_size": 40,
        "source_length": 5,
        "vocabulary_size": 48,
        "length": 6,
        "embedding_dim": 32,
        "units": 32,
    }

    def __init__(
        self,
        encoder: SharedEncoder,
        decoder_x: LanguageDecoder,
        decoder_y: LanguageDecoder,
        discriminator: keras.Model,
        **kwargs: Any,
    ):
        self._view = _Directions()
        networks = {
            "encoder": encoder,
            "decoder_x": decoder_x,
            "decoder_y": decoder_y,
            "discriminator": discriminator,
        }
        for (name, network), expected in zip(
            networks.items(), (SharedEncoder, LanguageDecoder, LanguageDecoder), strict=False
        ):
            if not isinstance(network, expected):
                raise TypeError(
                    f"`{name}` must be a {expected.__name__}, got {type(network).__name__}."
                )
        for place, (name, decoder) in enumerate(
            (("decoder_x", decoder_x), ("decoder_y", decoder_y))
        ):
            ours = encoder.lengths[place], encoder.vocabulary_sizes[place], encoder.units
            its = decoder.length, decoder.vocabulary_size, decoder.units
            if its != ours or decoder.end_token != encoder.end_token:
                raise VocabularyMismatch(
                    f"`{name}` has the length, vocabulary and units {its} and the end token "
                    f"{decoder.end_token}, but `encoder` reads its language by {ours} and "
                    f"{encoder.end_token}: build both for one."
                )
        if discriminator.input_shape[-1] != 2 * encoder.units:
            raise VocabularyMismatch(
                f"`discriminator` takes states of {discriminator.input_shape[-1]} numbers, but "
                f"`encoder` gives {2 * encoder.units}: build it for those."
            )
        super().__init__(networks, **kwargs)
        self.dictionaries = {}
        for direction in self.directions:
            reads, writes = (
                kind.tokenizer or kind.vocabulary_size for kind in self.kinds_of(direction)
            )
            words = same_words(reads, writes)
            self.dictionaries[direction] = self.add_weight(
                shape=words.shape,
                initializer="zeros",
                trainable=False,
                dtype="int32",
                name=f"dictionary_{direction}",
            )
            self.dictionaries[direction].assign(words)

    # Directions

    def kinds_of(self, direction: str | None = None) -> tuple[Texts, Texts]:
        """Returns what is read and what is written in a direction; `None` for the first."""
        x, y = self.takes
        return (x, y) if self.check_direction(direction) == "x_to_y" else (y, x)

    def trained_network(self, direction: str) -> ConditionalDecoder:
        """Returns the encoder and the decoder of a direction as they are in training."""
        decoder = getattr(self, self.generators[direction])
        return self._view(self.encoder, decoder, LANGUAGES[self.directions.index(direction)])

    def direction_network(self, direction: str | None = None) -> ConditionalDecoder:
        """Returns the encoder and the decoder of a direction, averaged if averages are kept.

        Args:
            direction: "x_to_y" or "y_to_x"; `None` for the first.

        Raises:
            ValueError: If there is none of that name.
        """
        direction = self.check_direction(direction)
        encoder, decoder = map(self.inference_network, ("encoder", self.generators[direction]))
        return self._view(encoder, decoder, LANGUAGES[self.directions.index(direction)])

    # Beginning

    def begin_with_vectors(self, x: Vectors, y: Vectors, mapping: Any = None) -> None:
        """Gives encoder and decoders word vectors of one space, and makes the dictionary of them.

        Words that have no vector keep what they have. A word's translation is its nearest by CSLS;
        what has no letter, such as "?" or "7", stays as it is.

        Args:
            x: Words of X and their vectors, (words, embedding_dim).
            y: Words of Y and their vectors.
            mapping: A trained `word_translation` model that takes vectors of X to those of Y;
                `None` where they are of one space already.

        Raises:
            TypeError: If the model has no tokenizers, or the mapping is no model.
            ValueError: If the vectors do not fit.

        Example:
            >>> gan.begin_with_vectors((en_words, en_vectors), (es_words, es_vectors), words)
        """
        tokenizers = self._tokenizers()
        if mapping is not None and not hasattr(mapping, "generate"):
            raise TypeError(
                "`mapping` must be None or a trained word_translation model, got "
                f"{type(mapping).__name__}."
            )
        dim, found = self.encoder.embedding_dim, []
        for name, given, tokenizer in zip("xy", (x, y), tokenizers, strict=True):
            words, vectors = check_vectors(given, name, dim)
            if name == "x" and mapping is not None:
                _, vectors = check_vectors((words, mapping.generate(vectors)), name, dim)
            tokens, rows = rows_of(words, tokenizer)
            if not len(tokens):
                raise ValueError(
                    f"`{name}` has vectors of {len(words):,} words, none of which is in the "
                    f"vocabulary of {tokenizer.vocabulary_size:,}: cut them as the tokenizer does."
                )
            found.append((tokens, vectors[rows]))
            for network in (self.encoder, *self._decoders(name)):
                self._assign_rows(network, name, tokens, vectors[rows])
        for direction, (read, written) in {"x_to_y": found, "y_to_x": found[::-1]}.items():
            reads, writes = (kind.tokenizer for kind in self.kinds_of(direction))
            self.dictionaries[direction].assign(nearest_words(reads, read, writes, written))
        self._average_anew()

    def begin_with_dictionary(self, dictionary: Mapping[str, str | Iterable[str]]) -> None:
        """Gives words of X the encoder's vectors of their translations, and keeps the dictionary.

        Args:
            dictionary: From words of X to their translations, one or several, the best first.
                Words that it lacks stay as they are spelt, where the other language has them.

        Raises:
            TypeError: If the model has no tokenizers, or it is no mapping from words to words.
            ValueError: If none of its words is known.

        Example:
            >>> gan.begin_with_dictionary({"dog": "perro", "the": ["el", "la"]})
        """
        pairs = pairs_of(dictionary, *self._tokenizers())
        others: dict[int, list[int]] = {}
        for one, other in pairs:
            others.setdefault(one, []).append(other)
        table = np.asarray(self.encoder.embedding_y.trained)
        means = np.stack([table[rows].mean(axis=0) for rows in others.values()])
        self._assign_rows(self.encoder, "x", np.array(list(others)), means)
        for direction, both in {
            "x_to_y": pairs,
            "y_to_x": [(other, one) for one, other in pairs],
        }.items():
            words = np.array(self.dictionaries[direction])
            for one, other in reversed(both):  # the first of several stays
                words[one] = other
            self.dictionaries[direction].assign(words)
        self._average_anew()

    def _tokenizers(self):
        if self.tokenizer is None:
            raise TypeError(
                f"This {type(self).__name__} has no tokenizers, so that it has no words: pass "
                "`source_tokenizer` and `tokenizer` to `get`."
            )
        return self.source_tokenizer, self.tokenizer

    def _decoders(self, language):
        """Returns the decoder of a language, if its vectors are as long as the encoder's."""
        decoder = getattr(self, f"decoder_{language}")
        return [decoder] if decoder.embedding_dim == self.encoder.embedding_dim else []

    def _assign_rows(self, network, language, tokens, vectors):
        shared = network is self.encoder
        embedding = getattr(network, f"embedding_{language}" if shared else "embedding")
        table = np.array(embedding.trained)
        table[tokens] = vectors
        embedding.trained.assign(table)

    def _average_anew(self):
        for name, average in self.average_names.items():
            getattr(self, average).set_weights(getattr(self, name).get_weights())

    # Word by word, and there and back

    def by_words(self, tokens: Tensor, direction: str) -> Tensor:
        """Returns texts in the other language, word by word, as far as its length reaches."""
        found = ops.take(self.dictionaries[direction], tokens, axis=0)
        reads, writes = self.kinds_of(direction)
        left = writes.length - reads.length
        if left <= 0:
            return found[:, : writes.length]
        filled = UNKNOWN if self.encoder.end_token is None else self.encoder.end_token
        return ops.pad(found, [[0, 0], [0, left]], constant_values=filled)

    def word_by_word(
        self, sources: Sequence[str] | np.ndarray, *, direction: str | None = None
    ) -> np.ndarray | list:
        """Translates word by word, by the dictionary that the model began with.

        Args:
            sources: As for `generate`.
            direction: As for `generate`.

        Returns:
            As `generate`; unknown words are written as the tokenizer decodes them.

        Raises:
            ValueError: If there is no such direction.
            keras_gan_zoo.data.DataMismatch: If a source does not fit.

        Example:
            >>> gan.word_by_word(["the dog sleeps ."], direction="x_to_y")
        """
        direction = self.check_direction(direction)
        reads, writes = self.kinds_of(direction)
        tokens = text_pairs.as_sources(sources, reads, reads.tokenizer)
        written = ops.convert_to_numpy(self.by_words(ops.convert_to_tensor(tokens), direction))
        return written if writes.tokenizer is None else writes.tokenizer.decode(written)

    def round_trip_bleu(
        self, x: Sequence[str] | np.ndarray, y: Sequence[str] | np.ndarray, batch_size: int = 256
    ) -> float:
        """Returns the mean BLEU of texts that went to the other language and back.

        It needs no pair, and so chooses between trainings and between weights: it is by this that
        1711.00043 selects its models.

        Args:
            x: Texts of X, as for `generate`.
            y: Texts of Y.
            batch_size: Texts translated at once.

        Returns:
            A number in [0, 1].

        Example:
            >>> gan.round_trip_bleu(english[:500], spanish[:500])
        """
        batch_size = check_whole(batch_size, "batch_size", least=1)
        found = []
        for texts, reads, ways in zip(
            (x, y), self.takes, (self.directions, self.directions[::-1]), strict=True
        ):
            tokens = text_pairs.as_sources(texts, reads, reads.tokenizer)
            written = tokens
            for direction in ways:
                network = self.direction_network(direction)
                uniforms = np.full((len(tokens), network.length), 0.5, "float32")
                written = self._drawn(network, written, uniforms, GREEDY, 1.0, batch_size)
            kept = [self._words(rows) for rows in (written, tokens)]
            found.append(float(corpus_bleu(*kept)))
        return float(np.mean(found))

    def _words(self, tokens):
        end = self.encoder.end_token
        return [row if end is None else row[np.cumsum(row == end) == 0] for row in tokens]

    # Data

    @classmethod
    def arguments_of_recipe(cls, recipe: Any) -> dict[str, object]:
        """Returns the tokenizers of a recipe, of the training texts of each language."""
        x, y = load_text_styles(**recipe.data)
        settings = recipe.sections["tokenizer"]
        return {
            "source_tokenizer": Tokenizer.from_texts(x, **settings),
            "tokenizer": Tokenizer.from_texts(y, **settings),
        }

    def fitting(self, x: Sequence[str], y: Sequence[str]) -> list[np.ndarray]:
        """Returns the tokens of those texts of either language that a recipe trains on."""
        return [
            kind.tokenizer.encode_fitting(texts, name="data")
            for kind, texts in zip(self.takes, (x, y), strict=True)
        ]

    def source_examples(
        self, data: Mapping, test_data: Mapping | None, count: int
    ) -> dict[str, np.ndarray] | None:
        """Returns the first texts of either language that fit, of held-out pairs if any."""
        texts = load_text_pairs(**test_data) if test_data else load_text_styles(**data)
        sets = self.fitting(*texts)
        return {
            direction: tokens[:count]
            for direction, tokens in zip(self.directions, sets, strict=True)
        }
