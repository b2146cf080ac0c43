"""The Laplacian pyramid, held against one that SciPy's filters make."""

import numpy as np
import pytest
from keras import ops
from pyramids import lap1, pyramid
from tiny import numpy

from keras_gan_zoo.losses.laplacian_pyramid import laplacian_pyramid, laplacian_pyramid_distance


@pytest.mark.parametrize("shape", [(16, 16, 1), (28, 28, 3), (15, 18, 1), (4, 4, 2)])
def test_levels_are_those_of_burt_and_adelson(shape):
    images = np.random.default_rng(0).uniform(-1, 1, (2, *shape)).astype("float32")
    levels = [numpy(level) for level in laplacian_pyramid(ops.array(images))]
    expected = pyramid(images)
    assert [level.shape for level in levels] == [level.shape for level in expected]
    for level, other in zip(levels, expected, strict=True):
        np.testing.assert_allclose(level, other, atol=1e-5)


def test_flat_pictures_lose_nothing_but_at_the_last_level():
    *fine, last = laplacian_pyramid(ops.full((1, 32, 32, 1), 0.3))
    assert len(fine) == 3 and last.shape == (1, 4, 4, 1)
    for level in fine:
        np.testing.assert_allclose(level, 0.0, atol=1e-6)
    np.testing.assert_allclose(last, 0.3, atol=1e-6)


def test_distance_is_each_pictures_own_and_its_levels_count_alike():
    random = np.random.default_rng(1)
    x, y = random.uniform(-1, 1, (2, 3, 16, 16, 2)).astype("float32")
    np.testing.assert_allclose(laplacian_pyramid_distance(x, y), lap1(x, y), rtol=1e-5)
    # A uniform shift is seen by the last level alone, by as much as by a plain distance.
    np.testing.assert_allclose(laplacian_pyramid_distance(x + 0.5, x), 0.5 * 512, rtol=1e-4)


def test_it_tells_blur_from_sharpness_where_squares_hardly_do():
    stripes = np.tile(np.array([1.0, -1.0], "float32"), 8)[None, None, :, None]
    stripes = np.broadcast_to(stripes, (1, 16, 16, 1))
    grey = np.zeros_like(stripes)
    half = 0.5 * stripes
    assert float(laplacian_pyramid_distance(stripes, half)[0]) > 0.45 * float(
        laplacian_pyramid_distance(stripes, grey)[0]
    )
