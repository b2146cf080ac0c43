"""Projection: the styles, of one kind or one a layer, by which a generator draws a picture."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.latent.inversion import Inversion, squared_error
from keras_gan_zoo.latent.sefa import style_generator_of
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.picture_checks import check_images
from keras_gan_zoo.types import ArrayLike


def project(
    gan: ZooModel,
    images: ArrayLike,
    *,
    per_layer: bool = False,
    steps: int = 300,
    learning_rate: float = 0.05,
    prior_weight: float = 1e-3,
) -> Inversion:
    r"""Finds styles of given pictures by gradient descent, from the mean of all styles on.

    Minimizes \( \|g(w) - x\|^2 / d + \lambda \|w - \bar w\|^2 / k \) by Adam, d numbers a picture
    and k the styles of one. In w all layers of a picture share a style, so that what is drawn stays
    among what the generator draws. In w+ each layer has its own: nearly any picture can be
    drawn so, and little is said of it.

    Args:
        gan: A model that is driven by styles, such as `keras_gan_zoo.get("stylegan2")`.
        images: Float array (n, height, width, channels) in [-1, 1].
        per_layer: Whether a style is found for each layer (w+), or one for all of them (w).
        steps: Steps of Adam, at least 1.
        learning_rate: Of Adam, above 0.
        prior_weight: \( \lambda \), at least 0.

    Returns:
        The styles (n, layers, style_dim) under `latents`, the pictures drawn by them, and their
        errors.

    Raises:
        TypeError: If the model is not driven by styles.
        ValueError: If a number is out of its range.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit the model.

    Example:
        >>> found = project(gan, photographs[:4], per_layer=True)
        >>> images = gan.synthesize(found.latents)

    Reference:
        https://arxiv.org/abs/1912.04958, section 5, where LPIPS compares pictures and noise is
        found besides; w+ is that of https://arxiv.org/abs/1904.03189.
    """
    generator = style_generator_of(gan)
    images = one_array(images, "images")
    check_images(images, gan.image_shape, name="images")
    steps = check_whole(steps, "steps", least=1)
    rate = check_number(learning_rate, "learning_rate", above=0)
    weight = check_number(prior_weight, "prior_weight", least=0)
    target = ops.convert_to_tensor(images, "float32")
    layers, mean = generator.synthesis.style_layers, ops.convert_to_tensor(generator.mean_style)
    shape = (len(images), layers if per_layer else 1, generator.synthesis.style_dim)
    found = keras.Variable(ops.broadcast_to(mean, shape), dtype="float32")
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build([found])

    def styles():
        return found.value if per_layer else ops.tile(found.value, (1, layers, 1))

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            errors = squared_error(generator.synthesis(styles(), training=False), target)
            away = ops.mean(ops.square(found.value - mean), axis=(1, 2))
            # A sum, so that no picture's path depends on how many others there are.
            loss = ops.sum(errors + weight * away)
        (gradient,) = tape.gradient(loss, [found.value])
        optimizer.apply([gradient], [found])

    for _ in range(steps):
        step()
    w = np.asarray(ops.convert_to_numpy(styles()))
    drawn = gan.draw(generator.synthesis, w, batch_size=64)
    errors = np.asarray(ops.convert_to_numpy(squared_error(drawn, images)), "float32")
    return Inversion(w, drawn, errors)
