"""Generates or translates with a trained model, from files to files."""

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from keras_gan_zoo.cli.outputs import already_there
from keras_gan_zoo.data.folder_files import files_below
from keras_gan_zoo.types import PathLike

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel


def draw(
    gan: "ZooModel",
    count: int,
    output: str | os.PathLike,
    seed: int | None = None,
    condition: str | None = None,
) -> list[Path]:
    """Generates pictures or texts from random latents.

    Files and arrays are written as the pictures are drawn, so that memory does not grow with
    their number; on a terminal a bar shows how far it is.

    Args:
        gan: A model that draws from latents, or a text family.
        count: How many pictures or texts.
        output: A `.png` file, for all pictures on one sheet; an `.npy` file, uint8 (count, height,
            width, channels); or a folder, for a `.png` file each. Of a text family a `.txt` file,
            with a text on each line, or its tokens if it has no tokenizer.
        seed: Seed of the latents or of the draws, for the same again.
        condition: What to draw, for a family that draws by a condition: a class's number or name,
            or a text; `None` for its conditions in turn.

    Returns:
        The files written.

    Raises:
        ValueError: If the model translates pictures instead, or takes no condition or not this
            one, `count` is less than 1, or the output of a text family is no `.txt` file.
        FileExistsError: If the output exists; nothing is written over.

    Example:
        >>> draw(gan, 16, "samples.png", seed=0)
        [PosixPath('samples.png')]
    """
    requested = {}
    if condition is not None:
        requested["condition"] = gan.read_condition(condition)
    if gan.source_kinds():
        (kind, *_) = gan.source_kinds().values()
        raise ValueError(f"A {type(gan).__name__} translates {kind.name}: give it some by --input.")
    batches = gan.generate_batches(count, seed=seed, **requested)
    output = _unused_path(output)
    if gan.gives.file_suffix == ".png":
        _check_suffix(output, (".png", ".npy"))
    laid_out = {}
    if condition is None and gan.sheet_columns():
        # The conditions come in turn: each has a column of its own.
        laid_out = {"columns": gan.sheet_columns(), "column_names": gan.sheet_column_names()}
    bar = _with_bar(batches, count, gan.gives.unit)
    return gan.gives.write(output, count, bar, **laid_out)


def translate(
    gan: "ZooModel",
    source: str | os.PathLike,
    output: str | os.PathLike,
    direction: str | None = None,
    frames: int | None = None,
    condition: str | None = None,
) -> list[Path]:
    """Translates a file, or each in a folder: a picture, a sound, the texts of a file's lines.

    Of a video it is told how it goes on.

    A picture of another size or shape than the model takes is cut to its middle and resized.

    Args:
        gan: A model that translates, or one that predicts videos.
        source: A file, or a folder of them.
        output: A `.png` file for a picture, a film or an .npy file for a video, a `.txt` file for
            texts; a folder for a folder.
        direction: One of the model's directions; by default its first.
        frames: Of a video, how many frames to predict; `None` for as many as the model says.
        condition: What to translate by, for a model that changes pictures as a text says.

    Returns:
        The files written.

    Raises:
        ValueError: If the model does not translate or not so, or a file is not of its kind.
        FileExistsError: If the output exists; nothing is written over.

    Example:
        >>> translate(gan, "portrait.jpg", "drawing.png", "y_to_x")
        [PosixPath('drawing.png')]
    """
    direction = gan.check_direction(direction)
    kind = gan.source_kinds()[direction]
    settings = gan.translation_settings(frames, condition)
    suffixes = gan.gives.file_suffixes or (gan.gives.file_suffix,)
    suffix, unit = gan.gives.file_suffix, "file" if gan.gives.name == "texts" else kind.unit
    files = _output_paths(Path(source), _unused_path(output), suffix, suffixes, unit)
    for file, target in files.items():
        translated = gan.translated(kind.read_file(file), direction=direction, **settings)
        gan.gives.write_file(target, translated)
    return list(files.values())


def unused_file(name: str, suffix: str) -> Path:
    """Returns a file of this folder that does not exist, named after a model.

    Args:
        name: What the model is called, such as "dcgan/faces" or "runs/dcgan_faces".
        suffix: Of the file.
    """
    parts = Path(name).with_suffix("").parts
    stem = parts[-1] if len(parts) != 2 or parts[0] == "runs" else "_".join(parts)
    numbers = itertools.chain([""], map("_{}".format, itertools.count(2)))
    return next(
        path for number in numbers if not (path := Path(f"{stem}{number}{suffix}")).exists()
    )


def _with_bar(batches: Iterable, count: int, unit: str) -> Iterator:
    """Yields batches as they come, and shows a bar on a terminal."""
    with tqdm(total=count, unit=unit, disable=None, leave=False) as bar:
        for batch in batches:
            yield batch
            bar.update(len(batch))


def _output_paths(source, output, suffix, suffixes, unit):
    """Returns, for each picture to read, the file to write, which in a folder has `suffix`."""
    if not source.exists():
        raise ValueError(f"The input {str(source)!r} does not exist.")
    if not source.is_dir():
        if output.suffix.lower() not in suffixes:
            one_of = " or ".join(suffixes)
            raise ValueError(
                f"The output for one {unit} must be a {one_of} file, got {str(output)!r}."
            )
        return {source: output}
    if output.suffix and not output.is_dir():
        raise ValueError(
            f"The output for a folder must be a folder, whose name has no suffix, got "
            f"{str(output)!r}."
        )
    outputs = {}
    for file in files_below(source):
        target = (output / file.relative_to(source)).with_suffix(suffix)
        # Two pictures that differ only in their format keep both names.
        taken = target in outputs.values()
        outputs[file] = target.with_name(f"{file.name}{suffix}") if taken else target
    if not outputs:
        raise ValueError(f"The folder {str(source)!r} holds no pictures.")
    return outputs


def _check_suffix(output: Path, suffixes: Sequence[str]) -> None:
    """Refuses a file of another kind, which would become a folder of that name."""
    if output.suffix and output.suffix.lower() not in suffixes and not output.is_dir():
        raise ValueError(
            f"The output must be a {' or '.join(suffixes)} file, or a folder, whose name has no "
            f"suffix, got {str(output)!r}."
        )


def _unused_path(output: PathLike) -> Path:
    output = Path(output)
    if output.is_file() or (output.is_dir() and any(output.iterdir())):
        raise already_there(output, "choose another")
    return output
