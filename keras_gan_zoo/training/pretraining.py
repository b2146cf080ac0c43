"""The pretraining stages of a recipe, each finished or started anew."""

import sys

from keras_gan_zoo import callbacks
from keras_gan_zoo.callbacks.checkpoint_folder import newest_intact
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.recipes.recipe import Recipe
from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.storage.durable import replacing
from keras_gan_zoo.training.building import load_examples


def pretrain(gan: ZooModel, recipe: Recipe, directory: RunDirectory) -> int | None:
    """Trains a model through the remaining pretraining stages of its recipe.

    After each stage the whole state is written to `pretraining/`, from where a run that was
    stopped resumes. Once the game has a checkpoint there is nothing left to do.

    Args:
        gan: The recipe's model, compiled.
        recipe: The recipe.
        directory: The run's folder.

    Returns:
        `None` once all is done; or the number, from 1, of the stage that a signal cut short.

    Raises:
        ValueError: If the data does not fit a stage.
    """
    stages = recipe.training.pretraining
    if not stages or newest_intact(directory.checkpoints) is not None:
        return None
    done = max(_finished(directory), default=0)
    if done:
        gan.load_state(_file(directory, done))
    for number, stage in enumerate(stages[done:], start=done + 1):
        player, epochs = stage["player"], stage["epochs"]
        print(f"Stage {number} of {len(stages)} before the game: {player}, {epochs} epochs.")
        stop = callbacks.StopSignal()
        try:
            gan.pretrain(
                load_examples(gan, recipe),
                player,
                batch_size=recipe.training.batch_size,
                epochs=epochs,
                shuffle=False,  # the examples come in an order of the seed already
                # Keras's bar, or a line an epoch where it could not be drawn over.
                verbose=1 if sys.stdout.isatty() else 2,
                callbacks=[stop],
            )
        finally:
            stop.restore()
        if stop.received is not None:
            return number
        directory.pretraining.mkdir(exist_ok=True)
        with replacing(_file(directory, number)) as partial:
            gan.save(partial)
        for earlier in _finished(directory) - {number}:
            _file(directory, earlier).unlink()
    return None


def _file(directory, number):
    return directory.pretraining / f"stage_{number:03d}.keras"


def _finished(directory: RunDirectory) -> set[int]:
    return {int(path.stem.removeprefix("stage_")) for path in directory.pretraining.glob("stage_*")}
