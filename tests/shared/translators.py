"""Translating families that are small enough to work out by hand what a step does."""

import keras
import numpy as np
from keras import ops

import keras_gan_zoo

SEED = 3
SMALL = {
    "cyclegan": {"width": 2, "blocks": 0, "discriminator_width": 2},
    "discogan": {"width": 2, "downsamplings": 2, "normalization": "none", "discriminator_width": 2},
    "dualgan": {"width": 2, "downsamplings": 2, "dropout": 0.0, "discriminator_width": 2},
    "pix2pix": {"width": 2, "downsamplings": 2, "dropout": 0.0, "discriminator_width": 2},
    "simgan": {"width": 2, "blocks": 1, "discriminator_width": 3, "history_size": 0},
    "stargan": {"width": 2, "blocks": 0, "discriminator_width": 2, "domains": 3},
}
PATCHES = ("cyclegan", "dualgan", "pix2pix")


def still(family, **arguments):
    """Returns a compiled family at 16 pixels whose optimizers stand still."""
    arguments = {"image_shape": (16, 16, 1), "seed": SEED, **SMALL[family], **arguments}
    if family in PATCHES:
        arguments.setdefault("discriminator_downsamplings", 1)
    gan = keras_gan_zoo.get(family, **arguments)
    gan.compile({player: keras.optimizers.SGD(0.0) for player in gan.players})
    return gan


def images(count, seed=0, channels=1):
    """Returns pictures in [-1, 1], (count, 16, 16, channels)."""
    generator = np.random.default_rng(seed)
    return generator.uniform(-1, 1, (count, 16, 16, channels)).astype("float32")


def step(gan, *batch):
    """Runs `train_step` outside of any graph and returns what it logs."""
    gan.reset_metrics()
    logs = gan.train_step(tuple(ops.convert_to_tensor(part) for part in batch))
    return {name: float(value) for name, value in logs.items()}


def run(network, *inputs):
    """Returns what a network gives in training, as float64 arrays."""
    outputs = network(*inputs, training=True)
    if isinstance(outputs, (tuple, list)):
        return [numpy(output) for output in outputs]
    return numpy(outputs)


def numpy(x):
    """Returns a tensor as a float64 array."""
    return np.asarray(ops.convert_to_numpy(x), "float64")


def softplus(x):
    """Returns -log(1 - D) of a logit; of the negative logit, -log D."""
    return np.log1p(np.exp(x))
