"""Flat colours within the lines of a drawing: features averaged over each enclosed area."""

from typing import Any

from keras_gan_zoo.layers.edge_aware_smoothing import EdgeAwareSmoothing
from keras_gan_zoo.types import Tensor

SMOOTHING: dict[str, Any] = {"sharpness": 10.0, "reach": 48.0, "rounds": 6}


def enclosed_areas(features: Tensor, images: Tensor) -> Tensor:
    """Averages features over the areas that the lines of the generator's input enclose.

    A convolution decides on each pixel by itself and learns late, from a few thousand drawings
    never, that the pixels of a head of hair must agree; behind this they cannot but agree.

    Args:
        features: Maps (batch, height, width, channels), before their last activation.
        images: The generator's input (batch, height, width, channels) in [-1, 1].

    Returns:
        Maps of the shape of `features`.

    Example:
        >>> flat = enclosed_areas(keras.Input((48, 48, 3)), keras.Input((48, 48, 1)))
    """
    return EdgeAwareSmoothing(**SMOOTHING, name="enclosed_areas")([features, images])
