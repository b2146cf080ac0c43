"""Cartoon faces by another hand than `faces`: the same subject, for what few pictures can teach."""

import functools
import importlib.metadata
import importlib.resources
import io
import json
from typing import Any

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.faces.drawing import PALETTES
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.machine.progress_bar import progress_bar
from keras_gan_zoo.storage.cache import prepared_arrays

COUNT = 1000
"""Faces of each split."""

FIRST = {"train": 0, "test": COUNT}
"""The number of each split's first face: no face is in both."""

_SIDE = 64
_RENDERER = ("dicebear-core", "dicebear-styles", "resvg-py")


@register_source(
    "adventurer_faces",
    kind="images",
    splits=("train", "test"),
    image_shape=(_SIDE, _SIDE, 3),
    licence="CC BY 4.0 (art: Adventurer by Lisa Wischofsky), MIT (renderer)",
    description="1,000 cartoon faces by another hand for training and 1,000 for testing, drawn "
    "here; `limit=100` takes the first hundred.",
)
def _prepare(options: LoadOptions) -> np.ndarray:
    renderer = ", ".join(f"{package} {_version(package)}" for package in _RENDERER)

    def draw():
        first = FIRST[options.split]
        with progress_bar(total=COUNT, desc="adventurer faces", unit="face") as bar:
            images = np.empty((COUNT, _SIDE, _SIDE, 3), "uint8")
            for index in range(COUNT):
                images[index] = face(first + index)
                bar.update()
        return {"images": images}, {"package": renderer, "counts": {options.split: COUNT}}

    folder = options.cache_dir / "faces" / f"adventurer-{options.split}"
    held = prepared_arrays(folder, ["images"], draw, {"renderer": renderer})
    return held["images"][: options.limit]


def face(number: int) -> np.ndarray:
    """Returns a face, uint8 (64, 64, 3), the same for the same number.

    Hair, skin and background have the colours of `faces`; all else is as the style draws it.

    Args:
        number: Which, at least 0.

    Raises:
        ImportError: If the renderer is not installed, with the command that installs it.

    Example:
        >>> face(7).shape
        (64, 64, 3)
    """
    try:
        import resvg_py
        from dicebear import Avatar
        from PIL import Image

        style = _style()
    except ImportError as error:
        raise ImportError(
            f"Drawing cartoon faces needs the package {error.name!r}, which comes with "
            "`pip install keras_gan_zoo[data]`."
        ) from error
    colours = {
        f"{part}Color": list(PALETTES[part].values()) for part in ("hair", "skin", "background")
    }
    drawing = Avatar(style, {"seed": str(number), **colours}).to_string()
    # At twice the size, as thin lines would have gaps.
    png = resvg_py.svg_to_bytes(
        svg_string=drawing, width=2 * _SIDE, height=2 * _SIDE, skip_system_fonts=True
    )
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB").reduce(2))


@functools.cache
def _style() -> Any:
    """Returns the style, which takes ten times as long to read as a face to draw."""
    from dicebear import Style

    source = importlib.resources.files("dicebear_styles").joinpath("adventurer.json")
    return Style(json.loads(source.read_text(encoding="utf-8")))


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"
