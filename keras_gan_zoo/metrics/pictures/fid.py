"""The Frechet Inception Distance, named after the protocol it was computed by."""

import os
import time
from typing import Any

from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.features.features import Features
from keras_gan_zoo.metrics.features.inputs import protocol_name, require_same_protocol
from keras_gan_zoo.metrics.features.reference_files import reference_statistics
from keras_gan_zoo.metrics.features.statistics import (
    FeatureStatistics,
    feature_statistics,
    statistics_of_features,
)
from keras_gan_zoo.metrics.frechet import frechet_distance
from keras_gan_zoo.metrics.judges.inception import inception_pool3
from keras_gan_zoo.metrics.metric import register_metric
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.types import Images, PathLike


def fid(
    generated: Images | Features | FeatureStatistics,
    real: Images | Features | FeatureStatistics | PathLike,
    resize: str | None = None,
    count: int | None = None,
    extractor: FeatureExtractor | None = None,
    source: str = "",
    **options: Any,
) -> Score:
    """Frechet distance between the Inception features of generated and real images.

    Lower is better; 0 means equal mean and covariance of features. The value falls with the
    number of images, so the name carries it: `fid10k_legacy` compares with no other. A generator
    that repeats its training set scores near 0: look at memorisation too.

    Args:
        generated: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them; or
            `Features` or `FeatureStatistics` computed before.
        real: The same, of real images; or the path of an `.npz` file of their mean and covariance
            that pytorch-fid, clean-fid or `FeatureStatistics.save` wrote; see
            `keras_gan_zoo.metrics.reference_statistics`.
        resize: `"legacy"` (TF-1 bilinear, the original FID and torch-fidelity), `"clean"`
            (clean-fid) or `"pytorch"` (pytorch-fid). None is `"legacy"`, or what a file of
            statistics says; one that does not say has to be told.
        count: How many images of each to use, all by default.
        extractor: Another feature extractor; its name then joins the score's name.
        source: Which real images: data set and split.
        **options: `batch_size`, `value_range`, `progress`, as `stream_features` takes them.

    Returns:
        A `Score` named `fid{count}_{resize}`, with the number of generated images.

    Raises:
        ValueError: If the two were not computed by the same extractor and resize, one has fewer
            than two images, or images are plainly of another value range.

    Example:
        >>> from keras_gan_zoo.metrics import cached_statistics
        >>> real = cached_statistics("real.npz", photos, inception_pool3(), "faces/train", 10000)
        >>> print(fid(gan.generate(10000), real))
        fid10k_legacy = 23.1 (10,000 samples against 10,000 of faces/train)

    Reference:
        Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash
        equilibrium", arXiv 1706.08500, equation 6; Parmar et al., arXiv 2104.11222.
    """
    started = time.monotonic()

    def statistics(images, label, name):
        if isinstance(images, Features):
            return statistics_of_features(images, count)
        if not isinstance(images, FeatureStatistics):
            return feature_statistics(
                images,
                extractor or inception_pool3(resize or "legacy"),
                label,
                count=count,
                name=name,
                beside=True,
                **options,
            )
        if count is not None and images.counted and images.count != count:
            raise ValueError(
                f"statistics of {images.count:,} images were given, but count={count:,}."
            )
        return images

    if isinstance(real, (str, os.PathLike)):
        real = reference_statistics(real, resize, source)
        resize = real.resize
    real = statistics(real, source, "real")
    generated = statistics(generated, "generated", "generated")
    require_same_protocol(generated, real)
    return Score(
        value=frechet_distance(generated.gaussian, real.gaussian),
        name=protocol_name("fid", generated.count, real.extractor, real.resize),
        samples=generated.count,
        reference_samples=real.count if real.counted else None,
        extractor=real.extractor,
        resize=real.resize,
        source=real.source or None,
        seconds=time.monotonic() - started,
    )


@register_metric("fid", table="Distance to the data", better="lower", paper="1706.08500")
def _of_features(generated_features: Features, real_features: Features) -> Score:
    """How far apart the Gaussians of the two sets' Inception features are."""
    return fid(generated_features, real_features)
