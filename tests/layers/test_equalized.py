"""Layers with an equalized learning rate against NumPy, and what one step of Adam does to them."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy.signal import correlate

from keras_gan_zoo.layers import EqualizedConv2D, EqualizedDense

RANDOM = np.random.default_rng(0)


def test_dense_scales_its_kernel_as_it_is_used():
    x = RANDOM.normal(size=(5, 6)).astype("float32")
    layer = EqualizedDense(4, gain=3.0, multiplier=0.01, bias=2.0)
    y = layer(x).numpy()
    kernel = layer.kernel.numpy()
    np.testing.assert_allclose(y, x @ kernel * 3.0 * 0.01 / np.sqrt(6) + 2.0, rtol=1e-4, atol=1e-5)
    assert float(layer.bias[0]) == pytest.approx(200.0)


@pytest.mark.parametrize("multiplier", [1.0, 0.1])
def test_what_is_stored_is_of_one_size_and_what_comes_out_too(multiplier):
    layer = EqualizedDense(400, gain=1.0, multiplier=multiplier)
    y = layer(RANDOM.normal(size=(200, 300)).astype("float32")).numpy()
    assert np.std(layer.kernel.numpy()) == pytest.approx(1.0 / multiplier, rel=0.02)
    assert np.std(y) == pytest.approx(1.0, rel=0.02)


def test_gain_undoes_a_relu():
    x = RANDOM.normal(size=(100, 300)).astype("float32")
    y = ops.relu(EqualizedDense(300)(x)).numpy()
    assert np.mean(y**2) == pytest.approx(1.0, rel=0.1)


def test_convolution_is_that_of_scipy():
    x = RANDOM.normal(size=(2, 6, 5, 3)).astype("float32")
    layer = EqualizedConv2D(4, 3, gain=2.0)
    y = layer(x).numpy()
    kernel = layer.kernel.numpy() * 2.0 / np.sqrt(27)
    for n in range(2):
        for channel in range(4):
            padded = np.pad(x[n], ((1, 1), (1, 1), (0, 0)))
            expected = correlate(padded, kernel[..., channel], mode="valid")[..., 0]
            np.testing.assert_allclose(y[n, ..., channel], expected, atol=1e-5)


def test_a_step_of_adam_changes_layers_of_all_sizes_by_the_same_share():
    for layer, shape in ((EqualizedDense(3), (4, 500)), (EqualizedConv2D(2, 3), (4, 8, 8, 2))):
        x = ops.convert_to_tensor(RANDOM.normal(size=shape).astype("float32"))
        model = keras.Sequential([keras.Input(shape[1:]), layer])
        before = layer.kernel.numpy()
        model.compile(keras.optimizers.Adam(0.01, epsilon=1e-12), loss="mse")
        model.train_on_batch(x, ops.ones_like(model(x)))
        np.testing.assert_allclose(np.abs(layer.kernel.numpy() - before), 0.01, rtol=1e-2)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (EqualizedDense(4, gain=1.0, use_bias=False), (None, 6)),
        (EqualizedConv2D(4, 3, strides=2, multiplier=0.5), (None, 8, 7, 3)),
        (EqualizedConv2D(4, 3, strides=2, padding="valid"), (None, 9, 7, 3)),
    ],
)
def test_shape_and_config(layer, shape):
    given = layer(np.zeros((2, *shape[1:]), "float32"))
    assert layer.compute_output_shape(shape) == (None, *given.shape[1:])
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


def test_what_is_refused():
    with pytest.raises(ValueError, match="`units` must be a whole number of at least 1, got 0"):
        EqualizedDense(0)
    with pytest.raises(ValueError, match="`gain` must be a number above 0, got 0"):
        EqualizedConv2D(4, 3, gain=0)
