"""What a model of many people draws: anyone of whom it has a vector."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_finite
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.families.video.talking_head.episodes import check_films, people_batches
from keras_gan_zoo.families.video.talking_head.head_gan import HeadGAN, check_alike
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.videos import Videos
from keras_gan_zoo.types import ArrayLike, Data, Tensor

_SHOWN = 8
"""Frames of a sheet, beside those that the person is known by."""


class PeopleModel(HeadGAN):
    """A model of many people: what it takes, and how it draws a person by the person's vector.

    Subclasses have the networks of `TalkingHead`, and write `train_step`.
    """

    kind = Videos
    wants = "frames of people with their landmarks, and each person's number"
    averaged = ("embedder", "projection", "generator")

    landmark_shape: tuple[int, int, int]
    """(height, width, channels) of a picture of landmarks."""

    person_count: int
    """How many people are trained on."""

    shots: int
    """How many frames a person is known by in a step."""

    # Training data

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Frames of each person, K and one or more, and their landmarks."""
        count = self.shots + 1
        return Videos((count, *self.image_shape)), Videos((count, *self.landmark_shape))

    @property
    def gives(self) -> Kind:
        """Films as long as those that are trained on."""
        return self.takes[0]

    def source_kinds(self) -> dict[str, Kind]:
        """Returns what is drawn from, films of landmarks."""
        return {self.directions[0]: Videos((None, *self.landmark_shape))}

    def check_data(self, x: Any) -> None:
        """Checks frames and landmarks, of which there may be more than a step takes.

        Raises:
            keras_gan_zoo.data.DataMismatch: If they do not fit, or are too few.
        """
        check_films(x, self.image_shape, self.landmark_shape, self.shots + 1)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks frames of people and batches them.

        Args:
            x: A pair of arrays (frames, landmarks), each (people, frames, height, width, channels)
                in [-1, 1], at least one frame more than `shots`: a person's number is then the
                place in the arrays. Or a dataset of (frames, landmarks, number of the person).
            batch_size: People of a step, where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.
        """
        self.check_data(x)
        people = self.person_count
        return people_batches(x, people, self.image_shape, batch_size, shuffle, self.seed)

    # Drawing

    def embed(self, frames: ArrayLike, landmarks: ArrayLike, batch_size: int = 64) -> np.ndarray:
        """Returns the vector of a person who is seen in a few frames.

        Args:
            frames: Float (K, height, width, channels) in [-1, 1], any number of one person.
            landmarks: Their landmarks likewise.
            batch_size: Frames at once.

        Returns:
            Float32 (length,).

        Raises:
            keras_gan_zoo.data.DataMismatch: If they do not fit.

        Example:
            >>> film = gan.generate(landmarks, person=gan.embed(frames[:8], landmarks[:8]))
        """
        frames, landmarks = self._checked_shots(frames, landmarks)
        network = self.inference_network("embedder")
        return self.draw(network, [frames, landmarks], batch_size).mean(axis=0)

    def call(self, landmarks: Tensor, training: bool = False) -> Tensor:
        """Returns frames of the mean of the people trained on, from pictures of landmarks."""
        rows = ops.shape(landmarks)[0]
        vectors = ops.repeat(ops.mean(self.people(self._everyone())[0], axis=0)[None], rows, axis=0)
        return self.export_networks()[self.directions[0]]([landmarks, vectors], training=training)

    def generate(  # type: ignore[override]
        self,
        images: ArrayLike,
        *,
        person: int | ArrayLike | None = None,
        direction: str | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws a person from landmarks, without learning more of the person.

        Args:
            images: Pictures of landmarks, float (m, height, width, channels) in [-1, 1], or films
                of them (m, frames, height, width, channels).
            person: What `embed` returned; or the number of a person trained on; `None` for the mean
                of all of them.
            direction: "landmarks_to_frame", the only one.
            seed: Nothing is drawn at random.
            batch_size: Frames at once.

        Returns:
            Float32 frames in [-1, 1], one for each picture of landmarks, shaped alike.

        Raises:
            ValueError: If `person` is neither, or holds NaN.
            keras_gan_zoo.data.DataMismatch: If the landmarks do not fit.

        Example:
            >>> film = gan.generate(landmarks, person=gan.embed(frames[:8], landmarks[:8]))
        """
        self.check_direction(direction)
        images = one_array(images, "images")
        films = Videos((None, *self.landmark_shape))
        kind = Pictures(self.landmark_shape) if images.ndim == 4 else films
        kind.check(images, name="images")
        flat = images.reshape(-1, *self.landmark_shape).astype("float32")
        # By the networks themselves: what is exported is another network each time, traced anew.
        told = self.draw(self.inference_network("projection"), self._vector_of(person)[None], 1)
        inputs = [flat, np.repeat(told, len(flat), axis=0)]
        drawn = self.draw(self.inference_network("generator"), inputs, batch_size)
        return drawn.reshape(*images.shape[:-3], *self.image_shape)

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns the frames that each person is known by, and others drawn beside the true ones.

        Of people with no more than `shots` frames, the last one is drawn.
        """
        frames, landmarks = (
            np.asarray(inputs[name], "float32") for name in ("frames", "landmarks")
        )
        known = min(self.shots, frames.shape[1] - 1)
        last = known + _SHOWN
        drawn = [
            self.generate(y[known:last], person=self.embed(x[:known], y[:known]))
            for x, y in zip(frames, landmarks, strict=True)
        ]
        return [
            [
                ("known", frames[:, :known]),
                ("landmarks", landmarks[:, known:last]),
                ("drawn", np.stack(drawn)),
                ("true", frames[:, known:last]),
            ]
        ]

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers of what made-up landmarks become, for the mean person."""
        (kind,) = self.source_kinds().values()
        found = kind.numbers(self.generate(kind.examples(count, seed)))
        return {f"{self.directions[0]}.{name}": value for name, value in found.items()}

    def network_and_inputs(self, direction: str, images: np.ndarray) -> tuple[keras.Model, Any]:
        """Returns the exported network, and pictures of landmarks with the mean person's vector."""
        vectors = np.repeat(self._vector_of(None)[None], len(images), axis=0)
        return self.export_networks()[direction], [images, vectors]

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns a network from landmarks and a person's vector to frames, averaged if kept."""
        landmarks = keras.Input(self.landmark_shape, name="landmarks")
        person = keras.Input(self.embedder.output_shape[1:], name="person")
        coefficients = self.inference_network("projection")(person)
        frames = self.inference_network("generator")([landmarks, coefficients])
        network = keras.Model([landmarks, person], frames, name="generator")
        return {self.directions[0]: network}

    def _everyone(self) -> np.ndarray:
        return np.arange(self.person_count, dtype="int32")

    def _vector_of(self, person: Any) -> np.ndarray:
        length = self.embedder.output_shape[-1]
        if person is None or np.ndim(person) == 0:
            vectors = ops.convert_to_numpy(self.people(self._everyone())[0]).astype("float32")
            if person is None:
                return vectors.mean(axis=0)
            whole = isinstance(person, (int, np.integer)) and not isinstance(person, bool)
            if whole and 0 <= person < len(vectors):
                return vectors[person]
            raise ValueError(
                f"`person` must be a number from 0 to {len(vectors) - 1}, got {person!r}; "
                "of a person who was not trained on, what `embed(frames, landmarks)` returns."
            )
        vector = one_array(person, "person")
        if vector.dtype.kind not in "fiu" or vector.shape != (length,):
            raise ValueError(
                f"`person` must be a vector ({length},) that `embed` returns, or a number of a "
                f"person trained on, got an array of shape {vector.shape}."
            )
        return check_finite(vector, "person").astype("float32")

    def _checked_shots(self, frames, landmarks):
        frames, landmarks = one_array(frames, "frames"), one_array(landmarks, "landmarks")
        pairs = (
            (frames, self.image_shape, "frames"),
            (landmarks, self.landmark_shape, "landmarks"),
        )
        for each, shape, name in pairs:
            if each.ndim != 4:
                raise DataMismatch(
                    f"`{name}` have the shape {each.shape} where {('K', *shape)} is expected: K "
                    "pictures of one person."
                )
            Pictures(shape).check(each, name=name)
        check_alike(frames, landmarks)
        return frames.astype("float32"), landmarks.astype("float32")
