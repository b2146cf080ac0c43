"""The U-Net of pix2pix, and the encoder-decoder that it is without its skips."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import InstanceNormalization
from keras_gan_zoo.networks import unet


def layers_of(network, kind):
    return [layer for layer in network.layers if isinstance(layer, kind)]


def test_the_papers_network():
    network = unet((256, 256, 3), 1, width=1)
    down = [
        layer.filters
        for layer in layers_of(network, keras.layers.Conv2D)
        if not isinstance(layer, keras.layers.Conv2DTranspose)
    ]
    up = [layer.filters for layer in layers_of(network, keras.layers.Conv2DTranspose)]
    assert down == [1, 2, 4, 8, 8, 8, 8, 8]
    assert up == [8, 8, 8, 8, 4, 2, 1, 1]
    assert [layer.rate for layer in layers_of(network, keras.layers.Dropout)] == [0.5] * 3
    # Neither the first map nor the innermost one, and not the picture.
    assert len(layers_of(network, InstanceNormalization)) == 6 + 7
    assert network.output_shape == (None, 256, 256, 1)


@pytest.mark.parametrize(("shape", "depth"), [((48, 48, 3), 4), ((16, 24, 1), 3), ((64, 64, 3), 6)])
def test_it_halves_as_often_as_it_can(shape, depth):
    network = unet(shape, 2, width=1, dropout=0.0)
    assert len(layers_of(network, keras.layers.Conv2DTranspose)) == depth
    assert network.output_shape == (None, *shape[:2], 2)


def test_only_with_skips_does_a_pixel_find_a_way_around_the_smallest_map():
    images = np.random.default_rng(0).uniform(-1, 1, (1, 16, 16, 1)).astype("float32")
    for skips in (True, False):
        network = unet((16, 16, 1), 1, 4, dropout=0.0, skips=skips, normalization="none")
        for layer in layers_of(network, keras.layers.Conv2D):
            if layer.output.shape[1] == 1:  # the innermost map says nothing
                layer.set_weights([0 * weight for weight in layer.get_weights()])
        changed = images.copy()
        changed[0, 0, 0, 0] += 0.5
        moved = np.abs(network(images) - network(changed)).max()
        assert (moved > 1e-9) == skips


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_shape": (30, 30, 3), "downsamplings": 2}, r"divisible by 4 for 2 downsamplings"),
        ({"input_shape": (15, 15, 3)}, r"divisible by 2 for 1 downsamplings, got \(15, 15, 3\)"),
        ({"dropout": 1.0}, r"`dropout` must be a number of at least 0 and below 1, got 1.0"),
        ({"normalization": "instant"}, r"`normalization` must be .*Did you mean 'instance'"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        unet(**{"input_shape": (16, 16, 3), "width": 2, **arguments})
