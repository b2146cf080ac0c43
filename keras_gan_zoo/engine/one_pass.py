"""Runs several batches through a network in one pass, where samples do not affect each other."""

import keras
from keras import layers, ops

from keras_gan_zoo.layers import (
    GlobalLayerNormalization,
    InstanceNormalization,
    NearestUpsampling2D,
    ReflectionPadding2D,
)
from keras_gan_zoo.types import Tensor

_INDEPENDENT_LAYERS = {
    GlobalLayerNormalization,
    InstanceNormalization,
    NearestUpsampling2D,
    ReflectionPadding2D,
    layers.Activation,
    layers.Add,
    layers.AveragePooling2D,
    layers.Concatenate,
    layers.Conv2D,
    layers.Conv2DTranspose,
    layers.Dense,
    layers.Flatten,
    layers.GlobalAveragePooling2D,
    layers.InputLayer,
    layers.LayerNormalization,
    layers.LeakyReLU,
    layers.ReLU,
    layers.Rescaling,
    layers.Reshape,
}


def one_pass(network: keras.Model, *batches: Tensor) -> list:
    """Returns a network's outputs on each batch in training, by one pass if possible.

    Each kernel is then laid out for the processor once instead of once a batch, which counts where
    a batch is a picture or two. Where the network mixes the pictures of a batch, draws random
    numbers or keeps something from call to call (batch and spectral normalization, dropout,
    noise), or has a layer that is not known not to, each batch has a pass of its own.

    Args:
        network: The network, of one input and one output.
        *batches: Tensors (batch, ...), of any numbers of pictures.

    Returns:
        A tensor for each batch.

    Example:
        >>> real_logits, fake_logits = one_pass(discriminator, real_images, fake_images)
    """
    if len(batches) < 2 or not processes_samples_independently(network):
        return [network(batch, training=True) for batch in batches]
    outputs = network(ops.concatenate(batches), training=True)
    parts, begin = [], 0
    for batch in batches:
        end = begin + ops.shape(batch)[0]
        parts.append(outputs[begin:end])
        begin = end
    return parts


def processes_samples_independently(network: keras.Model) -> bool:
    """Returns whether the output on each sample depends on that sample alone."""
    inner = network._flatten_layers(include_self=False)
    return all(type(layer) in _INDEPENDENT_LAYERS for layer in inner)
