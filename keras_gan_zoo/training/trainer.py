"""Trains a recipe from its beginning, or from where it stopped, to its report."""

import dataclasses
import os
import time

import keras

from keras_gan_zoo import callbacks, registry
from keras_gan_zoo.callbacks.checkpoint import latest_checkpoint
from keras_gan_zoo.recipe_yaml import RecipeError
from keras_gan_zoo.recipes import Recipe
from keras_gan_zoo.training import building, environment, exporting, scoring
from keras_gan_zoo.training.plan import describe_plan
from keras_gan_zoo.training.run_directory import COMMAND, RunDirectory, choose_directory

EXAMPLES = 8


@dataclasses.dataclass(frozen=True)
class TrainingResult:
    """What `train` did.

    Attributes:
        directory: The run's folder.
        gan: The model as it is now.
        interrupted: Whether a signal stopped the training before its end.
    """

    directory: RunDirectory
    gan: keras.Model
    interrupted: bool


def train(
    recipe: Recipe, run_dir: str | os.PathLike | None = None, *, resume: bool = True
) -> TrainingResult:
    """Trains, exports and scores a recipe, and writes its report.

    A run that was stopped goes on exactly where it was: the same recipe on the same machine
    comes to the same weights whether it was interrupted or not. Ctrl-C and SIGTERM end the step
    in progress, save a checkpoint and write the report of what there is.

    Args:
        recipe: What to train.
        run_dir: The run's folder; `None` for `runs/<name of the recipe>`. If it holds a finished
            run, a new one is begun beside it. Nothing is written over.
        resume: Whether to go on with an unfinished run; otherwise one is begun beside it.

    Returns:
        The run's folder, the model, and whether it was interrupted.

    Raises:
        ValueError: If the settings, the data or the folder do not fit; in one sentence.
        keras_gan_zoo.callbacks.TrainingDiverged: If a loss is not finite any more.

    Example:
        >>> recipe = load_recipe("recipes/dcgan_fashion_mnist.yaml", ["training.steps=100"])
        >>> train(recipe, "runs/short").directory.report_file
        PosixPath('runs/short/report.html')
    """
    directory, message = choose_directory(recipe, run_dir, resume=resume)
    print(message)
    gan = _restore(directory) or building.build_model(recipe)
    batches = building.training_batches(gan, recipe)
    examples = building.example_pictures(gan, recipe, EXAMPLES)
    if not directory.exists:
        directory.begin(
            recipe,
            {"versions": environment.versions(), "machine": environment.machine()},
        )
    with directory.locked():
        interrupted = _fit(gan, recipe, directory, batches, examples)
        if not interrupted:
            _finish(gan, recipe, directory)
        _write_report(directory)
    if interrupted:
        print(
            f"Stopped at step {int(gan.optimizer.iterations)} of {recipe.training.steps}, and "
            f"saved. Go on with: {COMMAND} train --run_dir {directory}"
        )
    return TrainingResult(directory, gan, interrupted)


def dry_run(
    recipe: Recipe, run_dir: str | os.PathLike | None = None, *, resume: bool = True
) -> str:
    """Checks a recipe, its data and its folder, and returns the plan; trains and writes nothing.

    Args:
        recipe: What would be trained.
        run_dir: As for `train`.
        resume: As for `train`.

    Raises:
        ValueError: As `train`.
    """
    _, message = choose_directory(recipe, run_dir, resume=resume)
    gan = building.build_model(recipe)
    batches = building.training_batches(gan, recipe)
    building.example_pictures(gan, recipe, 1)
    return f"{describe_plan(gan, recipe, batches)}\n{message}"


def load_trained(directory: RunDirectory) -> keras.Model:
    """Returns the model of a run's newest checkpoint.

    Raises:
        RecipeError: If the folder holds no run, or the run no checkpoint yet.
    """
    gan = _restore(directory) if directory.exists else None
    if gan is None:
        raise RecipeError(f"{str(directory)!r} holds no checkpoint of a run.")
    return gan


def _restore(directory):
    checkpoint = latest_checkpoint(directory.checkpoints)
    if checkpoint is None:
        return None
    registry.find(directory.settings()["model"]["name"]).load()  # Keras has to know the class
    try:
        return keras.models.load_model(checkpoint)
    except (OSError, ValueError, TypeError) as error:
        raise RecipeError(
            f"The checkpoint {str(checkpoint)!r} cannot be read: {error} Remove it to go on from "
            "the one before."
        ) from error


def _fit(gan, recipe, directory, batches, examples) -> bool:
    """Takes the steps that are left and returns whether a signal cut them short."""
    training = recipe.training
    done = int(gan.optimizer.iterations)
    if done >= training.steps:
        return False
    stop = callbacks.StopSignal()
    try:
        # Not `gan.fit`, which would look into the data once more: a shuffled dataset goes on to
        # its next order whenever it is read, and then an interrupted run would not see the order
        # that an uninterrupted one sees.
        keras.Model.fit(
            gan,
            batches.repeat().skip(done),
            steps_per_epoch=training.steps - done,
            shuffle=False,  # the batches are in their order
            verbose=0,
            callbacks=[
                stop,
                callbacks.FiniteLosses(),
                callbacks.LossLog(directory.history_file, training.log_every),
                callbacks.ImageGrid(directory.pictures, training.picture_every, examples),
                callbacks.Checkpoint(
                    directory.checkpoints, training.checkpoint_every, training.keep_checkpoints
                ),
                callbacks.Progress(training.steps),
            ],
        )
    finally:
        stop.restore()
    return stop.received is not None and int(gan.optimizer.iterations) < training.steps


def _finish(gan, recipe, directory):
    if recipe.export or recipe.evaluation:
        print("Trained; now exporting and scoring.", flush=True)
    seconds = {}
    started = time.monotonic()
    exported = exporting.export_all(gan, recipe.export, directory.export)
    seconds["export"] = round(time.monotonic() - started, 2)
    started = time.monotonic()
    tables = scoring.evaluate(gan, recipe, exported)
    seconds["evaluation"] = round(time.monotonic() - started, 2)
    for name, path in exported.items():
        print(f"exported {name}: {directory}/{path.relative_to(directory.path)}")
    for table in tables:
        print(f"\n{table}")
    scoring.write_scores(directory, gan, tables, seconds)


def _write_report(directory):
    # Here, because it takes Matplotlib a while to load.
    from keras_gan_zoo.report import write_report

    write_report(directory)
    print(f"\nThe report is {directory}/report.html")
