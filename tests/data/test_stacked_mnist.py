"""Stacked MNIST is made of MNIST's digits."""

import numpy as np
import pytest

from keras_gan_zoo import data


@pytest.fixture(scope="module")
def digits():
    try:
        (batch,) = data.load("mnist", "test", labels=True, batch_size=10_000)
    except data.DataUnavailable as error:
        pytest.skip(f"MNIST is not to be had here: {error}")
    return [array.numpy() for array in batch]


def first(count):
    batch = next(iter(data.load("stacked_mnist", "test", labels=True, batch_size=count)))
    return [array.numpy() for array in batch]


def test_each_channel_is_a_digit_of_the_label(digits):
    images, labels = first(20)
    assert images.shape == (20, 28, 28, 3) and images.dtype == np.float32
    written = {image.tobytes(): label for image, label in zip(*digits, strict=True)}
    for image, label in zip(images, labels, strict=True):
        found = [written[np.ascontiguousarray(image[..., k : k + 1]).tobytes()] for k in range(3)]
        assert label == int("".join(map(str, found)))


def test_all_modes_occur_and_the_draw_is_always_the_same(digits):
    images, labels = first(26_000)
    np.testing.assert_array_equal(np.unique(labels), np.arange(1000))
    again, _ = first(4)
    np.testing.assert_array_equal(again, images[:4])
    assert data.load("stacked_mnist", "train").cardinality() == 128_000
