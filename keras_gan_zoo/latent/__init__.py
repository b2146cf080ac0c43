"""Latents and styles of a trained generator: directions, paths, films, inversion, truncation."""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "FeatureDirection": "feature_directions",
    "Inversion": "inversion",
    "attribute_direction": "directions",
    "feature_direction": "feature_directions",
    "film": "films",
    "invert": "inversion",
    "linear": "interpolation",
    "loop": "films",
    "mixed_styles": "mixing",
    "mixing_grid": "mixing",
    "move": "directions",
    "perceptual_path_length": "path_length",
    "project": "projection",
    "spherical": "interpolation",
    "style_directions": "sefa",
    "truncated_latents": "truncation",
    "without": "directions",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
