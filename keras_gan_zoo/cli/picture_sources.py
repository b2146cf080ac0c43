"""Opens a source of pictures to evaluate: a run, a saved model or a folder."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from keras_gan_zoo.checks import random_source
from keras_gan_zoo.data.folder_files import files_below
from keras_gan_zoo.samples.picture_files import UnreadablePicture, read_picture

_AT_ONCE = 250


@dataclass(frozen=True)
class PictureSource:
    """A source of pictures.

    Attributes:
        name: What it is called: the path it was opened by.
        draw: Function of a number that returns that many pictures, always the same, as batches of
            arrays (n, height, width, channels), float in [-1, 1] or uint8.
        shape: Height, width and channels of a picture.
        recipe: Settings of the run, or `None` where it is none.
    """

    name: str
    draw: Callable[[int], Iterator[np.ndarray]]
    shape: tuple[int, int, int]
    recipe: dict | None = None


def open_source(path: str | os.PathLike, seed: int = 0) -> PictureSource:
    """Opens the source of pictures at a path.

    Args:
        path: Folder of a run; stored weights such as "dcgan/faces"; a `.keras` file; or a folder
            of picture files, of which a random choice is taken.
        seed: Of the latents, or of the choice of files.

    Raises:
        ValueError: If there is nothing of the kind there, or the model translates pictures.

    Example:
        >>> source = open_source("runs/dcgan_fashion_mnist")
        >>> next(source.draw(16)).shape
        (16, 28, 28, 1)
    """
    path = Path(path)
    if path.is_dir() and not (path / "recipe.yaml").is_file():
        return _from_folder(path, seed)
    from keras_gan_zoo.training.opening import open_model

    return _from_model(open_model(path), seed)


def _from_model(opened, seed):
    gan = opened.gan
    if gan.gives.name == "texts":
        raise ValueError(
            f"A {type(gan).__name__} gives {gan.gives.name}, and pictures are judged here: what it "
            "gives is scored at the end of a run, by `evaluation` in its recipe."
        )
    if gan.source_kinds():
        raise ValueError(
            f"A {type(gan).__name__} translates pictures: let `gan-zoo generate --input` write "
            "its pictures to a folder, and give that."
        )

    random_source(seed)  # which says what a seed may be

    def draw(count):
        for index, start in enumerate(range(0, count, _AT_ONCE)):
            # A seed for each batch: a longer series begins as a shorter one does.
            batch_seed = int(np.random.SeedSequence([seed, index]).generate_state(1)[0])
            yield gan.generate(n=min(_AT_ONCE, count - start), seed=batch_seed)

    return PictureSource(opened.name, draw, next(draw(1)).shape[1:], opened.settings)


def _from_folder(path, seed):
    files = [file for file in files_below(path) if not file.name.startswith(".")]
    if not files:
        raise ValueError(f"The folder {str(path)!r} holds no pictures.")
    order = random_source(seed).permutation(len(files))
    shape = _read(files[order[0]]).shape

    def draw(count):
        if count > len(files):
            raise ValueError(
                f"{count:,} pictures are asked of {str(path)!r}, which holds {len(files):,}."
            )
        for start in range(0, count, _AT_ONCE):
            chosen = order[start : min(start + _AT_ONCE, count)]
            yield np.stack([_read(files[index], shape) for index in chosen])

    return PictureSource(str(path), draw, shape)


def _read(file, shape=None):
    try:
        if shape is None:
            return read_picture(file).pixels
        return read_picture(file, shape[:2], shape[2]).pixels
    except UnreadablePicture as error:
        raise ValueError(f"{str(file)!r} cannot be read: {error}.") from None
