"""Maxout against NumPy."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import Maxout


@pytest.mark.parametrize("shape", [(4, 6), (2, 3, 6), (2, 3, 4, 6)])
def test_takes_the_largest_of_consecutive_features(shape):
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    y = Maxout(3)(x)
    np.testing.assert_array_equal(y[..., 0], x[..., :3].max(-1))
    np.testing.assert_array_equal(y[..., 1], x[..., 3:].max(-1))
    assert tuple(y.shape) == Maxout(3).compute_output_shape(shape)


def test_mistakes_and_config():
    with pytest.raises(ValueError, match="`pieces` must be a whole number of at least 1"):
        Maxout(0)
    with pytest.raises(ValueError, match="7 features cannot compete in groups of 3"):
        Maxout(3)(np.zeros((2, 7), "float32"))
    layer = Maxout(3, name="maxout")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
