"""The generator and the discriminator of projection GANs (1802.05637)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers import ConditionalBatchNormalization
from keras_gan_zoo.networks.bodies import build_discriminator
from keras_gan_zoo.networks.dcgan import dcgan_images
from keras_gan_zoo.networks.heads import features_of
from keras_gan_zoo.networks.label_networks import label_input
from keras_gan_zoo.networks.normalization import constrained
from keras_gan_zoo.networks.resnet_gan import resnet_images

_BODIES = {"dcgan": dcgan_images, "resnet": resnet_images}


def class_normalized_generator(
    body: str,
    image_shape: Sequence[int],
    classes: int,
    latent_dim: int = 128,
    width: int = 64,
    name: str = "generator",
    **settings: Any,
) -> keras.Model:
    """Builds a generator that knows the class by its normalization alone.

    Every batch normalization of the body scales and shifts by the class.

    Args:
        body: "resnet", the paper's, or "dcgan".
        image_shape: (height, width, channels).
        classes: Number of classes.
        latent_dim: Length of the latent vectors, 128 in the paper.
        width: The body's measure of width.
        name: Name of the network.
        **settings: What `resnet_images` takes besides, such as `attention`, for "resnet".

    Returns:
        A network from [latents (batch, latent_dim), labels (batch,)] to images in [-1, 1].

    Raises:
        ValueError: If there is no such body, or it cannot be built so.

    Example:
        >>> class_normalized_generator("dcgan", (28, 28, 1), classes=10).output_shape
        (None, 28, 28, 1)
    """
    if body not in _BODIES:
        raise ValueError(
            f"`body` must be one of {listed(_BODIES)}, got {body!r}." + nearest(body, _BODIES)
        )
    classes = check_whole(classes, "classes", least=2)
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    labels = label_input()
    images = _BODIES[body](
        latents,
        image_shape,
        width,
        normalization=lambda x: ConditionalBatchNormalization(classes)([x, labels]),
        **settings,
    )
    return keras.Model([latents, labels], images, name=name)


def projection_discriminator(
    body: str,
    image_shape: Sequence[int],
    classes: int,
    width: int = 64,
    normalization: str = "spectral",
    before: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
    initializer: str | None = None,
    **settings: Any,
) -> keras.Model:
    r"""Builds \( D(x, y) = y^\top V \phi(x) + \psi(\phi(x)) \) (1802.05637, section 3).

    \( \phi \) are the body's features, \( \psi \) its own last layer, and each class has a row of
    V.

    Args:
        body: "resnet", the paper's, or "dcgan", "infogan" or "mlp".
        image_shape: (height, width, channels).
        classes: Number of classes.
        width: The body's measure of width.
        normalization: "spectral", of V too, as in the paper; "layer", "batch" or "none".
        before: Layers that are applied to the images first, such as `DiffAugment`.
        name: Name of the network.
        initializer: Name of a Keras initializer of all kernels and of V, for "resnet"; `None` for
            the body's own.
        **settings: What the body's builder takes besides, such as `attention` of "resnet".

    Returns:
        A network from [images, labels (batch,)] to logits (batch, 1).

    Raises:
        ValueError: If there is no such body, or it cannot be built so.

    Example:
        >>> projection_discriminator("dcgan", (28, 28, 1), classes=10).output_shape
        (None, 1)
    """
    if initializer is not None:
        settings["initializer"] = initializer
    judge = build_discriminator(body, image_shape, width, normalization, before=before, **settings)
    labels = label_input()
    features = features_of(judge)
    embedding = layers.Embedding(
        check_whole(classes, "classes", least=2),
        features.shape[-1],
        embeddings_initializer=initializer or "uniform",
        name="class_vector",
    )
    class_vectors = constrained(embedding, normalization)(labels)
    projection = layers.Dot(axes=1, dtype="float32")([class_vectors, features])
    logits = layers.Add(dtype="float32", name="sum")([judge.output, projection])
    return keras.Model([judge.input, labels], logits, name=name)
