"""The interface of a model to its samples, for tools that know no family by name."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.game import Game
from keras_gan_zoo.samples.by_shape import kind_of_shape
from keras_gan_zoo.samples.file_notes import FileNotes
from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.types import ArrayLike, PathLike

if TYPE_CHECKING:
    import tensorflow as tf

SHEET_COLUMNS = 16
"""Samples a row of a stored sheet."""


def copy_last(drawn: Sequence[Path], folder: Path) -> Path:
    """Copies the newest sheet of a run next to its stored weights."""
    path = folder / f"samples{drawn[-1].suffix}"
    shutil.copy(drawn[-1], path)
    return path


class SampleModel(FileNotes, Game):
    """A model that declares its kinds of sample and how samples are generated.

    The command line, the callbacks, the reports and the stored weights call what is defined here;
    none of them asks a model what family it is of. A base of a new kind of model overrides what is
    different with it.
    """

    kind: type[Kind] = Pictures
    """The kind of sample, known before a model is built: recipes are checked by it."""

    recipe_sections: Mapping[str, Mapping[str, object]] = {}
    """Sections of a recipe for this base alone, each with its settings and an example of each."""

    data_settings: Sequence[str] | None = None
    """What a recipe's `data` may say, where it is not all that `keras_gan_zoo.data.load` takes."""

    examples: Sequence[str] = ()
    """Texts that are drawn where nobody asks for any, for models that draw by a text."""

    @property
    def takes(self) -> tuple[Kind, ...]:
        """The kinds of sample that `fit` trains on, one for each part of an example.

        A model that gives `data_shapes` instead takes pictures or points, by their shape.
        """
        if type(self).data_shapes is SampleModel.data_shapes:
            raise NotImplementedError(f"{type(self).__name__} must say what it takes.")
        return tuple(kind_of_shape(shape) for shape in self.data_shapes())

    @property
    def gives(self) -> Kind:
        """The kind of sample that `generate` gives; of several directions, that of the first."""
        return self.takes[0]

    def data_shapes(self) -> tuple[tuple[int | None, ...], ...]:
        """Returns the shape of each kind of sample that `fit` takes, without the batch axis."""
        return tuple(kind.shape for kind in self.takes)

    # Recipes

    @classmethod
    def arguments_of_recipe(cls, recipe: Any) -> dict[str, object]:
        """Returns the arguments of `from_defaults` that depend on a recipe's data."""
        return {}

    def load_examples(self, data: Mapping, batch_size: int, seed: int) -> "tf.data.Dataset":
        """Loads one epoch of a recipe's data in batches, in an order given by the seed.

        Args:
            data: The recipe's section, as arguments of `keras_gan_zoo.data.load`.
            batch_size: Examples of a batch.
            seed: Of the order, which is new at each epoch.

        Raises:
            ValueError: If the data cannot be loaded.
        """
        from keras_gan_zoo.data import load

        return load(**data, batch_size=batch_size, shuffle=True, seed=seed)

    def plan_rows(self) -> list[tuple[str, str]]:
        """Returns further rows on the data for the plan of a recipe, each with a heading."""
        return []

    # How samples come about

    def source_kinds(self) -> dict[str, Kind]:
        """Returns the kind of input of each direction; empty for models that translate nothing."""
        return {}

    def source_examples(
        self, data: Mapping, test_data: Mapping | None, count: int
    ) -> dict[str, np.ndarray] | None:
        """Returns some of a recipe's inputs by direction; `None` where they are pictures, or none.

        Args:
            data: The recipe's training data.
            test_data: Its held-out data, if it names any.
            count: How many of each.
        """
        return None

    def check_direction(self, direction: str | None) -> str:
        """Checks a direction of translation and returns it; `None` stands for the first.

        Raises:
            ValueError: If there is none of that name, or the model translates nothing.
        """
        raise ValueError(
            f"A {type(self).__name__} draws from latents and takes no input {self.gives.name}."
        )

    def translation_settings(
        self, frames: int | None, condition: str | None = None
    ) -> dict[str, object]:
        """Returns further arguments of `translated`, for what a command line asks.

        Args:
            frames: How many frames of a video to predict; `None` where nobody says.
            condition: What to translate by, such as a text; `None` where nobody says.

        Raises:
            ValueError: If frames are asked of a model that predicts none, or a condition of one
                that translates by none.
        """
        if frames is not None:
            raise ValueError(
                f"A {type(self).__name__} predicts no videos: leave `frames`={frames} out."
            )
        if condition is not None:
            raise ValueError(
                f"A {type(self).__name__} translates by no condition: leave "
                f"`condition`={condition!r} out."
            )
        return {}

    def translated(self, sample: np.ndarray, **settings: Any) -> np.ndarray:
        """Returns what becomes of one sample, as it is written to a file.

        Args:
            sample: Of the kind that the direction begins with, without a batch axis.
            **settings: `direction`, and what `translation_settings` gives.
        """
        return self.generate(sample[None], **settings)[0]

    def read_condition(self, text: str) -> Any:
        """Parses a condition from text, such as that of a command line.

        Raises:
            ValueError: If there is none, or the model draws by no condition.
        """
        raise ValueError(f"A {type(self).__name__} takes no condition, got {text!r}.")

    def name_classes(self, names: Sequence[str]) -> None:
        """Tells the model what the classes of its data are called; most have no use for it.

        Args:
            names: The names in the order of the classes' numbers.
        """

    def generate_batches(
        self, n: int, *, seed: int | None = None, batch_size: int = 64
    ) -> Iterator:
        """Generates samples in batches, for more of them than memory holds.

        Args:
            n: How many in all.
            seed: As for `generate`.
            batch_size: Samples of a batch; the last may be smaller.

        Yields:
            Batches of samples.
        """
        check_whole(batch_size, "batch_size", least=1)
        samples = self.generate(n=check_whole(n, "n", least=1), seed=seed)
        for start in range(0, n, batch_size):
            yield samples[start : start + batch_size]

    # The same samples again and again

    def sheet_columns(self) -> int | None:
        """Returns the number of samples in a row of a sheet, or `None` for any number."""
        return None

    def sheet_column_names(self) -> Sequence[str]:
        """Returns what stands above the columns of such a sheet; nothing where they are alike."""
        return ()

    def watched_inputs(
        self, count: int, seed: int, given: Any = None, *, whole_rows: bool = True
    ) -> dict[str, object]:
        """Returns the fixed inputs of the samples that are watched during training.

        Args:
            count: How many samples.
            seed: The same seed gives the same ones. They are drawn here and not by the model,
                whose own random draws they must not disturb.
            given: What the user gave to generate from, for models that need something.
            whole_rows: Whether to leave out what would begin a row of `sheet_columns` that is not
                full.

        Returns:
            Arguments of `generate`.
        """
        return {"n": count, "seed": seed}

    def watched_samples(self, inputs: Mapping) -> list[Group]:
        """Generates the watched samples, as groups for a sheet."""
        return [[("samples", self.generate(**inputs))]]

    def samples_as_trained(self, count: int, seed: int) -> np.ndarray:
        """Generates the same samples each time, by the networks in training, not their averages.

        Raises:
            ValueError: If the model does not draw from latents.
        """
        raise ValueError(
            f"A {type(self).__name__} does not draw from latents: tell the monitor "
            "how it draws, as in draw=lambda gan: gan.generate(photographs)."
        )

    # Likelihoods

    def importance_weighted_bound(
        self,
        images: ArrayLike,
        samples: int = 5000,
        *,
        seed: int | None = None,
        batch_size: int = 1000,
    ) -> np.ndarray:
        """Returns a lower bound of the log-likelihood of each sample, of models that can tell.

        Args:
            images: Samples of the kind that the model takes.
            samples: How many latents are drawn for each.
            seed: Of the latents.
            batch_size: Latents at once.

        Raises:
            ValueError: If the model cannot tell, as a GAN cannot.
        """
        raise ValueError(
            f"A {type(self).__name__} cannot tell how likely a sample is; a model such as "
            "keras_gan_zoo.get('vae') can."
        )

    # Stored weights

    def small_sample(self, count: int, seed: int) -> dict[str, float]:
        """Returns a few numbers by which stored weights are verified, by `network.number`."""
        numbers = self.gives.numbers(self.generate(n=count, seed=seed))
        return {f"generate.{name}": value for name, value in numbers.items()}

    def store_sheet(self, folder: Path, count: int, seed: int, drawn: Sequence[Path]) -> Path:
        """Writes the sheet of samples, not selected, that is stored with weights.

        Args:
            folder: Where to write it.
            count: How many samples.
            seed: Of the samples.
            drawn: The sheets that the run has drawn already, in order.

        Returns:
            The file.
        """
        path = folder / f"samples{self.gives.sheet_suffix}"
        groups = [[("samples", self.generate(n=count, seed=seed))]]
        self.gives.save_sheet(path, groups, columns=SHEET_COLUMNS)
        self.gives.shrink_sheet(path)
        return path

    def vocabulary(self) -> Sequence[str] | None:
        """Returns the vocabulary that the weights depend on, or `None`."""
        return None

    def check_weights_file(self, path: PathLike) -> None:
        """Raises a ValueError if a weights file is of another model."""
