"""Reflection padding against NumPy."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import ReflectionPadding2D

PICTURES = np.arange(2 * 4 * 5 * 3, dtype="float32").reshape(2, 4, 5, 3)


@pytest.mark.parametrize("padding", [0, 1, 3])
def test_matches_numpy(padding):
    layer = ReflectionPadding2D(padding)
    sides = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    np.testing.assert_array_equal(layer(PICTURES), np.pad(PICTURES, sides, mode="reflect"))
    assert layer.compute_output_shape(PICTURES.shape) == layer(PICTURES).shape


def test_shape_of_pictures_of_unknown_size():
    assert ReflectionPadding2D(2).compute_output_shape((None, None, 8, 1)) == (None, None, 12, 1)
    images = keras.Input((None, None, 3))
    network = keras.Model(images, ReflectionPadding2D(2)(images))
    assert network(PICTURES).shape == (2, 8, 9, 3)


@pytest.mark.parametrize("padding", [4, 9])
def test_more_than_there_is_to_mirror(padding):
    sentence = rf"`padding` is {padding}, but must be less than the sides .*\(4, 5\)"
    with pytest.raises(ValueError, match=sentence):
        ReflectionPadding2D(padding)(PICTURES)
    with pytest.raises(ValueError, match=sentence):
        ReflectionPadding2D(padding)(keras.Input((4, 5, 3)))


@pytest.mark.parametrize("padding", [-1, 1.5, "1"])
def test_padding_is_checked(padding):
    with pytest.raises(ValueError, match=r"`padding` must be a whole number of at least 0"):
        ReflectionPadding2D(padding)


def test_config_round_trip():
    layer = ReflectionPadding2D(3, name="pad")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
