"""A few numbers by which a trained model is known again, without any data."""

import numpy as np

from keras_gan_zoo import metrics
from keras_gan_zoo.export.parity import sample_inputs
from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll

SAMPLES = 64
SEED = 0
TOLERANCE = 1e-3
"""How far a score may be off, of 1: other processors add up in another order."""
TOLERANCE_OF_HALF = 1e-2
"""How far weights in half precision may take a score from that of the run."""


def small_sample_scores(gan) -> dict[str, float]:
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
    if hasattr(gan, "vocabulary_size"):
        return _of_text(gan)
    scores = {}
    for name, pictures in _pictures(gan).items():
        pictures = np.asarray(pictures, "float64")
        scores[f"{name}.brightness"] = float(pictures.mean())
        scores[f"{name}.contrast"] = float(pictures.std())
        scores[f"{name}.difference"] = float(np.sqrt(np.mean(np.diff(pictures, axis=0) ** 2)))
        scores[f"{name}.sharpness"] = float(
            metrics.sharpness(np.clip(pictures, -1, 1), (-1, 1)).mean()
        )
    return scores


def _of_text(gan):
    drawn = np.random.default_rng(SEED).integers(2, gan.vocabulary_size, (SAMPLES, gan.length))
    repeated = np.repeat(drawn[:, :1], gan.length, axis=1)
    network = gan.inference_network("generator")
    return {
        "generate.random": float(mean_nll(network, drawn.astype("int32"))),
        "generate.repeated": float(mean_nll(network, repeated.astype("int32"))),
    }


def _pictures(gan):
    if hasattr(gan, "latent_dim"):
        return {"generate": gan.generate(n=SAMPLES, seed=SEED)}
    return {
        direction: gan.draw(
            *gan.network_and_inputs(direction, sample_inputs((None, *shape), SAMPLES, SEED)), 16
        )
        for direction, shape in gan.source_shapes().items()
    }


def compare(
    stored: dict[str, float], found: dict[str, float], tolerance: float = TOLERANCE
) -> list[str]:
    """Returns a sentence for each score that is not what was stored, within the tolerance.

    Example:
        >>> compare({"generate.contrast": 0.5}, {"generate.contrast": 0.6})
        ['generate.contrast is 0.6 where 0.5 was stored.']
    """
    return [
        f"{name} is {found.get(name)} where {score} was stored."
        for name, score in stored.items()
        if not abs(found.get(name, np.nan) - score) <= tolerance * max(1.0, abs(score))
    ]
