import keras
import numpy as np
import pytest

from keras_gan_zoo.training import LinearDecay


def test_holds_then_falls_linearly():
    schedule = LinearDecay(0.2, constant_steps=10, total_steps=30)
    steps = [0, 9, 10, 15, 20, 29, 30, 45]
    expected = [0.2, 0.2, 0.2, 0.15, 0.1, 0.01, 0.0, 0.0]
    np.testing.assert_allclose([float(schedule(step)) for step in steps], expected, atol=1e-7)


def test_bounds():
    assert float(LinearDecay(0.1, 5, 5)(4)) == pytest.approx(0.1)
    assert float(LinearDecay(0.1, 5, 5)(5)) == 0.0
    with pytest.raises(ValueError, match="between 0 and total_steps=5, got 6"):
        LinearDecay(0.1, 6, 5)


def test_serialization():
    schedule = LinearDecay(0.1, 2, 5)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(schedule))
    assert copy.get_config() == schedule.get_config()
