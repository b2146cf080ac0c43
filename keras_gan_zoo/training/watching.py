"""Scores a recipe's model during training, and keeps the best one."""

import keras

from keras_gan_zoo import callbacks
from keras_gan_zoo.callbacks.checkpoint_folder import StoredCheckpoint, newest_intact
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.evaluation.protocols import find_protocol
from keras_gan_zoo.recipes.recipe import Recipe
from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.runs.history_file import read_history
from keras_gan_zoo.storage.cache import cache_folder
from keras_gan_zoo.storage.yaml_values import RecipeError


def watchers(
    gan: ZooModel, recipe: Recipe, directory: RunDirectory
) -> list[keras.callbacks.Callback]:
    """Returns the callbacks that score the model, and keep the best; none if none are asked for.

    Args:
        gan: The model.
        recipe: The recipe.
        directory: The run.

    Raises:
        RecipeError: If the model draws from pictures, not from latents, or the test data are too
            few.
    """
    training = recipe.training
    if training.evaluate_every is None:
        return []
    if gan.source_kinds():
        raise RecipeError(
            "`training.evaluate_every` scores what a model draws from latents, and "
            f"{type(gan).__name__} translates pictures: leave it out."
        )
    real = find_protocol("generation").data(gan, recipe.data, recipe.test_data)
    try:
        scores = callbacks.EvaluateEvery(
            real,
            training.watched,
            training.evaluate_every,
            directory.evaluations_file,
            seed=training.seed,
            features_dir=cache_folder() / "features",
        )
    except ValueError as error:
        raise RecipeError(f"`training.evaluate_every`: {error}") from None
    if training.keep_best is None:
        return [scores]
    return [scores, callbacks.KeepBest(scores, training.keep_best, directory.best)]


def best_checkpoint(directory: RunDirectory) -> StoredCheckpoint | None:
    """Returns the model that a run kept as its best; `None` if it kept none.

    Raises:
        keras_gan_zoo.callbacks.CheckpointDamaged: If its file is damaged.
    """
    return newest_intact(directory.best)


def kept_in_words(directory: RunDirectory, kept: StoredCheckpoint) -> str:
    """Returns which model a run kept as its best, and why, in a sentence.

    Args:
        directory: The run.
        kept: What `best_checkpoint` returned of it.
    """
    training = directory.settings()["training"]
    step = int(kept.path.stem.removeprefix("step_"))
    values = [
        value
        for line in read_history(directory.evaluations_file)
        if line["step"] == step
        for name, value in line.items()
        if name.startswith(training["keep_best"])
    ]
    told = f" ({values[0]:.4g})" if values else ""
    return (
        f"The best by {training['keep_best']} is that of step {step:,} of {training['steps']:,}"
        f"{told}: this one is exported and scored."
    )
