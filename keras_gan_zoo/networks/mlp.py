"""Multilayer perceptrons, for points in the plane and for small pictures."""

import math
from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers import Maxout
from keras_gan_zoo.networks.discriminator_parts import apply_layers, one_logit
from keras_gan_zoo.networks.normalization import (
    OF_DISCRIMINATORS,
    OF_GENERATORS,
    check_normalization,
    constrained,
    has_offset,
    normalize,
    with_reference,
    without_reference,
)

ACTIVATIONS = ("leaky_relu", "maxout", "relu", "tanh")
"""What `mlp_discriminator` knows."""


def mlp_generator(
    shape: Sequence[int],
    latent_dim: int = 2,
    width: int = 400,
    depth: int = 4,
    normalization: str = "batch",
    name: str = "generator",
) -> keras.Model:
    """Builds a generator of dense layers with ReLU.

    By default that of 1712.04086 (PacGAN) for mixtures of Gaussians: 4 layers of 400 units
    with BatchNorm.

    Args:
        shape: Shape of one sample: (dimensions,) for points, which are not bounded, or (height,
            width, channels) for pictures, which a tanh keeps in [-1, 1].
        latent_dim: Length of the latent vectors.
        width: Units of each hidden layer.
        depth: Number of hidden layers.
        normalization: "batch", "virtual_batch", "layer", "spectral" or "none".
        name: Name of the network.

    Returns:
        A network from (batch, latent_dim) to samples (batch, *shape).

    Raises:
        ValueError: If the shape is neither a point's nor a picture's, a number is too small, or
            the normalization is unknown.

    Example:
        >>> mlp_generator((2,)).output_shape
        (None, 2)
    """
    shape = check_shape(shape)
    check_normalization(normalization, OF_GENERATORS)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    x = with_reference(latents, normalization)
    for _ in range(check_whole(depth, "depth", least=1)):
        dense = layers.Dense(
            check_whole(width, "width", least=1), use_bias=not has_offset(normalization)
        )
        x = layers.ReLU()(normalize(constrained(dense, normalization)(x), normalization))
    x = without_reference(x, normalization)
    x = constrained(layers.Dense(math.prod(shape)), normalization)(x)
    if len(shape) == 1:
        samples = layers.Activation("linear", dtype="float32", name="points")(x)
    else:
        samples = layers.Activation("tanh", dtype="float32", name="images")(
            layers.Reshape(shape)(x)
        )
    return keras.Model(latents, samples, name=name)


def mlp_discriminator(
    shape: Sequence[int],
    width: int = 200,
    depth: int = 3,
    activation: str = "maxout",
    pieces: int = 5,
    normalization: str = "none",
    before: Sequence[keras.layers.Layer] = (),
    before_logits: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    """Builds a discriminator of dense layers.

    By default that of 1712.04086 (PacGAN) for mixtures of Gaussians: 3 maxout layers of 200
    units, each the maximum of 5 affine functions.

    Args:
        shape: Shape of one sample: (dimensions,) or (height, width, channels); pictures are
            flattened.
        width: Units of each hidden layer.
        depth: Number of hidden layers.
        activation: "maxout", "relu", "leaky_relu" (slope 0.2) or "tanh".
        pieces: Affine functions for each maxout unit; other activations have one.
        normalization: "none", "batch" (none after the first layer), "layer" or "spectral".
        before: Layers that are applied to the samples first, such as `Packing`.
        before_logits: Layers that are applied to the last vector, such as
            `MinibatchDiscrimination`.
        name: Name of the network.

    Returns:
        A network from samples (batch, *shape) to logits (batch, 1).

    Raises:
        ValueError: If the shape is neither a point's nor a picture's, a number is too small, or
            the activation or the normalization is unknown.

    Example:
        >>> mlp_discriminator((2,), activation="leaky_relu").output_shape
        (None, 1)
    """
    shape = check_shape(shape)
    check_normalization(normalization, OF_DISCRIMINATORS)
    if activation not in ACTIVATIONS:
        raise ValueError(
            f"`activation` must be one of {listed(ACTIVATIONS)}, got {activation!r}."
            + nearest(activation, ACTIVATIONS)
        )
    width = check_whole(width, "width", least=1)
    samples = keras.Input(shape, name="points" if len(shape) == 1 else "images")
    x = apply_layers(samples, before, "before")
    if len(x.shape) > 2:
        x = layers.Flatten()(x)
    for index in range(check_whole(depth, "depth", least=1)):
        normalized = index > 0 and has_offset(normalization)
        units = width * pieces if activation == "maxout" else width
        x = constrained(layers.Dense(units, use_bias=not normalized), normalization)(x)
        if normalized:
            x = normalize(x, normalization)
        x = _activation(activation, pieces)(x)
    return keras.Model(samples, one_logit(x, before_logits, normalization), name=name)


def _activation(name, pieces):
    if name == "maxout":
        return Maxout(pieces)
    return layers.LeakyReLU(0.2) if name == "leaky_relu" else layers.Activation(name)


def check_shape(shape: Any) -> tuple[int, ...]:
    """Returns the shape of a point or of a picture as a tuple of ints.

    Raises:
        ValueError: If it is neither.
    """
    try:
        checked = tuple(int(side) for side in shape)
    except (TypeError, ValueError):
        checked = ()
    if len(checked) not in (1, 3) or min(checked) < 1:
        raise ValueError(
            "`shape` must be (dimensions,) for points or (height, width, channels) for pictures, "
            f"got {shape!r}."
        )
    return checked
