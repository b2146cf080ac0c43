"""The base of the families that draw pictures from latents by a condition."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.sample_model import copy_last
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.adaptive_augmentation import AdaptivelyAugmented
from keras_gan_zoo.models.conditional_data import ConditionalData
from keras_gan_zoo.models.from_latents import FromLatents
from keras_gan_zoo.models.latents import check_latents, fresh_latents
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import ArrayLike, Tensor

_MOST_COLUMNS = 16


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ConditionalGAN(ConditionalData, FromLatents, AdaptivelyAugmented):
    """A generator from latents z ~ N(0, I) and a condition to images.

    Subclasses say what a condition is, see `ConditionalData`, and write `train_step`, which is
    given batches of (images, encoded conditions).

    Args:
        networks: The networks by attribute name, among them `"generator"`, whose first input is
            the latents (batch, latent_dim).
        **kwargs: As for `AdversarialModel`: `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("cgan", classes=10)
        >>> gan.fit((images, labels))
        >>> gan.generate(3, n=8, seed=0).shape
        (8, 28, 28, 1)
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    averaged: Sequence[str] = ("generator",)

    def __init__(self, networks: Mapping[str, keras.Model], **kwargs: Any):
        super().__init__(networks, **kwargs)
        generator = networks["generator"]
        self.latent_dim = generator.inputs[0].shape[-1]
        self.image_shape = tuple(generator.output_shape[1:])

    # Drawing

    def sheet_columns(self) -> int | None:
        """Returns the number of conditions, each in a column of its own, if they make a row."""
        conditions = self.turn_length()
        return conditions if 1 < conditions <= _MOST_COLUMNS else None

    def sheet_column_names(self) -> Sequence[str]:
        """Returns the numbers of the conditions, from 1, as a model's card lists them."""
        return [str(number) for number in range(1, self.turn_length() + 1)]

    def store_sheet(self, folder: Path, count: int, seed: int, drawn: Sequence[Path]) -> Path:
        """Copies the run's last sheet, where each condition is in a column of its own."""
        path = copy_last(drawn, folder)
        self.gives.shrink_sheet(path)
        return path

    def sample_latents(self, like: Tensor) -> Tensor:
        """Returns fresh latents (batch, latent_dim), as many as `like` has rows."""
        shape = (ops.shape(like)[0], self.latent_dim)
        return random_rows(keras.random.normal, shape, seed=self.seed_generator)

    def generator_inputs(self, latents: np.ndarray, conditions: Any = None) -> list:
        """Returns what the generator takes to draw from these latents.

        Args:
            latents: Array (n, latent_dim).
            conditions: As many, as a user gives them; `None` for one after the other.
        """
        conditions = self.in_turn(len(latents)) if conditions is None else conditions
        return [latents, self.encode_asked(conditions)]

    def draw_rows(
        self, latents: np.ndarray, n: int, condition: Any = None, **settings: Any
    ) -> np.ndarray:
        """Draws rows of n pictures, each of one condition, or of all conditions in turn."""
        asked = self.in_turn(n) if condition is None else [condition] * n
        return self.generate(list(asked) * (len(latents) // n), latents=latents, **settings)

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Draws images in [-1, 1] from what the generator takes: [latents, conditions]."""
        return self.inference_network("generator")(inputs, training=training)

    def export_networks(self) -> dict[str, keras.Model]:
        """Returns the generator, averaged if an average is kept."""
        return {"generate": self.inference_network("generator")}

    def example_inputs(self, name: str, count: int) -> dict[str, np.ndarray]:
        """Returns latents, and conditions one after the other, by input name."""
        network = self.export_networks()[name]
        inputs = self.generator_inputs(fresh_latents(count, self.latent_dim, seed=0))
        return {takes.name: given for takes, given in zip(network.inputs, inputs, strict=True)}

    def generate(
        self,
        condition: Any = None,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Draws images of a condition.

        Args:
            condition: What to draw; or a sequence of conditions, of each of which `n` pictures
                are drawn one after the other; or `None` for all conditions in turn.
            n: How many pictures of each condition, 1 if it is not said; without a condition, how
                many in all.
            latents: Latents (pictures, latent_dim) in the place of fresh ones.
            seed: Seed of the fresh latents, for the same pictures again; `None` for new ones.
            batch_size: Images drawn at once.

        Returns:
            A float32 array (pictures, height, width, channels) in [-1, 1].

        Raises:
            ValueError: If neither a condition, nor `n`, nor latents are given, or a number is
                malformed, or there are not as many latents as pictures.
            keras_gan_zoo.data.DataMismatch: If a condition is none of the model's.

        Example:
            >>> images = gan.generate([0, 1, 2], n=8, seed=0)  # 24 pictures
        """
        self.check_room_for(condition, n)
        inputs = self.asked_inputs(condition, n, latents=latents, seed=seed)
        return self.draw(self.inference_network("generator"), inputs, batch_size)

    def generate_batches(
        self, n: int, *, condition: Any = None, seed: int | None = None, batch_size: int = 64
    ) -> Iterator[np.ndarray]:
        """Draws images a batch at a time, for more of them than memory holds.

        Args:
            n: How many pictures of each condition, or in all, as in `generate`.
            condition: As in `generate`, which gives the same images.
            seed: Seed of the latents.
            batch_size: Images of a batch; the last may be smaller.

        Yields:
            Float32 arrays (batch, height, width, channels) in [-1, 1].
        """
        each = check_whole(n, "n", least=1)
        count = each * (1 if np.ndim(condition) == 0 else len(condition))
        instead = "ask for fewer at a time, each time by another `seed`"
        check_room(count, 4 * self.latent_dim + 64, "latents with their conditions", instead)
        inputs = self.asked_inputs(condition, n, seed=seed)
        for start in range(0, len(inputs[0]), check_whole(batch_size, "batch_size", least=1)):
            rows = [each[start : start + batch_size] for each in inputs]
            yield self.draw(self.inference_network("generator"), rows, batch_size)

    def check_room_for(self, condition: Any, n: int | None) -> None:
        """Raises ValueError if there is no memory for the pictures that are asked for."""
        each = 1 if n is None else check_whole(n, "n", least=1)
        count = each * (1 if np.ndim(condition) == 0 else len(condition))
        instead = "ask for fewer at a time, each time by another `seed`"
        check_room(count, 4 * math.prod(self.image_shape), self.gives.name, instead)

    def asked_inputs(
        self,
        condition: Any = None,
        n: int | None = None,
        *,
        latents: ArrayLike | None = None,
        seed: int | None = None,
    ) -> list[np.ndarray]:
        """Returns what the generator takes for what `generate` is asked for."""
        drawn, asked = self._asked(condition, n, latents, seed)
        return self.generator_inputs(drawn, asked)

    def latents_to_draw(self, count: int, seed: int | None) -> np.ndarray:
        """Returns fresh latents (count, latent_dim) for pictures that are asked for."""
        return fresh_latents(count, self.latent_dim, seed)

    def _asked(self, condition, n, latents, seed):
        """Returns the latents and the condition of each picture that is asked for."""
        if latents is not None:
            latents = check_latents(latents, self.latent_dim)
        if condition is None:
            if (n is None) == (latents is None):
                raise ValueError(
                    "Give `generate` a `condition`, or without one either `n` or `latents`."
                )
            asked = self.in_turn(len(latents) if n is None else check_whole(n, "n", least=1))
        else:
            single = np.ndim(condition) == 0
            each = check_whole(1 if n is None else n, "n", least=1)
            if single and n is None and latents is not None:
                each = len(latents)
            asked = [one for one in ([condition] if single else condition) for _ in range(each)]
        if latents is None:
            latents = self.latents_to_draw(len(asked), seed)
        if len(latents) != len(asked):
            raise ValueError(
                f"`latents` must be one for each of the {len(asked)} pictures, got {len(latents)}."
            )
        return latents, asked
