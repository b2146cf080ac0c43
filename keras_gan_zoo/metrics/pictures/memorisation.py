"""Whether a generator repeats its training set, judged against real images it has not seen."""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.metrics.features.features import image_batches
from keras_gan_zoo.metrics.judges.resize import resize
from keras_gan_zoo.metrics.metric import register_metric
from keras_gan_zoo.metrics.neighbours import SquaredDistances
from keras_gan_zoo.types import ArrayLike, Images

_DESCRIPTOR_SIDE = 16
_LEAST = 20
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclasses.dataclass(frozen=True)
class Memorisation:
    """The outcome of a test for copies of training samples.

    Attributes:
        share: By how much the share of generated samples within some distance of the training
            set exceeds that of unseen real ones, at the distance where it does so most.
        p_value: How probable so many near samples are if the generator were as good as a fresh
            draw of real ones. Among the 10, 20, 40 ... samples nearest to the training set, the
            generated ones are counted; the rarest count is taken, times the number of looks.
        distances: Distance of each generated sample to its nearest training sample `(count,)`,
            0 to 2.
        held_out_distances: The same of the held-out samples.
        nearest: Index of each generated sample's nearest training sample `(count,)`.

    Example:
        >>> result = memorisation(gan.generate(1000), train_images, test_images)
        >>> result.found, round(result.p_value, 2)
        (False, 0.31)
    """

    share: float
    p_value: float
    distances: np.ndarray
    held_out_distances: np.ndarray
    nearest: np.ndarray

    @property
    def found(self) -> bool:
        """Whether copying is beyond doubt: a p-value below 0.001."""
        return self.p_value < 1e-3

    def __str__(self) -> str:
        medians = (
            f"median distance to training {np.median(self.distances):.3f}, of unseen real samples "
            f"{np.median(self.held_out_distances):.3f}, p = {self.p_value:.2g}"
        )
        if self.found:
            return f"memorised: about {self.share:.1%} of the generated samples ({medians})"
        return f"no sign of memorisation ({medians})"


def memorisation(
    generated: Images,
    training: Images,
    held_out: Images,
    value_range: tuple[float, float] | None = None,
) -> Memorisation:
    """Tests for copies of training images, also mirrored, shifted, zoomed or recoloured.

    Each image is described by its luma at 16x16 with mean and contrast removed, which brightness
    and most colour changes leave alone. Generated and held-out images are compared with the
    training images as they are and under mirroring, shifts by a sixteenth, and zooms by a tenth;
    the nearest counts. FID cannot see this fault: the training set itself scores best.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them.
        training: The images the generator was trained on.
        held_out: Real images it was not trained on, of the same distribution; ideally as many as
            generated ones.
        value_range: Of float images; by default [-1, 1], and images that look like [0, 1] are
            refused.

    Returns:
        A `Memorisation`.

    Raises:
        ValueError: If there are fewer than 20 generated or held-out images, or images are plainly
            of another value range.

    Example:
        >>> memorisation(train_images[:500, :, ::-1], train_images, test_images).found
        True

    Reference:
        Meehan, Chaudhuri, Dasgupta, "A non-parametric test to detect data-copying in generative
        models", arXiv 2004.05675, for calibrating by held-out distances.
    """

    def batches(images, name):
        return image_batches(images, 500, value_range=value_range, name=name, beside=True)

    ours, others = (
        list(_variants(list(batches(images, name))))
        for images, name in ((generated, "generated"), (held_out, "held_out"))
    )
    known = np.concatenate([_descriptors(batch) for batch in batches(training, "training")])
    return _judge(ours, others, known)


@register_metric(
    "memorisation",
    table="Memorisation",
    better={"memorised_share": "lower", "memorised_p": "copies below 0.001"},
    paper="2004.05675",
    least=_LEAST,
)
def _of_bytes(generated: np.ndarray, real: np.ndarray, training: np.ndarray) -> dict[str, float]:
    """Whether pictures are copies of training pictures, judged by how near unseen ones are."""
    result = memorisation(generated, training, real)
    return {"memorised_share": result.share, "memorised_p": result.p_value}


def memorisation_of_features(
    generated: ArrayLike, training: ArrayLike, held_out: ArrayLike
) -> Memorisation:
    """Tests for copies of training samples in a feature space, by cosine distance.

    Args:
        generated: Array `(count, dimensions)`, or the `values` of `Features`.
        training: The same of the training samples.
        held_out: The same of unseen real samples.

    Returns:
        A `Memorisation`.

    Raises:
        ValueError: If there are fewer than 20 generated or held-out samples.

    Example:
        >>> samples = np.random.default_rng(0).normal(size=(600, 16))
        >>> memorisation_of_features(samples[:200], samples[:400], samples[400:]).found
        True
    """
    ours, known, others = (
        _unit(np.asarray(values, np.float64)) for values in (generated, training, held_out)
    )
    return _judge([ours], [others], known)


