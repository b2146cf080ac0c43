"""Self-attention and modulated batch normalization against NumPy."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import ModulatedBatchNormalization, SelfAttention, SpectralNormalization

RANDOM = np.random.default_rng(0)
MAPS = RANDOM.normal(size=(2, 6, 4, 16)).astype("float32")
VECTORS = RANDOM.normal(size=(2, 5)).astype("float32")


def again(layer):
    return keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))


def kernel_of(layer):
    """Returns a kernel as it is applied, as a matrix of a row for each input."""
    inner = layer.layer if isinstance(layer, SpectralNormalization) else layer
    matrix = np.asarray(inner.kernel, "float64").reshape(-1, inner.kernel.shape[-1])
    if isinstance(layer, SpectralNormalization):
        _, values, right = np.linalg.svd(matrix)
        layer.u.assign(right[:1].T)
        matrix = matrix / values[0]
    return matrix


@pytest.mark.parametrize("spectral", [True, False])
def test_each_place_adds_what_it_finds(spectral):
    layer = SelfAttention(spectral=spectral)
    np.testing.assert_array_equal(layer(MAPS), MAPS)  # gamma begins at 0
    layer.gamma.assign(0.7)
    f, g, h, v = (kernel_of(each) for each in (layer.f, layer.g, layer.h, layer.v))
    assert [each.shape for each in (f, g, h, v)] == [(16, 2), (16, 2), (16, 8), (8, 16)]
    expected = MAPS.astype("float64").copy()
    for one, picture in zip(expected, MAPS.astype("float64"), strict=True):
        pooled = {
            name: (picture @ kernel).reshape(3, 2, 2, 2, -1).max((1, 3)).reshape(6, -1)
            for name, kernel in (("f", f), ("h", h))
        }
        for row in range(6):
            for column in range(4):
                alike = pooled["f"] @ (picture[row, column] @ g)
                weights = np.exp(alike - alike.max())
                weights /= weights.sum()
                one[row, column] += 0.7 * (weights @ pooled["h"]) @ v
    np.testing.assert_allclose(layer(MAPS), expected, rtol=1e-4, atol=1e-4)
    assert layer.compute_output_shape(MAPS.shape) == MAPS.shape
    assert again(layer).get_config() == layer.get_config()


def test_attention_wants_places_to_look_at():
    with pytest.raises(ValueError, match="height and width of at least 2"):
        SelfAttention()(MAPS[:, :1])
    with pytest.raises(ValueError, match="known height and width"):
        SelfAttention()(keras.Input((None, None, 3)))


def test_its_kernels_begin_apart_and_as_said():
    layer = SelfAttention(spectral=False, kernel_initializer="orthogonal")
    layer.build((None, 8, 8, 16))
    f, g = (np.asarray(each.kernel)[0, 0] for each in (layer.f, layer.g))
    assert np.abs(f - g).max() > 0.01
    np.testing.assert_allclose(f.T @ f, np.eye(2), atol=1e-5)


def test_a_vector_scales_and_shifts_what_is_normalized():
    layer = ModulatedBatchNormalization(epsilon=1e-5)
    layer([MAPS, VECTORS])
    gain, offset = (VECTORS @ kernel_of(each) for each in (layer.gain, layer.offset))
    mean, variance = MAPS.mean((0, 1, 2)), MAPS.var((0, 1, 2))
    normalized = (MAPS - mean) / np.sqrt(variance + 1e-5)
    expected = normalized * (1 + gain[:, None, None]) + offset[:, None, None]
    np.testing.assert_allclose(layer([MAPS, VECTORS], training=True), expected, atol=2e-3)
    np.testing.assert_allclose(layer.normalization.moving_mean, 0.1 * mean, atol=1e-5)
    assert again(layer).get_config() == layer.get_config()
