"""The InceptionV3 of 2015-12-05 whose pool3 features define the FID, rebuilt in Keras."""

import functools
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.judges.resize import resize
from keras_gan_zoo.metrics.judges.weights import inception_archive

if TYPE_CHECKING:
    import keras

STANDARD_EXTRACTOR = "inception_v3_2015_12_05_pool3"
_SIDE = 299
_BATCH_NORMALISATION_EPSILON = 1e-3
_CONVOLUTIONS = 94


def inception_pool3(method: str = "legacy") -> FeatureExtractor:
    """The standard FID feature extractor: uint8 images to 2048 pool3 activations.

    Images are resized to 299x299 by `method`, scaled by (x - 128) / 128 as the 2015 graph does, or
    by x / 127.5 - 1 for `"pytorch"` as pytorch-fid does, and passed through the network. The
    weights are fetched once (81 MB) and checked.

    Args:
        method: `"legacy"` (TF-1 bilinear), `"clean"` (antialiased bicubic) or `"pytorch"`: see
            `keras_gan_zoo.metrics.judges.resize`.

    Returns:
        A `FeatureExtractor` with 2048 dimensions; the network is built once a process.

    Raises:
        ValueError: If `method` is not known.

    Example:
        >>> extractor = inception_pool3("legacy")
        >>> extractor(np.zeros((2, 32, 32, 3), np.uint8)).shape
        (2, 2048)

    Reference:
        Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash
        equilibrium", arXiv 1706.08500; Parmar, Zhang, Zhu, "On aliased resizing and surprising
        subtleties in GAN evaluation", arXiv 2104.11222.
    """
    # Fails here, not at the first batch, if the method is misspelled.
    resize(np.zeros((1, 2, 2, 3)), _SIDE, method)

    def features(images: np.ndarray) -> np.ndarray:
        if images.shape[-1] == 1:
            images = np.repeat(images, 3, axis=-1)
        resized = resize(images, _SIDE, method)
        middle = 127.5 if method == "pytorch" else 128.0
        return _compiled_pretrained()((resized - middle) / middle)

    return FeatureExtractor(STANDARD_EXTRACTOR, method, dimensions=2048, function=features)


def build_inception_v3() -> "keras.Model":
    """Builds the network with random weights.

    It differs from `keras.applications.InceptionV3`: batch normalisation is folded into the
    convolutions' weights and biases, and the last block pools by maximum. Average pools leave
    the padding out of the count.

    Returns:
        A functional `keras.Model` from `(batch, 299, 299, 3)` in [-1, 1] to `(batch, 2048)`. Its
        94 convolutions are named `convolution_0` to `convolution_93` in the weights' order.

    Example:
        >>> build_inception_v3().output_shape
        (None, 2048)

    Reference:
        Szegedy et al., "Rethinking the Inception architecture for computer vision",
        arXiv 1512.00567.
    """
    import keras
    from keras import layers

    names = (f"convolution_{index}" for index in range(_CONVOLUTIONS))

    def convolution(x, filters, size, strides=1, padding="same"):
        return layers.Conv2D(filters, size, strides, padding, activation="relu", name=next(names))(
            x
        )

    def convolutions(x, *filters_and_sizes):
        for filters, size in filters_and_sizes:
            x = convolution(x, filters, size)
        return x

    def average_pool(x):
        return layers.AveragePooling2D(3, strides=1, padding="same")(x)

    def halving_pool(x):
        return layers.MaxPooling2D(3, strides=2)(x)

    def block_35(x, pool_filters):
        return layers.Concatenate()(
            [
                convolution(x, 64, 1),
                convolutions(x, (48, 1), (64, 5)),
                convolutions(x, (64, 1), (96, 3), (96, 3)),
                convolution(average_pool(x), pool_filters, 1),
            ]
        )

    def reduction_35_to_17(x):
        direct = convolution(x, 384, 3, strides=2, padding="valid")
        tower = convolutions(x, (64, 1), (96, 3))
        tower = convolution(tower, 96, 3, strides=2, padding="valid")
        return layers.Concatenate()([direct, tower, halving_pool(x)])

    def block_17(x, filters):
        return layers.Concatenate()(
            [
                convolution(x, 192, 1),
                convolutions(x, (filters, 1), (filters, (1, 7)), (192, (7, 1))),
                convolutions(
                    x,
                    (filters, 1),
                    (filters, (7, 1)),
                    (filters, (1, 7)),
                    (filters, (7, 1)),
                    (192, (1, 7)),
                ),
                convolution(average_pool(x), 192, 1),
            ]
        )

    def reduction_17_to_8(x):
        tower = convolution(x, 192, 1)
        tower = convolution(tower, 320, 3, strides=2, padding="valid")
        tower_1 = convolutions(x, (192, 1), (192, (1, 7)), (192, (7, 1)))
        tower_1 = convolution(tower_1, 192, 3, strides=2, padding="valid")
        return layers.Concatenate()([tower, tower_1, halving_pool(x)])

    def block_8(x, pooled):
        direct = convolution(x, 320, 1)
        tower = convolution(x, 384, 1)
        tower_halves = [convolution(tower, 384, (1, 3)), convolution(tower, 384, (3, 1))]
        tower_1 = convolutions(x, (448, 1), (384, 3))
        tower_1_halves = [convolution(tower_1, 384, (1, 3)), convolution(tower_1, 384, (3, 1))]
        pool = convolution(pooled, 192, 1)
        return layers.Concatenate()([direct, *tower_halves, *tower_1_halves, pool])

    images = keras.Input((_SIDE, _SIDE, 3), name="images")
    x = convolution(images, 32, 3, strides=2, padding="valid")
    x = convolution(x, 32, 3, padding="valid")
    x = convolution(x, 64, 3)
    x = halving_pool(x)
    x = convolution(x, 80, 1, padding="valid")
    x = convolution(x, 192, 3, padding="valid")
    x = halving_pool(x)
    for pool_filters in (32, 64, 64):
        x = block_35(x, pool_filters)
    x = reduction_35_to_17(x)
    for filters in (128, 160, 160, 192):
        x = block_17(x, filters)
    x = reduction_17_to_8(x)
    x = block_8(x, pooled=average_pool(x))
    x = block_8(x, pooled=layers.MaxPooling2D(3, strides=1, padding="same")(x))
    pool3 = layers.GlobalAveragePooling2D(name="pool3")(x)
    return keras.Model(images, pool3, name="inception_v3_2015_12_05")


