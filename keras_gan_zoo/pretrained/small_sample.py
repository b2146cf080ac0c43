"""A few numbers by which pretrained weights are verified without any data."""

import numpy as np

from keras_gan_zoo.engine.zoo_model import ZooModel

SAMPLES = 64
SEED = 0
TOLERANCE = 1e-3
"""How far a score may be off, of 1: other processors add up in another order."""
TOLERANCE_OF_HALF = 1e-2
"""How far weights in half precision may take a score from that of the run."""


def small_sample_scores(gan: ZooModel) -> dict[str, float]:
    """Scores 64 pictures of each of a model's networks, or 64 texts, the same ones each time.

    They are no measure of quality: a perfect copy of the data would not score best. They tell
    whether weights are those they were, and their networks are computed as they were.

    Args:
        gan: A model that generates pictures, translates them, or writes text.

    Returns:
        By `network.score`, of a translator `direction.score`: `brightness`, the mean pixel in
        [-1, 1]; `contrast`, the pixels' standard deviation; `difference`, the root mean square of
        what two pictures in a row differ by, which collapses with the model; `sharpness`, of
        `keras_gan_zoo.metrics`. Of a model that writes text, how improbable sequences are to it
        that were drawn at random, and such as repeat one token, in nats a token: what it writes
        itself would hang on a rounding.

    Example:
        >>> small_sample_scores(gan)["generate.brightness"]
        -0.42...
    """
    return gan.small_sample(SAMPLES, SEED)


def compare(
    stored: dict[str, float], found: dict[str, float], tolerance: float = TOLERANCE
) -> list[str]:
    """Returns a message for each score that differs from the stored one.

    Example:
        >>> compare({"generate.contrast": 0.5}, {"generate.contrast": 0.6})
        ['generate.contrast is 0.6 where 0.5 was stored.']
    """
    return [
        f"{name} is {found.get(name)} where {score} was stored."
        for name, score in stored.items()
        if not abs(found.get(name, np.nan) - score) <= tolerance * max(1.0, abs(score))
    ]
