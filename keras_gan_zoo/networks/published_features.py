"""Features of a network that was trained on photographs, in which two pictures are compared."""

import functools

import keras
import tensorflow as tf
from keras import layers

from keras_gan_zoo.errors import listed, nearest

PUBLISHED = ("vgg16",)
_LAST = "convolution_12"
_FIRST_OF_BLOCKS = (0, 2, 4, 7, 10)
"""Convolutions of VGG16 that come first, or first behind a pooling."""


def check_features(features: "str | keras.Model") -> "str | keras.Model":
    """Checks the `features` of a family and returns them.

    Raises:
        ValueError: If there are none published of that name.
    """
    if isinstance(features, str) and features not in PUBLISHED:
        raise ValueError(
            f"`features` must be {listed(PUBLISHED)} or a network, got {features!r}."
            + nearest(features, PUBLISHED)
        )
    return features


def feature_network(features: "str | keras.Model", activated: bool) -> keras.Model:
    """Returns a network from pictures in [-1, 1] to a map of features.

    Args:
        features: A name, or a network, which is returned as it is.
        activated: Whether the named network's last convolution is followed by its ReLU.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the weights cannot be fetched.
    """
    if not isinstance(features, str):
        return features
    # Built where nothing is traced, and kept outside the model: files need not hold it. Not within
    # a loss, where no other player's state is assigned.
    with tf.init_scope():
        return _published(activated, keras.config.dtype_policy().name)


def feature_maps(features: "str | keras.Model") -> keras.Model:
    """Returns a network from pictures in [-1, 1] to a list of maps of features, the finest first.

    Args:
        features: A name, or a network, which is returned as it is.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the weights cannot be fetched.

    Example:
        >>> [maps.shape[-1] for maps in feature_maps("vgg16").outputs]
        [64, 128, 256, 512, 512]
    """
    if not isinstance(features, str):
        return features
    with tf.init_scope():
        return _published_maps(keras.config.dtype_policy().name)


@functools.cache
def _published_maps(policy: str) -> keras.Model:
    """The first convolution of each block of VGG16, each with its ReLU."""
    vgg = _vgg16()
    maps = [vgg.get_layer(f"convolution_{number}").output for number in _FIRST_OF_BLOCKS]
    network = keras.Model(vgg.input, maps, name="features")
    network.trainable = False
    return network


@functools.cache
def _published(activated: bool, policy: str) -> keras.Model:
    """VGG16 up to its thirteenth convolution, as LPIPS has it, trained on ImageNet."""
    vgg = _vgg16()
    last = vgg.get_layer(_LAST)
    convolution = layers.Conv2D(
        last.filters, last.kernel_size, padding="same", activation="relu" if activated else None
    )
    network = keras.Model(vgg.input, convolution(last.input), name="features")
    convolution.set_weights(last.get_weights())
    network.trainable = False
    return network


def _vgg16() -> keras.Model:
    from keras_gan_zoo.metrics.judges.lpips_networks import build_lpips, load_lpips_weights
    from keras_gan_zoo.metrics.judges.weights import lpips_weights

    judge = build_lpips("vgg")
    load_lpips_weights(judge, lpips_weights("vgg"))
    return next(layer for layer in judge.layers if isinstance(layer, keras.Model))
