"""The gradient of a discriminator with respect to its input."""

from collections.abc import Callable

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.networks.normalization import batch_normalization_of
from keras_gan_zoo.types import Tensor


def input_gradient(discriminator: Callable, samples: Tensor, detached: bool = True) -> Tensor:
    """Returns the gradient of each logit with respect to its input samples.

    The only gradient that is taken inside a loss; it can be differentiated again. Each row of
    logits must depend on its own samples only, so that the gradient of their sum holds each
    one's: see `check_penalised`. Behind a `Packing` layer one row belongs to several samples,
    whose gradients come together in that row.

    Args:
        discriminator: Network, or another function that takes `training`, from samples to logits
            (rows, ...). Of several logits in a row, such as a PatchGAN's, the sum is
            differentiated.
        samples: Float samples (batch, ...), batch a multiple of rows.
        detached: Whether a gradient of this one ends at the samples, or goes on to what they were
            made of.

    Returns:
        Gradients (rows, features), float32.

    Example:
        >>> input_gradient(discriminator, images).shape
        TensorShape([64, 784])
    """
    samples = ops.convert_to_tensor(samples)
    if detached:
        samples = ops.stop_gradient(samples)
    with tf.GradientTape() as tape:
        tape.watch(samples)
        logits = discriminator(samples, training=True)
        total = ops.sum(ops.cast(logits, "float32"))
    gradients = ops.cast(tape.gradient(total, samples), "float32")
    return ops.reshape(gradients, (ops.shape(logits)[0], -1))


def gradient_norm(discriminator: Callable, samples: Tensor, epsilon: float = 1e-12) -> Tensor:
    """Returns the norm of each row of `input_gradient`, (rows,), float32.

    Args:
        discriminator: Network from samples to logits.
        samples: Float samples (batch, ...).
        epsilon: Added under the root, whose derivative is infinite at zero.
    """
    squares = ops.sum(ops.square(input_gradient(discriminator, samples)), axis=-1)
    return ops.sqrt(squares + epsilon)


def check_penalised(network: keras.Model, penalty: str) -> None:
    """Raises an error for a discriminator that mixes the samples of a batch.

    Args:
        network: The discriminator.
        penalty: Name of the penalty, for the error.

    Raises:
        ValueError: If the network normalizes over the batch.

    Example:
        >>> check_penalised(dcgan_discriminator((28, 28, 1), normalization="layer"), "r1")
    """
    layer = batch_normalization_of(network)
    if layer is not None:
        raise ValueError(
            f"The penalty {penalty!r} needs each sample's own gradient, but the network "
            f"{network.name!r} mixes the samples of a batch in its BatchNormalization "
            f"{layer.name!r}; build it with normalization='layer' or 'none'."
        )
