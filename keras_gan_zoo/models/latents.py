"""The latent vectors that pictures are drawn from outside of training: given, or fresh ones."""

from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.checks import check_finite, check_number, check_whole, random_source
from keras_gan_zoo.types import ArrayLike


def fresh_latents(
    n: int,
    latent_dim: int | Sequence[int],
    seed: int | np.random.Generator | None = None,
    distribution: str = "normal",
) -> np.ndarray:
    """Draws latents from the distribution that a model is trained with.

    Args:
        n: How many, at least 1.
        latent_dim: Length of each; or the shape of each, where they are maps.
        seed: The same seed gives the same latents; `None` gives new ones. A
            `numpy.random.Generator` gives those that follow in its stream.
        distribution: "normal" for z ~ N(0, I), or "uniform" for z in [-1, 1].

    Returns:
        Float32 (n, latent_dim), or (n, *shape).

    Raises:
        ValueError: If `n` is no whole number of at least 1.

    Example:
        >>> fresh_latents(4, latent_dim=8, seed=0).shape
        (4, 8)
    """
    generator = random_source(seed)
    shape = (check_whole(n, "n", least=1), *_lengths(latent_dim))
    if distribution == "uniform":
        return generator.uniform(-1, 1, shape).astype("float32")
    return generator.standard_normal(shape).astype("float32")


def truncated_latents(
    n: int,
    latent_dim: int,
    threshold: float,
    seed: int | np.random.Generator | None = None,
) -> np.ndarray:
    """Draws latents from a truncated standard normal distribution.

    Numbers beyond it are drawn again until they are not.

    Args:
        n: How many, at least 1.
        latent_dim: Length of each.
        threshold: Largest magnitude of a number, above 0; 2 leaves nearly all of the variety,
            0.5 little.
        seed: The same seed gives the same latents; `None` gives new ones. A
            `numpy.random.Generator` gives those that follow in its stream.

    Returns:
        Float32 (n, latent_dim) in [-threshold, threshold].

    Raises:
        ValueError: If a number is out of its range.

    Example:
        >>> typical = gan.generate(latents=truncated_latents(16, gan.latent_dim, threshold=0.7))

    Reference:
        https://arxiv.org/abs/1809.11096, section 3.1: the truncation trick.
    """
    shape = (check_whole(n, "n", least=1), check_whole(latent_dim, "latent_dim", least=1))
    threshold = check_number(threshold, "threshold", above=0)
    generator = random_source(seed)
    latents = generator.standard_normal(shape)
    while (beyond := np.abs(latents) > threshold).any():
        latents[beyond] = generator.standard_normal(int(beyond.sum()))
    return latents.astype("float32")


def fixed_latents(
    count: int, latent_dim: int | Sequence[int], seed: int, distribution: str = "normal"
) -> np.ndarray:
    """Returns latents that stay the same through a training, to see what becomes of them.

    Args:
        count: How many.
        latent_dim: As for `fresh_latents`.
        seed: The same seed gives the same latents.
        distribution: As for `fresh_latents`.

    Returns:
        Float32 (count, latent_dim).

    Example:
        >>> fixed_latents(4, latent_dim=8, seed=0).shape
        (4, 8)
    """
    random = random_source(seed)
    shape = (count, *_lengths(latent_dim))
    if distribution == "uniform":
        return random.uniform(-1.0, 1.0, shape).astype("float32")
    return random.standard_normal(shape, "float32")


def check_latents(latents: ArrayLike, latent_dim: int | Sequence[int | None]) -> np.ndarray:
    """Returns given latents as float32 (n, latent_dim).

    Args:
        latents: What the user gave.
        latent_dim: Length of each; or the shape of each, `None` where any number will do.

    Raises:
        ValueError: If they are no numbers, not finite, none at all, or of another shape.
    """
    wanted = _lengths(latent_dim)
    text = ", ".join("any" if length is None else str(length) for length in ("n", *wanted))
    try:
        array = np.asarray(latents, "float32")
    except (ValueError, TypeError):
        raise ValueError(
            f"`latents` must be numbers of shape ({text}), got {type(latents).__name__} "
            "that makes no array of them."
        ) from None
    fits = array.ndim == 1 + len(wanted) and all(
        length in (None, found) for length, found in zip(wanted, array.shape[1:], strict=True)
    )
    if not fits or not array.size:
        least = " with n of at least 1" if fits and not len(array) else ""
        raise ValueError(f"`latents` must have shape ({text}){least}, got {array.shape}.")
    return check_finite(array, "latents")


def _lengths(latent_dim):
    return tuple(latent_dim) if isinstance(latent_dim, Sequence) else (latent_dim,)
