"""Loads a model that another process has saved and trains it on; a script of the tests.

python continue_training.py FOLDER FAMILY STEPS
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from small_families import all_variables, generated, train, values

from keras_gan_zoo import registry


def main(folder, family, steps):
    # As the process that saved: a graph's rounding depends on how it was optimized.
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    registry.find(family).load()
    with np.load(folder / "data.npz") as kinds:
        data = tuple(kinds.values())
    data = data if len(data) > 1 else data[0]
    gan = keras.models.load_model(folder / "gan.keras")
    np.savez(folder / "loaded.npz", generated(gan, data), *values(all_variables(gan)))
    losses = train(gan, data, int(steps))
    (folder / "losses.json").write_text(json.dumps(losses))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
