"""Finds the recipes that come with the zoo, by name."""

import os
import re
from pathlib import Path

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.storage.yaml_values import RecipeError

_ROOT = Path(__file__).parents[1]
_NAME = re.compile(r"\w+")


def list_recipes() -> list[str]:
    """Lists the recipes that come with the zoo, without reading any.

    Returns:
        Names, in alphabetical order, each as `load_recipe` and `gan-zoo train --recipe` take it.

    Example:
        >>> "dcgan_fashion_mnist" in list_recipes()
        True
    """
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def find_recipe(recipe: str | os.PathLike) -> Path:
    """Returns the file of a recipe that is given by its path, or by the name of one of the zoo's.

    A file of the user's own that is called so comes first.

    Args:
        recipe: A path, or a name such as `"dcgan_fashion_mnist"`.

    Raises:
        RecipeError: If a name is neither a file's nor a recipe's of the zoo, with the nearest that
            there is.

    Example:
        >>> find_recipe("dcgan_fashion_mnist").name
        'dcgan_fashion_mnist.yaml'
    """
    if not isinstance(recipe, str) or not _NAME.fullmatch(recipe) or Path(recipe).exists():
        return Path(recipe)
    if (path := _folder() / f"{recipe}.yaml").is_file():
        return path
    names = list_recipes()
    raise RecipeError(
        f"`recipe` {recipe!r} is neither a file nor a recipe of the zoo."
        f"{nearest(recipe, names) or f' There are {listed(names)}.'}"
    )


def _folder() -> Path:
    """Returns the folder of the recipes: in the package where it was installed, else beside it."""
    places = (_ROOT / "recipe_files", _ROOT.parent / "recipes")
    return next((place for place in places if any(place.glob("*.yaml"))), places[-1])
