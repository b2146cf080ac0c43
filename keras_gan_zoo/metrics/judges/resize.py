"""The three image resizings that published FIDs use, as exact linear maps."""

import functools

import numpy as np

from keras_gan_zoo.errors import listed, nearest

_CUBIC_A = -0.5  # Pillow's bicubic kernel


def resize(images: np.ndarray, side: int, method: str = "legacy") -> np.ndarray:
    """Resizes images to a square the way a FID protocol does.

    `"legacy"` is TensorFlow 1's bilinear: corner-anchored sample positions, no antialiasing, as
    in the original FID graph. `"clean"` is the resizing of clean-fid: Pillow's antialiased
    bicubic on floats, clipped to [0, 255] and not quantised. `"pytorch"` is that of pytorch-fid:
    bilinear from the middles of pixels, without antialiasing. They disagree by whole FID points,
    so scores are comparable within one method only.

    Args:
        images: Array `(batch, height, width, channels)` with values in [0, 255].
        side: Height and width of the result.
        method: `"legacy"`, `"clean"` or `"pytorch"`.

    Returns:
        Float32 array `(batch, side, side, channels)` with values in [0, 255].

    Raises:
        ValueError: If `method` is not known.

    Example:
        >>> resize(np.zeros((1, 32, 32, 3), np.uint8), 299).shape
        (1, 299, 299, 3)

    Reference:
        Parmar, Zhang, Zhu, "On aliased resizing and surprising subtleties in GAN evaluation",
        arXiv 2104.11222.
    """
    if method not in _WEIGHTS:
        raise ValueError(
            f"resize method must be one of {listed(_WEIGHTS)}, got {method!r}."
            f"{nearest(method, _WEIGHTS)}"
        )
    images = np.asarray(images, np.float32)
    batch, height, width, channels = images.shape
    weights = _WEIGHTS[method]
    if width != side:
        across = weights(width, side) @ images.reshape(batch * height, width, channels)
        images = across.reshape(batch, height, side, channels)
    if height != side:
        down = weights(height, side) @ images.reshape(batch, height, side * channels)
        images = down.reshape(batch, side, side, channels)
    return np.clip(images, 0.0, 255.0)


@functools.cache
def _legacy_weights(size: int, target: int) -> np.ndarray:
    """Returns `(target, size)` bilinear weights with sample `i` at `i * size / target`."""
    return _bilinear_weights(np.arange(target) * (size / target), size)


def _bilinear_weights(position: np.ndarray, size: int) -> np.ndarray:
    left = np.minimum(position.astype(int), size - 1)
    right = np.minimum(left + 1, size - 1)
    fraction = position - left
    weights = np.zeros((len(position), size))
    np.add.at(weights, (np.arange(len(position)), left), 1 - fraction)
    np.add.at(weights, (np.arange(len(position)), right), fraction)
    return weights.astype(np.float32)


@functools.cache
def _pytorch_weights(size: int, target: int) -> np.ndarray:
    """Returns `(target, size)` bilinear weights with sample `i` at the middle of its share."""
    position = np.maximum((np.arange(target) + 0.5) * (size / target) - 0.5, 0.0)
    return _bilinear_weights(position, size)


@functools.cache
def _clean_weights(size: int, target: int) -> np.ndarray:
    """Returns `(target, size)` bicubic weights, the kernel widened when shrinking."""
    scale = size / target
    stretch = max(scale, 1.0)
    centre = (np.arange(target)[:, np.newaxis] + 0.5) * scale
    distance = np.abs(np.arange(size) + 0.5 - centre) / stretch
    near = ((_CUBIC_A + 2) * distance - (_CUBIC_A + 3)) * distance**2 + 1
    far = _CUBIC_A * (((distance - 5) * distance + 8) * distance - 4)
    weights = np.where(distance < 1, near, np.where(distance < 2, far, 0.0))
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


_WEIGHTS = {"legacy": _legacy_weights, "clean": _clean_weights, "pytorch": _pytorch_weights}
