"""Trains a recipe from its start, or from its newest checkpoint, to its report."""

import dataclasses
import os
import time
import warnings
from pathlib import Path

import keras
import tensorflow as tf

from keras_gan_zoo import callbacks, registry
from keras_gan_zoo.callbacks.checkpoint_folder import StoredCheckpoint, newest_intact
from keras_gan_zoo.engine.fitting import fit_batches
from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.machine.hardware import machine
from keras_gan_zoo.machine.versions import versions
from keras_gan_zoo.recipes.recipe import Recipe
from keras_gan_zoo.registry.class_names import class_names_of
from keras_gan_zoo.runs.directory import COMMAND, RunDirectory, choose_directory
from keras_gan_zoo.storage.yaml_values import RecipeError
from keras_gan_zoo.training import building, exporting, scoring
from keras_gan_zoo.training.plan import describe_plan
from keras_gan_zoo.training.pretraining import pretrain
from keras_gan_zoo.training.strategies import is_chief, make_strategy
from keras_gan_zoo.training.watching import best_checkpoint, kept_in_words, watchers

EXAMPLES = 8


@dataclasses.dataclass(frozen=True)
class TrainingResult:
    """The result of `train`.

    Attributes:
        directory: The run's folder.
        gan: The model as it is now.
        interrupted: Whether a signal stopped the training before its end.
    """

    directory: RunDirectory
    gan: keras.Model
    interrupted: bool

    def _repr_html_(self) -> str:
        """Returns the run as a notebook shows it."""
        return self.directory._repr_html_()


