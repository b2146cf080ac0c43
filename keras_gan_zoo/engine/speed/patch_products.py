"""Convolutions of large kernels over small maps as one matrix product, in training."""

import contextlib
import contextvars
from collections.abc import Iterator
from types import MethodType

import keras
import tensorflow as tf

from keras_gan_zoo.types import Tensor

_IN_TRAINING_STEP = contextvars.ContextVar("in_a_step", default=False)
_FEWEST_WEIGHTS = 2**20
_WEIGHTS_A_ROW = 2**11
"""Measured on AVX-512: from here on forward and backward together are faster."""


@contextlib.contextmanager
def traced_for_a_step(in_a_step: bool) -> Iterator[None]:
    """Declares whether the code traced inside is a training step without XLA.

    Example:
        >>> with traced_for_a_step(True):
        ...     logits = discriminator(images, training=True)
    """
    before = _IN_TRAINING_STEP.set(in_a_step)
    try:
        yield
    finally:
        _IN_TRAINING_STEP.reset(before)


def multiply_patches(network: keras.Model) -> None:
    """Computes a network's convolutions as matrix products (im2col) where that is faster.

    A convolution's operation lays its kernel out anew at each call, forward and twice backward.
    Where a kernel of millions of weights meets maps of a few pixels, as in the middle of a U-Net
    or at the end of a discriminator, that takes longer than the sums. There a training step copies
    the patches instead, which are few, and multiplies them with the kernel as it lies in memory.
    Variables and what is saved are the same; inference, and with it what is exported,
    stays as it is, and so do subclasses of Keras's layers.

    Args:
        network: The network.

    Example:
        >>> multiply_patches(unet((64, 64, 3)))
    """
    for layer in network._flatten_layers():
        if type(layer) is keras.layers.Conv2D:
            layer.convolution_op = MethodType(_convolution, layer)
        elif type(layer) is keras.layers.Conv2DTranspose:
            layer.call = MethodType(_transposed_call, layer)


def convolution(maps: Tensor, kernel: Tensor, stride: int, padding: str) -> Tensor:
    """Computes a convolution as one matrix product of patches and kernel (im2col).

    Args:
        maps: (batch, height, width, channels), all of them known.
        kernel: (size, size, channels, filters).
        stride: Divides `size`.
        padding: "same" or "valid".
    """
    batch, height, width, channels = maps.shape
    size, filters = kernel.shape[0], kernel.shape[-1]
    rows, above, below = _window_geometry(height, size, stride, padding)
    columns, left, right = _window_geometry(width, size, stride, padding)
    maps = tf.pad(maps, [(0, 0), (above, max(below, 0)), (left, max(right, 0)), (0, 0)])
    maps = maps[:, : (rows - 1) * stride + size, : (columns - 1) * stride + size]
    patches = _windows(_windows(maps, 1, rows, size, stride), 3, columns, size, stride)
    patches = tf.transpose(patches, (0, 1, 3, 2, 4, 5))
    products = tf.matmul(
        tf.reshape(patches, (batch * rows * columns, size * size * channels)),
        tf.reshape(kernel, (size * size * channels, filters)),
    )
    return tf.reshape(products, (batch, rows, columns, filters))


def transposed_convolution(maps: Tensor, kernel: Tensor, stride: int, padding: str) -> Tensor:
    """Computes a transposed convolution as one matrix product, whose patches are added up.

    Args:
        maps: (batch, height, width, channels), all of them known.
        kernel: (size, size, filters, channels).
        stride: Divides `size`.
        padding: "same" or "valid".
    """
    batch, height, width, channels = maps.shape
    size, filters = kernel.shape[0], kernel.shape[2]
    products = tf.matmul(
        tf.reshape(maps, (batch * height * width, channels)),
        tf.reshape(kernel, (size * size * filters, channels)),
        transpose_b=True,
    )
    patches = tf.reshape(products, (batch, height, width, size, size, filters))
    patches = tf.transpose(patches, (0, 1, 3, 2, 4, 5))
    maps = _overlapped(_overlapped(patches, 3, stride), 1, stride)
    if padding == "valid":
        return maps
    before = (size - stride) // 2
    rows, columns = height * stride, width * stride
    return maps[:, before : before + rows, before : before + columns]


