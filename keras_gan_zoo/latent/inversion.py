"""GAN inversion: the latents from which a generator draws a given picture."""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.models.conditional_gan import ConditionalGAN
from keras_gan_zoo.models.latent_model import LatentModel
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.picture_checks import check_images
from keras_gan_zoo.types import ArrayLike, Tensor


@dataclass(frozen=True)
class Inversion:
    """The latents that were found for pictures, and their reconstructions and errors.

    Attributes:
        latents: Float32 (n, latent_dim).
        images: What the generator draws from them, float32 (n, height, width, channels).
        errors: Mean squared error of each, on the scale of [-1, 1], float32 (n,).
    """

    latents: np.ndarray
    images: np.ndarray
    errors: np.ndarray


def invert(
    gan: ZooModel,
    images: ArrayLike,
    *,
    condition: Any = None,
    steps: int = 300,
    starts: int = 4,
    learning_rate: float = 0.05,
    prior_weight: float = 1e-3,
    seed: int = 0,
) -> Inversion:
    r"""Finds the latents of given pictures by gradient descent (GAN inversion).

    Minimizes \( \|G(z) - x\|^2 / d + \lambda \|z\|^2 / k \), d numbers a picture and k a latent, by
    Adam from several random starts, and keeps the best of them for each picture.

    Args:
        gan: A model that draws from latents alone, a GAN or none, such as a VAE's decoder, or by a
            condition, too (`ConditionalGAN`).
        images: Float array (n, height, width, channels) in [-1, 1].
        condition: What each picture is of, a class or a text, for a model that draws by one. The
            same latents then draw it by another: `gan.generate(texts, latents=found.latents)`.
        steps: Steps of Adam, at least 1.
        starts: Random starts of each picture, of the latents' distribution, at least 1.
        learning_rate: Of Adam, above 0.
        prior_weight: \( \lambda \), at least 0: keeps z where the generator has been trained.
        seed: Of the starts.

    Returns:
        The latents, the pictures drawn from them, and their errors.

    Raises:
        TypeError: If the model draws from no latents.
        ValueError: If a number is out of its range, or there is not a condition for each picture
            where the model draws by one, and none where it does not.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit the model.

    Example:
        >>> found = invert(gan, photographs[:4])
        >>> found.errors.mean()

    Reference:
        https://arxiv.org/abs/1609.03552, section 3.1, on pixels alone.
    """
    if not isinstance(gan, (LatentModel, ConditionalGAN)):
        raise TypeError(
            "`gan` must be a model that draws from latents, alone or by a condition, got "
            f"{type(gan).__name__}."
        )
    network = gan.inference_network(gan.drawn_by)
    images = one_array(images, "images")
    check_images(images, gan.image_shape, name="images")
    steps, starts = check_whole(steps, "steps", least=1), check_whole(starts, "starts", least=1)
    rate = check_number(learning_rate, "learning_rate", above=0)
    weight = check_number(prior_weight, "prior_weight", least=0)
    told = _told(gan, condition, len(images), starts)
    target = ops.repeat(ops.convert_to_tensor(images, "float32"), starts, axis=0)
    beside = [ops.convert_to_tensor(each) for each in told]
    latents = keras.Variable(gan.latents_of(len(images) * starts, seed), dtype="float32")
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build([latents])

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            inputs = [latents.value, *beside] if told else latents.value
            errors = squared_error(network(inputs, training=False), target)
            # A sum, so that no picture's path depends on how many others there are.
            loss = ops.sum(errors + weight * ops.mean(ops.square(latents), axis=-1))
        (gradient,) = tape.gradient(loss, [latents.value])
        optimizer.apply([gradient], [latents])

    for _ in range(steps):
        step()
    found = ops.convert_to_numpy(latents)
    drawn = gan.draw(network, [found, *told] if told else found, batch_size=64)
    errors = ops.convert_to_numpy(squared_error(drawn, target))
    best = errors.reshape(-1, starts).argmin(axis=1) + starts * np.arange(len(images))
    return Inversion(found[best], drawn[best], errors[best])


def _told(gan, condition, count, starts):
    """Returns what the generator is told beside the latents of each start, a list of arrays."""
    if isinstance(gan, LatentModel):
        if condition is not None:
            raise ValueError(
                f"A {type(gan).__name__} draws by no condition: leave `condition`={condition!r} "
                "out."
            )
        return []
    if np.ndim(condition) == 0 or len(condition) != count:
        came = repr(condition) if np.ndim(condition) == 0 else len(condition)
        raise ValueError(
            f"`condition` must be a list of {count}, what each of the pictures is of, got {came}."
        )
    _, *told = gan.generator_inputs(np.zeros((count, gan.latent_dim), "float32"), condition)
    return [np.repeat(each, starts, axis=0) for each in told]


def squared_error(drawn: Tensor, target: Tensor) -> Tensor:
    """Returns the mean squared error of each picture, (n,)."""
    return ops.mean(ops.square(drawn - target), axis=tuple(range(1, len(target.shape))))
