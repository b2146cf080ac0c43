"""Transposed convolutions as plain ones, which TF-Lite runs two to eight times as fast."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import MethodType

import keras
import tensorflow as tf

from keras_gan_zoo.types import Tensor

MANY_FILTERS = 32
"""From here on a convolution for each phase is faster than one for all, which computes a margin."""


@contextmanager
def as_convolutions(network: keras.Model) -> Iterator[None]:
    """Traces transposed convolutions as convolutions followed by depth-to-space.

    What a transposed convolution of stride s draws at each s-th pixel is a plain convolution of its
    input with each s-th row and column of its kernel: as many sums, and the operators that TF-Lite
    is best at. A batch normalization that follows is folded into the kernel, as the converter
    does by itself for the operator that is replaced. Only for inference, and undone afterwards.

    Args:
        network: The network. Layers whose stride does not divide the kernel, and subclasses of
            Keras's layers, stay as they are.

    Example:
        >>> with as_convolutions(generator):
        ...     tf.saved_model.save(...)
    """
    normalizations = _normalizations(network)
    replaced = []
    for layer in network._flatten_layers():
        if not _is_split(layer):
            continue
        linear = layer.activation is keras.activations.linear
        normalization = normalizations.get(id(layer)) if linear else None
        calls = [(layer, _split_call(normalization))]
        if normalization is not None:
            calls.append((normalization, _unchanged))
        for each, call in calls:
            replaced.append((each, each.__dict__.get("call")))
            each.call = MethodType(call, each)
    try:
        yield
    finally:
        for layer, call in replaced:
            if call is None:
                del layer.call
            else:
                layer.call = call


def transposed_convolution(maps: Tensor, kernel: Tensor, offset: Tensor, stride: int) -> Tensor:
    """Returns the transposed convolution of maps, padding "same".

    Args:
        maps: (batch, height, width, channels), height and width known.
        kernel: (size, size, filters, channels), as Keras keeps it; the stride divides `size`.
        offset: Added to each filter, (filters,).
        stride: Pixels drawn along each axis for one of the input.
    """
    size, filters = kernel.shape[0], kernel.shape[2]
    height, width = maps.shape[1:3]
    parts, before = size // stride, (size - stride) // 2
    # Of each phase: its first row of the kernel, and how far ahead of its own place it looks.
    rows = [(phase + before) % stride for phase in range(stride)]
    ahead = [(phase + before) // stride for phase in range(stride)]
    margin = (parts - 1 - ahead[0], ahead[-1])
    maps = tf.pad(maps, [(0, 0), margin, margin, (0, 0)])
    begins = [steps - ahead[0] for steps in ahead]
    kernels = [
        tf.transpose(tf.reverse(kernel[row::stride, column::stride], [0, 1]), (0, 1, 3, 2))
        for row in rows
        for column in rows
    ]
    places = [(top, left) for top in begins for left in begins]
    if filters >= MANY_FILTERS:
        drawn = [
            tf.nn.conv2d(_crop(maps, place, height + parts - 1, width + parts - 1), one, 1, "VALID")
            + offset
            for place, one in zip(places, kernels, strict=True)
        ]
    else:
        drawn = tf.nn.conv2d(maps, tf.concat(kernels, -1), 1, "VALID") + tf.tile(
            offset, [stride * stride]
        )
        drawn = tf.split(drawn, stride * stride, axis=-1)
        drawn = [_crop(one, place, height, width) for place, one in zip(places, drawn, strict=True)]
    return tf.nn.depth_to_space(tf.concat(drawn, -1), stride)


def _crop(maps, place, height, width):
    top, left = place
    return maps[:, top : top + height, left : left + width]


def _is_split(layer):
    return (
        type(layer) is keras.layers.Conv2DTranspose
        and layer.compute_dtype == "float32"  # the converter refuses others with their names
        and layer.padding == "same"
        and layer.output_padding in (None, (None, None))
        and layer.data_format == "channels_last"
        and layer.dilation_rate == (1, 1)
        and layer.strides[0] == layer.strides[1] > 1
        and layer.kernel_size[0] == layer.kernel_size[1]
        and layer.kernel_size[0] % layer.strides[0] == 0
    )


def _normalizations(network):
    """Returns the batch normalizations by the id of the layer of which they alone take the maps."""
    # Operations such as an addition take maps, too, and are no layers.
    operations = {
        id(operation): operation
        for layer in network._flatten_layers()
        for operation in getattr(layer, "operations", ())
    }
    takers = {}
    for operation in operations.values():
        for node in operation._inbound_nodes:
            for tensor in node.input_tensors:
                takers.setdefault(id(tensor._keras_history.operation), []).append(operation)
    outputs = {id(tensor._keras_history.operation) for tensor in network.outputs}
    return {
        giver: takes[0]
        for giver, takes in takers.items()
        if len(takes) == 1
        and giver not in outputs
        and type(takes[0]) is keras.layers.BatchNormalization
        and takes[0].axis in (-1, 3)
    }


def _split_call(normalization):
    def call(layer, inputs, **_):
        if None in inputs.shape[1:3]:
            maps = keras.layers.Conv2DTranspose.call(layer, inputs)
            if normalization is not None:
                maps = keras.layers.BatchNormalization.call(normalization, maps)
            return maps
        kernel = tf.convert_to_tensor(layer.kernel)
        offset = tf.zeros([layer.filters], kernel.dtype)
        if layer.use_bias:
            offset += tf.convert_to_tensor(layer.bias)
        if normalization is not None:
            scale, shift = _affine(normalization)
            kernel *= scale[:, None]
            offset = offset * scale + shift
        return layer.activation(transposed_convolution(inputs, kernel, offset, layer.strides[0]))

    return call


def _affine(normalization):
    """Returns the factor and the offset of a batch normalization outside of training."""
    scale = 1.0 / tf.sqrt(
        tf.convert_to_tensor(normalization.moving_variance) + normalization.epsilon
    )
    if normalization.gamma is not None:
        scale *= tf.convert_to_tensor(normalization.gamma)
    shift = -tf.convert_to_tensor(normalization.moving_mean) * scale
    if normalization.beta is not None:
        shift += tf.convert_to_tensor(normalization.beta)
    return scale, shift


def _unchanged(layer, inputs, **_):
    return inputs
