"""MNIST in black and white is MNIST."""

import numpy as np

from keras_gan_zoo.families.image.bgan import check_black_and_white


def test_each_pixel_is_the_nearer_of_black_and_white(real_set):
    grey, drawn = (
        next(iter(real_set(name, split="test", labels=True, batch_size=10_000)))
        for name in ("mnist", "binarized_mnist")
    )
    shades, pixels = (images.numpy() for images, _ in (grey, drawn))
    check_black_and_white(pixels)
    assert len(np.unique(shades)) == 256
    np.testing.assert_array_equal(pixels, np.where(shades > 0, 1.0, -1.0))
    np.testing.assert_array_equal(drawn[1], grey[1])