def _variants(batches):
    for mirrored in (False, True):
        flipped = [batch[:, :, ::-1] if mirrored else batch for batch in batches]
        for moved in (_unmoved, _zoomed_in, _zoomed_out, *_SHIFTS):
            yield np.concatenate([_descriptors(moved(batch)) for batch in flipped])


def _unmoved(images):
    return images


def _zoomed_in(images):
    rows, columns = (max(1, round(size * 0.05)) for size in images.shape[1:3])
    return images[:, rows:-rows, columns:-columns]


def _zoomed_out(images):
    rows, columns = (max(1, round(size * 0.05)) for size in images.shape[1:3])
    return np.pad(images, ((0, 0), (rows, rows), (columns, columns), (0, 0)), mode="edge")


def _shift(rows, columns):
    def shifted(images):
        steps = (rows * images.shape[1] / 16, columns * images.shape[2] / 16)
        down, right = (
            math.copysign(max(1, round(abs(step))), step) if step else 0 for step in steps
        )
        margin = int(max(abs(down), abs(right)))
        padded = np.pad(images, ((0, 0), (margin, margin), (margin, margin), (0, 0)), mode="edge")
        top, left = margin - int(down), margin - int(right)
        return padded[:, top : top + images.shape[1], left : left + images.shape[2]]

    return shifted


_SHIFTS = tuple(_shift(*step) for step in ((1, 0), (-1, 0), (0, 1), (0, -1)))


def _descriptors(images: np.ndarray) -> np.ndarray:
    luma = images @ _LUMA if images.shape[-1] == 3 else images[..., 0].astype(np.float32)
    small = resize(luma[..., np.newaxis], _DESCRIPTOR_SIDE, "clean").reshape(len(images), -1)
    return _unit(small - small.mean(axis=1, keepdims=True))


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)


def _judge(
    generated_variants: Sequence, held_out_variants: Sequence, training: np.ndarray
) -> Memorisation:
    distances, nearest = _nearest(generated_variants, training)
    held_out_distances, _ = _nearest(held_out_variants, training)
    if min(len(distances), len(held_out_distances)) < _LEAST:
        raise ValueError(
            f"generated and held_out must have at least {_LEAST} samples each, got "
            f"{len(distances)} and {len(held_out_distances)}."
        )
    share, p_value = _excess_of_near(distances, held_out_distances)
    return Memorisation(share, p_value, distances, held_out_distances, nearest)


def _nearest(variants, training):
    """Returns the distance to, and the index of, the nearest training sample of any variant."""
    best = np.full(len(variants[0]), np.inf)
    index = np.zeros(len(best), dtype=np.int64)
    for variant in variants:
        pairs = SquaredDistances(variant, training)
        for start, squared in pairs.blocks():
            block = slice(start, start + len(squared))
            columns = squared.argmin(axis=1)
            # From the difference: a copy is at 0.
            found = pairs.exact(start + np.arange(len(squared)), columns)
            index[block] = np.where(found < best[block], columns, index[block])
            best[block] = np.minimum(found, best[block])
    return np.sqrt(best), index


def _excess_of_near(distances: np.ndarray, held_out_distances: np.ndarray) -> tuple[float, float]:
    """Returns the share of generated samples that are too near, and how probable that is."""
    count, references = len(distances), len(held_out_distances)
    # Held-out samples come first among equals, which favours the generator.
    order = np.argsort(np.concatenate([held_out_distances, distances]), kind="stable")
    near = np.cumsum(order >= references)
    near_held_out = np.arange(1, len(order) + 1) - near
    share = float(np.max(near / count - near_held_out / references))
    depths = 10 * 2 ** np.arange(32)
    depths = depths[depths <= len(order) // 2]
    p_value = min(
        _hypergeometric_tail(int(near[depth - 1]), len(order), count, int(depth))
        for depth in depths
    )
    return share, min(1.0, p_value * len(depths))


def _hypergeometric_tail(at_least: int, total: int, marked: int, drawn: int) -> float:
    """Probability that of `drawn` samples out of `total`, `at_least` or more are marked."""

    def log_choose(n, k):
        return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)

    lowest, highest = max(at_least, drawn - (total - marked)), min(drawn, marked)
    return math.fsum(
        math.exp(
            log_choose(marked, k) + log_choose(total - marked, drawn - k) - log_choose(total, drawn)
        )
        for k in range(lowest, highest + 1)
    )
