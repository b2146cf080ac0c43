"""What the callbacks of `gan-zoo train` cost a `fit` of the recipe dcgan_fashion_mnist."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.common.places import RECIPES

RECIPE = RECIPES / "dcgan_fashion_mnist.yaml"


def begin(competitor: str, threads: int, steps: int) -> Callable:
    """Builds the recipe's model, takes a step, and returns what measures one fit.

    A fit has one step more than is measured: from the end of its first to the end of its last, so
    that opening the data is left out. The callbacks have the periods that `gan-zoo train` gives
    them. The steps hold the lines of the log; a picture and a checkpoint are made at the end of
    every fit and timed there, and left out where one falls among the steps.

    Args:
        competitor: "bare" or "callbacks".
        threads: Of TensorFlow.
        steps: Steps measured.
    """
    from benchmarks.costs.beside_the_step.in_tensorflow import start_tensorflow

    start_tensorflow(threads)
    import keras

    from keras_gan_zoo.recipes.recipe import load_recipe
    from keras_gan_zoo.training import building

    recipe = load_recipe(RECIPE)
    gan = building.build_model(recipe)
    batches = building.training_batches(gan, recipe)
    folder = tempfile.TemporaryDirectory()
    timed, added = _usual(Path(folder.name)) if competitor == "callbacks" else ({}, [])

    class Clock(keras.callbacks.Callback):
        """Notes the ends of the steps, on a clock that stands still during what is timed."""

        def on_train_begin(self, logs=None):
            self.ends = []

        def on_train_batch_end(self, batch, logs=None):
            self.ends.append(time.perf_counter() - sum(act.total for act in timed.values()))

    clock = Clock()

    def measure():
        gan.fit(
            batches,
            steps_per_epoch=steps + 1,
            verbose=0,
            callbacks=[*added, clock],
        )
        seconds = {"step": (clock.ends[-1] - clock.ends[0]) / steps}
        seconds |= {name: act.seconds for name, act in timed.items()}
        return {"seconds": seconds}

    gan.fit(batches, steps_per_epoch=1, verbose=0, callbacks=[*added, clock])
    measure.folder = folder  # which goes when nothing holds it any more
    return measure


class _Timed:
    """An `act` that notes how long its latest call took, and all its calls together."""

    def __init__(self, callback):
        self._act = callback.act
        self.seconds = self.total = 0.0

    def __call__(self, step, logs):
        started = time.perf_counter()
        self._act(step, logs)
        self.seconds = time.perf_counter() - started
        self.total += self.seconds


def _usual(folder):
    """Returns the callbacks of `gan-zoo train`, those that are timed by name and all of them."""
    from keras_gan_zoo import callbacks
    from keras_gan_zoo.recipes.recipe import Training

    usual = Training()
    picture = callbacks.ImageGrid(folder / "pictures", usual.picture_every)
    checkpoint = callbacks.Checkpoint(
        folder / "checkpoints", usual.checkpoint_every, usual.keep_checkpoints
    )
    timed = {"picture": _Timed(picture), "checkpoint": _Timed(checkpoint)}
    picture.act, checkpoint.act = timed["picture"], timed["checkpoint"]
    return timed, [
        callbacks.StopSignal(),
        callbacks.LossLog(folder / "history.jsonl", usual.log_every),
        picture,
        checkpoint,
        callbacks.Progress(usual.steps, (folder / "progress.txt").open("w")),
    ]
