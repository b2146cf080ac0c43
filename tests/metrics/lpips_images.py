"""Pairs of real pictures, each with one that was changed, for LPIPS to tell apart."""

import numpy as np
from inception_images import reference_images


def reference_pairs() -> tuple[np.ndarray, np.ndarray]:
    """Returns two batches uint8 (8, 64, 64, 3): tiles of photographs, and the same changed."""
    images = reference_images()[[0, 5, 10, 17, 26, 35, 40, 53]]
    noise = np.random.RandomState(0).randint(-40, 41, images.shape)
    changed = [
        images[0],
        images[1][:, ::-1],
        np.clip(images[2] + noise[2], 0, 255),
        np.roll(images[3], (4, 7), axis=(0, 1)),
        images[4][::4, ::4].repeat(4, axis=0).repeat(4, axis=1),
        255 - images[5],
        images[6].mean(axis=-1, keepdims=True).repeat(3, axis=-1),
        images[0],
    ]
    return images, np.stack(changed).astype("uint8")
