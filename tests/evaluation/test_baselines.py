import itertools

import numpy as np

from keras_gan_zoo.evaluation.baselines import grey_and_threshold, mean_colour_fill

LUMA = np.array([0.299, 0.587, 0.114])


def drawings(seed):
    """Colour pictures and three-tone drawings of the same shapes, with some disagreement."""
    generator = np.random.default_rng(seed)
    tones = np.array([-1.0, 0.4, 1.0])[generator.integers(0, 3, (4, 8, 8, 1))]
    targets = np.repeat(tones, 3, axis=-1)
    images = np.clip(0.7 * targets + 0.35 * generator.standard_normal((4, 8, 8, 3)), -1, 1)
    return images, targets


def test_no_pair_of_thresholds_beats_the_chosen_one():
    images, targets = drawings(0)
    ours = np.abs(grey_and_threshold(images, targets) - targets).mean()
    luma = (images @ LUMA)[..., None]
    best = min(
        np.abs(np.where(luma < low, -1.0, np.where(luma < high, 0.4, 1.0)) - targets).mean()
        for low, high in itertools.combinations(np.linspace(-0.95, 0.95, 77), 2)
    )
    np.testing.assert_allclose(ours, best, atol=1e-6)


def test_thresholding_recovers_a_drawing_that_is_a_threshold_of_the_picture():
    luma = np.linspace(-1, 1, 64).reshape(1, 8, 8, 1)
    images = np.repeat(luma, 3, axis=-1)
    targets = np.where(images < 0, -1.0, 1.0)
    assert np.abs(grey_and_threshold(images, targets) - targets).mean() < 0.05


def test_thresholding_draws_in_grey():
    drawn = grey_and_threshold(*drawings(1))
    np.testing.assert_array_equal(drawn[..., 0], drawn[..., 2])


def test_mean_colour_fill_paints_paper_in_the_mean_colour_and_keeps_lines_black():
    coloured = np.broadcast_to(np.array([0.5, 0.0, -0.5]), (2, 4, 4, 3))
    drawing = np.ones((1, 4, 4, 3))
    drawing[:, 0] = -1.0
    filled = mean_colour_fill(drawing, coloured)
    np.testing.assert_allclose(filled[0, 1, 1], [0.5, 0.0, -0.5], atol=1e-6)
    np.testing.assert_allclose(filled[0, 0, 0], [-1.0, -1.0, -1.0], atol=1e-6)
