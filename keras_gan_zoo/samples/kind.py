"""A kind of sample: what a model takes or gives, and all that is done with it by name alone."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_gan_zoo.types import ArrayLike, Shape

Group = Sequence[tuple[str, Any]]
"""Samples that belong together, such as pictures and their translations, each with a label."""


class Kind:
    """A kind of sample, such as pictures of one size.

    A model says what it `takes` and what it `gives` by objects of this class; the command line,
    the callbacks and the stored weights call them and ask nothing else of the model. Whoever adds
    a kind of model adds a subclass: what it does not define is done as for arrays of numbers.

    Args:
        shape: Shape of one sample, without the batch axis; `None` where any length will do.

    Example:
        >>> class Numbers(Kind):
        ...     name = "numbers"
        >>> Numbers((4,)).examples(2).shape
        (2, 4)
    """

    name = "samples"
    """The plural noun by which sentences call them, and evaluation protocols find them."""

    unit = "sample"
    """What a progress bar counts."""

    sheet_suffix = ".txt"
    """Suffix of a sheet: the file that shows many samples at a glance."""

    file_suffix = ".npy"
    """Suffix of a file that holds one sample."""

    file_suffixes: Sequence[str] = ()
    """Suffixes that such a file may have; where there are none, `file_suffix` alone."""

    served_as = "networks"
    """What a SavedModel holds: "networks" of arrays, or "texts" or "answers", from text to text."""

    watched = 64
    """How many samples a sheet shows that is drawn again and again during training."""

    value_range: tuple[float, float] | None = None
    """The lowest and the highest value; `None` where there is no bound."""

    def __init__(self, shape: Sequence[int | None]):
        self.shape: Shape = tuple(shape)

    def values(self) -> str:
        """Returns dtype and range in words, for `describe`."""
        if self.value_range is None:
            return "float32"
        return "float32 in [{:g}, {:g}]".format(*self.value_range)

    def check(self, x: Any, name: str = "x") -> None:
        """Raises if data plainly do not fit; returns nothing if they may.

        Args:
            x: An array (n, *shape), a tensor or a `tf.data.Dataset` of them.
            name: What the sentence calls the argument.

        Raises:
            keras_gan_zoo.data.DataMismatch: If shape, dtype or values are wrong.
        """
        from keras_gan_zoo.samples.picture_checks import check_images

        check_images(x, self.shape, self.value_range, name=name)

    def examples(self, count: int, seed: int = 0) -> np.ndarray:
        """Returns made-up samples to compute on where no data are to be had, (count, *shape).

        Args:
            count: How many.
            seed: The same seed gives the same ones.
        """
        random = np.random.default_rng(seed)
        return random.standard_normal((count, *self.shape)).astype("float32")

    def numbers(self, samples: ArrayLike) -> dict[str, float]:
        """Returns a few numbers by which samples are known again, by name.

        They are no measure of quality: they tell whether a model still draws what it drew.
        """
        samples = np.asarray(samples, "float64")
        differences = np.diff(samples, axis=0)
        return {
            "mean": float(samples.mean()),
            "deviation": float(samples.std()),
            "difference": float(np.sqrt(np.mean(differences**2))),
        }

    # Files

    def read_file(self, path: Path) -> np.ndarray:
        """Returns the sample in a file, of this kind's shape.

        Raises:
            ValueError: If the file cannot be read, or holds something else.
        """
        try:
            sample = np.load(path, allow_pickle=False)
        except (ValueError, OSError) as error:
            raise ValueError(f"{str(path)!r} cannot be read: {error}.") from None
        self.check(sample[None], name=str(path))
        return sample.astype("float32")

    def write_file(self, path: Path, sample: ArrayLike) -> None:
        """Writes one sample to a file, whole or not at all."""
        write_array(path, 1, iter([np.asarray(sample)[None]]))

    def lines(self, samples: Any) -> list[str]:
        """Returns a line of text for each sample, for sheets and files of text."""
        return [" ".join(f"{value:.6g}" for value in np.ravel(one)) for one in np.asarray(samples)]

    def save_sheet(
        self, path: Path, groups: Sequence[Group], columns: int = 8, smallest_side: int = 0
    ) -> None:
        """Writes a sheet, whole or not at all.

        Args:
            path: The file; its folder is made.
            groups: What to show, in order.
            columns: Samples a row, for kinds that are laid out in rows.
            smallest_side: Least height and width that a sample is shown with, in pixels.
        """
        from keras_gan_zoo.storage.durable import write_text

        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [line for group in groups for _, samples in group for line in self.lines(samples)]
        write_text(path, "".join(f"{line}\n" for line in lines))

    def show_growth(self, sheets: Sequence[Path], folder: Path) -> list[Path]:
        """Shows how the samples on a training's sheets have come about, if that can be shown.

        Args:
            sheets: The sheets, in the order of their steps.
            folder: Where to write.

        Returns:
            The files written; none for kinds that are not looked at.
        """
        return []

    def shrink_sheet(self, path: Path) -> None:
        """Makes a sheet smaller that is to be stored, if it can be and has to be."""

    def write(self, output: Path, count: int, batches: Iterable) -> list[Path]:
        """Writes samples as they are drawn, so that memory does not grow with their number.

        Args:
            output: A `.txt` file, a sample on each line, or an `.npy` file.
            count: How many samples come.
            batches: The samples, a batch at a time.

        Returns:
            The files written.

        Raises:
            ValueError: If the output's suffix is neither.
        """
        if output.suffix.lower() == ".npy":
            return [write_array(output, count, map(np.asarray, batches))]
        self.check_text_output(output)
        return [write_lines(output, (self.lines(batch) for batch in batches))]

    def check_text_output(self, output: Path) -> None:
        """Raises ValueError if an output is no `.txt` file."""
        if output.suffix.lower() != ".txt":
            raise ValueError(
                f"The output of {self.name} must be a .txt or an .npy file, got {str(output)!r}."
            )


def write_array(output: Path, count: int, batches: Iterator[np.ndarray]) -> Path:
    """Writes batches of arrays into one `.npy` file, whole or not at all, and returns its path."""
    from keras_gan_zoo.storage.durable import replacing

    output.parent.mkdir(parents=True, exist_ok=True)
    with replacing(output) as partial:
        array: Any = None
        written = 0
        for batch in batches:
            if array is None:
                shape = (count, *batch.shape[1:])
                array = np.lib.format.open_memmap(partial, "w+", dtype=batch.dtype, shape=shape)
            array[written : written + len(batch)] = batch
            written += len(batch)
        array.flush()
    return output


def write_lines(output: Path, batches: Iterable[Sequence[str]]) -> Path:
    """Writes lines of text into one file, whole or not at all, and returns its path."""
    from keras_gan_zoo.storage.durable import replacing

    output.parent.mkdir(parents=True, exist_ok=True)
    with replacing(output) as partial, open(partial, "w", encoding="utf-8") as file:
        for lines in batches:
            file.writelines(f"{line}\n" for line in lines)
    return output