def train(
    recipe: Recipe,
    run_dir: str | os.PathLike | None = None,
    *,
    resume: bool = True,
    strategy: str | None = None,
) -> TrainingResult:
    """Trains, exports and scores a recipe, and writes its report.

    A run that was stopped resumes exactly where it was: the same recipe on the same machine
    comes to the same weights whether it was interrupted or not. Ctrl-C and SIGTERM end the step
    in progress, save a checkpoint and write the report of what there is.

    Args:
        recipe: What to train.
        run_dir: The run's folder; `None` for `runs/<name of the recipe>`. If it holds a finished
            run, a new one is begun beside it. Nothing is written over.
        resume: Whether to resume an unfinished run; otherwise a new one is started beside it.
        strategy: `None`, or what to spread the training over, `"mirrored"` or `"multi_worker"`.
            The batch size is that of all replicas together. Workers share the run's folder, into
            which one of them writes, and which has to be named.

    Returns:
        The run's folder, the model, and whether it was interrupted.

    Raises:
        ValueError: If the settings, the data or the folder do not fit; in one sentence.
        keras_gan_zoo.callbacks.TrainingDiverged: If a loss is not finite any more.
        keras_gan_zoo.export.ExportError: If a network does not convert; the others are exported,
            scores and report written by then.

    Example:
        >>> recipe = load_recipe("recipes/dcgan_fashion_mnist.yaml", ["training.steps=100"])
        >>> train(recipe, "runs/short").directory.report_file
        PosixPath('runs/short/report.html')
    """
    if strategy is not None and recipe.training.pretraining:
        raise RecipeError(
            f"`training.pretraining` runs on one device, and `strategy` is {strategy!r}: train the "
            "stages without it, or leave them out."
        )
    spread = make_strategy(strategy)
    if not is_chief(spread):
        return _train_as_worker(recipe, run_dir, spread)
    directory, message = choose_directory(recipe, run_dir, resume=resume)
    if strategy == "multi_worker" and directory.path != Path(run_dir or ""):
        raise RecipeError(
            "Workers meet in the folder `run_dir`, which has to be given and must hold no finished "
            f"run; got {run_dir!r}."
        )
    print(message)
    begun = directory.settings().get("run", {}) if directory.exists else {}
    with spread.scope():
        gan = building.build_model(recipe, begun.get("precision"))
    batches = building.training_batches(gan, recipe)
    examples = building.example_pictures(gan, recipe, EXAMPLES)
    if not directory.exists:
        notes = {
            "versions": versions(),
            "machine": machine(),
            "precision": gan.dtype_policy.name,
        }
        names = class_names_of(recipe.to_dict())
        directory.begin(recipe, {**notes, **({"class_names": list(names)} if names else {})})
    gan.name_classes(class_names_of(directory.settings()))
    training = recipe.training
    with directory.locked():
        stage = pretrain(gan, recipe, directory)
        if stage is not None:
            print(
                f"Stopped in stage {stage} of {len(training.pretraining)} before the game, which "
                f"begins anew with: {COMMAND} train --run_dir {directory}"
            )
            return TrainingResult(directory, gan, interrupted=True)
        try:
            interrupted = _fit(
                gan,
                recipe,
                batches,
                *watchers(gan, recipe, directory),
                callbacks.LossLog(directory.history_file, training.log_every),
                *_shown(recipe, directory, _samples(gan, recipe, directory, examples)),
                _checkpoint(recipe, directory),
                callbacks.Progress(training.steps),
            )
        except KeyboardInterrupt:  # a second Ctrl-C, which waits for nothing
            print(
                f"Stopped at once, so that what came after {_newest(directory)} is lost. Go on "
                f"with: {COMMAND} train --run_dir {directory}"
            )
            raise
        refused = []
        if not interrupted:
            kept = best_checkpoint(directory)
            if kept is not None:
                print(kept_in_words(directory, kept))
                gan = _load(kept, directory)
            elif spread.num_replicas_in_sync > 1:
                gan = load_trained(directory)  # which needs no other replica
            refused = _finish(gan, recipe, directory)
        gan.gives.show_growth(directory.sheets(gan.gives.sheet_suffix), directory.path)
        _write_report(directory)
    if refused:  # of the model scores and report are there by now
        raise refused[0]
    if interrupted:
        print(
            f"Stopped at step {steps_taken(gan)} of {recipe.training.steps}, and "
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
    """Returns a run's model: its newest, or its best if it is finished and has kept that.

    Raises:
        RecipeError: If the folder holds no run, or the run no checkpoint yet.
    """
    stored = newest_intact(directory.checkpoints) if directory.exists else None
    if stored is None:
        raise RecipeError(f"{str(directory)!r} holds no checkpoint of a run.")
    kept = best_checkpoint(directory) if directory.finished else None
    return _load(kept or stored, directory)


def _load(stored: StoredCheckpoint, directory: RunDirectory) -> ZooModel:
    if message := stored.warning():
        warnings.warn(message, stacklevel=2)
    settings = directory.settings()
    registry.find(settings["model"]["name"]).load()  # Keras has to know the class
    try:
        gan = keras.models.load_model(stored.path)
    except (OSError, ValueError, TypeError) as error:
        wrote = ", ".join(f"{name} {version}" for name, version in stored.versions.items())
        raise RecipeError(
            f"The checkpoint {str(stored.path)!r} is whole, but cannot be read by these versions"
            f"{f' (it was written by {wrote})' if wrote else ''}: {error}"
        ) from error
    gan.name_classes(class_names_of(settings))
    return gan


def _newest(directory: RunDirectory) -> str:
    stored = newest_intact(directory.checkpoints)
    return "its beginning" if stored is None else f"the checkpoint {stored.path.name}"


def _train_as_worker(
    recipe: Recipe, run_dir: str | os.PathLike | None, spread: tf.distribute.Strategy
) -> TrainingResult:
    """Trains as one of several workers, beside the one that writes."""
    directory = RunDirectory(run_dir or "")
    with spread.scope():
        gan = building.build_model(recipe)
    batches = building.training_batches(gan, recipe)
    interrupted = _fit(gan, recipe, batches, _checkpoint(recipe, directory, write=False))
    return TrainingResult(directory, gan, interrupted)


def _checkpoint(recipe, directory, write=True):
    training = recipe.training
    return callbacks.Checkpoint(
        directory.checkpoints, training.checkpoint_every, training.keep_checkpoints, write=write
    )


def _samples(gan, recipe, directory, examples):
    every = recipe.training.picture_every
    folder = directory.sheet_folder(gan.gives.sheet_suffix)
    return callbacks.SampleSheets(folder, every, examples, gan.gives.watched)


def _shown(recipe, directory, sheets):
    """Returns the callback that writes sheets, and the tracker's, if one is asked for."""
    training = recipe.training
    if training.tracker is None:
        return [sheets]
    track = callbacks.Track(
        training.tracker,
        directory.tracker,
        training.log_every,
        sheets=sheets,
        name=directory.path.name,
        config=recipe.to_dict(),
    )
    return [sheets, track]


def _fit(
    gan: ZooModel,
    recipe: Recipe,
    batches: tf.data.Dataset,
    *added: keras.callbacks.Callback,
) -> bool:
    """Takes the steps that are left and returns whether a signal cut them short."""
    stop = callbacks.StopSignal()
    try:
        # A run whose training had come to its end when it was stopped has no steps left.
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "`fit` took no step: .* is where training ends")
            # Not `gan.fit`, which would look into the data once more.
            fit_batches(
                gan,
                batches,
                steps_per_epoch=recipe.training.steps,
                resume=True,
                verbose=0,
                callbacks=[stop, *added],
            )
    finally:
        stop.restore()
    return stop.received is not None and steps_taken(gan) < recipe.training.steps


def _finish(gan, recipe, directory):
    """Exports and scores, and returns what is wrong with the exports that did not come about."""
    if recipe.export or recipe.evaluation:
        print("Trained; now exporting and scoring.", flush=True)
    seconds = {}
    started = time.monotonic()
    exported, refused = exporting.export_all(gan, recipe.export, directory.export)
    seconds["export"] = round(time.monotonic() - started, 2)
    started = time.monotonic()
    tables = scoring.evaluate(gan, recipe, exported)
    seconds["evaluation"] = round(time.monotonic() - started, 2)
    for name, path in exported.items():
        print(f"exported {name}: {directory}/{path.relative_to(directory.path)}")
    for table in tables:
        print(f"\n{table}")
    scoring.write_scores(directory, gan, tables, seconds)
    return refused


def _write_report(directory):
    # Here, because it takes Matplotlib a while to load.
    from keras_gan_zoo.report import write_report

    write_report(directory)
    print(f"\nThe report is {directory}/report.html")
