"""Puts a description back into a TF-Lite file that another tool has rewritten."""

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from keras_gan_zoo.export.metadata import attach
from keras_gan_zoo.export.positions import as_in_the_file
from keras_gan_zoo.storage.durable import replacing


def describe_file(path: str | os.PathLike, metadata: Mapping) -> dict:
    """Writes a description behind a TF-Lite file, in place of one that it has.

    A tool that quantises or optimises a file writes the model anew and leaves out what stood behind
    it. Read the description before, and put it back after.

    Args:
        path: The file; it is replaced, whole or not at all.
        metadata: What it should say of itself, as `read_metadata` returned it: plain values, among
            them `inputs`, whose order becomes that of the file's positions.

    Returns:
        What the file says now.

    Raises:
        ValueError: If it is no TF-Lite file, or takes other inputs than `metadata` describes.
        FileNotFoundError: If there is no such file.
        ImportError: If `ai-edge-litert` is not installed.

    Example:
        >>> said = read_metadata("gan.tflite")
        >>> optimise("gan.tflite", "smaller.tflite")  # by any tool
        >>> describe_file("smaller.tflite", said)["model"]
        'DCGAN'
    """
    path = Path(path)
    if not isinstance(metadata, Mapping) or not isinstance(metadata.get("inputs"), (list, tuple)):
        raise ValueError(
            "`metadata` must be a description with `inputs`, as keras_gan_zoo.export.read_metadata "
            f"returns it, got {type(metadata).__name__}."
        )
    if not path.is_file():
        raise FileNotFoundError(f"`path` must be a TF-Lite file, but {str(path)!r} is not a file.")
    content = _without_archive(path.read_bytes())
    said = {**metadata, "inputs": as_in_the_file(metadata["inputs"], content)}
    with replacing(path) as partial:
        partial.write_bytes(attach(content, said))
    return said


def _without_archive(content: bytes) -> bytes:
    """Returns a file's content without the zip archive behind it, if there is one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return content[: min(member.header_offset for member in archive.infolist())]
    except (zipfile.BadZipFile, ValueError):
        return content
