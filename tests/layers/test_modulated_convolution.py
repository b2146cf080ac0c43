"""Modulated convolution against kernels made for each picture and convolved one by one."""

import keras
import numpy as np
import pytest
from scipy.signal import convolve, correlate

from keras_gan_zoo.layers import ModulatedConv2D

RANDOM = np.random.default_rng(0)
MAPS = RANDOM.normal(size=(3, 5, 4, 6)).astype("float32")
STYLES = RANDOM.normal(size=(3, 6)).astype("float32")
BLUR = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16  # zeros between the pixels take three quarters


def kernels_of(layer, styles):
    """Returns a kernel for each picture: eq. 1 and 3 of the paper."""
    kernel = layer.kernel.numpy()
    kernel = kernel / np.sqrt(np.prod(kernel.shape[:3]))
    for style in styles:
        own = kernel * style[None, None, :, None]
        if layer.demodulate:
            own = own / np.sqrt(np.sum(own**2, axis=(0, 1, 2), keepdims=True) + layer.epsilon)
        yield own


def convolved(x, kernel, upsample):
    channels = []
    for out in range(kernel.shape[-1]):
        if not upsample:
            reach = kernel.shape[0] // 2
            padded = np.pad(x, ((reach, reach), (reach, reach), (0, 0)))
            channels.append(correlate(padded, kernel[..., out], mode="valid")[..., 0])
            continue
        spread = np.zeros((2 * x.shape[0] - 1, 2 * x.shape[1] - 1, x.shape[2]))
        spread[::2, ::2] = x
        full = sum(
            convolve(spread[..., c], kernel[..., c, out], mode="full") for c in range(x.shape[2])
        )
        channels.append(correlate(np.pad(full, 1), BLUR, mode="valid"))
    return np.stack(channels, axis=-1)


@pytest.mark.parametrize("demodulate", [True, False])
@pytest.mark.parametrize(("size", "upsample"), [(1, False), (3, False), (3, True)])
def test_each_picture_has_a_kernel_of_its_own(size, upsample, demodulate):
    layer = ModulatedConv2D(2, size, demodulate=demodulate, upsample=upsample)
    y = layer(MAPS, STYLES).numpy()
    for x, kernel, given in zip(MAPS, kernels_of(layer, STYLES), y, strict=True):
        np.testing.assert_allclose(given, convolved(x, kernel, upsample), atol=1e-4)
    assert layer.compute_output_shape(MAPS.shape, STYLES.shape) == y.shape


@pytest.mark.parametrize("size", [0.01, 1.0, 100.0])
def test_demodulation_keeps_unit_variance_whatever_the_style(size):
    x = RANDOM.normal(size=(64, 8, 8, 16)).astype("float32")
    styles = (size * RANDOM.normal(size=(64, 16))).astype("float32")
    y = ModulatedConv2D(32, 3)(x, styles).numpy()[:, 1:-1, 1:-1]
    assert np.std(y) == pytest.approx(1.0, rel=0.05)


def test_config():
    layer = ModulatedConv2D(2, 3, demodulate=False, upsample=True, epsilon=1e-4)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


def test_what_is_refused():
    with pytest.raises(ValueError, match="`kernel_size` must be 3 where a convolution upsamples"):
        ModulatedConv2D(2, 1, upsample=True)
    with pytest.raises(ValueError, match="`filters` must be a whole number of at least 1, got 0"):
        ModulatedConv2D(0, 3)
