"""Trains a recipe once for each combination of some settings' values."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from keras_gan_zoo.recipes.recipe import Recipe, load_recipe
from keras_gan_zoo.runs.directory import RunDirectory


def combinations(sweeps: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yields the changes of each run of a sweep.

    Args:
        sweeps: Settings with their values between commas, as `"model.width=16,32"`.

    Raises:
        ValueError: If one has no values, or the same one twice.

    Example:
        >>> list(combinations(["model.width=16,32", "training.seed=0,1"]))[1]
        ('model.width=16', 'training.seed=1')
    """
    settings = []
    for sweep in sweeps:
        name, equals, values = sweep.partition("=")
        each = [value.strip() for value in _split(values)]
        if not (name.strip() and equals and all(each)):
            raise ValueError(
                f"--sweep must be a setting and its values, as in model.width=16,32, got {sweep!r}."
            )
        if len(set(each)) < len(each):
            raise ValueError(f"--sweep has a value twice: {sweep!r}.")
        settings.append([f"{name.strip()}={value}" for value in each])
    yield from itertools.product(*settings)


def sweep(
    file: str | Path,
    changes: Sequence[str],
    sweeps: Sequence[str],
    folder: str | None,
    train: Callable[[Recipe, Path], bool],
) -> tuple[list[RunDirectory], bool]:
    """Trains every combination, and goes on with a sweep that was stopped.

    Every recipe is checked before the first is trained. What is finished is left as it is.

    Args:
        file: The recipe.
        changes: Changes that all runs have.
        sweeps: As for `combinations`.
        folder: Where the runs lie, a folder each; `None` for `runs/NAME-sweep`.
        train: Trains a recipe in a folder, and returns whether a signal stopped it.

    Returns:
        The runs, and whether the sweep was stopped.

    Raises:
        ValueError: If a combination is no recipe, or a finished run there is of other settings.
    """
    recipes = {each: load_recipe(file, [*changes, *each]) for each in combinations(sweeps)}
    first = next(iter(recipes.values()))
    place = Path(folder or Path("runs") / f"{first.name}-sweep")
    runs = []
    for number, (each, recipe) in enumerate(recipes.items(), start=1):
        directory = RunDirectory(place / _folder_name(each))
        runs.append(directory)
        told = f"{number} of {len(recipes)}: {', '.join(each)}"
        if directory.exists and directory.finished:
            if directory.recipe().hash != recipe.hash:
                raise ValueError(
                    f"{str(directory)!r} holds a finished run of other settings: choose another "
                    "folder by --run_dir."
                )
            print(f"{told} is finished.")
            continue
        print(told, flush=True)
        if train(recipe, directory.path):
            return runs, True
    return runs, False


def _folder_name(changes: Sequence[str]) -> str:
    """Returns a folder's name that says which values it is of."""
    parts = (change.partition("=") for change in changes)
    said = "-".join(f"{name.rpartition('.')[2]}={value}" for name, _, value in parts)
    return "".join(letter if letter.isalnum() or letter in "=-._+" else "_" for letter in said)


def _split(values: str) -> Iterator[str]:
    """Yields what lies between commas that are in no brackets and no quotes."""
    depth, quote, begun = 0, "", 0
    for place, letter in enumerate(values):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and depth == 0:
            yield values[begun:place]
            begun = place + 1
    yield values[begun:]
