"""A recipe for a family and pictures of one's own, made by looking at both."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from keras_gan_zoo import registry
from keras_gan_zoo.registry.building import default_arguments
from keras_gan_zoo.types import Data

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel

SIZE = 64
"""Pixels a side of the pictures of a folder or file, where nobody says another size."""

STEPS = 5000

WIDTH = 32
"""Channels where a family's own are more: a step on a processor takes a fraction of the time."""


def recipe_of_data(
    family: str, data: str | os.PathLike, image_size: int | tuple[int, int] | None = None
) -> dict[str, Any]:
    """Returns the settings of a recipe that trains a family on pictures.

    The family's model is built once, and the pictures are read, to see that they fit each other.
    Class numbers, or captions, are asked for where the family takes them, and the size and the
    number of classes, or of pictures that something is kept of, are those of the data. Networks of
    a `width` of more than 32 are made of 32, for a processor; where there is a GPU take that line
    out. The batch is smaller than the family's own where there are too few pictures for it.

    Args:
        family: A name from `list_models()`, of a family that takes pictures.
        data: A folder, a file or a data set of pictures, as `keras_gan_zoo.data.load` takes it.
        image_size: Pixels a side, or (height, width). Default: 64 for a folder or a file, and a
            named set's own.

    Returns:
        Settings as of a recipe file: 5,000 steps, a sheet of samples every 100, exports, and
        scores on a test split, or on the same pictures where there is none.

    Raises:
        ValueError: If the family takes no pictures, or these do not fit it.
        DataUnavailable: If a named set has to be fetched and cannot be.

    Example:
        >>> recipe_of_data("dcgan", "fashion_mnist")["model"]
        {'name': 'dcgan', 'image_shape': [28, 28, 1], 'width': 32}
    """
    from keras_gan_zoo.evaluation.generation import DEFAULT_SAMPLES

    cls = registry.find(family).load()
    if "image_shape" not in default_arguments(cls) or cls.kind.name != "pictures":
        raise ValueError(
            f"family={family!r} is trained on {cls.wants}, and a recipe is made here for pictures: "
            "begin with one of the zoo's, which `keras_gan_zoo.recipes.list_recipes()` lists."
        )
    if image_size is None and os.path.exists(data):
        image_size = SIZE
    section: dict[str, Any] = {"name": os.fspath(data)}
    if image_size is not None:
        section["image_size"] = image_size if isinstance(image_size, int) else list(image_size)
    try:
        model, gan, batch_size = _fitted(cls, family, section)
    except _NotTaken as error:
        section = {**section, "labels": True}
        try:
            model, gan, batch_size = _fitted(cls, family, section)
        except ValueError:
            raise error from None
    settings: dict[str, Any] = {
        "model": model,
        "data": section,
        "training": {"steps": STEPS, "picture_every": 100, "checkpoint_every": 500},
        "export": ["saved_model", "tflite"],
    }
    if batch_size < gan.default_batch_size:
        settings["training"]["batch_size"] = batch_size
    if not gan.source_kinds() and not section.get("labels"):
        settings["test_data"], count = _held_out(section)
        settings["evaluation"] = {"protocol": "generation"}
        if count < DEFAULT_SAMPLES:  # else the run would be told at its end that there are too few
            settings["evaluation"]["samples"] = count
    return settings


class _NotTaken(ValueError):
    """The pictures can be read, and are not what the family takes."""


def _fitted(
    cls: "type[ZooModel]", family: str, section: Mapping
) -> tuple[dict[str, Any], Any, int]:
    """Returns a model's arguments for these pictures, the model, and how many a step can take."""
    from keras_gan_zoo.data import class_names, load

    sets: Data = load(**section)
    shape = _first(sets).shape
    arguments: dict[str, Any] = {"image_shape": [int(side) for side in shape]}
    defaults = default_arguments(cls)
    if isinstance(width := defaults.get("width"), int) and width > WIDTH:
        arguments["width"] = WIDTH
    if section.get("labels") and "classes" in defaults:
        arguments["classes"] = len(class_names(section["name"]))
    count = _count(sets)
    if "pictures" in defaults and count > 0:
        arguments["pictures"] = count
    gan = registry.get(family, **arguments)
    batch_size = _batch_size(gan, sets, count)
    if not batch_size:
        raise _NotTaken(
            f"data={section['name']!r} is not what {family!r} is trained on, {cls.wants}: "
            "`keras_gan_zoo.data.load` tells how the folders of each kind are laid out."
        )
    return {"name": family, **arguments}, gan, batch_size


def _batch_size(gan: Any, sets: Data, count: int) -> int:
    """Returns the family's own batch size, or what there are enough pictures for; 0 if none is."""
    size = min(gan.default_batch_size, count) if count > 0 else gan.default_batch_size
    while size:
        try:
            gan.prepare_data(sets, size, shuffle=False)
        except (ValueError, TypeError):  # such as of a step that takes several batches, or pairs
            size //= 2
        else:
            break
    return size


def _count(sets):
    """Returns how many pictures there are, of several sets of the smallest; negative if unknown."""
    return min(int(one.cardinality()) for one in (sets if isinstance(sets, tuple) else (sets,)))


def _first(sets):
    """Returns the specification of the first picture of an example, of the first of sets."""
    spec = (sets[0] if isinstance(sets, tuple) else sets).element_spec
    return spec[0] if isinstance(spec, tuple) else spec


def _held_out(section: Mapping) -> tuple[dict[str, Any], int]:
    """Returns the data to score on, and how many pictures they are.

    They are the test split, or where there is none the same pictures.
    """
    from keras_gan_zoo.data import load

    try:
        held_out = {**section, "split": "test"}
        pictures = load(**held_out)
    except ValueError:
        held_out = dict(section)
        pictures = load(**held_out)
    return held_out, int(pictures.cardinality())
