"""The families that draw from latents, small enough to work out by hand what a step does."""

import keras
import numpy as np
from keras import ops

import keras_gan_zoo

SEED = 5


def tiny(family, still=True, **arguments):
    """Returns a compiled family on points of three dimensions; its optimizers stand still."""
    arguments = {
        "image_shape": (3,),
        "latent_dim": 2,
        "width": 4,
        "body": "mlp",
        "seed": SEED,
        **arguments,
    }
    if still:
        players = ("discriminator", "generator")
        arguments["optimizers"] = {player: keras.optimizers.SGD(0.0) for player in players}
    return keras_gan_zoo.get(family, **arguments)


def points(rows, seed=0):
    """Returns real points, (rows, 3)."""
    return np.random.default_rng(seed).normal(size=(rows, 3)).astype("float32")


def step(gan, batch):
    """Runs `train_step` outside of any graph and returns what it logs."""
    gan.reset_metrics()
    return {name: float(value) for name, value in gan.train_step(ops.array(batch)).items()}


def fakes(gan, *rows):
    """Returns what the generator of a new model draws in its first steps, as it draws latents."""
    generator = keras.random.SeedGenerator(SEED)
    return [
        gan.generator(keras.random.normal((count, gan.latent_dim), seed=generator), training=True)
        for count in rows
    ]


def scores(gan, samples):
    """Returns the discriminator's outputs as it is in training, float64."""
    return numpy(gan.discriminator(samples, training=True))


def numpy(x):
    """Returns a tensor as a float64 array."""
    return np.asarray(ops.convert_to_numpy(x), "float64")


def sigmoid(x):
    """Returns the probability of a logit."""
    return 1 / (1 + np.exp(-x))


def rates(gan):
    """Returns the learning rate and beta_1 of each player's Adam."""
    return {
        player: (round(float(gan.optimizer[player].learning_rate), 9), gan.optimizer[player].beta_1)
        for player in gan.players
    }


def reloaded(gan, folder):
    """Returns a model as it comes back from its file."""
    gan.save(folder / "gan.keras")
    return keras.models.load_model(folder / "gan.keras")
