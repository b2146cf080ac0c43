"""Gates and noise of feature maps against NumPy."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import GatedLinearUnit, LearnedNoise, SkipLayerExcitation

RANDOM = np.random.default_rng(0)
MAPS = RANDOM.normal(size=(2, 6, 5, 4)).astype("float32")
SMALL = RANDOM.normal(size=(2, 8, 8, 3)).astype("float32")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def again(layer):
    return keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))


def test_a_gated_linear_unit_multiplies_halves():
    expected = MAPS[..., :2] * sigmoid(MAPS[..., 2:])
    np.testing.assert_allclose(GatedLinearUnit()(MAPS), expected, rtol=1e-5)
    assert GatedLinearUnit().compute_output_shape(MAPS.shape) == expected.shape
    with pytest.raises(ValueError, match="was given 3 of them: give it an even number"):
        GatedLinearUnit()(MAPS[..., :3])


def test_noise_is_one_number_a_place_and_in_training_only():
    layer = LearnedNoise(seed=1)
    np.testing.assert_array_equal(layer(MAPS, training=True), MAPS)  # its size begins at 0
    layer.strength.assign(0.5)
    np.testing.assert_array_equal(layer(MAPS), MAPS)
    zeros = np.zeros((50, 6, 5, 4), "float32")
    first, second = (np.asarray(layer(zeros, training=True)) for _ in range(2))
    assert np.any(first != second)
    np.testing.assert_array_equal(first, np.repeat(first[..., :1], 4, axis=-1))
    assert first.mean() == pytest.approx(0.0, abs=0.05)
    assert first.std() == pytest.approx(0.5, rel=0.05)
    assert again(layer).seed == 1


def test_excitation_gates_channels_by_the_pooled_map():
    layer = SkipLayerExcitation()
    layer([SMALL, MAPS])
    # As it is in inference: each kernel by its largest singular value, once that is known.
    for _ in range(50):
        layer([SMALL, MAPS], training=True)
    squeeze, mix = (
        np.asarray(each.kernel).reshape(-1, 4)
        / np.linalg.norm(np.asarray(each.kernel).reshape(-1, 4), ord=2)
        for each in (layer.squeeze, layer.mix)
    )
    pooled = SMALL.reshape(2, 4, 2, 4, 2, 3).mean((2, 4)).reshape(2, -1)
    said = pooled @ squeeze
    gates = sigmoid(said * sigmoid(said) @ mix)
    np.testing.assert_allclose(layer([SMALL, MAPS]), MAPS * gates[:, None, None], rtol=1e-3)
    assert layer.compute_output_shape([SMALL.shape, MAPS.shape]) == MAPS.shape


def test_excitation_wants_a_map_that_can_be_pooled():
    with pytest.raises(ValueError, match="a side of a multiple of 4, got 6 x 6"):
        SkipLayerExcitation()([SMALL[:, :6, :6], MAPS])
