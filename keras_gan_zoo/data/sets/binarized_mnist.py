"""MNIST in black and white, for families whose pixels are drawn and not shaded."""

import numpy as np

from keras_gan_zoo.data.sets.classics import mnist
from keras_gan_zoo.data.sources import register_source


@register_source(
    "binarized_mnist",
    kind="labelled",
    splits=("train", "test"),
    image_shape=(28, 28, 1),
    licence="MIT, as MNIST's package declares",
    description=(
        "The digits of MNIST with each pixel black or white, -1 or 1, whichever is nearer; another "
        "draw of them by their shades (Salakhutdinov and Murray 2008) is not meant."
    ),
    class_names=tuple("0123456789"),
)
def _binarized_mnist(options):
    images, digits = mnist(options)
    return np.where(images >= 128, np.uint8(255), np.uint8(0)), digits
