"""MNIST in black and white is MNIST."""

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.models.bgan import check_black_and_white


def test_each_pixel_is_the_nearer_of_black_and_white():
    try:
        (grey,) = data.load("mnist", "test", labels=True, batch_size=10_000)
    except data.DataUnavailable as error:
        pytest.skip(f"MNIST is not to be had here: {error}")
    (drawn,) = data.load("binarized_mnist", "test", labels=True, batch_size=10_000)
    shades, pixels = (images.numpy() for images, _ in (grey, drawn))
    check_black_and_white(pixels)
    assert len(np.unique(shades)) == 256
    np.testing.assert_array_equal(pixels, np.where(shades > 0, 1.0, -1.0))
    np.testing.assert_array_equal(drawn[1], grey[1])
