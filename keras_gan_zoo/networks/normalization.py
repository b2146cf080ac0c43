"""The normalization layers that a network can be built with, by name."""

from collections.abc import Callable, Collection
from typing import TypeAlias

import keras
from keras import layers

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers import (
    DropReference,
    GlobalLayerNormalization,
    InstanceNormalization,
    ReferenceBatch,
    SpectralNormalization,
    VirtualBatchNormalization,
)
from keras_gan_zoo.types import Tensor

Normalization: TypeAlias = str | Callable[[Tensor], Tensor]
"""The name of a normalization, or a function that normalizes a feature map."""

_LAYERS: dict[str, Callable | None] = {
    "batch": lambda: layers.BatchNormalization(momentum=0.9),
    "instance": InstanceNormalization,
    "layer": GlobalLayerNormalization,
    "none": None,
    "spectral": None,
    "synchronized_batch": lambda: layers.BatchNormalization(momentum=0.9, synchronized=True),
    "virtual_batch": VirtualBatchNormalization,
}

OF_MAPS = ("batch", "instance", "layer", "none", "synchronized_batch")
"""What `normalize` alone brings about."""

OF_DISCRIMINATORS = ("batch", "layer", "none", "spectral", "synchronized_batch")
"""What the discriminators that end in one logit offer."""

OF_GENERATORS = ("batch", "layer", "none", "spectral", "synchronized_batch", "virtual_batch")
"""What the generators that begin with latents offer."""


def check_normalization(
    kind: str, choices: Collection[str] = OF_MAPS, name: str = "normalization"
) -> str:
    """Checks the name of a normalization and returns it.

    Args:
        kind: The name.
        choices: The names that will do.
        name: What the sentence calls the argument.

    Raises:
        ValueError: If it is not one of `choices`.
    """
    if not isinstance(kind, str) or kind not in choices:
        raise ValueError(
            f"`{name}` must be one of {listed(choices)}, got {kind!r}." + nearest(kind, choices)
        )
    return kind


def normalize(x: Tensor, kind: Normalization) -> Tensor:
    """Applies a new normalization layer to a feature map, or to a vector (batch, features).

    Args:
        x: The feature map (batch, height, width, channels), or the vector.
        kind: "batch"; "synchronized_batch", over the batches of all replicas; "instance"
            (1607.08022), which forgets a picture's style; "layer" over the whole map (1803.08494,
            one group), which keeps it; "virtual_batch" (1606.03498) between `with_reference` and
            `without_reference`; "none", and "spectral", which acts on kernels (see
            `constrained`), do nothing. Or a function of the map.
    """
    if callable(kind):
        return kind(x)
    build = _LAYERS[check_normalization(kind, _LAYERS)]
    if build is None:
        return x
    if kind == "layer" and len(x.shape) == 2:
        return layers.LayerNormalization(epsilon=1e-5)(x)
    return build()(x)


def constrained(layer: keras.layers.Layer, kind: Normalization) -> keras.layers.Layer:
    """Returns the layer, with spectral normalization if the kind is "spectral" (1802.05957).

    Args:
        layer: A dense or convolutional layer.
        kind: A name of a normalization.
    """
    if kind != "spectral":
        return layer
    return SpectralNormalization(layer, name=layer.name, dtype=layer.dtype_policy)


def has_offset(kind: Normalization) -> bool:
    """Returns whether the normalization adds a bias, so that the layer before it needs none."""
    return callable(kind) or _LAYERS[check_normalization(kind, _LAYERS)] is not None


def with_reference(latents: Tensor, kind: Normalization) -> Tensor:
    """Prepends the reference batch to latents, if the kind is "virtual_batch"."""
    return ReferenceBatch()(latents) if kind == "virtual_batch" else latents


def without_reference(x: Tensor, kind: Normalization) -> Tensor:
    """Removes the reference batch again."""
    return DropReference()(x) if kind == "virtual_batch" else x


def batch_normalization_of(network: keras.Model) -> keras.layers.BatchNormalization | None:
    """Returns a network's first BatchNormalization, inside other layers too, or `None`."""
    found = (x for x in network._flatten_layers() if isinstance(x, layers.BatchNormalization))
    return next(found, None)
