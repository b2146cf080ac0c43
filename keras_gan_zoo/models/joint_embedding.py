"""Pictures and texts in one space: how a text encoder learns to say what can be seen."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from keras_gan_zoo.models.seeding import seeded
from keras_gan_zoo.networks.dcgan import dcgan_maps

_WIDTH = 32
_FIRST_SCALE = 1.0 / 0.07
"""Of the similarities, as in 2103.00020, section 2.5; it is learned from there."""


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
        >>> joint = JointEmbedding(image_encoder((64, 64, 3), 128), gan.text_encoder)
        >>> joint.compile("adam", matching_loss)
    """

    def __init__(self, image_encoder, text_encoder, **kwargs):
        super().__init__(**kwargs)
        self.image_encoder = image_encoder
        self.text_encoder = text_encoder
        self.log_scale = self.add_weight(
            shape=(),
            initializer=keras.initializers.Constant(float(np.log(_FIRST_SCALE))),
            name="log_scale",
        )

    def call(self, inputs, training=False):
        """Returns how alike each picture (rows) and each text (columns) are, (batch, batch)."""
        images, tokens = inputs
        seen = ops.normalize(self.image_encoder(images, training=training), axis=-1)
        said = ops.normalize(self.text_encoder(tokens, training=training), axis=-1)
        return ops.matmul(seen, ops.transpose(said)) * ops.exp(self.log_scale)


def image_encoder(image_shape, units: int) -> keras.Model:
    """Builds DCGAN's convolutions and a dense layer over all places of the last map.

    Args:
        image_shape: (height, width, channels), height equal to width.
        units: Length of a picture's vector.

    Returns:
        A network from images in [-1, 1] to vectors (batch, units).

    Example:
        >>> image_encoder((64, 64, 3), 128).output_shape
        (None, 128)
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Flatten()(dcgan_maps(images, _WIDTH, "batch"))
    return keras.Model(images, layers.Dense(units)(x), name="image_encoder")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
def matching_loss(own, similarities):
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
    text_encoder, batches: tf.data.Dataset, *, epochs, learning_rate, seed, **kwargs
) -> keras.callbacks.History:
    """Trains a text encoder with an image encoder of its own, which is dropped afterwards.

    Args:
        text_encoder: Network from tokens to vectors.
        batches: Pairs of images in [-1, 1] and tokens.
        epochs: Passes over them.
        learning_rate: Adam's, which falls to 0 by half a cosine where the length is known.
        seed: Seed of the image encoder's weights, or `None`.
        **kwargs: As in `keras.Model.fit`.

    Returns:
        `loss`, in nats, and `accuracy` of each epoch.
    """
    image_shape = batches.element_spec[0].shape[1:]
    with seeded(seed):
        seeing = image_encoder(image_shape, text_encoder.output_shape[-1])
    steps = int(batches.cardinality()) * epochs
    if steps > 0:  # which a dataset of unknown length does not say
        learning_rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    joint = JointEmbedding(seeing, text_encoder)
    joint.compile(keras.optimizers.Adam(learning_rate), matching_loss, metrics=["accuracy"])
    pairs = batches.map(lambda images, tokens: ((images, tokens), tf.range(tf.shape(images)[0])))
    return joint.fit(pairs, epochs=epochs, shuffle=False, **kwargs)
