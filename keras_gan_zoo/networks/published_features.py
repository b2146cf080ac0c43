"""Features of a network that was trained on photographs, in which two pictures are compared."""

import functools

import keras
import tensorflow as tf
from keras import layers

from keras_gan_zoo.errors import listed, nearest

PUBLISHED = ("vgg16",)
_LAST = "convolution_12"


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


@functools.cache
def _published(activated: bool, policy: str) -> keras.Model:
    """VGG16 up to its thirteenth convolution, as LPIPS has it, trained on ImageNet."""
    from keras_gan_zoo.metrics.judges.lpips_networks import build_lpips, load_lpips_weights
    from keras_gan_zoo.metrics.judges.weights import lpips_weights

    judge = build_lpips("vgg")
    load_lpips_weights(judge, lpips_weights("vgg"))
    vgg = next(layer for layer in judge.layers if isinstance(layer, keras.Model))
    last = vgg.get_layer(_LAST)
    convolution = layers.Conv2D(
        last.filters, last.kernel_size, padding="same", activation="relu" if activated else None
    )
    network = keras.Model(vgg.input, convolution(last.input), name="features")
    convolution.set_weights(last.get_weights())
    network.trainable = False
    return network
