"""Which frame of a sound a time belongs to."""

import numpy as np

from keras_gan_zoo.types import ArrayLike


def frames_until(
    seconds: ArrayLike, frames: int, rate: int = 16_000, window: int = 400, hop: int = 160
) -> np.ndarray:
    """Returns how many frames of a sound have their middle before each time.

    Args:
        seconds: Times, of any shape.
        frames: How many frames there are.
        rate: Samples a second.
        window: Samples of a frame.
        hop: Samples from one frame to the next.

    Returns:
        int32 of that shape, from 0 to `frames`.

    Example:
        >>> frames_until([0.0, 0.0126, 0.5], 40).tolist()
        [0, 1, 40]
    """
    middles = np.asarray(seconds, "float64") * rate - window / 2
    return np.clip(np.ceil(middles / hop), 0, frames).astype("int32")
