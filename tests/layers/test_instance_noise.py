"""How strong the noise is, when it falls, and what holds it still."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.engine.state_guard import FrozenState
from keras_gan_zoo.layers import InstanceNoise

IMAGES = np.zeros((20, 16, 16, 3), "float32")


def test_deviation_and_inference():
    layer = InstanceNoise(0.3, seed=0)
    noise = layer(IMAGES, training=True).numpy()
    assert noise.std() == pytest.approx(0.3, rel=0.03)
    assert abs(noise.mean()) < 0.01
    assert np.abs(noise - layer(IMAGES, training=True)).max() > 0.1  # drawn anew
    np.testing.assert_array_equal(layer(IMAGES), IMAGES)


def test_falls_linearly_to_nothing():
    layer = InstanceNoise(0.4, steps=4, seed=0)
    call = tf.function(lambda x: layer(x, training=True))
    deviations = [call(tf.constant(IMAGES)).numpy().std() for _ in range(6)]
    assert deviations == pytest.approx([0.4, 0.3, 0.2, 0.1, 0.0, 0.0], rel=0.03)
    layer(IMAGES)
    assert int(layer.calls) == 6


def test_calls_in_another_players_step_are_not_counted():
    layer = InstanceNoise(0.4, steps=4)
    layer(IMAGES, training=True)
    with FrozenState(layer.variables):
        layer(IMAGES, training=True)
    assert int(layer.calls) == 1


def test_saved_with_its_count(tmp_path):
    images = keras.Input((16, 16, 3))
    network = keras.Model(images, InstanceNoise(0.1, steps=100, name="noise")(images))
    for _ in range(3):
        network(IMAGES, training=True)
    network.save(tmp_path / "noise.keras")
    loaded = keras.models.load_model(tmp_path / "noise.keras").get_layer("noise")
    assert int(loaded.calls) == 3
    assert loaded.get_config() == network.get_layer("noise").get_config()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"stddev": -1}, "`stddev` must be a number of at least 0"),
        ({"stddev": "0.1"}, "`stddev` must be a number of at least 0"),
        ({"steps": 0}, "`steps` must be a whole number of at least 1"),
    ],
)
def test_mistakes(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        InstanceNoise(**arguments)
