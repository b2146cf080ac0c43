"""Random numbers are the same whether XLA compiles what draws them or not."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.replicas.xla_random import drawn, traced_for_xla


def draws(draw, by_xla, *arguments, **keywords):
    """Returns two draws, one after the other, of a function with or without XLA."""
    seed = keras.random.SeedGenerator(11)

    @tf.function(jit_compile=by_xla)
    def both():
        with traced_for_xla(by_xla):
            return [drawn(draw, *arguments, seed=seed, **keywords) for _ in range(2)]

    return np.stack(both())


@pytest.mark.parametrize(
    ("draw", "arguments"),
    [
        (keras.random.normal, ((37, 5), 1.0, 2.0)),
        (keras.random.uniform, ((37, 5), -1.0, 3.0)),
        (keras.random.randint, ((9,), 0, 10)),
    ],
)
def test_the_same_with_xla(draw, arguments):
    plain = draws(draw, False, *arguments)
    np.testing.assert_allclose(draws(draw, True, *arguments), plain, rtol=1e-5, atol=1e-5)
    assert np.any(plain[0] != plain[1])


def test_other_kinds_are_drawn_as_ever():
    by_xla = draws(keras.random.uniform, True, (8,), dtype="float16")
    assert by_xla.dtype == "float16" and by_xla.std() > 0
    with traced_for_xla(True):
        np.testing.assert_array_equal(
            drawn(keras.random.uniform, (8,), seed=3), keras.random.uniform((8,), seed=3)
        )
