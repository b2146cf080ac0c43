"""Degradations: against Pillow's resampling and JPEG, SciPy's filters and Bessel function."""

import io

import keras
import numpy as np
import pytest
from keras import ops
from PIL import Image
from scipy import ndimage, special
from skimage import data

from keras_gan_zoo.layers import PixelShuffle
from keras_gan_zoo.layers.degradation.blur import (
    bell_kernels,
    bessel_j1,
    blurred,
    identity_kernel,
    sinc_kernels,
)
from keras_gan_zoo.layers.degradation.edges import with_edges
from keras_gan_zoo.layers.degradation.jpeg import jpeg_compressed
from keras_gan_zoo.layers.degradation.noise import with_noise
from keras_gan_zoo.layers.degradation.pipelines import area, bicubic, real_esrgan
from keras_gan_zoo.layers.degradation.resampling import KINDS, resample

PHOTOGRAPH = data.astronaut()[:96, 200:328].astype("float32") / 255
PILLOWS = {"area": Image.BOX, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}


def by_pillow(picture, size, kind):
    """Returns a picture (height, width, channels) resampled to (height, width)."""
    planes = [
        np.asarray(Image.fromarray(plane).resize(size[::-1], PILLOWS[kind]))
        for plane in np.moveaxis(np.float32(picture), -1, 0)
    ]
    return np.stack(planes, axis=-1)


def each(*values):
    return ops.array([float(value) for value in values])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(24, 32), (37, 41), (130, 150)])
def test_resampling_is_pillows(kind, size):
    old, new = (tuple(each(side) for side in sides) for sides in ((96, 128), size))
    found = resample(ops.array(PHOTOGRAPH[None]), old, new, size, kind)[0]
    np.testing.assert_allclose(found, by_pillow(PHOTOGRAPH, size, kind), atol=1e-4)


def test_area_is_pillows_box():
    found = area(ops.array(PHOTOGRAPH[None]), 8)[0]
    np.testing.assert_allclose(found, by_pillow(PHOTOGRAPH, (12, 16), "area"), atol=1e-6)


def test_each_picture_of_a_batch_has_its_own_ratio_and_kernel():
    batch = np.stack([PHOTOGRAPH, PHOTOGRAPH[::-1]])
    old = each(96, 96), each(128, 128)
    new = each(60, 30), each(50, 100)
    canvas = np.asarray(resample(batch, old, new, (64, 112), np.float32([[0, 0, 1], [0, 1, 0]])))
    first, second = canvas[0, :60, :50], canvas[1, :30, :100]
    np.testing.assert_allclose(first, by_pillow(batch[0], (60, 50), "bicubic"), atol=1e-4)
    np.testing.assert_allclose(second, by_pillow(batch[1], (30, 100), "bilinear"), atol=1e-4)
    # What lies beyond is the edge, and is not looked at when the canvas is resampled again.
    np.testing.assert_array_equal(canvas[1, 40], canvas[1, 29])
    again = resample(canvas, new, (each(20, 20), each(25, 25)), (20, 25), "area")
    np.testing.assert_allclose(again[0], by_pillow(first, (20, 25), "area"), atol=1e-4)


def test_bicubic_shrinks_by_pillows_kernel_and_stays_in_range():
    high = np.sign(PHOTOGRAPH - 0.5)[None]
    low = np.asarray(bicubic(high, 4, None))
    expected = by_pillow(high[0], (24, 32), "bicubic")
    assert np.abs(expected).max() > 1  # it overshoots
    np.testing.assert_allclose(low[0], np.clip(expected, -1, 1), atol=1e-4)


@pytest.mark.parametrize("quality", [30, 75, 95])
def test_jpeg_loses_what_pillows_jpeg_loses(quality):
    file = io.BytesIO()
    levels = np.uint8(np.round(PHOTOGRAPH * 255))
    Image.fromarray(levels).save(file, "JPEG", quality=quality, subsampling="4:2:0")
    theirs = np.asarray(Image.open(file), "float32") / 255
    ours = np.asarray(jpeg_compressed(levels[None] / np.float32(255), each(quality)))[0]
    lost = np.abs(theirs - PHOTOGRAPH).mean()
    # The library rounds to bytes in between, and smooths colours when it doubles them.
    byte = 0.5 / 255
    assert np.abs(ours - theirs).mean() < 0.35 * lost + byte
    grey = np.float32([0.299, 0.587, 0.114])
    np.testing.assert_allclose((ours @ grey).mean(), (theirs @ grey).mean(), atol=2e-3)
    assert np.abs((ours - theirs) @ grey).mean() < 0.2 * lost + byte


def test_jpeg_takes_sides_that_are_no_blocks_and_grey():
    odd = jpeg_compressed(PHOTOGRAPH[None, :7, :21], each(90))
    assert odd.shape == (1, 7, 21, 3)
    np.testing.assert_allclose(odd[0], PHOTOGRAPH[:7, :21], atol=0.15)
    flat = np.full((1, 16, 16, 1), 0.5019608, "float32")
    np.testing.assert_allclose(jpeg_compressed(flat, each(30)), flat, atol=1e-5)