def load_torchscript_weights(model: "keras.Model", archive: Any) -> None:
    """Sets the weights of `build_inception_v3()` from the TorchScript archive.

    The archive is a zip of raw little-endian float32 tensors numbered in module order: kernel,
    offset, mean and variance of each convolution. Nothing in it is executed or unpickled.

    Args:
        model: A model from `build_inception_v3()`.
        archive: Path or binary file of the TorchScript zip.

    Raises:
        ValueError: If the archive does not hold exactly these tensors.

    Example:
        >>> load_torchscript_weights(build_inception_v3(), inception_archive())
    """
    with zipfile.ZipFile(archive) as tensors:
        numbered = [name for name in tensors.namelist() if "/data/" in name]
        if len(numbered) != 4 * _CONVOLUTIONS:
            raise ValueError(
                f"archive must hold the {4 * _CONVOLUTIONS} tensors of the FID InceptionV3, "
                f"got {len(numbered)}."
            )
        root = numbered[0].rsplit("/", 1)[0]

        def tensor(number: int, shape: tuple[int, ...]) -> np.ndarray:
            values = np.frombuffer(tensors.read(f"{root}/{number}"), "<f4")
            if values.size != np.prod(shape):
                raise ValueError(
                    f"archive's tensor {number} must have {np.prod(shape)} values, "
                    f"got {values.size}."
                )
            return values.reshape(shape).astype(np.float64)

        for index in range(_CONVOLUTIONS):
            layer = model.get_layer(f"convolution_{index}")
            height, width, channels, filters = layer.kernel.shape
            kernel = tensor(4 * index, (filters, channels, height, width))
            offset, mean, variance = (tensor(4 * index + part, (filters,)) for part in (1, 2, 3))
            scale = 1.0 / np.sqrt(variance + _BATCH_NORMALISATION_EPSILON)
            layer.set_weights([kernel.transpose(2, 3, 1, 0) * scale, offset - mean * scale])


@functools.cache
def _compiled_pretrained():
    """Returns the pretrained network as one compiled function of NumPy arrays."""
    import tensorflow as tf

    model = build_inception_v3()
    load_torchscript_weights(model, inception_archive())
    model.trainable = False
    run = tf.function(
        lambda images: model(images, training=False),
        input_signature=[tf.TensorSpec((None, _SIDE, _SIDE, 3), tf.float32)],
    )
    return lambda images: run(tf.constant(images, tf.float32)).numpy()
