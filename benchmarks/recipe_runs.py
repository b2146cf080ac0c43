"""Trainings of benchmarks that are recipes: their runs can be looked at, exported and stored."""

import statistics
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def trained(name: str, runs: Path, changes=(), variant: str = ""):
    """Returns the run of a recipe, trained to its end, its model, and its minutes of training.

    The minutes are those of as many steps as long as the median one: pauses, pictures and what else
    the machine did meanwhile do not count.

    A run that was stopped goes on where it was, and a finished one is taken as it is.

    Args:
        name: Of the recipe, in `recipes/`.
        runs: The folder of runs.
        changes: Settings to change, each as `"training.steps=100"`.
        variant: What a run with other settings than the recipe's is called beside it.
    """
    from keras_gan_zoo.callbacks.history_file import read_history
    from keras_gan_zoo.recipes import load_recipe
    from keras_gan_zoo.training import RunDirectory, train
    from keras_gan_zoo.training.trainer import load_trained

    recipe = load_recipe(ROOT.parent / "recipes" / f"{name}.yaml", changes)
    directory = RunDirectory(Path(runs) / f"{recipe.name}{variant and f'_{variant}'}")
    if not directory.finished:
        result = train(recipe, directory.path)
        if result.interrupted:
            raise SystemExit(130)
        directory = result.directory
    return directory, load_trained(directory), minutes_of(read_history(directory.history_file))


def minutes_of(history):
    """Returns the whole minutes of a training by its median step, as text; "" without steps."""
    pairs = list(pairwise(history))
    if not pairs:
        return ""
    seconds = statistics.median(
        (end["seconds"] - begin["seconds"]) / (end["step"] - begin["step"]) for begin, end in pairs
    )
    return f"{seconds * history[-1]['step'] / 60:.0f}"
