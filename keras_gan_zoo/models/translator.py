"""The base of the families that translate pictures into pictures."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_seed, check_whole, random_source
from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.sample_model import copy_last
from keras_gan_zoo.engine.seeding import seed_generators
from keras_gan_zoo.engine.state_guard import FrozenState
from keras_gan_zoo.machine.memory import check_room
from keras_gan_zoo.models.directions import checked_direction
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.types import ArrayLike, Tensor

_SMALL_BATCH = 16


class Translator(AdversarialModel):
    """A model that translates pictures in one or more directions.

    Subclasses name their `directions`, give a network for each by `export_networks` (or one for
    all, and `network_and_inputs`), and say by `takes` what `fit` takes: the kinds of picture that
    each direction begins with, in their order, and then what else there is.
    """

    directions: Sequence[str] = ("x_to_y",)
    """Names of the directions; `generate` takes the first if it is not told."""

    def call(self, images: Tensor, training: bool = False) -> Tensor:
        """Translates pictures in the first direction."""
        return self.export_networks()[self.directions[0]](images, training=training)

    def generate(
        self,
        images: ArrayLike,
        *,
        direction: str | None = None,
        n: int | None = None,
        seed: int | None = None,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Translates pictures.

        A network with dropout is run with it, as in training: its noise is what makes several
        translations of one picture differ (1611.07004, section 3.1). Calling the network itself,
        or what is exported of it, leaves the noise out.

        Args:
            images: Float array (m, height, width, channels) in [-1, 1].
            direction: One of `directions`; by default the first.
            n: How many translations of each picture, at least 1; `None` for one, without an axis
                for them.
            seed: Seed of the noise: the same pictures again, at the same `batch_size`; `None` for
                new noise. A network without dropout draws the same in any case.
            batch_size: Pictures translated at once, at least 1.

        Returns:
            A float32 array in [-1, 1], (m, height, width, channels), or (m, n, height, width,
            channels) if `n` is given.

        Raises:
            ValueError: If the direction does not exist, a number is not as said, or several
                translations are asked of a network without dropout.
            keras_gan_zoo.data.DataMismatch: If the pictures do not fit.

        Example:
            >>> gan.generate(drawings, n=3, seed=0).shape
            (8, 3, 64, 64, 3)
        """
        direction = self.check_direction(direction)
        copies = 1 if n is None else check_whole(n, "n", 1)
        seed = check_seed(seed)
        batch_size = check_whole(batch_size, "batch_size", 1)
        images = one_array(images, "images")
        self.source_kinds()[direction].check(images, name="images")
        instead = "translate fewer at a time"
        check_room(len(images) * copies, 4 * images[:1].size, "translations", instead)
        images = np.repeat(images.astype("float32"), copies, axis=0)
        network, inputs = self.network_and_inputs(direction, images)
        if _has_noise(network):
            translated = _draw_with_noise(network, inputs, seed, batch_size)
        elif copies > 1:
            raise ValueError(
                f"`n` asks for {n} translations of each picture, but this {type(self).__name__} "
                "has no dropout and would draw the same ones: leave `n` out."
            )
        else:
            translated = self.draw(network, inputs, batch_size)
        if n is None:
            return translated
        return translated.reshape(-1, copies, *translated.shape[1:])

    def source_kinds(self) -> dict[str, Kind]:
        """Returns the kind of picture that each direction begins with, by direction."""
        return dict(zip(self.directions, self.takes, strict=False))

    def check_direction(self, direction: str | None) -> str:
        """Returns a direction, the first for `None`.

        Raises:
            ValueError: If there is none of that name.
        """
        return checked_direction(direction, self.directions)

    def watched_inputs(
        self, count: int, seed: int, given: Any = None, *, whole_rows: bool = True
    ) -> dict[str, object]:
        """Returns the given pictures by direction: a mapping, or in the directions' order.

        Raises:
            ValueError: If there are none, or not as many sets as the model has directions.
        """
        if given is None:
            example = ", ".join(f"{direction!r}: pictures" for direction in self.directions)
            raise ValueError(
                f"`inputs` must be given for a {type(self).__name__}, which translates "
                f"pictures: ImageGrid(..., inputs={{{example}}})."
            )
        named = isinstance(given, Mapping)
        names = tuple(given) if named else self.directions[: len(given)]
        if not names or not set(names) <= set(self.directions) or len(names) != len(given):
            raise ValueError(
                f"`inputs` must hold an array of pictures for each of "
                f"{', '.join(self.directions)}, "
                f"got {', '.join(map(repr, given)) if named else len(given)}."
            )
        sets = given.values() if named else given
        return {name: np.asarray(pictures) for name, pictures in zip(names, sets, strict=True)}

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Returns, for each direction, the pictures and what becomes of them."""
        return [
            [
                (f"{direction} input", pictures),
                (f"{direction} output", self.generate(pictures, direction=direction)),
            ]
            for direction, pictures in inputs.items()
        ]

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers of each direction's translations of made-up pictures."""
        numbers: dict[str, float] = {}
        for direction, kind in self.source_kinds().items():
            inputs = self.network_and_inputs(direction, kind.examples(count, seed))
            found = kind.numbers(self.draw(*inputs, _SMALL_BATCH))
            numbers |= {f"{direction}.{name}": value for name, value in found.items()}
        return numbers

    def store_sheet(self, folder: Path, count: int, seed: int, drawn: Sequence[Path]) -> Path:
        """Copies the run's last sheet, which shows translations with what they were made from."""
        return copy_last(drawn, folder)

    def network_and_inputs(
        self, direction: str, images: np.ndarray
    ) -> tuple[keras.Model, np.ndarray]:
        """Returns the network of a direction, and what it is given for these pictures."""
        return self.export_networks()[direction], images


def _has_noise(network: keras.Model) -> bool:
    return any(
        isinstance(layer, keras.layers.Dropout) and layer.rate
        for layer in network._flatten_layers()
    )


def _draw_with_noise(
    network: keras.Model, inputs: np.ndarray, seed: int | None, batch_size: int
) -> np.ndarray:
    """Runs a network as in training, and leaves it as it was."""
    noise = random_source(seed)
    batches = []
    # What is assigned in here, seeds and batch statistics, is forgotten afterwards.
    with FrozenState(network.variables):
        for generator in seed_generators(network):
            generator.state.assign(noise.integers(0, 2**32, generator.state.shape, "uint32"))
        for start in range(0, len(inputs), batch_size):
            drawn = network(inputs[start : start + batch_size], training=True)
            batches.append(ops.convert_to_numpy(drawn))
    return np.concatenate(batches).astype("float32", copy=False)
