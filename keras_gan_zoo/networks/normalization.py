"""The normalization layers that a network can be built with, by name."""

from keras import layers

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers import GlobalLayerNormalization, InstanceNormalization

_LAYERS = {
    "batch": lambda: layers.BatchNormalization(momentum=0.9),
    "instance": InstanceNormalization,
    "layer": GlobalLayerNormalization,
    "none": None,
}


def check_normalization(kind: str) -> str:
    """Returns the name of a normalization.

    Raises:
        ValueError: If it is not "batch", "instance", "layer" or "none".
    """
    if kind not in _LAYERS:
        raise ValueError(
            f"`normalization` must be one of {listed(_LAYERS)}, got {kind!r}."
            + nearest(kind, _LAYERS)
        )
    return kind


def normalize(x, kind: str):
    """Applies a new normalization layer to a feature map (batch, height, width, channels).

    Args:
        x: The feature map.
        kind: "batch"; "instance" (1607.08022), which forgets a picture's style; "layer" over the
            whole map (1803.08494, one group), which keeps it; or "none".
    """
    return x if check_normalization(kind) == "none" else _LAYERS[kind]()(x)