def _window_geometry(length, size, stride, padding):
    """Returns the windows along an axis, and the zeros before and after; of these, -1 cuts one."""
    windows = -(-length // stride) if padding == "same" else (length - size) // stride + 1
    zeros = (windows - 1) * stride + size - length
    before = zeros // 2 if padding == "same" else 0
    return windows, before, zeros - before


def _windows(maps, axis, windows, size, stride):
    """Returns (.., windows, size, ..) of (.., length, ..): what each window sees along an axis."""
    shape, parts = maps.shape.as_list(), size // stride
    blocks = tf.reshape(maps, [*shape[:axis], windows + parts - 1, stride, *shape[axis + 1 :]])
    if parts == 1:
        return blocks
    extent = blocks.shape.as_list()
    extent[axis] = windows
    begins = ([part if at == axis else 0 for at in range(len(extent))] for part in range(parts))
    return tf.concat([tf.slice(blocks, begin, extent) for begin in begins], axis + 1)


def _overlapped(patches, axis, stride):
    """Returns (.., length, ..) of (.., windows, size, ..): windows added up where they overlap."""
    *front, windows, size = patches.shape.as_list()[: axis + 2]
    parts = size // stride
    if parts > 1:
        shifted = []
        for part, blocks in enumerate(tf.split(patches, parts, axis + 1)):
            zeros = [(0, 0)] * len(patches.shape)
            zeros[axis] = (part, parts - 1 - part)
            shifted.append(tf.pad(blocks, zeros))
        patches = tf.add_n(shifted)
    length = (windows + parts - 1) * stride
    return tf.reshape(patches, [*front, length, *patches.shape.as_list()[axis + 2 :]])


def _convolution(layer, inputs, kernel):
    shape = inputs.shape
    if (
        _IN_TRAINING_STEP.get()
        and layer.groups == 1
        and None not in shape
        and _is_faster(layer, shape[0] * _count(layer, shape[1]) * _count(layer, shape[2]))
    ):
        kernel = keras.ops.convert_to_tensor(kernel)
        return convolution(inputs, kernel, layer.strides[0], layer.padding)
    return keras.layers.Conv2D.convolution_op(layer, inputs, kernel)


def _transposed_call(layer, inputs):
    shape = inputs.shape
    if not (
        _IN_TRAINING_STEP.get()
        and layer.output_padding is None
        and None not in shape
        and _is_faster(layer, shape[0] * shape[1] * shape[2])
    ):
        return keras.layers.Conv2DTranspose.call(layer, inputs)
    kernel = keras.ops.convert_to_tensor(layer.kernel)
    outputs = transposed_convolution(inputs, kernel, layer.strides[0], layer.padding)
    if layer.use_bias:
        outputs = keras.ops.add(outputs, layer.bias)
    return outputs if layer.activation is None else layer.activation(outputs)


def _count(layer, length):
    return _window_geometry(length, layer.kernel_size[0], layer.strides[0], layer.padding)[0]


def _is_faster(layer: keras.layers.Layer, rows: int) -> bool:
    (size, width), (stride, other_stride) = layer.kernel_size, layer.strides
    weights = tf.TensorShape(layer.kernel.shape).num_elements()
    return (
        layer.data_format == "channels_last"
        and size == width
        and stride == other_stride
        and size % stride == 0
        and set(layer.dilation_rate) == {1}
        and layer.padding in ("same", "valid")
        and weights >= _FEWEST_WEIGHTS
        and rows * _WEIGHTS_A_ROW <= weights
    )
