"""Writes the golden files: small trained models, and what they did next.

    python tests/golden/make_golden.py

Keras saves children by attribute path, so that renaming a network, a layer or a tracked attribute
breaks the files users have. `test_golden.py` notices. Run this only where that break is meant.
"""

import json
import zipfile
from pathlib import Path

import keras
import numpy as np

import keras_gan_zoo

FOLDER = Path(__file__).parent

ARGUMENTS = {
    "dcgan": {"image_shape": (16, 16, 1), "latent_dim": 4, "width": 2, "ema_decay": 0.9},
    "cyclegan": {
        "image_shape": (16, 16, 1),
        "width": 2,
        "blocks": 1,
        "discriminator_width": 2,
        "discriminator_downsamplings": 1,
        "history_size": 2,
    },
}


def batch(family):
    """Returns the batch that the golden models are trained on: four gratings of each kind."""
    places = np.arange(16) / 16
    waves = [np.sin(2 * np.pi * (turns * places[:, None] + places)) for turns in range(1, 9)]
    images = np.array(waves, "float32")[..., None]
    return (images[:2], images[4:6]) if family == "cyclegan" else images[:4]


def behaviour(family, gan):
    """Returns what a model draws, what its optimizers know, and its losses of the next step."""
    data = batch(family)
    images = gan.generate(data[0]) if family == "cyclegan" else gan.generate(2, seed=0)
    iterations = {p: int(gan.optimizer[p].iterations) for p in gan.optimizer.players}
    slots = {
        p: float(sum(np.abs(v.numpy()).sum() for v in gan.optimizer[p].variables[2:]))
        for p in gan.optimizer.players
    }
    return {
        "images": images[0, ::4, ::4, 0].tolist(),
        "iterations": iterations,
        "slots": slots,
        "losses": gan.train_on_batch(data),
    }


def write(family):
    """Trains a model for two steps and writes it, compressed, with its behaviour."""
    gan = keras_gan_zoo.get(family, seed=1, **ARGUMENTS[family])
    for _ in range(2):
        gan.train_on_batch(batch(family))
    path = FOLDER / f"{family}.keras"
    gan.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    record = {"keras": keras.__version__, **behaviour(family, gan)}
    (FOLDER / f"{family}.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    for name in ARGUMENTS:
        write(name)
