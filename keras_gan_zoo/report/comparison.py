"""A page on which people compare the pictures of two models blindly."""

import base64
import hashlib
import json
import os
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

from keras_gan_zoo.checks import random_source
from keras_gan_zoo.report.comparison_look import MARKUP, STYLE
from keras_gan_zoo.report.comparison_script import SCRIPT
from keras_gan_zoo.report.snapshots import data_address
from keras_gan_zoo.samples.sheets import grid, to_uint8

_SHOWN_SIDE = 320
QUESTION = "Which picture looks more real?"


def write_comparison(
    path: str | os.PathLike,
    a: Callable,
    b: Callable,
    names: tuple[str, str],
    *,
    trials: int = 40,
    pictures: int = 1,
    seed: int = 0,
    question: str = QUESTION,
) -> None:
    """Writes a page for a blind comparison of two models, as one self-contained file.

    Each trial shows a picture of either model, side by side; which model is on the left is drawn
    by `seed`, as is the order of the trials. The page says nowhere in plain text which is which.
    It keeps the choices in the browser, goes on where it was left, and ends with the preference,
    its Wilson interval, and a file of the choices to download (see
    `keras_gan_zoo.evaluation.preference.read_preference`).

    The pictures are the first ones each model gives; nobody selects them.

    Args:
        path: The `.html` file.
        a: Function of a number that returns that many pictures of the first model, an array (n,
            height, width, 1 or 3) or batches, float in [-1, 1] or uint8.
        b: The same of the second model.
        names: What the models are called, told at the end.
        trials: How many choices.
        pictures: How many pictures of either model a trial shows, as a sheet.
        seed: Of sides and order.
        question: What is asked.

    Raises:
        ValueError: If `trials` or `pictures` is less than 1, or a model gives too few pictures.
        FileExistsError: If the file exists; nothing is written over.

    Example:
        >>> write_comparison("ab.html", old_gan.generate, new_gan.generate, ("old", "new"))
    """
    path = Path(path)
    if path.suffix.lower() != ".html":
        raise ValueError(f"The output must be an .html file, got {str(path)!r}.")
    if path.exists():
        raise FileExistsError(f"The output {str(path)!r} exists and is not written over.")
    for name, value in (("trials", trials), ("pictures", pictures)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(f"`{name}` must be a whole number of at least 1, got {value!r}.")
    sheets = [
        _sheets(draw, name, trials, pictures) for draw, name in zip((a, b), names, strict=True)
    ]
    random = random_source(seed)
    order, flipped = random.permutation(trials), random.random(trials) < 0.5
    shown = [
        [sheets[1][index], sheets[0][index]] if flip else [sheets[0][index], sheets[1][index]]
        for index, flip in zip(order, flipped, strict=True)
    ]
    identity = hashlib.sha256(json.dumps([shown, names, question]).encode()).hexdigest()[:16]
    key = {"models": {"a": names[0], "b": names[1]}, "left": ["ab"[int(f)] for f in flipped]}
    content = {
        "comparison": identity,
        "question": question,
        "seed": seed,
        "trials": shown,
        "key": _obfuscated(json.dumps(key), identity),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(_page(question, content), encoding="utf-8")
    os.replace(partial, path)


def _sheets(draw: Callable, name: str, trials: int, pictures: int) -> list[str]:
    given = draw(trials * pictures)
    batches = [given] if hasattr(given, "shape") else list(given)
    images = to_uint8(np.concatenate(batches))
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or len(images) < trials * pictures:
        raise ValueError(
            f"{name!r} must give {trials * pictures} pictures (height, width, 1 or 3), got an "
            f"array of shape {images.shape}."
        )
    columns = int(np.ceil(np.sqrt(pictures)))
    side = columns * max(images.shape[1:3])
    scale = max(1, _SHOWN_SIDE // side)
    return [
        # Enlarged here, by whole pixels, so that no browser smooths one more than another.
        data_address(Image.fromarray(grid(images[start : start + pictures], columns, 2, scale)))
        for start in range(0, trials * pictures, pictures)
    ]


def _obfuscated(text: str, identity: str) -> str:
    """Hides a text from the casual eye; the script takes the veil off at the end."""
    mask = hashlib.sha256(identity.encode()).digest()
    content = text.encode()
    masked = bytes(byte ^ mask[index % len(mask)] for index, byte in enumerate(content))
    return base64.b64encode(mask + masked).decode()


def _page(question, content):
    # "</" would end the script element early wherever a name held "</script>".
    data = json.dumps(content).replace("</", "<\\/")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(question)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{MARKUP}"
        f'<script type="application/json" id="content">{data}</script>\n'
        f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
