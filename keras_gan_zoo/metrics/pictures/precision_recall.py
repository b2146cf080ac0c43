"""Fidelity and diversity apart: precision, recall, density and coverage."""

import dataclasses
import time

import numpy as np

from keras_gan_zoo.metrics.features.inputs import feature_pair, protocol_name
from keras_gan_zoo.metrics.neighbours import neighbour_radii, squared_distance_blocks
from keras_gan_zoo.metrics.score import Score


@dataclasses.dataclass(frozen=True)
class FidelityDiversity:
    """Four scores of one comparison.

    Attributes:
        precision: Share of generated samples inside the real manifold; fidelity.
        recall: Share of real samples inside the generated manifold; diversity.
        density: How many real neighbourhoods a generated sample lies in, over k; may pass 1.
        coverage: Share of real samples with a generated one in their neighbourhood; robust to
            outliers where recall is not.

    Example:
        >>> scores = precision_recall(generated, real)
        >>> print(scores.recall)
    """

    precision: Score
    recall: Score
    density: Score
    coverage: Score


def precision_recall(
    generated,
    real,
    neighbours: int = 5,
    resize: str = "legacy",
    count: int | None = None,
    **options,
) -> FidelityDiversity:
    """Precision, recall, density and coverage from k-nearest-neighbour balls.

    The ball of a sample reaches to its k-th nearest neighbour in its own set, itself not counted.
    Distances are computed block by block, so memory grows with the number of images, not with its
    square. A published value fixes k: precision and recall were introduced with k = 3, density and
    coverage with k = 5; the score's name carries it.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them;
            `Features`; or an array `(count, dimensions)` of features.
        real: The same, of real images.
        neighbours: k.
        resize: For the standard extractor, `"legacy"` or `"clean"`.
        count: How many images of each to use, all by default.
        **options: `extractor`, `source`, `batch_size`, `value_range`, `progress`, as
            `keras_gan_zoo.metrics.features.inputs.feature_pair` takes them.

    Returns:
        A `FidelityDiversity` of four scores named like `precision_k5_10k_legacy`.

    Raises:
        ValueError: If `neighbours` is not less than both sample sizes, or the protocols differ.

    Example:
        >>> features = np.random.default_rng(0).normal(size=(500, 8))
        >>> print(precision_recall(features[:250], features[250:]).precision)

    Reference:
        Kynkaanniemi et al., "Improved precision and recall metric for assessing generative
        models", arXiv 1904.06991; Naeem et al., "Reliable fidelity and diversity metrics for
        generative models", arXiv 2002.09797.
    """
    started = time.monotonic()
    generated, real = feature_pair(generated, real, resize, count, **options)
    real_radii = neighbour_radii(real.values, neighbours)
    generated_radii = neighbour_radii(generated.values, neighbours)
    balls_around_generated = np.empty(len(generated), dtype=np.int64)
    recalled = np.zeros(len(real), dtype=bool)
    nearest_generated = np.full(len(real), np.inf)
    for start, distances in squared_distance_blocks(generated.values, real.values):
        block = slice(start, start + len(distances))
        balls_around_generated[block] = (distances <= real_radii).sum(axis=1)
        recalled |= (distances <= generated_radii[block, np.newaxis]).any(axis=0)
        nearest_generated = np.minimum(nearest_generated, distances.min(axis=0))
    values = {
        "precision": np.mean(balls_around_generated > 0),
        "recall": np.mean(recalled),
        "density": np.mean(balls_around_generated) / neighbours,
        "coverage": np.mean(nearest_generated <= real_radii),
    }
    seconds = time.monotonic() - started
    return FidelityDiversity(
        **{
            name: Score(
                value=float(value),
                name=protocol_name(
                    f"{name}_k{neighbours}_", len(generated), real.extractor, real.resize
                ),
                samples=len(generated),
                reference_samples=len(real),
                extractor=real.extractor,
                resize=real.resize,
                source=real.source or None,
                seconds=seconds,
            )
            for name, value in values.items()
        }
    )
