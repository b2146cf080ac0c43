"""Directions in latent space along which an attribute appears, from labelled samples."""

from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.checks import check_finite, check_number
from keras_gan_zoo.types import ArrayLike

_STEPS = 50
_CONVERGED = 1e-8


def attribute_direction(
    latents: ArrayLike, has_attribute: ArrayLike, *, ridge: float = 1.0
) -> np.ndarray:
    r"""Finds the direction that separates samples with an attribute from those without.

    Draw samples, let a classifier say which of them have the attribute, and fit a logistic
    regression to their latents: its normal \( w \) is the direction in which the attribute's
    log-odds grow fastest. It is fitted by Newton's method.

    Args:
        latents: Array (n, latent_dim) of the latents of samples.
        has_attribute: As many booleans, or 0 and 1.
        ridge: Weight of \( \|w\|^2 / 2 \) beside the log-likelihood of all samples, above 0; it
            keeps w finite where the classes can be separated.

    Returns:
        A float64 vector (latent_dim,) of length 1, pointing to the attribute.

    Raises:
        ValueError: If the numbers differ, a label is neither 0 nor 1, or all samples have the same.

    Example:
        >>> latents = np.random.default_rng(0).standard_normal((2000, gan.latent_dim))
        >>> glasses = classifier.classify(gan.generate(latents=latents))["glasses"]
        >>> direction = attribute_direction(latents, glasses)

    Reference:
        A linear boundary in latent space is that of https://arxiv.org/abs/1907.10786, section 3.1,
        which fits it by a support vector machine.
    """
    latents, labels = check_labels(latents, has_attribute)
    ridge = check_number(ridge, "ridge", above=0)
    features = np.column_stack([latents, np.ones(len(latents))])
    penalty = np.diag([ridge] * latents.shape[1] + [1e-8])  # the offset is free
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        probability = 1.0 / (1.0 + np.exp(-np.clip(features @ weights, -30, 30)))
        gradient = features.T @ (probability - labels) + penalty @ weights
        curvature = (features * (probability * (1 - probability))[:, None]).T @ features + penalty
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < _CONVERGED:
            break
    return _unit(weights[:-1])


def without(direction: ArrayLike, others: Sequence[ArrayLike]) -> np.ndarray:
    """Makes a direction orthogonal to others, so that their attributes stay unchanged.

    The direction is projected onto the complement of the others' span.

    Args:
        direction: Vector (latent_dim,).
        others: Vectors of the same length, fewer than latent_dim.

    Returns:
        A float64 vector (latent_dim,) of length 1, at right angles to all others.

    Raises:
        ValueError: If the lengths differ, or nothing is left of the direction.

    Example:
        >>> glasses_alone = without(glasses, [red_hair, blue_hair])

    Reference:
        https://arxiv.org/abs/1907.10786, section 3.2: conditional manipulation.
    """
    direction = check_finite(np.asarray(direction, "float64"), "direction")
    kept = np.asarray(list(others), "float64").reshape(-1, direction.shape[-1])
    check_finite(kept, "others")
    if not len(kept):
        return _unit(direction)
    basis, triangle = np.linalg.qr(kept.T)
    basis = basis[:, np.abs(np.diag(triangle)) > 1e-8]  # the others may repeat each other
    rest = direction - basis @ (basis.T @ direction)
    if np.linalg.norm(rest) <= 1e-6 * np.linalg.norm(direction):
        raise ValueError("Nothing is left of `direction`: it lies in what the `others` span.")
    return _unit(rest)


def move(latents: ArrayLike, direction: ArrayLike, distance: ArrayLike) -> np.ndarray:
    """Moves latents, or feature maps, along a direction.

    Args:
        latents: Array (n, latent_dim), or (n, height, width, channels).
        direction: Vector (latent_dim,), or (height, width, channels).
        distance: How far, in units of the latents' standard deviation along any one axis; or a
            sequence of k distances.

    Returns:
        Float32 of the latents' shape; or (n, k, latent_dim), a row for each of the latents.

    Raises:
        ValueError: If the lengths differ.

    Example:
        >>> rows = move(latents[:8], glasses, np.linspace(-3, 3, 7))  # (8, 7, latent_dim)
    """
    latents, direction = np.asarray(latents, "float64"), np.asarray(direction, "float64")
    check_finite(latents, "latents")
    check_finite(direction, "direction")
    check_finite(np.asarray(distance, "float64"), "distance")
    if latents.ndim < 2 or direction.shape != latents.shape[1:]:
        raise ValueError(
            "`direction` must be a vector as long as the latents (n, latent_dim), got "
            f"{direction.shape} for {latents.shape}."
        )
    steps = np.multiply.outer(np.asarray(distance, "float64"), direction)
    several = steps.ndim > direction.ndim
    return (latents[:, None] + steps if several else latents + steps).astype("float32")


def check_labels(latents: ArrayLike, has_attribute: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Checks latents and the labels of an attribute, and returns them as float64."""
    latents = np.asarray(latents, "float64")
    check_finite(latents, "latents")
    labels = np.asarray(has_attribute)
    if labels.dtype.kind not in "biuf":
        raise ValueError(
            "`has_attribute` must hold True and False, or 1 and 0, and nothing else, got "
            f"{labels.dtype}: compare first, as in np.array(names) == 'glasses'."
        )
    labels = labels.astype("float64")
    if latents.ndim != 2 or labels.shape != latents.shape[:1]:
        raise ValueError(
            "`has_attribute` must hold one label for each of the latents (n, latent_dim), got "
            f"{labels.shape} for {latents.shape}."
        )
    if not np.isin(labels, (0, 1)).all():
        raise ValueError("`has_attribute` must hold True and False, or 1 and 0, and nothing else.")
    if labels.min() == labels.max():
        raise ValueError(
            f"`has_attribute` is {bool(labels[0])} for all {len(labels)} samples; draw more, until "
            "there are some of both."
        )
    return latents, labels


def _unit(vector):
    length = np.linalg.norm(vector)
    if not length:
        raise ValueError("The direction is zero everywhere, and so points nowhere.")
    return vector / length
