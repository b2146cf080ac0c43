"""A loop over positions: what it gives, and its gradient with and without XLA."""

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from keras_gan_zoo.networks.loops import scan

INPUTS = (np.float32([1.0, 2.0, 3.0]), np.arange(6, dtype="float32").reshape(3, 2))


def total_and_row(carry, inputs):
    number, row = inputs
    carry = carry + number * row
    return carry, {"so far": carry, "number": number}


def test_it_gives_what_each_step_gives():
    found = scan(total_and_row, ops.zeros((2,)), INPUTS)
    products = INPUTS[0][:, None] * INPUTS[1]
    np.testing.assert_allclose(found["so far"], np.cumsum(products, axis=0))
    np.testing.assert_allclose(found["number"], INPUTS[0])
    one = scan(total_and_row, ops.zeros((2,)), [each[:1] for each in INPUTS])
    np.testing.assert_allclose(one["so far"], products[:1])


@pytest.mark.parametrize("jit", [False, True])
def test_its_gradient_goes_back_through_all_positions(jit):
    @tf.function(jit_compile=jit)
    def gradient(w):
        with tf.GradientTape() as tape:
            tape.watch(w)
            powers = scan(lambda power, x: (power * w, power * x), w, INPUTS[0])
            loss = tf.reduce_sum(powers)
        return tape.gradient(loss, w)

    # w + 2 w^2 + 3 w^3
    assert float(gradient(tf.constant(2.0))) == pytest.approx(1 + 4 * 2 + 9 * 4)
