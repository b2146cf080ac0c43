"""Features of pictures: extracted once, kept on disk, compared by statistics."""

from keras_gan_zoo.lazy import lazy_names

# Late, because the judges' networks import the extractor from here, and what reads inputs imports
# the networks.
_MODULES = {
    "FeatureExtractor": "extractor",
    "FeatureStatistics": "statistics",
    "Features": "features",
    "cached_statistics": "statistics",
    "extract_features": "features",
    "feature_pair": "inputs",
    "feature_statistics": "statistics",
    "image_batches": "features",
    "stream_features": "features",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
