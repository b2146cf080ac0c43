"""Trainings of benchmarks that are recipes: their runs can be looked at, exported and stored."""

import dataclasses
import statistics
from itertools import pairwise
from pathlib import Path

from benchmarks.common.places import RECIPES


@dataclasses.dataclass(frozen=True)
class Trained:
    """What a recipe has trained.

    Attributes:
        recipe: The recipe, with the changes that were asked for.
        gan: The model.
        minutes: Of training, whole, as text; "" without steps. Those of as many steps as long as
            the median one: pauses, pictures and what else the machine did meanwhile do not count.
        name: Of the run.
    """

    recipe: object
    gan: object
    minutes: str
    name: str

    @property
    def steps(self):
        """How many the training has taken."""
        return self.recipe.training.steps


def trained(name: str, runs: Path, changes=(), variant: str = "") -> Trained:
    """Trains a recipe to its end, or takes what it has trained before.

    A run that was stopped goes on where it was, and a finished one is taken as it is. Where there
    is none, weights that this very recipe has trained are taken from `saved_models/`.

    Args:
        name: Of the recipe, in `recipes/`.
        runs: The folder of runs.
        changes: Settings to change, each as `"training.steps=100"`.
        variant: What a run with other settings than the recipe's is called beside it.
    """
    from keras_gan_zoo.recipes.recipe import load_recipe
    from keras_gan_zoo.runs.history_file import read_history
    from keras_gan_zoo.training import RunDirectory, train
    from keras_gan_zoo.training.trainer import load_trained

    recipe = load_recipe(RECIPES / f"{name}.yaml", changes)
    directory = RunDirectory(Path(runs) / f"{recipe.name}{variant and f'_{variant}'}")
    if not directory.exists and (stored := _stored(recipe)):
        return stored
    if not directory.finished:
        result = train(recipe, directory.path)
        if result.interrupted:
            raise SystemExit(130)
        directory = result.directory
    minutes = minutes_of(read_history(directory.history_file))
    return Trained(directory.recipe(), load_trained(directory), minutes, directory.path.name)


def _stored(recipe):
    """Returns the weights of `saved_models/` that a recipe has trained, or None."""
    import keras_gan_zoo
    from keras_gan_zoo.pretrained import find_weights, list_weights
    from keras_gan_zoo.recipes.recipe import load_recipe

    family = recipe.model["name"]
    name = recipe.name.removeprefix(f"{family}_")
    if name not in list_weights(family).get(family, ()):
        return None
    stored = find_weights(family, name)
    as_run = load_recipe(stored.recipe)
    if as_run.hash != recipe.hash:
        return None
    gan = keras_gan_zoo.get(family, weights=name)
    minutes = f"{as_run.score['seconds']['training'] / 60:.0f}"
    return Trained(as_run, gan, minutes, f"stored-{recipe.name}")


def minutes_of(history):
    """Returns the whole minutes of a training by its median step, as text; "" without steps."""
    pairs = list(pairwise(history))
    if not pairs:
        return ""
    seconds = statistics.median(
        (end["seconds"] - begin["seconds"]) / (end["step"] - begin["step"]) for begin, end in pairs
    )
    return f"{seconds * history[-1]['step'] / 60:.0f}"
