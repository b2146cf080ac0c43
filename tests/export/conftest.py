import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.samples.file_notes import FileNotes


def unsettle(gan, seed):
    # Fresh normalisations are the identity, which would hide a mistake in folding them.
    rng = np.random.default_rng(seed)
    for variable in gan.weights:
        if "moving_variance" in variable.path:
            variable.assign(rng.uniform(0.05, 0.2, variable.shape))
        elif any(name in variable.path for name in ("gamma", "beta", "moving_mean")):
            variable.assign(variable + rng.normal(0, 0.2, variable.shape))
    return gan


@pytest.fixture(scope="session")
def dcgan():
    return unsettle(
        keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), latent_dim=8, width=4, seed=0), 0
    )


@pytest.fixture(scope="session")
def cyclegan():
    gan = keras_gan_zoo.get(
        "cyclegan",
        image_shape=(16, 16, 3),
        width=8,
        blocks=1,
        discriminator_width=4,
        discriminator_downsamplings=1,
        history_size=0,
        seed=0,
    )
    return unsettle(gan, 1)


class OneNetwork(FileNotes):
    """All that export asks of a model."""

    def __init__(self, network):
        self.network = network

    def export_networks(self):
        return {"run": self.network}


@pytest.fixture(scope="session")
def exportable():
    def build(layer, input_shape=(4,)):
        inputs = keras.Input(input_shape, name="inputs")
        return OneNetwork(keras.Model(inputs, layer(inputs)))

    return build


@pytest.fixture(scope="session")
def sequential():
    layers = [keras.Input((4,), name="codes"), keras.layers.Dense(2, name="pictures")]
    return OneNetwork(keras.Sequential(layers))
