"""Linear and spherical interpolation between latents."""

import numpy as np

from keras_gan_zoo.checks import check_finite
from keras_gan_zoo.types import ArrayLike


def linear(start: ArrayLike, end: ArrayLike, shares: ArrayLike) -> np.ndarray:
    r"""Interpolates linearly: \( (1 - t)\,a + t\,b \).

    Halfway between two standard normal latents of many dimensions it is shorter than either by
    the root of 2, where a generator has seen none; `spherical` stays among them.

    Args:
        start: Latents a, (latent_dim,) or (n, latent_dim).
        end: Latents b, of the same shape.
        shares: How far along, t: a number, or a sequence of k; 0 is the start, 1 the end.

    Returns:
        Float32, of the shape of `start`, with an axis of k before the last where there are
        several shares.

    Raises:
        ValueError: If the shapes differ.

    Example:
        >>> row = linear(latents[0], latents[1], np.linspace(0, 1, 8))  # (8, latent_dim)
    """
    start, end, t, several = _checked(start, end, shares)
    path = (1 - t) * start + t * end
    return _path(path, several)


def spherical(start: ArrayLike, end: ArrayLike, shares: ArrayLike) -> np.ndarray:
    r"""Goes along the arc: \( \frac{\sin((1-t)\theta)}{\sin\theta} a
    + \frac{\sin(t\theta)}{\sin\theta} b \), with \( \theta \) the angle between a and b.

    Args:
        start: Latents a, (latent_dim,) or (n, latent_dim).
        end: Latents b, of the same shape.
        shares: How far along, t: a number, or a sequence of k; 0 is the start, 1 the end.

    Returns:
        As `linear`. Where the two point the same way, what `linear` gives.

    Raises:
        ValueError: If the shapes differ.

    Example:
        >>> row = spherical(latents[0], latents[1], np.linspace(0, 1, 8))

    Reference:
        https://arxiv.org/abs/1609.04468, section 2.1
    """
    start, end, t, several = _checked(start, end, shares)
    lengths = np.linalg.norm(start, axis=-1) * np.linalg.norm(end, axis=-1)
    cosine = (start * end).sum(-1) / np.maximum(lengths, 1e-12)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))[..., None]
    sine = np.sin(angle)
    straight = sine < 1e-6
    sine = np.where(straight, 1.0, sine)
    weights = np.sin((1 - t) * angle) / sine, np.sin(t * angle) / sine
    path = np.where(straight, (1 - t) * start + t * end, weights[0] * start + weights[1] * end)
    return _path(path, several)


def _checked(start, end, shares):
    """Returns both ends and the shares with an axis for the shares before the last."""
    start, end, shares = (np.asarray(given, "float64") for given in (start, end, shares))
    for name, given in (("start", start), ("end", end), ("shares", shares)):
        check_finite(given, name)
    if start.shape != end.shape or start.ndim not in (1, 2):
        raise ValueError(
            "`start` and `end` must be latents of one shape, (latent_dim,) or (n, latent_dim), got "
            f"{start.shape} and {end.shape}."
        )
    if shares.ndim > 1:
        raise ValueError(f"`shares` must be a number or a sequence of them, got {shares.shape}.")
    several = shares.ndim == 1
    return start[..., None, :], end[..., None, :], np.atleast_1d(shares)[:, None], several


def _path(path, several):
    return (path if several else path[..., 0, :]).astype("float32")
