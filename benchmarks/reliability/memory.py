"""How memory grows in long work, and what a step that needs too much comes to.

Part of benchmarks/reliability.
"""

import os
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from small_families import values

import keras_gan_zoo
from benchmarks.reliability.worker import small
from keras_gan_zoo import callbacks
from keras_gan_zoo.cli.drawing import draw
from keras_gan_zoo.engine.steps_taken import steps_taken
from keras_gan_zoo.errors import BatchTooLarge

_SETTLED = 0.1
"""Share of the work after which the first measurement is taken."""

_NUMBERS = 1 << 22
"""So many for each picture, of four bytes."""

TOO_LITTLE = {
    "TF_CPU_ALLOCATOR_USE_BFC": "true",
    "TF_CPU_BFC_MEM_LIMIT_IN_MB": "500",
    "TF_MKL_ALLOC_MAX_BYTES": str(500 << 20),
}
"""An environment in which TensorFlow's own allocator fails, as it does on an accelerator."""


class Memory(keras.callbacks.Callback):
    """Measures the resident memory at some steps."""

    def __init__(self, steps):
        super().__init__()
        self.at = dict.fromkeys(steps)

    def on_train_batch_end(self, batch, logs=None):
        """Measures, if it is time."""
        step = steps_taken(self.model)
        if step in self.at:
            self.at[step] = resident()


def resident() -> float:
    """Returns the resident memory of this process in mebibytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def training(steps, folder) -> dict:
    """Trains with every callback."""
    gan = _small()
    real = np.random.default_rng(0).uniform(-1, 1, (500, 16, 16, 1)).astype("float32")
    memory = Memory([max(1, round(_SETTLED * steps)), steps])
    gan.fit(
        real,
        batch_size=8,
        epochs=-(-steps // 500),
        steps_per_epoch=min(steps, 500),
        verbose=0,
        callbacks=[
            callbacks.StopSignal(),
            callbacks.LossLog(folder / "history.jsonl"),
            callbacks.ImageGrid(folder / "pictures", every=500),
            callbacks.EvaluateEvery(real, ["sharpness500"], every=500, stream=False),
            callbacks.Progress(steps, stream=sys.stderr),
            callbacks.CollapseMonitor(real, folder / "kept", stream=False),
            callbacks.Checkpoint(folder / "checkpoints", every=500),
            memory,
        ],
    )
    before, after = memory.at.values()
    return {"before": before, "after": after}


def streaming(pictures, folder) -> dict:
    """Trains on pictures that are made as they are needed, every one of them three times.

    It is measured from the second pass on. Near the end of a pass the next one begins to fill a
    shuffle buffer of its own, which every later pass does as well.
    """
    batch_size, passes = 500, 3
    million = tf.data.Dataset.range(pictures // batch_size).map(
        lambda index: tf.random.stateless_uniform((batch_size, 16, 16, 1), (0, index), -1.0, 1.0)
    )
    steps = pictures // batch_size
    memory = Memory([steps + max(1, round(_SETTLED * steps)), passes * steps])
    _small().fit(
        million.unbatch(),
        batch_size=batch_size,
        epochs=passes,
        steps_per_epoch=steps,
        verbose=0,
        callbacks=[memory],
    )
    before, after = memory.at.values()
    return {"before": before, "after": after}


def drawing(count, folder) -> dict:
    """Draws pictures into one array on disk, of which none stays in memory."""
    gan = _small()
    draw(gan, round(_SETTLED * count), folder / "fewer.npy", seed=0)
    before = resident()
    (path,) = draw(gan, count, folder / "all.npy", seed=0)
    return {"before": before, "after": resident(), "file": path.stat().st_size / 2**20}


MEASUREMENTS = {"training": 5_000, "streaming": 1_000_000, "drawing": 100_000}
"""How much of each is done."""


def measure(kind, count, folder) -> dict:
    """Returns the resident memory in mebibytes after a tenth of some work, and after all of it."""
    work = {"training": training, "streaming": streaming, "drawing": drawing}[kind]
    return {"count": count, **work(count, folder)}


def too_large(folder) -> dict:
    """Makes a step that needs more memory than TensorFlow may have, then one of the size advised.

    To be called in a new process, in the environment `TOO_LITTLE`.
    """
    gan, rows = small("gan", seed=7), 64
    train_step = gan.train_step

    def hungry(images):
        numbers = ops.arange(_NUMBERS, dtype="float32")
        large = ops.broadcast_to(images[:, 0, 0, :], (ops.shape(images)[0], _NUMBERS)) * numbers
        return train_step(images + 0.0 * ops.mean(large))

    gan.train_step = hungry
    real = np.random.default_rng(0).uniform(-1, 1, (rows, 16, 16, 1)).astype("float32")
    before = values(gan.trainable_variables)
    try:
        gan.fit(real, batch_size=rows, verbose=0)
    except BatchTooLarge as error:
        fitting = error.fitting
    unchanged = all(map(np.array_equal, before, values(gan.trainable_variables)))
    gan.fit(real, batch_size=fitting, steps_per_epoch=1, verbose=0)
    return {"rows": rows, "fitting": fitting, "unchanged": unchanged, "steps": steps_taken(gan)}


def _small():
    return keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8, seed=0)
