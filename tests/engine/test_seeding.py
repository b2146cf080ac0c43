"""Reproducible weights that leave the caller's random state alone."""

import random

import keras
import numpy as np
import pytest
from keras import layers

from keras_gan_zoo.engine.seeding import seed_generators, seeded


def kernel():
    layer = layers.Dense(3)
    layer.build((None, 2))
    return layer.kernel.numpy()


def test_same_seed_same_weights():
    with seeded(7):
        first = kernel(), kernel()
    with seeded(7):
        second = kernel(), kernel()
    with seeded(8):
        other = kernel()
    np.testing.assert_array_equal(first, second)
    assert np.any(first[0] != first[1])
    assert np.any(first[0] != other)


@pytest.mark.parametrize("fail", [False, True])
def test_the_callers_random_state_is_put_back(fail):
    random.seed(1)
    expected = [random.random() for _ in range(3)]
    random.seed(1)
    drawn = [random.random()]
    try:
        with seeded(7):
            random.random()
            if fail:
                raise KeyError
    except KeyError:
        pass
    assert [*drawn, random.random(), random.random()] == expected


def test_no_seed_leaves_everything_random():
    with seeded(None):
        first = kernel()
    with seeded(None):
        assert np.any(kernel() != first)


def test_seed_generators_of_a_model_each_once_and_in_order():
    def model():
        dropout = layers.Dropout(0.5, seed=1)
        inner = keras.Sequential([keras.Input((2,)), dropout, layers.GaussianNoise(1.0, seed=2)])
        x = keras.Input((2,))
        return keras.Model(x, layers.Dropout(0.1, seed=3)(inner(inner(x))))

    first, second = ([int(g.state.numpy()[0]) for g in seed_generators(model())] for _ in range(2))
    assert sorted(first) == [1, 2, 3]
    assert first == second
