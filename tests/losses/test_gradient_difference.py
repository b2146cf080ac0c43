"""The gradient difference loss, against its formula pixel by pixel."""

import numpy as np
import pytest
from keras import ops

from keras_gan_zoo.losses import gradient_difference

RANDOM = np.random.default_rng(0)
Y, OTHER = RANDOM.uniform(-1, 1, (2, 3, 5, 4, 2)).astype("float32")


def by_pixel(y, x, alpha):
    """Returns the loss of one picture, each term written out."""
    height, width, channels = y.shape
    down, right = [], []
    for i, j, c in np.ndindex(height, width, channels):
        if i:
            steps = abs(y[i, j, c] - y[i - 1, j, c]), abs(x[i, j, c] - x[i - 1, j, c])
            down.append(abs(steps[0] - steps[1]) ** alpha)
        if j:
            steps = abs(y[i, j - 1, c] - y[i, j, c]), abs(x[i, j - 1, c] - x[i, j, c])
            right.append(abs(steps[0] - steps[1]) ** alpha)
    return np.mean(down) + np.mean(right)


@pytest.mark.parametrize("alpha", [1, 2, 1.5])
def test_is_the_formula(alpha):
    found = gradient_difference(Y, OTHER, alpha)
    assert found.shape == (3,)
    expected = [by_pixel(*pair, alpha) for pair in zip(Y, OTHER, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_blur_costs_and_another_brightness_does_not():
    edge = np.zeros((1, 8, 8, 1), "float32")
    edge[:, :, 4:] = 1.0
    blurred = edge.copy()
    blurred[:, :, 3:5] = 0.5
    assert float(gradient_difference(edge, edge + 0.3)[0]) == pytest.approx(0, abs=1e-6)
    assert float(gradient_difference(edge, 1 - edge)[0]) == 0  # as sharp, the other way round
    assert float(gradient_difference(edge, blurred)[0]) == pytest.approx((0.5 + 1 + 0.5) / 7)


def test_is_float32_whatever_comes():
    found = gradient_difference(ops.cast(Y, "bfloat16"), ops.cast(OTHER, "bfloat16"))
    assert found.dtype == "float32"
