"""Draws or translates pictures, or writes text, with a trained model, from files to files."""

import os
from pathlib import Path

import numpy as np
from tqdm import tqdm

from keras_gan_zoo.data.folder_scan import files_below
from keras_gan_zoo.samples.picture_files import UnreadablePicture, read_picture
from keras_gan_zoo.samples.sheets import grid, save_png, to_uint8
from keras_gan_zoo.samples.text_lines import text_lines
from keras_gan_zoo.storage.durable import replacing


def draw(
    gan,
    count: int,
    output: str | os.PathLike,
    seed: int | None = None,
    condition: str | None = None,
) -> list[Path]:
    """Draws pictures from fresh latents, or writes text.

    Files and arrays are written as the pictures are drawn, so that memory does not grow with
    their number; on a terminal a bar shows how far it is.

    Args:
        gan: A model that draws from latents, or a text family.
        count: How many pictures or texts.
        output: A `.png` file, for all pictures on one sheet; an `.npy` file, uint8 (count, height,
            width, channels); or a folder, for a `.png` file each. Of a text family a `.txt` file,
            with a text on each line, or its tokens if it has no tokenizer.
        seed: Seed of the latents or of the draws, for the same again.
        condition: What to draw, for a family that draws by a condition: a class number or a text;
            `None` for its conditions in turn.

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
    asked = {}
    if condition is not None:
        if not hasattr(gan, "read_condition"):
            raise ValueError(f"A {type(gan).__name__} takes no condition, got {condition!r}.")
        asked["condition"] = gan.read_condition(condition)
    if hasattr(gan, "vocabulary_size"):
        return [_write(gan, count, _free(output), seed)]
    if not hasattr(gan, "latent_dim"):
        raise ValueError(f"A {type(gan).__name__} translates pictures: give it some as input.")
    output = _free(output)
    if output.suffix.lower() == ".png":
        images = to_uint8(gan.generate(n=count, seed=seed, **asked))
        save_png(output, grid(images, columns=min(8, round(np.ceil(np.sqrt(count))))))
        return [output]
    if output.suffix.lower() == ".npy":
        return [_save_array(output, gan, count, seed, asked)]
    digits = len(str(count - 1))
    files = [output / f"{index:0{digits}d}.png" for index in range(count)]
    unwritten = iter(files)
    for images in _drawn(gan, count, seed, asked):
        for image in images:
            save_png(next(unwritten), image)
    return files


def translate(
    gan, source: str | os.PathLike, output: str | os.PathLike, direction: str | None = None
) -> list[Path]:
    """Translates a picture, or each picture in a folder.

    A picture of another size or shape than the model takes is cut to its middle and resized.

    Args:
        gan: A model that translates pictures.
        source: A picture file, or a folder of them.
        output: A `.png` file for a picture; a folder for a folder.
        direction: One of the model's directions; by default its first.

    Returns:
        The files written.

    Raises:
        ValueError: If the model does not translate or not so, or a file is not a picture.
        FileExistsError: If the output exists; nothing is written over.

    Example:
        >>> translate(gan, "portrait.jpg", "drawing.png", "y_to_x")
        [PosixPath('drawing.png')]
    """
    if hasattr(gan, "latent_dim"):
        raise ValueError(f"A {type(gan).__name__} draws from latents and takes no input pictures.")
    direction = gan.check_direction(direction)
    files = _outputs(Path(source), _free(output))
    height, width, channels = gan.source_shapes()[direction]
    for file, target in files.items():
        try:
            pixels = read_picture(file, (height, width), channels).pixels
        except UnreadablePicture as error:
            raise ValueError(f"{str(file)!r} cannot be read: {error}.") from None
        images = gan.generate(pixels[None] / np.float32(127.5) - 1.0, direction=direction)
        save_png(target, to_uint8(images[0]))
    return list(files.values())


def _drawn(gan, count, seed, asked):
    """Yields batches of uint8 pictures, and shows a bar on a terminal."""
    with tqdm(total=count, unit="picture", disable=None, leave=False) as bar:
        for images in gan.generate_batches(count, seed=seed, **asked):
            yield to_uint8(images)
            bar.update(len(images))


def _save_array(output, gan, count, seed, asked) -> Path:
    output.parent.mkdir(parents=True, exist_ok=True)
    with replacing(output) as partial:
        array, written = None, 0
        for images in _drawn(gan, count, seed, asked):
            if array is None:
                shape = (count, *images.shape[1:])
                array = np.lib.format.open_memmap(partial, "w+", dtype="uint8", shape=shape)
            array[written : written + len(images)] = images
            written += len(images)
        array.flush()
    return output


def _write(gan, count, output, seed) -> Path:
    """Writes what a text family generates to a file, a text or its tokens on each line."""
    if output.suffix.lower() != ".txt":
        raise ValueError(f"The output of a text family must be a .txt file, got {str(output)!r}.")
    lines = text_lines(gan, count, seed)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(lines, encoding="utf-8")
    return output


def _outputs(source, output):
    """Returns, for each picture to read, the file to write."""
    if not source.exists():
        raise ValueError(f"The input {str(source)!r} does not exist.")
    if not source.is_dir():
        if output.suffix.lower() != ".png":
            raise ValueError(
                f"The output for one picture must be a .png file, got {str(output)!r}."
            )
        return {source: output}
    if output.suffix.lower() == ".png":
        raise ValueError(f"The output for a folder must be a folder, got {str(output)!r}.")
    outputs = {}
    for file in files_below(source):
        target = (output / file.relative_to(source)).with_suffix(".png")
        # Two pictures that differ only in their format keep both names.
        taken = target in outputs.values()
        outputs[file] = target.with_name(f"{file.name}.png") if taken else target
    if not outputs:
        raise ValueError(f"The folder {str(source)!r} holds no pictures.")
    return outputs


def _free(output) -> Path:
    output = Path(output)
    if output.is_file() or (output.is_dir() and any(output.iterdir())):
        raise FileExistsError(
            f"The output {str(output)!r} exists and is not written over: choose another."
        )
    return output
