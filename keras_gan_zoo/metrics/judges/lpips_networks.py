"""The networks of LPIPS, VGG16 and AlexNet with their linear heads, rebuilt in Keras."""

from collections.abc import Mapping

import keras
import numpy as np
from keras import layers, ops

# The mean and deviation of ImageNet's channels for pictures in [-1, 1].
_MEAN, _DEVIATION = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
_EPSILON = 1e-10
_POOL = None
_VGG16 = (64, 64, _POOL, 128, 128, _POOL, *[256] * 3, _POOL, *[512] * 3, _POOL, *[512] * 3)
_HEADS = 5


def build_lpips(network: str) -> keras.Model:
    """Builds LPIPS with random weights.

    Args:
        network: `"vgg"` or `"alex"`.

    Returns:
        A functional `keras.Model` from two batches `(batch, height, width, 3)` in [-1, 1] to
        their distances `(batch,)`. Its convolutions are named `convolution_0` onwards, its
        linear heads `head_0` to `head_4`.

    Example:
        >>> build_lpips("alex").output_shape
        (None,)

    Reference:
        Zhang et al., arXiv 1801.03924, equation 1; Simonyan and Zisserman, arXiv 1409.1556,
        table 1, column D; Krizhevsky, arXiv 1404.5997, for this AlexNet.
    """
    features = {"vgg": _vgg16, "alex": _alexnet}[network]()
    heads = [layers.Conv2D(1, 1, use_bias=False, name=f"head_{depth}") for depth in range(_HEADS)]
    images = [keras.Input((None, None, 3), name=name) for name in ("a", "b")]
    distance = 0.0
    for head, a, b in zip(heads, *(features(batch) for batch in images), strict=True):
        weighed = head(ops.square(_unit_length(a) - _unit_length(b)))
        distance += ops.mean(weighed, axis=(1, 2, 3))
    model = keras.Model(images, distance, name=f"lpips_{network}")
    model.trainable = False
    return model


def load_lpips_weights(model: keras.Model, weights: Mapping) -> None:
    """Sets the weights of `build_lpips`.

    Args:
        model: A model from `build_lpips`.
        weights: By layer, mappings of arrays: one entry holds `Conv_0` onwards with `kernel`
            (height, width, channels, filters) and `bias`, the others, `NetLinLayer_0` to
            `NetLinLayer_4`, hold the heads.

    Raises:
        ValueError: If they are not exactly the network's.

    Example:
        >>> from keras_gan_zoo.metrics.judges.weights import lpips_weights
        >>> load_lpips_weights(build_lpips("alex"), lpips_weights("alex"))
    """
    features = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    convolutions = [layer for layer in features.layers if isinstance(layer, layers.Conv2D)]
    try:
        (body,) = (of for name, of in weights.items() if not name.startswith("NetLinLayer_"))
        if len(body) != len(convolutions) or len(weights) != _HEADS + 1:
            raise ValueError(f"{len(body)} convolutions and {len(weights) - 1} heads")
        for index, layer in enumerate(convolutions):
            layer.set_weights([body[f"Conv_{index}"]["kernel"], body[f"Conv_{index}"]["bias"]])
        for depth in range(_HEADS):
            kernel = weights[f"NetLinLayer_{depth}"]["Conv_0"]["kernel"]
            model.get_layer(f"head_{depth}").set_weights([kernel])
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"`weights` are not those of {model.name}: {error}.") from None


def _vgg16() -> keras.Model:
    """Features before each of the four poolings, and of the last block."""
    images = keras.Input((None, None, 3))
    x, features = _standardised(images), []
    for index, filters in enumerate(_VGG16):
        if filters is _POOL:
            features.append(x)
            x = layers.MaxPooling2D(2)(x)
        else:
            number = index - _VGG16[:index].count(_POOL)
            x = layers.Conv2D(
                filters, 3, padding="same", activation="relu", name=f"convolution_{number}"
            )(x)
    return keras.Model(images, [*features, x], name="vgg16")


def _alexnet() -> keras.Model:
    """Features of all five convolutions."""
    images = keras.Input((None, None, 3))
    x, features = _standardised(images), []
    # Filters, kernel, stride, padding, and whether a pooling comes first.
    for index, (filters, size, stride, pad, pooled) in enumerate(
        [
            (64, 11, 4, 2, False),
            (192, 5, 1, 2, True),
            (384, 3, 1, 1, True),
            (256, 3, 1, 1, False),
            (256, 3, 1, 1, False),
        ]
    ):
        if pooled:
            x = layers.MaxPooling2D(3, strides=2)(x)
        # "same" would pad a convolution of stride 4 on other sides than the trained one was.
        x = layers.ZeroPadding2D(pad)(x)
        x = layers.Conv2D(
            filters, size, strides=stride, activation="relu", name=f"convolution_{index}"
        )(x)
        features.append(x)
    return keras.Model(images, features, name="alexnet")


def _standardised(images):
    return (images - np.array(_MEAN, "float32")) / np.array(_DEVIATION, "float32")


def _unit_length(features):
    length = ops.sqrt(ops.sum(ops.square(features), axis=-1, keepdims=True))
    return features / (length + _EPSILON)
