"""Bits per dimension: what held-out pictures cost by a model that gives them a probability."""

import math
import time
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name, standard_error
from keras_gan_zoo.types import ArrayLike


def bits_per_dimension(
    model: Any, held_out: ArrayLike, source: str | None = None, draws: int = 1, seed: int = 0
) -> Score:
    r"""Judges a model by pictures that it has not seen: \( -E_x \log_2 p(x) / D \).

    Lower is better. 8 bits are what a byte takes by itself. For a model of continuous values it is
    an upper bound, that of its `log_likelihood` (1511.01844, section 3.1). It tells nothing of how
    pictures look that are drawn (section 3.2 there).

    Args:
        model: A model with a `log_likelihood`, in nats, such as "glow" or "real_nvp".
        held_out: Pictures (n, height, width, channels), float in [-1, 1], of 256 levels.
        source: What the score calls the data, such as `"mnist/test"`.
        draws: Noises for each picture.
        seed: Seed of the noise.

    Returns:
        Bits for each of a picture's D values, named such as `bits_per_dimension10k`; its error is
        the standard error over the pictures.

    Raises:
        TypeError: If the model has no likelihood, as GANs have none.

    Example:
        >>> print(bits_per_dimension(flow, images, source="mnist/test"))
        bits_per_dimension10k = 1.2 +- 0.003 (10,000 samples of mnist/test)

    Reference:
        https://arxiv.org/abs/1511.01844
    """
    began = time.perf_counter()
    try:
        measure = model.log_likelihood
    except AttributeError:
        raise TypeError(
            "`model` must have a `log_likelihood`, as the families 'glow' and 'real_nvp' have, got "
            f"{type(model).__name__}: of a GAN nothing says how probable a picture is."
        ) from None
    nats = np.asarray(measure(held_out, draws=draws, seed=seed), "float64")
    bits = -nats / (math.prod(np.shape(held_out)[1:]) * math.log(2))
    return Score(
        float(bits.mean()),
        f"bits_per_dimension{count_name(len(bits))}",
        samples=len(bits),
        error=standard_error(bits),
        source=source,
        seed=seed,
        seconds=time.perf_counter() - began,
    )
