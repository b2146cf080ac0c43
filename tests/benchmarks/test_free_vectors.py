"""Vectors that are searched for pictures, and which picture stands where in the figure."""

import keras
import numpy as np
import pytest
from keras import ops

from benchmarks.families.lectures.free_vectors import SHOWN, bands_of
from benchmarks.families.lectures.picture_scores import how_sharp
from benchmarks.families.lectures.vector_search import searched
from keras_gan_zoo.families.autoencoder.glo.vectors import in_unit_ball
from keras_gan_zoo.losses.distances import squared_distance

MATRIX = np.random.default_rng(0).normal(size=(3, 8)).astype("float32")


@pytest.fixture(scope="module")
def decoder():
    """A linear one, of which the best vector is known."""
    vectors = keras.Input((3,))
    dense = keras.layers.Dense(8, use_bias=False)
    network = keras.Model(vectors, keras.layers.Reshape((2, 4, 1))(dense(vectors)))
    dense.set_weights([MATRIX])
    return network


def test_the_search_finds_what_least_squares_does(decoder):
    images = np.random.default_rng(1).normal(size=(5, 2, 4, 1)).astype("float32")
    found = searched(decoder, images, np.zeros((5, 3)), squared_distance, 300, 0.1)
    best = np.linalg.lstsq(MATRIX.T, images.reshape(5, 8).T, rcond=None)[0].T
    np.testing.assert_allclose(found, best, atol=1e-3)


def test_no_picture_changes_the_path_of_another(decoder):
    images = np.random.default_rng(1).normal(size=(5, 2, 4, 1)).astype("float32")
    together = searched(decoder, images, np.zeros((5, 3)), squared_distance, 20)
    alone = searched(decoder, images[3:4], np.zeros((1, 3)), squared_distance, 20)
    np.testing.assert_allclose(alone[0], together[3], rtol=1e-4)


def test_a_vector_stays_where_it_may_be():
    vectors = keras.Input((2,))
    identity = keras.Model(vectors, keras.layers.Reshape((1, 2, 1))(vectors))
    images = np.array([[3.0, 4.0], [0.3, 0.4]], "float32").reshape(2, 1, 2, 1)
    found = searched(identity, images, np.zeros((2, 2)), squared_distance, 200, 0.05, in_unit_ball)
    np.testing.assert_allclose(found, [[0.6, 0.8], [0.3, 0.4]], atol=2e-3)


def test_a_picture_of_half_the_contrast_is_a_quarter_as_sharp():
    real = np.random.default_rng(2).integers(0, 128, (6, 12, 12, 3)) * 2
    assert how_sharp(np.uint8(real // 2), np.uint8(real)) == pytest.approx(0.25)
    blurred = np.uint8((real + np.roll(real, 1, axis=2)) // 2)
    assert how_sharp(blurred, np.uint8(real)) < 0.8


def test_each_row_of_the_figure_is_of_whom_it_says():
    def shade(value, count=SHOWN):
        return np.full((count, 4, 4, 1), value, "uint8")

    shown = {
        "mnist, vae": np.stack([shade(value) for value in (10, 11, 12, 13)]),
        "mnist, glo": np.stack([shade(value) for value in (20, 22, 23)]),
    }
    bands = bands_of("mnist", (shade(1, 20), shade(2, 20), shade(3, 20)), shown)
    assert [(label, int(band[0, 0, 0])) for label, band in bands] == [
        ("mnist, learned from", 1),
        ("mnist, vae: given back", 10),
        ("mnist, glo: given back", 20),
        ("mnist, held out", 2),
        ("mnist, vae: given back", 11),
        ("mnist, vae: by search", 12),
        ("mnist, glo: by search", 22),
        ("mnist, vae: drawn", 13),
        ("mnist, glo: drawn", 23),
    ]
    assert ops.shape(bands[0][1])[1] == SHOWN * (8 + 2) - 2
