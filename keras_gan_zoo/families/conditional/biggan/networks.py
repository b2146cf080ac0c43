"""BigGAN's generator: a shared embedding, and latents that enter every block (1809.11096)."""

from collections.abc import Sequence

import keras
from keras import layers, ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.layers import ModulatedBatchNormalization
from keras_gan_zoo.networks.label_networks import label_input
from keras_gan_zoo.networks.resnet_gan import resnet_images, resnet_sides


def biggan_generator(
    image_shape: Sequence[int],
    classes: int,
    latent_dim: int = 120,
    embedding_dim: int = 128,
    width: int = 64,
    attention: Sequence[int] = (),
    name: str = "generator",
) -> keras.Model:
    """Builds the generator of 1809.11096 on SNGAN's residual blocks.

    The latents are cut into equal parts: the first is what the first map is made of, each of the
    others goes, beside the embedding of the class, into the normalizations of one block. Kernels
    begin orthogonal and are spectrally normalized; the embedding is not.

    Args:
        image_shape: (height, width, channels).
        classes: Number of classes.
        latent_dim: Length of the latent vectors, a multiple of one more than there are blocks.
        embedding_dim: Length of the class's embedding, which all blocks share.
        width: As for `keras_gan_zoo.networks.resnet_generator`.
        attention: Sides of the maps behind which self-attention stands.
        name: Name of the network.

    Returns:
        A network from [latents (batch, latent_dim), labels (batch,)] to images in [-1, 1].

    Raises:
        ValueError: If the latents cannot be cut so, there is no map of a side in `attention`, or
            the network cannot be built for this picture.

    Example:
        >>> biggan_generator((32, 32, 3), classes=10, width=8).output_shape
        (None, 32, 32, 3)
    """
    blocks = len(resnet_sides(image_shape)[0])
    latents = keras.Input((check_parts(latent_dim, blocks),), name="latents")
    labels = label_input()
    embedding = layers.Embedding(
        check_whole(classes, "classes", least=2),
        check_whole(embedding_dim, "embedding_dim", least=1),
        embeddings_initializer="orthogonal",
        name="shared_embedding",
    )(labels)
    first, *others = ops.split(latents, blocks + 1, axis=-1)

    def normalized_by(part):
        vector = layers.Concatenate()([embedding, part])
        return lambda x: ModulatedBatchNormalization()([x, vector])

    images = resnet_images(
        first,
        image_shape,
        width,
        normalization=[*map(normalized_by, others), "batch"],
        attention=attention,
        spectral=True,
        initializer="orthogonal",
    )
    return keras.Model([latents, labels], images, name=name)


def check_parts(latent_dim: int, blocks: int) -> int:
    """Checks that latents can be cut into a part for each block and one for the first map.

    Raises:
        ValueError: If they cannot.
    """
    latent_dim, parts = check_whole(latent_dim, "latent_dim", least=1), blocks + 1
    if latent_dim % parts:
        nearest = max(1, round(latent_dim / parts)) * parts
        raise ValueError(
            f"`latent_dim` must be a multiple of {parts}, one part for the first map and one for "
            f"each of {blocks} blocks, got {latent_dim}; the nearest is {nearest}."
        )
    return latent_dim
