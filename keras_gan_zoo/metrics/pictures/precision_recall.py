"""Fidelity and diversity apart: precision, recall, density and coverage."""

import dataclasses
import time
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.features.features import Features
from keras_gan_zoo.metrics.features.inputs import feature_pair, protocol_name
from keras_gan_zoo.metrics.metric import register_metric
from keras_gan_zoo.metrics.neighbours import SquaredDistances, neighbour_radii
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.types import Images


@dataclasses.dataclass(frozen=True)
class FidelityDiversity:
    """Four scores of one comparison.

    Attributes:
        precision: Share of generated samples inside the real manifold; fidelity.
        recall: Share of real samples inside the generated manifold; diversity.
        density: How many real neighbourhoods a generated sample lies in, over k; may pass 1, which
            is what the real samples themselves score.
        coverage: Share of real samples with a generated one in their neighbourhood; robust to
            outliers where recall is not.

    Example:
        >>> real = np.random.default_rng(0).normal(size=(500, 8))
        >>> print(precision_recall(real[:50].repeat(5, axis=0), real[250:]).recall)
        recall_k5_250_given = 0.572 (250 samples against 250)
    """

    precision: Score
    recall: Score
    density: Score
    coverage: Score


def precision_recall(
    generated: Images | Features,
    real: Images | Features,
    neighbours: int = 5,
    resize: str = "legacy",
    count: int | None = None,
    **options: Any,
) -> FidelityDiversity:
    """Precision, recall, density and coverage from k-nearest-neighbour balls.

    The ball of a sample reaches to its k-th nearest neighbour in its own set, itself not counted.
    That neighbour counts as inside for precision and recall and as outside for density and
    coverage, as in the code of either's authors; what lies on the edge matters where samples are
    copies of each other. Comparisons are those of distances from plain differences in float64.
    Distances are computed block by block, so memory grows with the number of images, not with its
    square. A published value fixes k: precision and recall were introduced with k = 3, density and
    coverage with k = 5; the score's name carries it.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them;
            `Features`; or an array `(count, dimensions)` of features.
        real: The same, of real images.
        neighbours: k.
        resize: For the standard extractor, `"legacy"`, `"clean"` or `"pytorch"`.
        count: How many images of each to use, all by default.
        **options: `extractor`, `source`, `batch_size`, `value_range`, `progress`, as
            `keras_gan_zoo.metrics.features.feature_pair` takes them.

    Returns:
        A `FidelityDiversity` of four scores named like `precision_k5_10k_legacy`.

    Raises:
        ValueError: If `neighbours` is not less than both sample sizes, the protocols differ, or
            images are plainly of another value range.

    Example:
        >>> features = np.random.default_rng(0).normal(size=(500, 8))
        >>> print(precision_recall(features[:250], features[250:]).precision)
        precision_k5_250_given = 0.916 (250 samples against 250)

    Reference:
        Kynkaanniemi et al., "Improved precision and recall metric for assessing generative
        models", arXiv 1904.06991; Naeem et al., "Reliable fidelity and diversity metrics for
        generative models", arXiv 2002.09797.
    """
    started = time.monotonic()
    generated, real = feature_pair(generated, real, resize, count, **options)
    real_radii = neighbour_radii(real.values, neighbours)
    generated_radii = neighbour_radii(generated.values, neighbours)
    inside = np.zeros(len(generated), dtype=bool)
    balls_around_generated = np.empty(len(generated), dtype=np.int64)
    recalled, covered = np.zeros(len(real), dtype=bool), np.zeros(len(real), dtype=bool)
    pairs = SquaredDistances(generated.values, real.values)
    for start, distances in pairs.blocks():
        block = slice(start, start + len(distances))
        reach = generated_radii[block, np.newaxis]
        pairs.settle(start, distances, real_radii, reach)
        inside[block] = (distances <= real_radii).any(axis=1)
        recalled |= (distances <= reach).any(axis=0)
        in_open_ball = distances < real_radii
        balls_around_generated[block] = in_open_ball.sum(axis=1)
        covered |= in_open_ball.any(axis=0)
    values = {
        "precision": inside.mean(),
        "recall": recalled.mean(),
        "density": np.mean(balls_around_generated) / neighbours,
        "coverage": covered.mean(),
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


def _of_features(
    generated_features: Features, real_features: Features, neighbours: int = 5
) -> dict[str, Score]:
    # One function for all four metrics: they are computed once.
    return vars(precision_recall(generated_features, real_features, neighbours))


for _name, _better, _paper, _summary in (
    ("precision", "higher", "1904.06991", "Share of generated pictures that could be real."),
    ("recall", "higher", "1904.06991", "Share of real pictures that could be generated."),
    (
        "density",
        "higher, real is 1",
        "2002.09797",
        "How many real pictures' neighbourhoods a generated one lies in.",
    ),
    (
        "coverage",
        "higher",
        "2002.09797",
        "Share of real pictures with a generated one in their neighbourhood.",
    ),
):
    register_metric(
        _name, table="Fidelity and diversity", better=_better, summary=_summary, paper=_paper
    )(_of_features)
