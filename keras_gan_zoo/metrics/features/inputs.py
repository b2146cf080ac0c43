"""How metrics on features take their inputs: images, or features computed before."""

from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.features.features import Features, extract_features
from keras_gan_zoo.metrics.judges.inception import STANDARD_EXTRACTOR, inception_pool3
from keras_gan_zoo.metrics.score import count_name
from keras_gan_zoo.types import Images

if TYPE_CHECKING:
    from keras_gan_zoo.metrics.features.statistics import FeatureStatistics


def feature_pair(
    generated: Images | Features,
    real: Images | Features,
    resize: str = "legacy",
    count: int | None = None,
    extractor: FeatureExtractor | None = None,
    source: str = "",
    names: tuple[str, str] = ("generated", "real"),
    **options: Any,
) -> tuple[Features, Features]:
    """Returns the features of generated and of real images, extracting what is not yet.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them; or
            `Features`; or an array `(count, dimensions)` of features.
        real: The same, of real images.
        resize: For the standard extractor, `"legacy"`, `"clean"` or `"pytorch"`.
        count: How many images of each to use, all by default.
        extractor: Another feature extractor than the standard one.
        source: Which real images.
        names: What the sentence of an error calls the two.
        **options: `batch_size`, `value_range`, `progress`, as `stream_features` takes them.

    Returns:
        `(generated, real)`, both of the same extractor and resize.

    Raises:
        ValueError: If they are of different extractors, resizes or dimensions, or images are
            plainly of another value range.

    Example:
        >>> generated, real = feature_pair(np.zeros((10, 4)), np.ones((10, 4)))
    """
    pair = []
    labels = ("generated", source)
    for images, label, name in zip((generated, real), labels, names, strict=True):
        if isinstance(images, Features):
            features = images
        elif getattr(images, "ndim", 0) == 2:
            features = Features(np.asarray(images), "given", "none", label)
        else:
            features = extract_features(
                images,
                extractor or inception_pool3(resize),
                label,
                count=count,
                name=name,
                beside=True,
                **options,
            )
        pair.append(features.first(count))
    require_same_protocol(*pair)
    return pair[0], pair[1]


def require_same_protocol(
    generated: "Features | FeatureStatistics", real: "Features | FeatureStatistics"
) -> None:
    """Refuses to compare features of different extractors or resizes.

    Raises:
        ValueError: If `extractor` or `resize` differ.

    Example:
        >>> require_same_protocol(
        ...     Features(np.eye(2), "a", "none"), Features(np.eye(2), "a", "none")
        ... )
    """
    for key in ("extractor", "resize"):
        of_generated, of_real = getattr(generated, key), getattr(real, key)
        if of_generated != of_real:
            raise ValueError(
                f"generated and real must have the same {key}, "
                f"got {of_generated!r} and {of_real!r}."
            )


def protocol_name(metric: str, samples: int, extractor: str, resize: str) -> str:
    """Returns a metric's name with the protocol that makes it comparable.

    Example:
        >>> protocol_name("fid", 10000, STANDARD_EXTRACTOR, "legacy")
        'fid10k_legacy'
        >>> protocol_name("kid", 500, "lenet", "none")
        'kid500_lenet'
    """
    parts = [f"{metric}{count_name(samples)}"]
    if extractor != STANDARD_EXTRACTOR:
        parts.append(extractor)
    if resize != "none":
        parts.append(resize)
    return "_".join(parts)
