"""How memory grows in a long training and in drawing many pictures; part of reliability.py.

    python benchmarks/reliability_memory.py training 5000 FOLDER
    python benchmarks/reliability_memory.py drawing 100000 FOLDER

Prints one line of JSON, in mebibytes of resident memory.
"""

import json
import os
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import callbacks, generating
from keras_gan_zoo.steps_taken import steps_taken

_SETTLED = 0.1
"""Share of the steps after which the first measurement is taken."""


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
    """Trains on a million pictures, made as they are needed, with every callback."""
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8, seed=0)
    million = tf.data.Dataset.range(1_000_000).map(
        lambda index: tf.random.stateless_uniform((16, 16, 1), (0, index), -1.0, 1.0)
    )
    real = np.random.default_rng(0).uniform(-1, 1, (64, 16, 16, 1))
    memory = Memory([round(_SETTLED * steps), steps])
    gan.fit(
        million,
        batch_size=16,
        steps_per_epoch=steps,
        verbose=0,
        callbacks=[
            callbacks.StopSignal(),
            callbacks.LossLog(folder / "history.jsonl"),
            callbacks.ImageGrid(folder / "pictures", every=500),
            callbacks.CollapseMonitor(real, folder / "kept", stream=False),
            callbacks.Checkpoint(folder / "checkpoints", every=500),
            callbacks.Progress(steps, stream=sys.stderr),
            memory,
        ],
    )
    before, after = memory.at.values()
    return {"before": before, "after": after, "pictures": 1_000_000}


def drawing(count, folder) -> dict:
    """Draws pictures into one array on disk, of which none stays in memory."""
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8, seed=0)
    generating.draw(gan, round(_SETTLED * count), folder / "fewer.npy", seed=0)
    before = resident()
    (path,) = generating.draw(gan, count, folder / "all.npy", seed=0)
    return {"before": before, "after": resident(), "file": path.stat().st_size / 2**20}


if __name__ == "__main__":
    kind, number, where = sys.argv[1:]
    Path(where).mkdir(parents=True, exist_ok=True)
    run = {"training": training, "drawing": drawing}[kind]
    print(json.dumps(run(int(number), Path(where))))
