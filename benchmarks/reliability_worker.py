"""Trains a small family in a process that things happen to; started by benchmarks/reliability.py.

    python benchmarks/reliability_worker.py FOLDER FAMILY STEPS [--poison STEP] [--strategy NAME]

It goes on from FOLDER/checkpoints, prints each step that it has taken, and at the end writes the
SHA-256 of every variable to FOLDER/final.json. With --poison one weight becomes NaN after that
step.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import keras
import numpy as np

import keras_gan_zoo
from keras_gan_zoo import callbacks, registry
from keras_gan_zoo.factory import default_arguments
from keras_gan_zoo.steps_taken import steps_taken
from keras_gan_zoo.training.strategies import is_chief, make_strategy

BATCH_SIZE = 8
_SIZES = {
    "image_shape": (16, 16, 1),
    "width": 4,
    "latent_dim": 8,
    "code_dim": 4,
    "blocks": 1,
    "discriminator_width": 4,
    "discriminator_downsamplings": 2,
    "vocabulary_size": 8,
    "length": 6,
    "units": 8,
    "filters": {1: 8, 2: 8},
    "rollouts": 2,
    "ema_decay": 0.9,
}


class Telling(keras.callbacks.Callback):
    """Prints each step, and poisons a weight after one of them."""

    def __init__(self, poisoned_step):
        super().__init__()
        self.poisoned_step = poisoned_step

    def on_train_batch_end(self, batch, logs=None):
        """Prints the step that was taken."""
        step = steps_taken(self.model)
        if step == self.poisoned_step:
            weight = self.model.trainable_variables[0]
            weight.assign(np.full(weight.shape, np.nan))
        print(step, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("family")
    parser.add_argument("steps", type=int)
    parser.add_argument("--poison", type=int)
    parser.add_argument("--strategy")
    options = parser.parse_args()
    strategy = make_strategy(options.strategy)
    with strategy.scope():
        gan = small(options.family)
    chief = is_chief(strategy)
    saver = callbacks.Checkpoint(options.folder / "checkpoints", every=2, keep=2, write=chief)
    added = [callbacks.LossLog(options.folder / "history.jsonl", every=1)] if chief else []
    try:
        gan.fit(
            examples(gan),
            batch_size=BATCH_SIZE,
            epochs=1 + options.steps // 5,
            steps_per_epoch=5,
            callbacks=[callbacks.StopSignal(), *added, saver, Telling(options.poison)],
            verbose=0,
            resume=True,
        )
    except (ArithmeticError, OSError, ValueError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    if chief and not gan.stop_training:
        digest = hashlib.sha256(b"".join(np.asarray(v).tobytes() for v in gan.get_weights()))
        (options.folder / "final.json").write_text(json.dumps(digest.hexdigest()))


def small(family):
    """Returns a compiled family with small networks."""
    accepted = default_arguments(registry.find(family).load())
    sizes = {name: value for name, value in _SIZES.items() if name in accepted}
    return keras_gan_zoo.get(family, seed=7, **{**sizes, "ema_decay": 0.9})


def examples(gan, count=44):
    """Returns random data of the kinds that the family takes."""
    random = np.random.default_rng(0)
    if hasattr(gan, "vocabulary_size"):
        return random.integers(0, gan.vocabulary_size, (count, gan.length), "int32")
    sides = [(height or 16, width or 16, channels) for height, width, channels in gan.data_shapes()]
    kinds = [random.uniform(-1, 1, (count, *shape)).astype("float32") for shape in sides]
    if gan.black_and_white:
        kinds = [np.where(kind > 0, 1.0, -1.0).astype("float32") for kind in kinds]
    return kinds[0] if len(kinds) == 1 else tuple(kinds)


if __name__ == "__main__":
    main()
