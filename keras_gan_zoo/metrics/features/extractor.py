"""A named function from pictures to feature vectors."""

import dataclasses
from collections.abc import Callable

import numpy as np


@dataclasses.dataclass(frozen=True)
class FeatureExtractor:
    """A named function from images to feature vectors.

    Attributes:
        name: The network and layer.
        resize: How it resizes images, or "none".
        dimensions: Length of a feature vector.
        function: Maps uint8 images `(batch, height, width, channels)` to an array
            `(batch, dimensions)`.

    Example:
        >>> pixels = FeatureExtractor(
        ...     "pixels", "none", 48, lambda images: images.reshape(len(images), -1) / 255.0
        ... )
        >>> pixels(np.zeros((2, 4, 4, 3), np.uint8)).shape
        (2, 48)
    """

    name: str
    resize: str
    dimensions: int
    function: Callable[[np.ndarray], np.ndarray]

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Returns float32 features `(batch, dimensions)` of uint8 images."""
        features = np.asarray(self.function(images), np.float32)
        if features.shape != (len(images), self.dimensions):
            raise ValueError(
                f"extractor {self.name!r} must return shape {(len(images), self.dimensions)}, "
                f"got {features.shape}."
            )
        return features
