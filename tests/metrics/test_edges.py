import numpy as np
import pytest
from scipy import ndimage
from skimage import color, data

from keras_gan_zoo import metrics


@pytest.fixture(scope="module")
def photograph():
    return data.astronaut()[100:228, 180:308][np.newaxis] / 127.5 - 1


def test_a_straight_step_has_magnitude_one():
    step = np.full((1, 8, 8, 1), -1.0)
    step[:, :, 4:] = 1.0
    for image in (step, step.transpose(0, 2, 1, 3)):
        magnitude = metrics.edges(image)[0, ..., 0]
        assert magnitude.max() == 1.0
        assert np.count_nonzero(magnitude) == 2 * 8


def test_edges_equal_scipy_sobel(photograph):
    luma = (photograph[0] + 1) / 2 @ [0.299, 0.587, 0.114]
    expected = np.hypot(*(ndimage.sobel(luma, axis, mode="nearest") / 4 for axis in (0, 1)))
    np.testing.assert_allclose(metrics.edges(photograph)[0, ..., 0], expected, atol=1e-12)


def test_sharpness_equals_scipy_laplacian_and_falls_under_blur(photograph):
    luma = 255 * ((photograph[0] + 1) / 2 @ [0.299, 0.587, 0.114])
    expected = ndimage.laplace(luma)[1:-1, 1:-1].var()
    np.testing.assert_allclose(metrics.sharpness(photograph), expected, rtol=1e-10)
    blurred = ndimage.gaussian_filter(photograph, (0, 2, 2, 0))
    assert metrics.sharpness(blurred) < 0.1 * metrics.sharpness(photograph)


def test_sharpness_of_a_chessboard_in_closed_form():
    board = np.indices((9, 9)).sum(axis=0)[np.newaxis, ..., np.newaxis] % 2
    # The interior is 7x7, so 25 squares of one colour and 24 of the other.
    expected = (4 * 255) ** 2 * (1 - (1 / 49) ** 2)
    np.testing.assert_allclose(metrics.sharpness(board, value_range=(0, 1)), expected)


def test_edge_ssim_ignores_contrast_and_colour_but_not_missing_lines(photograph):
    tinted = photograph * 0.5 + 0.2
    grey = np.repeat(photograph @ np.array([[0.299], [0.587], [0.114]]), 3, axis=-1)
    shifted = np.roll(photograph, 3, axis=2)
    assert metrics.edge_ssim(photograph, tinted) > 0.999
    assert metrics.edge_ssim(photograph, grey) > 0.999
    assert metrics.edge_ssim(photograph, shifted) < 0.6
    assert metrics.edge_ssim(photograph, np.zeros_like(photograph)) < 0.5


def test_edge_ssim_keeps_a_single_thin_line():
    drawing = np.ones((1, 64, 64, 3))
    drawing[:, 20, 5:12] = -1
    faint = np.where(drawing < 0, 0.5, 1.0)
    assert metrics.edge_ssim(drawing, faint) > 0.999
    assert metrics.edge_ssim(drawing, np.ones_like(drawing)) < metrics.edge_ssim(drawing, faint)


def test_lab_equals_scikit_image():
    from keras_gan_zoo.metrics.pictures.colour import lab

    rgb = np.random.default_rng(0).uniform(0, 1, (1000, 3))
    np.testing.assert_allclose(lab(rgb), color.rgb2lab(rgb), atol=0.02)


def test_colour_distance_of_a_uniform_shift_is_its_delta_e():
    from keras_gan_zoo.metrics.pictures.colour import lab

    red, green = np.array([0.8, 0.2, 0.1]), np.array([0.1, 0.6, 0.3])
    a = np.broadcast_to(red * 2 - 1, (2, 8, 8, 3))
    b = np.broadcast_to(green * 2 - 1, (5, 16, 16, 3))
    delta_e = np.linalg.norm(lab(red) - lab(green))
    assert metrics.colour_distance(a, b) == pytest.approx(delta_e, rel=0.01)


def test_colour_distance_ignores_layout_and_sees_a_tint(photograph):
    shuffled = np.random.default_rng(3).permutation(photograph.reshape(-1, 3))
    shuffled = shuffled.reshape(photograph.shape)
    assert metrics.colour_distance(photograph, photograph) == 0.0
    assert metrics.colour_distance(photograph, shuffled) < 1e-4
    warm = np.clip(photograph + np.array([0.2, 0.0, -0.2]), -1, 1)
    assert metrics.colour_distance(photograph, warm) > 5
    grey = np.repeat(photograph.mean(axis=-1, keepdims=True), 3, axis=-1)
    assert metrics.colour_distance(photograph, grey) > 5
