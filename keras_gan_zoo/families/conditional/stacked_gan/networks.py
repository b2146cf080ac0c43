"""The stacked GAN's networks: a classifier of two levels, and what inverts and judges each."""

from collections.abc import Sequence

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.networks.dcgan import dcgan_images, dcgan_maps
from keras_gan_zoo.networks.heads import add_heads
from keras_gan_zoo.networks.label_networks import class_vector, label_input
from keras_gan_zoo.networks.normalization import has_offset, normalize

FEATURES, CLASSES = "features", "class_logits"
"""The outputs of the encoder, and the layers of it that give them."""


def stacked_encoder(
    image_shape: Sequence[int], classes: int, features: int = 256, width: int = 32
) -> keras.Model:
    """Builds the classifier that the stack inverts: E_0 to a vector of features, E_1 to classes.

    Args:
        image_shape: (height, width, channels), height equal to width.
        classes: Number of classes.
        features: Length of the vector h_1.
        width: Channels of the first map.

    Returns:
        A network from images in [-1, 1] to a dict of `"features"` (batch, features), at least 0,
        and `"class_logits"` (batch, classes); its last layer, of that name, is E_1.

    Example:
        >>> stacked_encoder((28, 28, 1), 10).output_shape["features"]
        (None, 256)
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Flatten()(dcgan_maps(images, width, "none"))
    features = check_whole(features, "features", least=1)
    h = layers.Dense(features, "relu", dtype="float32", name=FEATURES)(x)
    logits = layers.Dense(check_whole(classes, "classes", least=2), dtype="float32", name=CLASSES)
    return keras.Model(images, {FEATURES: h, CLASSES: logits(h)}, name="encoder")


def stacked_generator(
    image_shape: Sequence[int],
    classes: int,
    latent_dim: int = 100,
    features: int = 256,
    embedding_dim: int = 50,
    units: int = 512,
    width: int = 64,
    normalization: str = "batch",
) -> keras.Model:
    """Builds the stack: G_1 draws features of a class, G_0 a picture of features.

    Args:
        image_shape: (height, width, channels), height equal to width.
        classes: Number of classes.
        latent_dim: Length of both levels' latents together, an even number; z_1 comes first.
        features: Length of the vector h_1.
        embedding_dim: Length of the vector that G_1 is told each class by.
        units: Of each of G_1's two layers; a quarter of them embed z_0.
        width: Channels of G_0's last hidden map.
        normalization: "batch", "layer" or "none".

    Returns:
        A network from [latents (batch, latent_dim), labels (batch,)] to images in [-1, 1], which
        holds the networks "feature_generator", G_1, and "image_generator", G_0.

    Raises:
        ValueError: If the latents cannot be halved, or a number is too small.

    Example:
        >>> stacked_generator((28, 28, 1), 10).get_layer("feature_generator").output_shape
        (None, 256)
    """
    if check_whole(latent_dim, "latent_dim", least=2) % 2:
        raise ValueError(
            f"`latent_dim` must be even, one half for each level, got {latent_dim}; e.g. "
            f"{latent_dim + 1}."
        )
    half, units = latent_dim // 2, check_whole(units, "units", least=4)
    z, labels = keras.Input((half,), name="latents"), label_input()
    x = layers.Concatenate()([z, class_vector(labels, classes, embedding_dim)])
    for _ in range(2):
        x = layers.ReLU()(_dense(x, units, normalization))
    h = layers.Dense(features, "relu", dtype="float32", name=FEATURES)(x)
    feature_generator = keras.Model([z, labels], h, name="feature_generator")

    z, h = keras.Input((half,), name="latents"), keras.Input((features,), name=FEATURES)
    x = layers.Concatenate()([h, _dense(z, units // 4, normalization)])
    images = dcgan_images(x, image_shape, width, normalization)
    image_generator = keras.Model([z, h], images, name="image_generator")

    latents, labels = keras.Input((latent_dim,), name="latents"), label_input()
    z_1, z_0 = ops.split(latents, 2, axis=-1)
    images = image_generator([z_0, feature_generator([z_1, labels])])
    images = layers.Identity(dtype="float32", name="images")(images)
    return keras.Model([latents, labels], images, name="generator")


def feature_discriminator(features: int = 256, latents: int = 50, units: int = 256) -> keras.Model:
    """Builds D_1 and Q_1, which judge features and read the latents off them.

    Args:
        features: Length of the vectors h_1.
        latents: Length of z_1.
        units: Of each of the two layers that both share.

    Returns:
        A network from features to a dict of `"logits"` (batch, 1) and `"latents"`.

    Example:
        >>> feature_discriminator().output_shape["latents"]
        (None, 50)
    """
    x = h = keras.Input((features,), name=FEATURES)
    for _ in range(2):
        x = layers.LeakyReLU(0.2)(layers.Dense(check_whole(units, "units", least=1))(x))
    logits = layers.Dense(1, dtype="float32", name="logits")(x)
    judge = keras.Model(h, logits, name="feature_discriminator")
    return add_heads(judge, {"latents": latents})


def _dense(x, units, normalization):
    x = layers.Dense(units, use_bias=not has_offset(normalization))(x)
    return normalize(x, normalization)
