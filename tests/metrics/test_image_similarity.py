import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from keras_gan_zoo import metrics


@pytest.fixture
def pair():
    generator = np.random.default_rng(7)
    smooth = np.cumsum(generator.normal(0, 0.08, (3, 33, 40, 3)), axis=2)
    a = np.clip(smooth, -1, 1)
    b = np.clip(smooth + generator.normal(0, 0.1, smooth.shape), -1, 1)
    return a, b


def test_ssim_equals_scikit_image_on_zero_based_intensities(pair):
    a, b = pair
    expected = [
        structural_similarity(
            x + 1,
            y + 1,
            data_range=2,
            channel_axis=-1,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        for x, y in zip(a, b, strict=True)
    ]
    np.testing.assert_allclose(metrics.ssim(a, b), expected, atol=1e-6)


def test_ssim_is_the_same_for_bytes_and_for_minus_one_to_one():
    generator = np.random.default_rng(0)
    a, b = generator.integers(0, 256, (2, 2, 16, 16, 3), dtype=np.uint8)
    as_bytes = metrics.ssim(a, b, value_range=(0, 255))
    np.testing.assert_allclose(metrics.ssim(a / 127.5 - 1, b / 127.5 - 1), as_bytes, atol=1e-12)


def test_ssim_of_flat_images_is_the_luminance_term():
    a, b = np.full((1, 12, 12, 1), 50.0), np.full((1, 12, 12, 1), 100.0)
    c1 = (0.01 * 255) ** 2
    expected = (2 * 50 * 100 + c1) / (50**2 + 100**2 + c1)
    np.testing.assert_allclose(metrics.ssim(a, b, value_range=(0, 255)), expected, rtol=1e-9)


def test_psnr_equals_scikit_image(pair):
    expected = [peak_signal_noise_ratio(x, y, data_range=2) for x, y in zip(*pair, strict=True)]
    np.testing.assert_allclose(metrics.psnr(*pair), expected, rtol=1e-12)
    assert np.isinf(metrics.psnr(pair[0], pair[0])).all()


def test_l1_is_a_fraction_of_the_range():
    a = np.zeros((2, 4, 4, 1))
    b = np.stack([np.full((4, 4, 1), 0.5), np.full((4, 4, 1), -1.0)])
    np.testing.assert_allclose(metrics.l1(a, b), [0.25, 0.5])
    np.testing.assert_allclose(
        metrics.l1(a, np.abs(b) * 255, value_range=(0, 255)), [0.5, 1.0], rtol=1e-12
    )


def test_mistakes_are_named(pair):
    a, b = pair
    with pytest.raises(ValueError, match=r"b must have the shape of a"):
        metrics.ssim(a, b[:, :-1])
    with pytest.raises(ValueError, match=r"a must be a non-empty batch"):
        metrics.psnr(a[0], b[0])
    with pytest.raises(ValueError, match=r"pass value_range=\(0, 255\)"):
        metrics.l1(np.full((1, 4, 4, 3), 200.0), np.zeros((1, 4, 4, 3)))
    with pytest.raises(ValueError, match="at least 11 pixels"):
        metrics.ssim(a[:, :10], b[:, :10])
    with pytest.raises(ValueError, match="b has values that are NaN"):
        metrics.l1(a, np.full_like(b, np.nan))
    with pytest.raises(ValueError, match="low < high"):
        metrics.l1(a, b, value_range=(1, -1))
    with pytest.raises(ValueError, match="a must be an array of images"):
        metrics.l1({"image": 1}, b)
