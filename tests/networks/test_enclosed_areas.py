"""What a drawing's lines enclose gets one colour from a network that is asked for flat areas."""

import numpy as np
import pytest

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.networks import resnet_translator, unet


@pytest.mark.parametrize("build", [unet, resnet_translator])
def test_an_enclosed_area_gets_one_colour(build):
    drawing = np.ones((1, 32, 32, 3), "float32")
    drawing[:, 8:24, [8, 23]] = drawing[:, [8, 23], 8:24] = -1.0
    spreads = []
    for flat_areas in (False, True):
        with seeded(0):
            network = build((32, 32, 3), width=8, flat_areas=flat_areas)
        # Kernels as in a trained network: a new one's hardly differ from zero.
        network.set_weights([10 * weight for weight in network.get_weights()])
        picture = np.asarray(network(drawing))[0]
        spreads.append(picture[10:22, 10:22].std(axis=(0, 1)).max())
        inside, outside = picture[12:20, 12:20].mean(axis=(0, 1)), picture[:6].mean(axis=(0, 1))
    assert spreads[0] > 0.05 and spreads[1] < 0.1 * spreads[0]
    assert np.abs(inside - outside).max() > 0.02  # but the areas differ
