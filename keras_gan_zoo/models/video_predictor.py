"""The base of the families that tell how a video goes on."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import as_batches
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.latents import check_latents, fresh_latents
from keras_gan_zoo.models.translator import Translator
from keras_gan_zoo.networks.subnetworks import first_output
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.picture_checks import shape_of_data
from keras_gan_zoo.samples.videos import Videos
from keras_gan_zoo.types import ArrayLike, Data, Tensor

PREDICTED = 8
"""Frames that are predicted where nobody says how many."""

_WATCHED = 5
"""Least number of predicted frames of a sheet, beyond those that are known to come."""


class VideoPredictor(Translator):
    """A model that predicts the next frame of a video, and by that frame the one after it.

    Subclasses have a `generator` from videos (batch, past, height, width, channels), or these and
    latents (batch, latent_dim), to the next frame, its first output; they say the numbers below,
    and write `train_step`.
    """

    kind = Videos
    directions = ("next",)
    averaged = ("generator",)
    wants = "videos of the frames that are known and the one that comes, or of more"

    past: int
    """How many frames the next one is told from."""

    image_shape: tuple[int, int, int]
    """(height, width, channels) of a frame."""

    latent_dim: int
    """Length of the latent vectors; 0 for a model that predicts one future."""

    multiple: int
    """What height and width of the frames are multiples of."""

    patch: tuple[int, int]
    """(height, width) of what is cut out of the frames to train on."""

    @property
    def takes(self) -> tuple[Kind, ...]:
        """Videos of the known frames and the next."""
        return (Videos((self.past + 1, *self.image_shape)),)

    @property
    def gives(self) -> Kind:
        """The next frame, a video of one."""
        return Videos((1, *self.image_shape))

    def source_kinds(self) -> dict[str, Kind]:
        """Returns what is predicted from, videos of any number of frames."""
        return {"next": Videos((None, *self.image_shape))}

    # Training data

    def check_data(self, x: Any) -> None:
        """Checks videos, which may be longer and larger than what is trained on.

        Raises:
            keras_gan_zoo.data.DataMismatch: If they do not fit, or are shorter or smaller.
        """
        if x is None or isinstance(x, str):
            return self.takes[0].check(x)
        Videos((None, None, None, self.image_shape[-1])).check(x, name="x")
        frames, *sides = shape_of_data(x)[-4:-1] or (None,)
        if frames is not None and frames <= self.past:
            raise DataMismatch(
                f"x has videos of {frames} frames where {self.past} that are known and one that "
                f"comes are expected: use keras_gan_zoo.data.load(..., frames={self.past + 1})."
            )
        if any(
            has is not None and has < asked for has, asked in zip(sides, self.patch, strict=False)
        ):
            raise DataMismatch(
                f"x has frames of {sides[0]} times {sides[1]} pixels, of which no patches of "
                f"{self.patch[0]} times {self.patch[1]} can be cut: build the model with a smaller "
                "`patch`."
            )

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks videos and batches them.

        Args:
            x: Videos (n, frames, height, width, channels), at least one frame more than `past`; or
                a dataset.
            batch_size: Videos of a step, where `x` is not batched yet.
            shuffle: Whether to shuffle what is not batched yet.
        """
        self.check_data(x)
        shape = (None, None, None, self.image_shape[-1])
        return as_batches(x, batch_size, shuffle, self.seed, shape)

    # Prediction

    def call(self, video: Tensor, training: bool = False) -> Tensor:
        """Returns the next frame of videos of `past` frames, for latents of zero."""
        inputs = video
        if self.latent_dim:
            inputs = [video, keras.ops.zeros((keras.ops.shape(video)[0], self.latent_dim))]
        return first_output(self.inference_network("generator"))(inputs, training=training)

    def generate(
        self,
        images: ArrayLike,
        *,
        frames: int = 1,
        latents: ArrayLike | None = None,
        direction: str | None = None,
        n: int | None = None,
        seed: int | None = None,
        batch_size: int = 16,
    ) -> np.ndarray:
        """Predicts how videos go on, frame by frame: what was predicted is known for the next.

        Args:
            images: Videos (m, at least `past`, height, width, channels), float in [-1, 1], of which
                the last `past` frames are looked at. Height and width may be others than those of
                the training, multiples of `multiple`.
            frames: How many frames to predict, at least 1.
            latents: Of a model with latents, those of each future: (m, latent_dim), or (m * n,
                latent_dim), the n of a video one after the other. All of its frames have the same;
                `None` for fresh ones.
            direction: "next", the only one.
            n: How many futures of each video; `None` for one, without an axis for them.
            seed: Seed of fresh latents, for the same futures again.
            batch_size: Videos predicted at once, at least 1.

        Returns:
            Float32 (m, frames, height, width, channels) in [-1, 1], or (m, n, frames, ...) if `n`
            is given.

        Raises:
            ValueError: If a number is not as said, or a model without latents is asked for several
                futures, or for given latents.
            keras_gan_zoo.data.DataMismatch: If the videos do not fit, or are too short.

        Example:
            >>> gan.generate(clips[:, :4], frames=10).shape
            (8, 10, 168, 160, 3)
        """
        self.check_direction(direction)
        frames = check_whole(frames, "frames", 1)
        copies = 1 if n is None else check_whole(n, "n", 1)
        video = self._checked_past(images)
        check_room(len(video) * copies, 4 * frames * video[0, 0].size, "videos", "predict fewer")
        video = np.repeat(video, copies, axis=0)
        z = self._latents(len(video), copies, latents, seed)
        network = first_output(self.inference_network("generator"))
        predicted = []
        for _ in range(frames):
            inputs = video if z is None else [video, z]
            predicted.append(self.draw(network, inputs, batch_size)[:, None])
            video = np.concatenate([video[:, 1:], predicted[-1]], axis=1)
        film = np.concatenate(predicted, axis=1)
        return film if n is None else film.reshape(-1, copies, *film.shape[1:])

    def _checked_past(self, images: ArrayLike) -> np.ndarray:
        """Returns the frames that are looked at."""
        images = one_array(images, "images")
        Videos((None, None, None, self.image_shape[-1])).check(images, name="images")
        frames, height, width = images.shape[1:4]
        if frames < self.past:
            raise DataMismatch(
                f"images are videos of {frames} frames where at least {self.past} are expected."
            )
        if height % self.multiple or width % self.multiple:
            near = tuple(max(1, round(s / self.multiple)) * self.multiple for s in (height, width))
            raise DataMismatch(
                f"images have frames of {height} times {width} pixels where multiples of "
                f"{self.multiple} are expected: load them with `image_size={near}`."
            )
        return images[:, -self.past :].astype("float32")

    def _latents(self, rows, copies, latents, seed):
        if self.latent_dim:
            if latents is None:
                return fresh_latents(rows, self.latent_dim, seed)
            latents = check_latents(latents, self.latent_dim)
            if len(latents) != rows:
                raise ValueError(
                    f"`latents` must be {rows}, one for each future, got {len(latents)}."
                )
            return latents
        if latents is not None or copies > 1:
            asked = "`latents` are given" if latents is not None else f"`n` asks for {copies}"
            raise ValueError(
                f"This {type(self).__name__} has no latents and predicts one future, but {asked}: "
                "leave it out, or build the model with `latent_dim`."
            )
        return None

    def translation_settings(
        self, frames: int | None, condition: str | None = None
    ) -> dict[str, object]:
        """Returns how many frames to predict."""
        further = super().translation_settings(None, condition)
        return {**further, "frames": PREDICTED if frames is None else frames}

    def translated(self, sample: np.ndarray, **settings: Any) -> np.ndarray:
        """Returns the video and how it goes on."""
        return np.concatenate([sample, self.generate(sample[None], **settings)[0]])

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns the videos, and the known frames with what is predicted from them."""
        clips = np.asarray(inputs["next"], "float32")
        known, frames = clips[:, : self.past], max(_WATCHED, clips.shape[1] - self.past)
        predicted = self.generate(known, frames=frames, seed=0)
        return [
            [("true", clips), ("predicted", np.concatenate([known, predicted], axis=1))],
        ]

    # What leaves the model

    def network_and_inputs(self, direction: str, images: np.ndarray) -> tuple[keras.Model, Any]:
        """Returns the exported network, and the last frames with latents of zero."""
        network, video = self.export_networks()[direction], images[:, -self.past :]
        if not self.latent_dim:
            return network, video
        return network, [video, np.zeros((len(video), self.latent_dim), "float32")]

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator for frames of `image_shape`, averaged if an average is kept.

        It gives the next frame as a video of one: files have one size.
        """
        video = keras.Input((self.past, *self.image_shape), name="past")
        inputs: Any = video
        if self.latent_dim:
            inputs = [video, keras.Input((self.latent_dim,), name="latents")]
        drawn = first_output(self.inference_network("generator"))(inputs)
        frame = keras.layers.Reshape((1, *self.image_shape), dtype="float32", name="next")(drawn)
        return {"next": keras.Model(inputs, frame, name="generator")}
