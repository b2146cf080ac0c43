"""What every test stands on: TensorFlow's environment and a few real pictures."""

import os

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import pytest


@pytest.fixture(scope="session")
def fashion_mnist_images():
    """512 test images of Fashion-MNIST, (512, 28, 28, 1) in [-1, 1]."""
    from keras_gan_zoo import data

    try:
        return load_images("fashion_mnist")
    except data.DataUnavailable as error:
        pytest.skip(f"Fashion-MNIST is not to be had here: {error}")


@pytest.fixture(scope="session")
def pictures():
    """512 real grey pictures, (512, 28, 28, 1) in [-1, 1].

    Of Fashion-MNIST, or of MNIST where there is no Debian package to take Fashion-MNIST from.
    """
    from keras_gan_zoo import data

    reasons = []
    for name in ("fashion_mnist", "mnist"):
        try:
            return load_images(name)
        except data.DataUnavailable as error:
            reasons.append(str(error))
    pytest.skip(" ".join(reasons))


def load_images(name):
    from keras_gan_zoo import data

    (images,) = data.load(name, split="test", limit=512, batch_size=512)
    return images.numpy()
