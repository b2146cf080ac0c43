"""Which samples are packed together, in which order, and what cannot be packed."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import Packing
from keras_gan_zoo.layers.packing import samples_per_logit

PICTURES = np.random.default_rng(0).normal(size=(6, 4, 5, 3)).astype("float32")


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_consecutive_pictures_become_channels(count):
    packed = Packing(count)(PICTURES).numpy()
    assert packed.shape == (6 // count, 4, 5, 3 * count)
    for row, pack in enumerate(packed):
        for place in range(count):
            np.testing.assert_array_equal(
                pack[..., 3 * place : 3 * place + 3], PICTURES[row * count + place]
            )


def test_points():
    points = np.arange(12, dtype="float32").reshape(6, 2)
    np.testing.assert_array_equal(Packing(3)(points), np.arange(12.0).reshape(2, 6))


@pytest.mark.parametrize(
    "call", [lambda layer, x: layer(x), lambda layer, x: tf.function(layer)(tf.constant(x))]
)
def test_a_batch_that_does_not_divide(call):
    with pytest.raises(ValueError, match=r"batch of 6 cannot be packed by 4; .* such as 4\."):
        call(Packing(4), PICTURES)


def test_shapes_known_and_free():
    layer = Packing(2)
    assert layer.compute_output_shape((8, 4, 4, 3)) == (4, 4, 4, 6)
    assert layer.compute_output_shape((None, 2)) == (None, 4)
    assert layer(keras.Input((4, 4, 3))).shape == (None, 4, 4, 6)
    with pytest.raises(ValueError, match="batch of 3 cannot be packed by 2"):
        layer(keras.Input((4, 4, 3), batch_size=3))
    with pytest.raises(ValueError, match=r"takes pictures .* got shape \(2, 3, 4\)"):
        layer(np.zeros((2, 3, 4), "float32"))


@pytest.mark.parametrize("pictures", [0, 1.5, "2", True])
def test_pictures_is_checked(pictures):
    with pytest.raises(ValueError, match="`pictures` must be a whole number of at least 1"):
        Packing(pictures)


def test_samples_per_logit_and_config():
    images = keras.Input((4, 4, 1))
    packs = Packing(3, name="packs")(Packing(2)(images))
    network = keras.Model(images, keras.layers.Dense(1)(keras.layers.Flatten()(packs)))
    assert samples_per_logit(network) == 6
    assert samples_per_logit(keras.Sequential([keras.Input((4, 4, 1)), network])) == 6
    layer = network.get_layer("packs")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
