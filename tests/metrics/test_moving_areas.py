"""PSNR, SSIM and sharpness over what moves, beside the whole frame's and another SSIM."""

import numpy as np
import pytest
from skimage.metrics import structural_similarity

from keras_gan_zoo import metrics

RANDOM = np.random.default_rng(0)
TRUE, PREDICTED = RANDOM.uniform(-1, 1, (2, 3, 20, 18, 3))
STILL = TRUE.copy()
STILL[:, 6:14, 7:12] *= -1  # what moved since


def test_what_changes_and_its_neighbours_move():
    previous = np.zeros((2, 8, 8, 1))
    true = previous.copy()
    true[0, 3, 4] = 0.11  # of a range of 2
    true[1, 3, 4] = 0.09
    assert np.argwhere(metrics.moving_areas(previous, true, margin=0)).tolist() == [[0, 3, 4]]
    area = metrics.moving_areas(previous, true)
    assert area[0].sum() == 25 and area[0, 1:6, 2:7].all() and not area[1].any()
    assert metrics.moving_areas(previous, true, threshold=0.04, margin=0).sum() == 2


def test_where_all_moves_psnr_is_the_frames():
    found = metrics.moving_area_scores(PREDICTED, TRUE, -TRUE, margin=20)
    np.testing.assert_allclose(found["psnr"], metrics.psnr(PREDICTED, TRUE))
    np.testing.assert_allclose(found["ssim"], metrics.ssim(PREDICTED, TRUE))


def test_only_what_moves_counts():
    area = metrics.moving_areas(STILL, TRUE)
    assert 0 < area.mean() < 0.5
    found = metrics.moving_area_scores(PREDICTED, TRUE, STILL)
    elsewhere = np.where(area[..., None], PREDICTED, RANDOM.uniform(-1, 1, TRUE.shape))
    np.testing.assert_allclose(
        metrics.moving_area_scores(elsewhere, TRUE, STILL)["psnr"], found["psnr"]
    )
    for index in range(3):
        error = ((PREDICTED[index] - TRUE[index]) / 2)[area[index]]
        assert found["psnr"][index] == pytest.approx(-10 * np.log10(np.mean(error**2)))
        # SSIM begins at 0: of values from -1 its term of brightness would be another.
        _, similarity = structural_similarity(
            TRUE[index] + 1,
            PREDICTED[index] + 1,
            full=True,
            channel_axis=-1,
            data_range=2.0,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        inner = np.zeros_like(area[index])
        inner[5:-5, 5:-5] = area[index, 5:-5, 5:-5]
        assert found["ssim"][index] == pytest.approx(similarity[inner].mean(), abs=1e-6)


def test_sharpness_is_the_papers_formula():
    found = metrics.moving_area_scores(PREDICTED, TRUE, STILL)["sharpness"]
    area = metrics.moving_areas(STILL, TRUE)
    y, x = ((frames[1] + 1) / 2 for frames in (TRUE, PREDICTED))
    errors = []
    for i, j in np.argwhere(area[1]):
        for c in range(3):
            of_y = abs(y[i, j, c] - y[i - 1, j, c]) + abs(y[i, j, c] - y[i, j - 1, c])
            of_x = abs(x[i, j, c] - x[i - 1, j, c]) + abs(x[i, j, c] - x[i, j - 1, c])
            errors.append(abs(of_y - of_x))
    assert found[1] == pytest.approx(10 * np.log10(1 / np.mean(errors)))


def test_a_blur_is_less_sharp_than_a_shift():
    edge = np.full((1, 24, 24, 1), -1.0)
    edge[:, :, 12:] = 1.0
    blurred = edge.copy()
    blurred[:, :, 10:14] = 0.0
    before = np.roll(edge, 2, axis=2)
    sharp, blurry = (
        metrics.moving_area_scores(frame, edge, before)["sharpness"][0] for frame in (edge, blurred)
    )
    assert sharp == np.inf and blurry < 20


def test_where_nothing_moves_there_is_no_score():
    found = metrics.moving_area_scores(PREDICTED, TRUE, TRUE)
    assert all(np.isnan(scores).all() for scores in found.values())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((PREDICTED[:2], TRUE, STILL), "same shape"),
        ((PREDICTED, TRUE, STILL[:, :10]), "shape"),
        ((PREDICTED * 9, TRUE, STILL), "outside value_range"),
        ((PREDICTED[:, :9], TRUE[:, :9], STILL[:, :9]), "at least 11 pixels high and wide"),
    ],
)
def test_what_cannot_be_scored_is_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        metrics.moving_area_scores(*arguments)
