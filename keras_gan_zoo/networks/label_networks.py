"""Class-conditional generators and discriminators, on any body of the zoo."""

from collections.abc import Sequence

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.networks.bodies import build_discriminator, build_generator
from keras_gan_zoo.networks.discriminator_parts import apply_layers
from keras_gan_zoo.networks.shapes import check_image_shape
from keras_gan_zoo.types import Tensor

CONDITIONINGS = ("concatenate", "multiply")
"""How a generator's latents and the vector of its class come together."""


def label_input(name: str = "labels") -> keras.KerasTensor:
    """Returns the input of class numbers, (batch,) int32, of a label network."""
    return keras.Input((), dtype="int32", name=name)


def label_generator(
    body: str,
    image_shape: Sequence[int],
    classes: int,
    latent_dim: int = 100,
    embedding_dim: int = 50,
    codes: int = 0,
    width: int | None = None,
    normalization: str | None = None,
    conditioning: str = "concatenate",
    name: str = "generator",
) -> keras.Model:
    """Builds a generator from latents and an embedding of the class.

    Args:
        body: "dcgan", "infogan", "resnet" or "mlp"; see `build_generator`.
        image_shape: (height, width, channels).
        classes: Number of classes.
        latent_dim: Length of the latent vectors.
        embedding_dim: Length of each class's vector, where it stands beside the latents.
        codes: How many further numbers it is given, as InfoGAN's continuous codes.
        width: The body's measure of width; `None` for its own.
        normalization: The body's normalization; `None` for its own.
        conditioning: "concatenate" puts the class's vector beside the latents (1411.1784);
            "multiply" multiplies the latents by one of their own length, number by number, so
            that there is nothing of the class that is not of the latents too.
        name: Name of the network.

    Returns:
        A network from [latents (batch, latent_dim), labels (batch,)], and codes (batch, codes) if
        there are any, to images in [-1, 1].

    Raises:
        ValueError: If a number is too small, there is no such conditioning, or the body cannot be
            built so.

    Example:
        >>> generator = label_generator("dcgan", (28, 28, 1), classes=10)
        >>> generator([np.zeros((2, 100)), np.array([3, 7])]).shape
        TensorShape([2, 28, 28, 1])
    """
    latents = keras.Input((check_whole(latent_dim, "latent_dim", least=1),), name="latents")
    labels = label_input()
    inputs = [latents, labels]
    if conditioning == "multiply":
        parts = [layers.Multiply()([latents, class_vector(labels, classes, latent_dim)])]
    elif conditioning == "concatenate":
        parts = [latents, class_vector(labels, classes, embedding_dim)]
    else:
        raise ValueError(
            f"`conditioning` must be one of {listed(CONDITIONINGS)}, got {conditioning!r}."
            + nearest(conditioning, CONDITIONINGS)
        )
    if codes:
        inputs.append(keras.Input((codes,), name="codes"))
        parts.append(inputs[-1])
    joined = layers.Concatenate()(parts) if len(parts) > 1 else parts[0]
    draw = build_generator(body, image_shape, joined.shape[-1], width, normalization, name="images")
    return keras.Model(inputs, draw(joined), name=name)


def label_discriminator(
    body: str,
    image_shape: Sequence[int],
    classes: int,
    width: int | None = None,
    normalization: str | None = None,
    before: Sequence[keras.layers.Layer] = (),
    name: str = "discriminator",
) -> keras.Model:
    """Builds a discriminator of images and classes; the class is a further channel (1411.1784).

    Args:
        body: "dcgan", "infogan", "resnet" or "mlp"; see `build_discriminator`.
        image_shape: (height, width, channels).
        classes: Number of classes, each of which has a learnt map (height, width).
        width: The body's measure of width; `None` for its own.
        normalization: The body's normalization; `None` for its own.
        before: Layers that are applied to the images first, such as `DiffAugment`.
        name: Name of the network.

    Returns:
        A network from [images, labels (batch,)] to logits (batch, 1).

    Raises:
        ValueError: If a number is too small, or the body cannot be built so.

    Example:
        >>> label_discriminator("dcgan", (28, 28, 1), classes=10).output_shape
        (None, 1)
    """
    height, breadth, channels = check_image_shape(image_shape)
    images, labels = keras.Input(image_shape, name="images"), label_input()
    class_map = layers.Reshape((height, breadth, 1))(
        class_vector(labels, classes, height * breadth)
    )
    judge = build_discriminator(
        body, (height, breadth, channels + 1), width, normalization, name="logits"
    )
    seen = layers.Concatenate()([apply_layers(images, before, "before"), class_map])
    return keras.Model([images, labels], judge(seen), name=name)


def class_vector(labels: Tensor, classes: int, length: int) -> Tensor:
    """Returns a learned embedding of each class, (batch, length).

    It begins as large as the latents are, N(0, 1): Keras's default is twenty times smaller, which
    a network that is given both does not hear.
    """
    return layers.Embedding(
        check_whole(classes, "classes", least=2),
        check_whole(length, "embedding_dim", least=1),
        embeddings_initializer=keras.initializers.RandomNormal(stddev=1.0),
        name="class_vector",
    )(labels)
