"""The auto-encoder that stands in for a discriminator."""

import keras
import numpy as np
import pytest

from keras_gan_zoo import layers as zoo_layers
from keras_gan_zoo.networks import autoencoder

NORMALIZATIONS = {
    "batch": keras.layers.BatchNormalization,
    "layer": zoo_layers.GlobalLayerNormalization,
    "instance": zoo_layers.InstanceNormalization,
}


@pytest.mark.parametrize("shape", [(16, 16, 1), (28, 28, 3), (32, 32, 3), (64, 64, 1)])
def test_draws_again_what_it_is_shown(shape):
    network = autoencoder(shape, width=2, code_dim=5)
    reconstruction, code = network(np.zeros((3, *shape), "float32"))
    assert reconstruction.shape == (3, *shape)
    assert code.shape == (3, 5)
    assert np.abs(reconstruction).max() <= 1


@pytest.mark.parametrize("normalization", [*NORMALIZATIONS, "none"])
def test_normalization_is_in_both_halves_but_not_at_the_picture(normalization):
    network = autoencoder((16, 16, 1), 2, normalization=normalization)
    kinds = [type(layer) for layer in network.layers]
    for name, kind in NORMALIZATIONS.items():
        assert kinds.count(kind) == (3 if name == normalization else 0)
    first = kinds.index(keras.layers.Conv2D)
    assert kinds[first + 1] is keras.layers.LeakyReLU


def test_without_a_length_the_code_is_the_innermost_map():
    network = autoencoder((16, 16, 1), width=2)
    assert network.output_shape == [(None, 16, 16, 1), (None, 4 * 4 * 4)]


def test_the_reconstruction_depends_on_the_code_alone():
    network = autoencoder((16, 16, 1), 2, code_dim=1, normalization="none")
    network.get_layer("code").set_weights([np.zeros((64, 1)), np.zeros(1)])
    pictures = np.random.default_rng(0).uniform(-1, 1, (2, 16, 16, 1))
    reconstruction, _ = network(pictures)
    np.testing.assert_array_equal(reconstruction[0], reconstruction[1])


def test_learns_to_reconstruct():
    network = autoencoder((16, 16, 1), 8, code_dim=8, normalization="none")
    side = np.linspace(-1, 1, 16)
    pictures = np.stack([np.sin(k * side)[:, None] * np.cos(side)[None] for k in (1, 2, 3, 4)])
    pictures = pictures[..., None].astype("float32")
    optimizer = keras.optimizers.Adam(5e-3)
    network.compile(optimizer, loss=["mse", None])

    def error():
        return np.mean((network(pictures)[0] - pictures) ** 2)

    before = error()
    sixty_times = np.tile(pictures, (60, 1, 1, 1))
    network.fit(sixty_times, sixty_times, batch_size=4, shuffle=False, verbose=0)
    assert error() < 0.2 * before


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`image_shape` must have a shorter.*got \(17, 17, 1\)"):
        autoencoder((17, 17, 1))
    with pytest.raises(ValueError, match=r"`normalization` must be one of.*Did you mean 'batch'"):
        autoencoder((16, 16, 1), normalization="batches")
