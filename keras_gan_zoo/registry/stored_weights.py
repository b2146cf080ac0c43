"""Finds pretrained weights in `saved_models/<family>/<name>/`."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keras_gan_zoo.errors import listed, nearest

if TYPE_CHECKING:
    from typing import TypeGuard

_ROOT = Path(__file__).parents[1]
_WEIGHTS = "networks.weights.h5"
_STORED_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class StoredWeights:
    """The folder of pretrained weights.

        networks.weights.h5    every network and its average
        recipe.yaml            the recipe as it was run: settings, hash, versions, scores
        small_sample.json      scores of 64 pictures, to check the weights by
        known_failures.md      what it does badly, written by whoever looked
        card.md                all of this to read
        samples.png            pictures, not selected; samples.txt, texts
        vocabulary.txt         the words of a text family, in the order of their tokens
        *.tflite               each network for a phone

    Attributes:
        family: The family's name in the registry.
        name: What `get(family, weights=name)` calls it.
        directory: The folder.
    """

    family: str
    name: str
    directory: Path

    @property
    def weights(self) -> Path:
        """The weights file."""
        return self.directory / _WEIGHTS

    @property
    def recipe(self) -> Path:
        """The recipe as it was run."""
        return self.directory / "recipe.yaml"

    @property
    def card(self) -> Path:
        """The model card."""
        return self.directory / "card.md"

    @property
    def small_sample(self) -> Path:
        """The scores of a small sample."""
        return self.directory / "small_sample.json"

    def small_sample_scores(self) -> dict[str, float]:
        """Returns the scores that the weights had when they were stored."""
        return json.loads(self.small_sample.read_text(encoding="utf-8"))["scores"]

    @property
    def vocabulary(self) -> Path:
        """The words of a text family, a word on each line; other families have no such file."""
        return self.directory / "vocabulary.txt"

    def class_names(self) -> Sequence[str]:
        """Returns the names of the classes that the weights were trained on, if they have any."""
        from keras_gan_zoo.registry.class_names import class_names_of
        from keras_gan_zoo.storage.yaml_values import read_settings

        return class_names_of(read_settings(self.recipe))

    def model_arguments(self) -> dict:
        """Returns the arguments of `get` by which the weights' model is built."""
        from keras_gan_zoo import registry
        from keras_gan_zoo.storage.yaml_values import read_settings

        settings = read_settings(self.recipe)
        arguments = dict(settings["model"])
        for beginning in ("name", "weights", "freeze_discriminator"):
            arguments.pop(beginning, None)
        for leave_out in registry.find(self.family).load().training_only.values():
            arguments.update(leave_out)
        if self.vocabulary.is_file():
            from keras_gan_zoo.layers import Tokenizer

            cut = settings["tokenizer"]
            words = self.vocabulary.read_text(encoding="utf-8").split("\n")[:-1]
            arguments["tokenizer"] = Tokenizer(words, cut["length"], cut["split"])
        return arguments


def list_weights(family: str | None = None) -> dict[str, list[str]]:
    """Lists the pretrained weights, without loading any.

    They are looked for in the folder that the environment variable `KERAS_GAN_ZOO_SAVED_MODELS`
    names, if it is set, and in `saved_models` of this package or of its repository.

    Args:
        family: Only those of this family.

    Returns:
        By family, the names that `get(family, weights=name)` takes.

    Raises:
        ValueError: If there is no such family.

    Example:
        >>> list_weights("dcgan")
        {'dcgan': ['fashion_mnist']}
    """
    if family is not None:
        from keras_gan_zoo import registry

        registry.find(family)
    found: dict[str, set[str]] = {}
    for stored in _iterate_stored_weights():
        if family in (None, stored.family):
            found.setdefault(stored.family, set()).add(stored.name)
    return {family: sorted(names) for family, names in sorted(found.items())}


def is_stored_name(weights: object) -> "TypeGuard[str]":
    """Returns whether weights are meant by their name; others by a path, with a "." or a "/"."""
    return isinstance(weights, str) and _STORED_NAME.fullmatch(weights) is not None


def find_weights(family: str, name: str) -> StoredWeights:
    """Finds pretrained weights by name.

    Raises:
        ValueError: If there are none, with the nearest that there are.
    """
    of_family: dict[str, StoredWeights] = {}
    for stored in _iterate_stored_weights():
        if stored.family == family:
            of_family.setdefault(stored.name, stored)
    if name not in of_family:
        there_are = f"there are {listed(of_family)}" if of_family else "there are none of it"
        raise ValueError(
            f"`weights` {name!r} is no trained {family!r}: {there_are}.{nearest(name, of_family)} "
            "Weights of your own are given by the path of a .weights.h5 file."
        )
    return of_family[name]


def saved_models_folders() -> list[Path]:
    """Returns the folders that trained weights are looked for in; they need not exist."""
    own = os.environ.get("KERAS_GAN_ZOO_SAVED_MODELS")
    # Inside the package where it was installed, beside it in a checkout.
    places = [_ROOT / "saved_models", _ROOT.parent / "saved_models"]
    return [Path(own).expanduser(), *places] if own else places


def _iterate_stored_weights() -> Iterator[StoredWeights]:
    for folder in saved_models_folders():
        for weights in sorted(folder.glob(f"*/*/{_WEIGHTS}")):
            directory = weights.parent
            yield StoredWeights(directory.parent.name, directory.name, directory)
