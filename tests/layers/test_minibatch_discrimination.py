"""Minibatch discrimination against its equation, written with loops."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import MinibatchDiscrimination

FEATURES = np.random.default_rng(0).normal(size=(5, 6)).astype("float32")


def test_is_the_papers_sum():
    layer = MinibatchDiscrimination(kernels=3, features=2)
    y = layer(FEATURES).numpy()
    np.testing.assert_array_equal(y[:, :6], FEATURES)
    tensor = layer.kernel.numpy().reshape(6, 3, 2)
    rows = np.einsum("na,abc->nbc", FEATURES, tensor)
    for i in range(5):
        for b in range(3):
            expected = sum(np.exp(-np.abs(rows[i, b] - rows[j, b]).sum()) for j in range(5))
            assert y[i, 6 + b] == pytest.approx(expected, rel=1e-4)


def test_samples_that_are_all_alike_are_as_close_as_can_be():
    alike = np.repeat(FEATURES[:1], 4, axis=0)
    np.testing.assert_allclose(MinibatchDiscrimination(3, 2)(alike)[:, 6:], 4.0, rtol=1e-6)


def test_maps_are_flattened():
    maps = np.random.default_rng(0).normal(size=(4, 2, 3, 5)).astype("float32")
    layer = MinibatchDiscrimination(kernels=7)
    y = layer(maps)
    assert tuple(y.shape) == (4, 37) == tuple(layer.compute_output_shape(maps.shape))
    np.testing.assert_array_equal(y[:, :30], maps.reshape(4, 30))
    assert layer(keras.Input((2, 3, 5))).shape == (None, 37)


def test_half_precision_mistakes_and_config():
    layer = MinibatchDiscrimination(kernels=3, dtype="mixed_float16")
    assert layer(FEATURES).dtype == "float16"
    with pytest.raises(ValueError, match="`kernels` must be a whole number of at least 1"):
        MinibatchDiscrimination(kernels=0)
    with pytest.raises(ValueError, match="`features` must be a whole number of at least 1"):
        MinibatchDiscrimination(features=1.5)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
