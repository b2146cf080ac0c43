"""Checks of a recipe's settings, each with the sentence that a wrong one gets."""

from collections.abc import Iterable, Mapping
from typing import Any

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.yaml_values import RecipeError, is_number, is_whole


def escaped(name: object) -> str:
    """Returns a name as it stands in a sentence, on one line whatever is in it."""
    return repr(str(name))[1:-1]


def suggest(key: str, known: Iterable[str]) -> str:
    """Returns the nearest setting that there is, or all of them, as a sentence's end."""
    return nearest(key, known) or f" There are {listed(known)}."


def mapping(value: object, where: str) -> dict[str, Any]:
    """Returns a section's settings, none for `None`.

    Raises:
        RecipeError: If it is no mapping from names.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise RecipeError(f"`{where}` must be a mapping of settings, got {value!r}.")
    bad = [key for key in value if not isinstance(key, str)]
    if bad:
        raise RecipeError(f"The settings of `{where}` have names, got {bad[0]!r}.")
    return dict(value)


def text(value: object, where: str) -> str:
    """Returns a text.

    Raises:
        RecipeError: If it is none.
    """
    if not isinstance(value, str):
        raise RecipeError(f"`{where}` must be text, got {value!r}.")
    return value


def check_like(value: Any, default: Any, where: str) -> None:
    """Checks a family's argument by the type of its default; its range the family knows.

    Raises:
        RecipeError: If it is of another type.
    """
    if isinstance(default, bool):
        right, wanted = isinstance(value, bool), "true or false"
    elif isinstance(default, int):
        right, wanted = is_whole(value), "a whole number"
    elif isinstance(default, float):
        numbers = value if isinstance(value, list) else [value]
        right, wanted = all(map(is_number, numbers)), "a number, or a list of numbers"
    elif isinstance(default, str):
        right, wanted = isinstance(value, str), "text"
    elif isinstance(default, list) and default and isinstance(default[0], str):
        right = isinstance(value, list) and all(isinstance(item, str) for item in value)
        wanted = "a list of names"
    elif isinstance(default, list):
        right = isinstance(value, list) and len(value) == len(default)
        right = right and all(map(is_number, value))
        wanted = f"a list of {len(default)} numbers"
    else:
        return
    if not right:
        raise RecipeError(f"`{where}` must be {wanted}, such as {default!r}, got {value!r}.")


def is_plain(value: object) -> bool:
    """Returns whether a value is one that a YAML file holds without a tag."""
    if isinstance(value, list):
        return all(map(is_plain, value))
    return value is None or isinstance(value, (bool, int, float, str))
