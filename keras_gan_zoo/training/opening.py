"""Opens a trained model by what a user calls it: a run, stored weights or a `.keras` file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import keras

from keras_gan_zoo import registry
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.registry.stored_weights import StoredWeights, find_weights, list_weights
from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.storage.yaml_values import read_settings
from keras_gan_zoo.training.trainer import load_trained


@dataclass(frozen=True)
class OpenedModel:
    """A trained model, and what is known of its training.

    Attributes:
        name: What it was opened by.
        gan: The model.
        settings: The settings of the recipe that it was trained by; `None` of a `.keras` file.
        recipe: That recipe's file, or `None`.
    """

    name: str
    gan: ZooModel
    settings: Mapping | None
    recipe: Path | None = None


def open_model(name: str | os.PathLike) -> OpenedModel:
    """Opens a trained model.

    Args:
        name: Folder of a run, such as `"runs/dcgan_faces"`; stored weights as family and name,
            such as `"dcgan/faces"`, or their folder; or a `.keras` file.

    Raises:
        ValueError: If there is nothing of the kind, with the nearest that there is.

    Example:
        >>> open_model("dcgan/faces").gan.generate(n=4, seed=0).shape
        (4, 64, 64, 3)
    """
    told, path = str(name), Path(name)
    stored = _stored(path)
    if stored is not None:
        gan = registry.get(stored.family, weights=stored.name)
        return OpenedModel(told, gan, read_settings(stored.recipe), stored.recipe)
    if path.is_dir():
        directory = RunDirectory(path)
        gan = load_trained(directory)
        return OpenedModel(told, gan, directory.settings(), directory.recipe_file)
    if path.suffix == ".keras" and path.is_file():
        try:
            return OpenedModel(told, keras.models.load_model(path), None)
        # Whatever Keras, HDF5 or the archive raise on hostile bytes means the same here.
        except Exception as error:
            reason = " ".join(str(error).split())
            raise ValueError(f"The model {told!r} cannot be read: {reason}") from error
    if path.exists():
        raise ValueError(f"{told!r} is neither a run, nor stored weights, nor a .keras file.")
    raise ValueError(_missing(told))


def is_stored(name: str | os.PathLike) -> bool:
    """Returns whether a name is one of stored weights, and not of a file or folder of the user's.

    Example:
        >>> is_stored("dcgan/faces"), is_stored("runs/dcgan_faces")
        (True, False)
    """
    return _stored(Path(name)) is not None


def _stored(path: Path) -> StoredWeights | None:
    """Returns the stored weights that a path names, or whose folder it is."""
    if path.is_dir():
        stored = StoredWeights(path.parent.name, path.name, path)
        if not (stored.weights.is_file() and stored.recipe.is_file()):
            return None
        return stored if _named(stored.family, stored.name) else None
    if path.exists() or len(path.parts) != 2:
        return None
    return find_weights(*path.parts) if _named(*path.parts) else None


def _named(family: str, name: str) -> bool:
    return name in list_weights().get(family, ())


def _missing(told: str) -> str:
    """Returns what to say of a name of nothing: what there is beside it."""
    family, slash, name = told.partition("/")
    weights = list_weights()
    if family in weights and "/" not in name:
        there_are = [f"{family}/{each}" for each in weights[family]]
        what = "There are no weights {!r}." if slash else "{!r} alone is no trained model."
        return f"{what.format(told)} There are {listed(there_are)}.{nearest(told, there_are)}"
    if family in registry.list_models() and "/" not in name:
        return (
            f"No weights of {family!r} are stored: train some, as in `gan-zoo train --recipe FILE`."
            " keras_gan_zoo.list_weights() names those that there are."
        )
    known = [f"{family}/{name}" for family, names in weights.items() for name in names]
    return (
        f"{told!r} does not exist: give a run, a .keras file, or stored weights by family and "
        f"name, such as 'dcgan/faces'.{nearest(told, known)}"
    )
