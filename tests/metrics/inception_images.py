"""64 real images of 64x64, tiles of photographs that scikit-image carries in its package."""

import numpy as np
from skimage import data


def reference_images() -> np.ndarray:
    """Returns uint8 images (64, 64, 64, 3)."""
    tiles = []
    for photograph in (data.astronaut(), data.chelsea(), data.coffee(), data.rocket()):
        rows, columns = photograph.shape[0] // 4, photograph.shape[1] // 4
        for row in range(4):
            for column in range(4):
                corner = photograph[row * rows :, column * columns :]
                tiles.append(corner[:64, :64])
    return np.stack(tiles)
