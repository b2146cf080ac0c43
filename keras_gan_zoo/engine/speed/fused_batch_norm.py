"""Batch normalization in training as one fused operation."""

from types import MethodType

import keras
import tensorflow as tf


def fuse(network: keras.Model) -> None:
    """Makes BatchNormalization layers train by one fused TensorFlow operation.

    The dozen read and write the whole map each time, forward and backward, which took a sixth of
    a DCGAN's step; the formula, the variables and what is saved are the same. Inference,
    and with it what is exported, stays as it is; so do layers of any other kind, synchronized ones,
    renormalizing ones and those of another axis than the last.

    Args:
        network: The network.

    Example:
        >>> fuse(dcgan_generator((32, 32, 3)))

    Reference:
        1502.03167, algorithm 1.
    """
    for layer in network._flatten_layers():
        # Not of subclasses, which may change the call.
        if type(layer) is keras.layers.BatchNormalization and not (
            layer.synchronized or getattr(layer, "renorm", False)
        ):
            layer.call = MethodType(_call, layer)


def _call(layer, inputs, training=None, mask=None):
    # By the class: what is asked of the instance is this function.
    plain = keras.layers.BatchNormalization.call
    is_map = len(inputs.shape) == 4 and layer.axis in (-1, 3)
    if not (training and layer.trainable and is_map and mask is None):
        return plain(layer, inputs, training=training, mask=mask)
    maps = tf.cast(inputs, "float32")
    channels = maps.shape[-1]
    outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=maps,
        scale=tf.ones([channels]) if layer.gamma is None else tf.cast(layer.gamma, "float32"),
        offset=tf.zeros([channels]) if layer.beta is None else tf.cast(layer.beta, "float32"),
        mean=tf.zeros([0]),
        variance=tf.zeros([0]),
        epsilon=layer.epsilon,
        is_training=True,
    )
    # The operation gives the estimate of the population's variance, Keras keeps the batch's own.
    count = tf.cast(tf.size(maps) // channels, "float32")
    variance *= tf.maximum(count - 1.0, 1.0) / count
    for moving, value in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        moving.assign(moving * layer.momentum + value * (1.0 - layer.momentum))
    return keras.ops.cast(outputs, layer.compute_dtype)