def test_blurring_is_a_correlation_with_each_pictures_kernel():
    random = np.random.default_rng(0)
    kernels = random.uniform(size=(2, 21, 21)).astype("float32")
    kernels /= kernels.sum((1, 2), keepdims=True)
    batch = np.stack([PHOTOGRAPH[:40, :56], PHOTOGRAPH[40:80, :56]])
    found = np.asarray(blurred(batch, kernels))
    for picture, kernel, mine in zip(batch, kernels, found, strict=True):
        expected = ndimage.convolve(picture, kernel[..., None], mode="nearest")
        np.testing.assert_allclose(mine, expected, atol=1e-5)
    same = blurred(batch, np.repeat(identity_kernel(), 2, axis=0))
    np.testing.assert_allclose(same, batch, atol=1e-5)


def test_kernels_are_those_of_the_formulas():
    y, x = np.mgrid[-10:11, -10:11].astype(float)
    angle, sigmas = 0.7, (2.5, 1.2)
    u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    q = (u / sigmas[0]) ** 2 + (v / sigmas[1]) ** 2
    of_each = [each(10, 4, 10), (each(*[2.5] * 3), each(*[1.2] * 3)), each(*[angle] * 3)]
    found = bell_kernels(*of_each, each(1, 1.6, 1.6), each(0, 0, 1))
    inside = np.maximum(np.abs(x), np.abs(y)) <= 4
    for kernel, expected in zip(
        found, (np.exp(-q / 2), np.exp(-(q**1.6) / 2) * inside, 1 / (1 + q**1.6)), strict=True
    ):
        np.testing.assert_allclose(kernel, expected / expected.sum(), atol=1e-6)


def test_sinc_kernels_ring_as_bessels_function_does():
    np.testing.assert_allclose(
        bessel_j1(ops.linspace(0.0, 50.0, 301)), special.j1(np.linspace(0, 50, 301)), atol=1e-5
    )
    y, x = np.mgrid[-10:11, -10:11].astype(float)
    r, cutoff = np.hypot(x, y), 1.3
    with np.errstate(invalid="ignore"):
        expected = np.where(r, cutoff * special.j1(cutoff * r) / (2 * np.pi * r), 0)
    expected[10, 10] = cutoff**2 / (4 * np.pi)
    expected *= np.maximum(np.abs(x), np.abs(y)) <= 6
    found = sinc_kernels(each(6), each(cutoff))[0]
    np.testing.assert_allclose(found, expected / expected.sum(), atol=1e-6)


def test_noise_is_as_strong_as_said_and_grey_where_it_shall_be():
    flat = np.stack([np.full((64, 64, 3), value, "float32") for value in (0.5, 0.25, 0.5)])
    seed = keras.random.SeedGenerator(0)
    noisy = with_noise(flat, each(0.05, 2, 0.05), each(0, 1, 0), each(0, 0, 1), seed)
    noise = np.asarray(noisy) - flat
    expected = [0.05, 2 * np.sqrt(0.25 / 256), 0.05]
    np.testing.assert_allclose(noise.std((1, 2, 3)), expected, rtol=0.05)
    assert np.ptp(noise[2], axis=-1).max() < 1e-6 < np.ptp(noise[0], axis=-1).max()
    assert abs(np.corrcoef(noise[0, ..., 0].ravel(), noise[0, ..., 1].ravel())[0, 1]) < 0.1


def test_real_esrgan_draws_anew_for_each_picture_and_at_each_step():
    high = np.repeat(PHOTOGRAPH[None, :64, :64], 6, axis=0) * 2 - 1
    seed = keras.random.SeedGenerator(3)
    low = np.asarray(real_esrgan(high, 4, seed))
    assert low.shape == (6, 16, 16, 3)
    np.testing.assert_allclose((low + 1) * 127.5, np.round((low + 1) * 127.5), atol=1e-3)
    assert np.abs(low).max() <= 1
    apart = np.abs(low[:, None] - low[None]).mean((2, 3, 4))
    assert apart[~np.eye(6, dtype=bool)].min() > 0.01
    assert np.abs(np.asarray(real_esrgan(high, 4, seed)) - low).max() > 0.01
    again = real_esrgan(high, 4, keras.random.SeedGenerator(3))
    np.testing.assert_array_equal(low, again)
    # Worse than the kernel alone, but of the same picture.
    clean = np.asarray(bicubic(high, 4, None))
    for picture in low:
        assert np.corrcoef(picture.ravel(), clean[0].ravel())[0, 1] > 0.6


def test_edges_are_repeated_however_small_a_picture_is():
    picture = np.arange(6, dtype="float32").reshape(1, 2, 3, 1)
    found = with_edges(picture, (3, 4), (0, 5))
    np.testing.assert_array_equal(
        found, np.pad(picture, ((0, 0), (3, 4), (0, 5), (0, 0)), mode="edge")
    )


def test_pixel_shuffle_puts_channels_where_it_says():
    channels, factor = 3, 2
    x = np.random.default_rng(0).normal(size=(2, 4, 5, 12)).astype("float32")
    y = np.asarray(PixelShuffle(factor)(x))
    assert y.shape == (2, 8, 10, channels)
    for i in range(factor):
        for j in range(factor):
            first = (factor * i + j) * channels
            np.testing.assert_array_equal(
                y[:, i::factor, j::factor], x[..., first : first + channels]
            )
    with pytest.raises(ValueError, match=r"4 pixels, of which 10 channels .* give it 8"):
        PixelShuffle(2)(x[..., :10])
