"""How likely a model finds pictures that it has not seen, by the importance-weighted bound."""

import time
from typing import Any

from keras_gan_zoo.metrics.score import Score, count_name, standard_error
from keras_gan_zoo.types import ArrayLike


def log_likelihood(
    model: Any,
    images: ArrayLike,
    samples: int = 5000,
    *,
    seed: int | None = 0,
    batch_size: int = 1000,
    source: str | None = None,
) -> Score:
    r"""Estimates the mean log-likelihood of pictures under a model with latents.

    A lower bound in expectation, which rises with `samples`: \( E_x \log \frac1k \sum_i
    p(x | c_i) \, p(c_i) / q(c_i | x) \). With k = 5000 it is what papers publish as the test
    log-likelihood (1509.00519, section 5). Compare numbers of the same pictures alone: of pixels
    that are drawn black or white by their shades, of pixels that are cut at one shade, and of
    densities they differ by tens of nats.

    Args:
        model: A model of the zoo that can tell, such as `vae`.
        images: Pictures that the model was not trained on, an array (n, height, width, channels)
            in [-1, 1].
        samples: k, codes of each picture.
        seed: Seed of the codes; `None` for new ones.
        batch_size: Codes decoded at once.
        source: What the score calls the data, such as `"binarized_mnist/test"`.

    Returns:
        Nats a picture, higher is better, named such as `log_likelihood10k_k5000`; `error` is the
        standard error of the mean over the pictures.

    Raises:
        ValueError: If the model cannot tell how likely a picture is, as a GAN cannot.
        TypeError: If the pictures are no array.
        keras_gan_zoo.data.DataMismatch: If the pictures do not fit the model.

    Example:
        >>> print(log_likelihood(model, images, samples=500, source="binarized_mnist/test"))
        log_likelihood10k_k500 = -71.2 +- 0.23 (10,000 samples of binarized_mnist/test)

    Reference:
        1509.00519, equation 8.
    """
    began = time.perf_counter()
    bounds = model.importance_weighted_bound(images, samples, seed=seed, batch_size=batch_size)
    return Score(
        float(bounds.mean()),
        f"log_likelihood{count_name(len(bounds))}_k{samples}",
        samples=len(bounds),
        error=standard_error(bounds),
        source=source,
        seed=seed,
        seconds=time.perf_counter() - began,
    )
