"""A VAE's Gaussian with the deviation that is most likely, so that nobody has to guess one."""

import math
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.layers.likelihoods import Likelihood

_LEAST_VARIANCE = 1e-8


@keras.saving.register_keras_serializable(package="benchmarks")
class CalibratedGaussian(Likelihood):
    r"""Values around a mean, all with one standard deviation, that of the batch's errors.

    \( \sigma^2 \) is the mean squared error of all values of the batch, of all deviations the one
    by which they are most likely (2006.13202, section 3.2): the reconstruction then weighs
    \( \frac d2 \log \sigma^2 \), however large it has become. It is of use in training alone: a
    bound of single pictures' likelihoods would go by the pictures beside them.

    Args:
        bounded: Whether the mean is kept in [-1, 1], by a tanh: of pictures, not of points.
        **kwargs: `name`, as for any layer.

    Input shape: (batch, ...). Output shape: the same, the mean.
    """

    def __init__(self, bounded: bool = True, **kwargs: Any):
        super().__init__(**kwargs)
        self.bounded = bounded

    def call(self, parameters):
        """Returns the mean."""
        return ops.tanh(parameters) if self.bounded else parameters

    def of_values(self, pictures, parameters):
        """Returns the log-density of each value."""
        squares = ops.square(pictures - self.call(parameters))
        # The gradient of the deviation is 0 where it is the most likely one.
        variance = ops.stop_gradient(ops.maximum(ops.mean(squares), _LEAST_VARIANCE))
        return -0.5 * (squares / variance + ops.log(2 * math.pi * variance))

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "bounded": self.bounded}


def calibrated_vae(body, shape, latent_dim, width, seed, deviation=None, **kwargs):
    """Returns a VAE as `keras_gan_zoo.get("vae")` builds it, but for its deviation.

    Args:
        body: As for `keras_gan_zoo.families.autoencoder.vae.VAE.from_defaults`.
        shape: Of a sample.
        latent_dim: Length of a code.
        width: As for `from_defaults`.
        seed: Of the weights and of training.
        deviation: Of the Gaussian; `None` for the most likely one.
        **kwargs: Others of `from_defaults`, and of the class.
    """
    from keras_gan_zoo.engine.seeding import seeded
    from keras_gan_zoo.families.autoencoder.vae import VAE
    from keras_gan_zoo.layers.likelihoods import GaussianLikelihood
    from keras_gan_zoo.networks.encoders import build_encoder, build_picture_decoder

    last = {"bounded": len(shape) == 3, "name": "images" if len(shape) == 3 else "points"}
    likelihood = (
        CalibratedGaussian(**last)
        if deviation is None
        else GaussianLikelihood(deviation=deviation, **last)
    )
    with seeded(seed):
        sizes = (body, shape, latent_dim, width)
        vae = VAE(
            build_encoder(*sizes, outputs=("mean", "log_deviation")),
            build_picture_decoder(*sizes, last=likelihood),
            seed=seed,
            **kwargs,
        )
    vae.compile()
    return vae


def deviation_of(vae, samples, seed=0, batch_size=1000):
    """Returns the standard deviation around what a VAE decodes of codes drawn for samples.

    Args:
        vae: A trained one.
        samples: (n, ...), as it takes them.
        seed: Of the codes.
        batch_size: Samples encoded at once.
    """
    random, encoder = np.random.default_rng(seed), vae.inference_network("encoder")
    squares = []
    for start in range(0, len(samples), batch_size):
        x = samples[start : start + batch_size]
        m, s = (ops.convert_to_numpy(each) for each in encoder(x, training=False))
        codes = m + np.exp(s) * random.standard_normal(m.shape, "float32")
        squares.append(np.square(vae.generate(latents=codes, batch_size=batch_size) - x))
    return float(np.sqrt(np.concatenate(squares).mean()))
