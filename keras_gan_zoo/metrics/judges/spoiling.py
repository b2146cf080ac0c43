"""Pictures spoiled the way bad generators spoil them, for a classifier to learn from."""

import numpy as np


def spoiled(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Returns pictures, each spoiled in one of four ways.

    Torn: its quarters change places. Melted: it is blurred until its features run together.
    Blended: it is mixed half and half with another, turned over. Drowned: noise covers it.

    Args:
        images: uint8 (n, height, width, channels).
        random: Where the choices come from.

    Returns:
        uint8, of the same shape.

    Example:
        >>> spoiled(faces[:8], np.random.default_rng(0)).shape
        (8, 64, 64, 3)
    """
    ways = (_torn, _melted, _blended, _drowned)
    chosen = random.integers(0, len(ways), len(images))
    return (
        np.stack(
            [
                ways[way](image, images[random.integers(0, len(images))], random)
                for way, image in zip(chosen, images, strict=True)
            ]
        )
        if len(images)
        else images
    )


def _torn(image, _, random):
    rows, columns = (int(size * random.uniform(0.3, 0.7)) for size in image.shape[:2])
    return np.roll(image, (rows, columns), axis=(0, 1))


def _melted(image, _, random):
    picture = image.astype("float32")
    reach = max(1, image.shape[0] // 16)
    for _round in range(2):
        for axis in (0, 1):
            # A mean over a window, its ends repeated.
            pad = [(reach, reach) if axis == index else (0, 0) for index in range(3)]
            padded = np.pad(picture, pad, mode="edge")
            picture = np.mean(
                [
                    np.take(padded, np.arange(start, start + image.shape[axis]), axis)
                    for start in range(2 * reach + 1)
                ],
                axis=0,
            )
    return picture.round().astype("uint8")


def _blended(image, other, random):
    return ((image.astype("float32") + other[::-1].astype("float32")) / 2).astype("uint8")


def _drowned(image, _, random):
    noise = random.normal(0, random.uniform(60, 120), image.shape)
    return np.clip(image + noise, 0, 255).astype("uint8")
