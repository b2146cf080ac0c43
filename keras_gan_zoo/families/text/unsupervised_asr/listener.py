"""What a model that transcribes sounds takes, and how it writes what is said."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import as_batches, as_unpaired_batches, batches_of_steps
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.families.text.unsupervised_asr import decoding
from keras_gan_zoo.families.text.unsupervised_asr.front import FrameWindows
from keras_gan_zoo.families.text.unsupervised_asr.names import names_of_tokens, tokens_of_names
from keras_gan_zoo.families.text.unsupervised_asr.segments import find_ends, segment_means
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.samples.boundaries import Boundaries
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.sounds import Sounds
from keras_gan_zoo.samples.texts import Texts
from keras_gan_zoo.types import ArrayLike, Data, Tensor

_DURATION = 0.08
"""Seconds of a phoneme, about: a mean over those of read English."""

_ROUNDING = 1e-4
"""Features that differ by less are the same."""

_AT_ONCE = 64
"""Sounds that are listened to at once."""


class Listener(Translator):
    """A model with a `front` that hears and a `generator` of phonemes.

    Args:
        networks: Both by name, and those that are needed to train them.
        length: Phonemes of the longest utterance.
        phonemes: Names of the phonemes, or `None`.
        rate: Samples a second.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other.
    """

    directions = ("sound_to_phonemes",)
    averaged = ("generator",)
    wants = "sounds, where their segments end, and phonemes of other texts"
    default_batch_size = 32

    discriminator_steps: int
    """How many batches a step takes."""

    def __init__(
        self,
        networks: Mapping[str, keras.Model],
        length: int,
        phonemes: Sequence[str] | None = None,
        rate: int = 16_000,
        **kwargs: Any,
    ):
        super().__init__(networks, **kwargs)
        front, generator = networks["front"], networks["generator"]
        self.samples = front.input_shape[-1]
        _, self.frames, self.numbers = front.output_shape
        self.length = check_whole(length, "length", least=1)
        self.vocabulary_size = generator.output_shape[-1] + 1
        self.rate = check_whole(rate, "rate", least=1)
        self.phonemes = None if phonemes is None else tuple(phonemes)
        width, rest = divmod(generator.input_shape[-1], self.numbers)
        if rest or not width % 2:
            raise ValueError(
                f"`generator` must take an odd number of frames of {self.numbers} numbers, as "
                f"`front` gives them, laid together, got a network for {generator.input_shape}."
            )
        if self.phonemes is not None and len(set(self.phonemes)) != self.vocabulary_size - 1:
            raise ValueError(
                f"`phonemes` must be {self.vocabulary_size - 1} names, each once, as `generator` "
                f"tells so many apart, got {len(self.phonemes)}."
            )
        self.windows = FrameWindows(width, dtype="float32", name="windows")
        self.bigrams = self.add_weight(
            shape=(self.vocabulary_size, self.vocabulary_size),
            initializer="zeros",
            trainable=False,
            name="bigrams",
            dtype="float32",
        )

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Sounds, where their segments end, and phonemes of other texts."""
        return (
            Sounds((self.samples,), self.rate),
            Boundaries(self.length, self.frames),
            self.gives,
        )

    @property
    def gives(self) -> Kind:
        """Phonemes."""
        return Texts(self.length, self.vocabulary_size)

    @property
    def language(self) -> np.ndarray:
        """Logarithms of P(b | a) of the text's phonemes; see `decoding.log_shares`."""
        return decoding.log_shares(self.bigrams.numpy())

    # Training data

    def fit(self, x: Data, *args: Any, **kwargs: Any) -> Any:
        """Trains, and counts the pairs of phonemes in the text before; see `ZooModel.fit`.

        Args:
            x: As for `prepare_data`. Of a dataset nothing is counted, as it need not end:
                `learn_language` does it.
            *args: As for `ZooModel.fit`.
            **kwargs: As for `ZooModel.fit`.
        """
        if not isinstance(x, tf.data.Dataset):
            self.learn_language(_three(x)[2])
        return super().fit(x, *args, **kwargs)

    def learn_language(self, phonemes: Any) -> None:
        """Counts which phoneme follows which in text, for `transcribe`.

        Args:
            phonemes: Tokens (m, length), or lists of names with spaces between.

        Raises:
            keras_gan_zoo.data.DataMismatch: If they do not fit.
        """
        counts = decoding.count_pairs(self.tokens_of(phonemes), self.vocabulary_size)
        self.bigrams.assign(counts.astype("float32"))

    def tokens_of(self, phonemes: Any, name: str = "x[2]") -> np.ndarray:
        """Returns phonemes as tokens int32 (m, length), filled up with 0.

        Args:
            phonemes: Tokens already, or a list of texts: names with spaces between.
            name: What the sentence calls them.

        Raises:
            keras_gan_zoo.data.DataMismatch: If a name is unknown, or a sequence does not fit.
        """
        if len(phonemes) and isinstance(phonemes[0], str):
            return tokens_of_names(phonemes, self.phonemes, self.length, name)
        self.gives.check(phonemes, name=name)
        return np.asarray(phonemes, "int32")

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks speech and text, and gives batches of (features, ends, tokens).

        Args:
            x: (sounds, ends, phonemes) or ((sounds, ends), phonemes), see the class; or a dataset
                of (sound, ends, phonemes), used in its order.
            batch_size: Examples of a batch, where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet, speech and text apart.

        Raises:
            keras_gan_zoo.data.DataMismatch: If anything does not fit.
        """
        if isinstance(x, tf.data.Dataset):
            batches = as_batches(self._checked(x), batch_size, shuffle, self.seed, (self.samples,))
            batches = batches.map(lambda sounds, *rest: (self.front(sounds), *rest))
        else:
            sounds, ends, phonemes = _three(x)
            tokens = self.tokens_of(phonemes)
            self.takes[1].check(ends, name="x[1]")
            features = self.features(sounds, name="x[0]")
            if len(ends) != len(features):
                raise DataMismatch(
                    f"`x` has {len(features)} sounds and the ends of {len(ends)}, where as many of "
                    "each are expected."
                )
            speech = tf.data.Dataset.from_tensor_slices((features, np.asarray(ends, "int32")))
            text = tf.data.Dataset.from_tensor_slices(tokens)
            shapes = (features.shape[1:], (self.length,))
            pairs = as_unpaired_batches([speech, text], batch_size, shuffle, self.seed, shapes)
            batches = pairs.map(lambda speech, tokens: (*speech, tokens))
        return batches_of_steps(batches, self.discriminator_steps, "discriminator_steps")

    def _checked(self, x: tf.data.Dataset) -> tf.data.Dataset:
        spec = x.element_spec
        if not isinstance(spec, tuple) or len(spec) != 3:
            came = f"{len(spec)} things" if isinstance(spec, tuple) else "one thing"
            raise DataMismatch(
                f"`x` must yield (sound, ends, phonemes of another text), but yields {came} an "
                "example: pass arrays of the three."
            )
        for place, kind in enumerate(self.takes[:2]):
            kind.check(x.map(lambda *each, place=place: each[place]), name=f"Part {place} of `x`")
        return x.map(lambda sound, *rest: (sound, *(tf.cast(each, "int32") for each in rest)))

    # Listening

    def features(self, sounds: ArrayLike, name: str = "sounds") -> np.ndarray:
        """Returns what is heard of sounds, float32 (n, frames, numbers).

        Args:
            sounds: (n, samples), float in [-1, 1], at the model's rate; or features, as they are.
            name: What the sentence calls them.

        Raises:
            keras_gan_zoo.data.DataMismatch: If the sounds do not fit, or one is silence.
        """
        sounds = one_array(sounds, "sounds")
        if sounds.ndim == 3 and sounds.shape[1:] == (self.frames, self.numbers):
            return sounds.astype("float32", copy=False)
        self.takes[0].check(sounds, name=name)
        return self.draw(self.front, sounds.astype("float32"), _AT_ONCE)

    def find_ends(self, sounds: ArrayLike) -> np.ndarray:
        """Finds where segments may end, by changes of the features; see `segments.find_ends`.

        Args:
            sounds: (n, samples).

        Returns:
            int32 (n, length), as `fit` takes them.
        """
        pairs = zip(self.features(sounds), self.frames_heard(sounds), strict=True)
        return np.stack([find_ends(x[:count], self.length) for x, count in pairs])

    def frames_heard(self, sounds: ArrayLike) -> np.ndarray:
        """Returns how many frames of each there are in front of what fills it up, int32 (n,).

        Args:
            sounds: (n, samples), filled up with zeros; or their features, the last of which stands
                again and again there.
        """
        x = np.asarray(sounds)
        if x.ndim == 3:
            # On some processors a sum rounds otherwise by where in the array it stands.
            differ = (np.abs(x - x[:, -1:]) > _ROUNDING).any(axis=-1)
            last = self.frames - np.argmax(differ[:, ::-1], axis=1)
            return np.where(differ.any(axis=1), last, self.frames).astype("int32")
        ends = self.samples - np.argmax(x[:, ::-1] != 0, axis=1)
        return np.clip(np.ceil(ends / self.samples * self.frames), 1, self.frames).astype("int32")

    def probabilities(self, sounds: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Returns the probabilities of each frame's phonemes, float32 (n, frames, phonemes).

        Args:
            sounds: (n, samples), or their features.
            batch_size: Sounds at once.
        """
        x, network = self.features(sounds), self.inference_network("generator")
        batch_size = check_whole(batch_size, "batch_size", least=1)
        found = [
            ops.convert_to_numpy(ops.softmax(network(self.windows(x[at : at + batch_size]))))
            for at in range(0, len(x), batch_size)
        ]
        return np.concatenate(found)

    def transcribe(
        self,
        sounds: ArrayLike,
        ends: ArrayLike | None = None,
        *,
        language_weight: float = 1.0,
        batch_size: int = 64,
    ) -> list[str] | list[list[int]]:
        """Writes what is said, as phonemes.

        The best path through the probabilities of frames, or of segments if their ends are given,
        by which phoneme follows which in the text of `fit`; equal ones in a row are one.

        Args:
            sounds: (n, samples), float in [-1, 1].
            ends: Where the segments of each end, (n, length), or `None`.
            language_weight: Weight of the text's pairs, at least 0; 0 for none.
            batch_size: Sounds at once.

        Returns:
            For each sound names with spaces between; or tokens, from 1 on, if they have no names.

        Raises:
            ValueError: If a number is out of range.
            keras_gan_zoo.data.DataMismatch: If sounds or ends do not fit.
        """
        tokens, _ = self.find_phonemes(sounds, ends, language_weight, batch_size)
        return names_of_tokens(tokens, self.phonemes)

    def find_phonemes(
        self,
        sounds: ArrayLike,
        ends: ArrayLike | None = None,
        language_weight: float = 1.0,
        batch_size: int = 64,
    ) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Returns what `transcribe` writes, of the same arguments, and where each phoneme ends.

        Returns:
            For each sound tokens, from 1 on, int64 (n,), and the frames in front of which they end.
        """
        weight = check_number(language_weight, "language_weight", least=0)
        found = self.probabilities(sounds, batch_size)
        pairs = self.language
        if ends is not None:
            self.takes[1].check(ends, name="ends")
            rows = np.asarray(ends)
            if len(rows) != len(found):
                raise DataMismatch(f"`ends` has {len(rows)} rows for {len(found)} sounds.")
            stay, cut = None, [row[np.diff(row, prepend=0) > 0] for row in rows]
            each = [segment_means(*pair) for pair in zip(found, rows, strict=True)]
        else:
            stay = 1.0 - 1.0 / max(1.5, _DURATION * self.rate * self.frames / self.samples)
            cut = [np.arange(1, count + 1) for count in self.frames_heard(sounds)]
            each = [row[: len(frames)] for row, frames in zip(found, cut, strict=True)]
        paths = [decoding.best_phonemes(one, pairs, weight, stay) for one in each]
        spoken = [decoding.without_repeats(*pair) for pair in zip(paths, cut, strict=True)]
        return [tokens for tokens, _ in spoken], [last for _, last in spoken]

    def generate(
        self,
        images: ArrayLike,
        *,
        direction: str | None = None,
        n: int | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Writes what is said as tokens; see `transcribe`.

        Args:
            images: Sounds (m, samples), float in [-1, 1], at the model's rate.
            direction: "sound_to_phonemes", the only one.
            n: `None`, or 1 for an axis of one: nothing is drawn, and several would be the same.
            seed: Of no account.
            batch_size: Sounds at once, at least 1.

        Returns:
            int32 (m, length), filled up with 0; of longer ones the beginning.

        Raises:
            ValueError: If `n` is more than 1, or a number is not as said.
            keras_gan_zoo.data.DataMismatch: If the sounds do not fit, or one is silence.
        """
        self.check_direction(direction)
        if n is not None and check_whole(n, "n", least=1) > 1:
            raise ValueError(
                f"`n` asks for {n} transcripts of each sound, which would be the same."
            )
        written, _ = self.find_phonemes(images, batch_size=batch_size)
        rows = np.zeros((len(written), self.length), "int32")
        for row, tokens in zip(rows, written, strict=True):
            row[: len(tokens)] = tokens[: self.length]
        return rows if n is None else rows[:, None]

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns what is written of sounds."""
        sounds = np.asarray(inputs[self.directions[0]], "float32")
        written = self.transcribe(sounds)
        return [[(self.directions[0], written)]]

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers of what is written of made-up sounds."""
        written = self.generate(self.takes[0].examples(count, seed))
        found = self.gives.numbers(written)
        return {f"{self.directions[0]}.{name}": value for name, value in found.items()}

    # What leaves the model

    def call(self, sounds: Tensor, training: bool = False) -> Tensor:
        """Returns the probabilities of each frame's phonemes."""
        network = self.inference_network("generator")
        return ops.softmax(network(self.windows(self.front(sounds)), training=training))

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns a network from sounds to the probabilities of each frame's phonemes."""
        sounds = keras.Input((self.samples,), name="sounds")
        windows = FrameWindows(self.windows.width, dtype="float32", name="windows")
        logits = self.inference_network("generator")(windows(self.front(sounds)))
        probabilities = layers.Softmax(dtype="float32", name="probabilities")(logits)
        return {self.directions[0]: keras.Model(sounds, probabilities, name="recogniser")}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the phonemes and the rate."""
        names = None if self.phonemes is None else list(self.phonemes)
        return {**super().get_config(), "phonemes": names, "rate": self.rate}


def _three(x: Any) -> tuple[Any, Any, Any]:
    """Returns (sounds, ends, phonemes), however they are bracketed."""
    parts: Any = tuple(x) if isinstance(x, (tuple, list)) else ()
    if len(parts) == 2 and isinstance(parts[0], (tuple, list)) and len(parts[0]) == 2:
        parts = (*parts[0], parts[1])
    if len(parts) != 3:
        raise DataMismatch(
            "`x` must be (sounds, ends of their segments, phonemes of other texts), or a dataset "
            f"of the three, got {type(x).__name__} of {len(parts)}."
        )
    return parts
