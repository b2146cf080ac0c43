"""What a resize-convolution is for: what is flat in a map stays flat in the picture."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_gan_zoo.networks.bodies import build_generator


def flat_map_painted(body):
    """Returns the middle of what a random generator paints, from a first map without structure."""
    keras.utils.set_random_seed(3)
    network = build_generator(body, (64, 64, 3), width=4, normalization="none")
    for weight in network.trainable_weights:
        weight.assign(keras.random.normal(weight.shape, 0.0, 0.2, seed=len(weight.shape)))
    channels = 4 * 2**3
    dense = next(layer for layer in network.layers if isinstance(layer, keras.layers.Dense))
    kernel = ops.convert_to_numpy(dense.kernel).reshape(-1, 16, channels)
    dense.kernel.assign(np.repeat(kernel[:, :1], 16, axis=1).reshape(dense.kernel.shape))
    bias = ops.convert_to_numpy(dense.bias).reshape(16, channels)
    dense.bias.assign(np.repeat(bias[:1], 16, axis=0).reshape(-1))
    latents = np.random.default_rng(0).normal(size=(2, 100)).astype("float32")
    # Far from the border, where the padding by zeros is felt.
    return np.arctanh(np.clip(ops.convert_to_numpy(network(latents)), -1 + 1e-6, 1 - 1e-6))[
        :, 31:33, 31:33
    ]


def test_a_flat_map_becomes_a_flat_picture():
    with pytest.raises(AssertionError):  # each pixel of a block has kernels of its own
        np.testing.assert_allclose(np.ptp(flat_map_painted("dcgan"), axis=(1, 2)), 0, atol=1e-3)
    painted = flat_map_painted("resize_convolution")
    assert np.abs(painted).max() > 1e-2
    np.testing.assert_allclose(np.ptp(painted, axis=(1, 2)), 0, atol=1e-3 * np.abs(painted).max())


def test_each_map_has_twice_the_channels_of_the_next():
    network = build_generator("resize_convolution", (32, 32, 3), width=20)
    kernels = [layer.kernel.shape for layer in network.layers if hasattr(layer, "kernel")]
    assert [kernel[-1] for kernel in kernels] == [4 * 4 * 80, 40, 20, 10, 3]
    narrow = build_generator("resize_convolution", (32, 32, 3), width=4)
    assert [layer.kernel.shape[-1] for layer in narrow.layers if hasattr(layer, "kernel")][-2] == 8
