"""MiFID: the Frechet distance, made worse by closeness to the training set."""

import dataclasses
import time
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.features.features import Features
from keras_gan_zoo.metrics.features.inputs import feature_pair, protocol_name
from keras_gan_zoo.metrics.pictures.fid import fid
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.types import Images


def mifid(
    generated: Images | Features,
    training: Images | Features,
    threshold: float,
    resize: str = "legacy",
    count: int | None = None,
    **options: Any,
) -> Score:
    """Memorisation-informed FID: FID over the memorisation distance, where that is suspicious.

    The memorisation distance is the mean over generated samples of the smallest cosine distance
    `1 - |cos|` to a training sample. Below `threshold` the FID is divided by it.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them;
            `Features`; or an array `(count, dimensions)`.
        training: The same, of the images the generator was trained on.
        threshold: Distance below which memorisation is suspected. It depends on the data: take
            `memorisation_distance` of held-out real images against the training set, less a
            margin.
        resize: For the standard extractor, `"legacy"`, `"clean"` or `"pytorch"`.
        count: How many images of each to use, all by default.
        **options: `extractor`, `source`, `batch_size`, `value_range`, `progress`, as
            `keras_gan_zoo.metrics.features.feature_pair` takes them.

    Returns:
        A `Score` named like `mifid10k_legacy`.

    Raises:
        ValueError: If `threshold` is not between 0 and 1, the protocols differ, or images are
            plainly of another value range.

    Example:
        >>> training, held_out = np.random.default_rng(0).normal(size=(2, 400, 8))
        >>> suspicious = 0.9 * memorisation_distance(held_out, training)
        >>> honest = mifid(held_out, training, threshold=suspicious)
        >>> copies = mifid(training + 0.01, training, threshold=suspicious)
        >>> round(honest.value, 3), round(copies.value, 3)
        (0.172, 13.483)

    Reference:
        Bai, Lin, Raffel, Kan, "On training sample memorization: lessons from benchmarking
        generative modeling with a large-scale competition", arXiv 2106.03062, section 4.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold must be between 0 and 1, got {threshold}.")
    started = time.monotonic()
    generated, training = feature_pair(
        generated, training, resize, count, names=("generated", "training"), **options
    )
    score = fid(generated, training)
    distance = memorisation_distance(generated.values, training.values)
    value = score.value / max(distance, 1e-6) if distance < threshold else score.value
    return dataclasses.replace(
        score,
        value=value,
        name=protocol_name("mifid", len(generated), training.extractor, training.resize),
        seconds=time.monotonic() - started,
    )


def memorisation_distance(
    generated: np.ndarray, training: np.ndarray, block_size: int = 1000
) -> float:
    """Mean over samples of the smallest cosine distance `1 - |cos|` to a training sample.

    Args:
        generated: Features `(count, dimensions)`.
        training: Features of the training samples.
        block_size: Generated samples compared at a time.

    Returns:
        A value in [0, 1]; 0 for copies.

    Example:
        >>> memorisation_distance(np.array([[2.0, 0.0]]), np.eye(2))
        0.0
    """
    generated, training = (
        values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
        for values in (np.asarray(generated, np.float64), np.asarray(training, np.float64))
    )
    nearest = [
        1 - np.abs(generated[start : start + block_size] @ training.T).max(axis=1)
        for start in range(0, len(generated), block_size)
    ]
    return float(np.maximum(np.concatenate(nearest), 0.0).mean())
