"""Loads models that another process has saved and trains them on; a script of the tests.

python continue_training.py FOLDER STEPS FAMILY...
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from small_families import all_variables, generated, train, values

from keras_gan_zoo import registry


def main(folder, steps, *families):
    for family in families:
        registry.find(family).load()
        with np.load(folder / f"{family}_data.npz") as kinds:
            data = tuple(kinds.values())
        data = data if len(data) > 1 else data[0]
        gan = keras.models.load_model(folder / f"{family}.keras")
        np.savez(folder / f"{family}_loaded.npz", generated(gan, data), *values(all_variables(gan)))
        losses = train(gan, data, int(steps))
        (folder / f"{family}_losses.json").write_text(json.dumps(losses))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
