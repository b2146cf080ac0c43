"""Pictures and texts in one space: how a text encoder learns to say what can be seen."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf
from keras import layers, ops

from keras_gan_zoo.networks.dcgan import dcgan_maps
from keras_gan_zoo.types import Tensor

_WIDTH = 32
_SCALE = 1.0 / 0.07
"""Of the cosines, as in 2103.00020, section 2.5, where it is learned from there."""


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class JointEmbedding(keras.Model):
    r"""An image encoder and a text encoder that bring a picture and its own text together.

    1605.05396 takes its text encoder from such a training (section 3.2, eq. 1 and 2, of
    1605.05395): a picture's vector \( \phi(v) \) shall be more like its own text's
    \( \varphi(t) \) than like another's, and the other way round. There it is a hinge for each
    other text; here, what is called a smooth form of it: the cross-entropy of the right one among
    all of the batch (1807.03748, eq. 4), for pictures and for texts.

    Args:
        image_encoder: Network from images to vectors (batch, units).
        text_encoder: Network from tokens to vectors (batch, units).
        **kwargs: As for `keras.Model`.

    Example:
        >>> joint = JointEmbedding(build_image_encoder((64, 64, 3), 128), gan.text_encoder)
        >>> joint.compile("adam", matching_loss)
    """

    def __init__(self, image_encoder: keras.Model, text_encoder: keras.Model, **kwargs: Any):
        super().__init__(**kwargs)
        self.image_encoder = image_encoder
        self.text_encoder = text_encoder

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Returns how alike each picture (rows) and each text (columns) are, (batch, batch)."""
        images, tokens = inputs
        seen = self.image_encoder(images, training=training)
        return similarities(seen, self.text_encoder(tokens, training=training))


def similarities(seen: Tensor, said: Tensor) -> Tensor:
    """Returns how alike pictures' vectors (rows) and texts' vectors (columns) are.

    Args:
        seen: Of pictures, (n, units).
        said: Of texts, (m, units).

    Returns:
        Scaled cosines, (n, m), as `matching_loss` takes them where n is m.
    """
    cosines = ops.matmul(ops.normalize(seen, axis=-1), ops.transpose(ops.normalize(said, axis=-1)))
    return cosines * _SCALE


def build_image_encoder(image_shape: Sequence[int], units: int) -> keras.Model:
    """Builds DCGAN's convolutions and a dense layer over all places of the last map.

    Args:
        image_shape: (height, width, channels).
        units: Length of a picture's vector.

    Returns:
        A network from images in [-1, 1] to vectors (batch, units).

    Example:
        >>> build_image_encoder((64, 64, 3), 128).output_shape
        (None, 128)
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Flatten()(dcgan_maps(images, _WIDTH, "batch"))
    return keras.Model(images, layers.Dense(units)(x), name="image_encoder")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
def matching_loss(own: Tensor, similarities: Tensor) -> Tensor:
    """Returns what it costs to find each picture's text, and each text's picture.

    Args:
        own: For each picture the number of its text within the batch, (batch,).
        similarities: Of pictures and texts, (batch, batch).

    Returns:
        Nats (batch,): the mean of the two cross-entropies.
    """
    own = ops.cast(ops.reshape(own, (-1,)), "int32")
    return 0.5 * (
        ops.sparse_categorical_crossentropy(own, similarities, from_logits=True)
        + ops.sparse_categorical_crossentropy(own, ops.transpose(similarities), from_logits=True)
    )


def train_jointly(
    text_encoder: keras.Model,
    seeing: keras.Model,
    batches: tf.data.Dataset,
    *,
    epochs: int,
    learning_rate: float,
    **kwargs: Any,
) -> keras.callbacks.History:
    """Trains a text encoder and an image encoder with each other.

    Args:
        text_encoder: Network from tokens to vectors.
        seeing: Network from images to vectors of that length.
        batches: Pairs of images in [-1, 1] and tokens.
        epochs: Passes over them.
        learning_rate: Adam's, which falls to 0 by half a cosine where the length is known.
        **kwargs: As in `keras.Model.fit`.

    Returns:
        `loss`, in nats, and `accuracy` of each epoch.
    """
    steps = int(batches.cardinality()) * epochs
    if steps > 0:  # which a dataset of unknown length does not say
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    joint = JointEmbedding(seeing, text_encoder)
    joint.compile(keras.optimizers.Adam(learning_rate), matching_loss, metrics=["accuracy"])
    pairs = batches.map(lambda images, tokens: ((images, tokens), tf.range(tf.shape(images)[0])))
    return joint.fit(pairs, epochs=epochs, shuffle=False, **kwargs)
