"""Laplacian pyramids a second time, by SciPy's filters and zeros between pixels."""

import numpy as np
from scipy import ndimage

TAPS = np.array([1, 4, 6, 4, 1]) / 16


def pyramid(images):
    """Returns the levels of pictures (batch, height, width, channels), float64."""
    small, levels = np.asarray(images, "float64"), []
    while min(small.shape[1:3]) >= 8:
        halved = small
        for axis in (1, 2):
            halved = ndimage.convolve1d(halved, TAPS, axis=axis, mode="reflect")
        halved = halved[:, ::2, ::2]
        levels.append(small - enlarged(halved, small.shape))
        small = halved
    return [*levels, small]


def enlarged(halved, shape):
    """Returns maps with a zero between any two pixels, filtered, of another map's shape."""
    padded = np.pad(halved, [(0, 0), (1, 1), (1, 1), (0, 0)], mode="edge")
    apart = np.zeros((len(padded), 2 * padded.shape[1], 2 * padded.shape[2], padded.shape[3]))
    apart[:, ::2, ::2] = padded
    for axis in (1, 2):
        apart = ndimage.convolve1d(apart, 2 * TAPS, axis=axis, mode="constant")
    return apart[:, 2 : 2 + shape[1], 2 : 2 + shape[2]]


def lap1(images, others):
    """Returns the documented distance of each picture from another."""
    pairs = zip(pyramid(images), pyramid(others), strict=True)
    return sum(
        4**j * np.abs(one - other).sum(axis=(1, 2, 3)) for j, (one, other) in enumerate(pairs)
    )
