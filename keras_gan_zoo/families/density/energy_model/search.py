"""Ways to find what a network scores high: by steps of Langevin, or by trying all there is."""

import itertools
import math
import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import is_number
from keras_gan_zoo.penalties.input_gradient import input_gradient
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Seed, Tensor

MOST_POINTS = 1_000_000
"""Points of a grid at most: all of them are scored at each step."""

_LOOKED_AT = 64  # elements of a dataset
_FEW, _SLACK = 0.01, 0.05
"""Share of values, and of the range between the bounds, that may lie beyond without a word."""


def climbed(
    score: Callable, x: Tensor, noise: Tensor, step_size: float, bounds: tuple[float, float]
) -> Tensor:
    r"""Returns \( x + \lambda \nabla_x s(x) + \omega \), kept within bounds (1903.08689).

    Args:
        score: s, a function from samples to scores (batch, 1), each of its own sample alone.
        x: Samples (batch, ...).
        noise: \( \omega \), of the same shape.
        step_size: \( \lambda \).
        bounds: The lowest and the highest value.
    """
    gradient = input_gradient(lambda samples, training: score(samples), x)
    moved = x + step_size * ops.reshape(gradient, ops.shape(x)) + noise
    return ops.clip(moved, *bounds)


def langevin(
    score: Callable,
    x: Tensor,
    steps: int,
    step_size: float,
    noise: float,
    bounds: tuple[float, float],
    seed: Seed = None,
) -> Tensor:
    """Returns where samples come to in some steps uphill, each with noise; without a gradient.

    Args:
        score: As for `climbed`.
        x: Where they begin, (batch, ...).
        steps: How many steps.
        step_size: As for `climbed`.
        noise: Standard deviation of the noise of a step.
        bounds: As for `climbed`.
        seed: Of the noise.

    Example:
        >>> hill = lambda x: -ops.sum(ops.square(x - 0.5), axis=1, keepdims=True)
        >>> found = langevin(hill, ops.zeros((8, 2)), 50, 0.1, 0.0, (-1.0, 1.0))
    """

    def step(_, x):
        shaken = random_rows(keras.random.normal, ops.shape(x), stddev=noise, seed=seed)
        return climbed(score, x, shaken, step_size, bounds)

    return ops.stop_gradient(ops.fori_loop(0, steps, step, x))


def all_points(bounds: tuple[float, float], count: int, dimensions: int) -> np.ndarray:
    """Returns every point of a regular grid, float32 (count ** dimensions, dimensions).

    Args:
        bounds: The lowest and the highest coordinate.
        count: Points along each axis.
        dimensions: How many axes.

    Raises:
        ValueError: If there are too many to score them all.

    Example:
        >>> all_points((-1.0, 1.0), 3, 1).ravel()
        array([-1.,  0.,  1.], dtype=float32)
    """
    if count**dimensions > MOST_POINTS:
        most = int(MOST_POINTS ** (1 / dimensions) + 1e-9)
        advice = f"give grid={most} or less" if most > 1 else "leave `grid` out"
        raise ValueError(
            f"`grid` of {count} in {dimensions} dimensions makes more than {MOST_POINTS:,} points "
            f"to score at each step: {advice}."
        )
    axis = np.linspace(*bounds, count, dtype="float32")
    return np.array(list(itertools.product(axis, repeat=dimensions)), "float32")


def checked_bounds(bounds: Any) -> tuple[float, float]:
    """Returns the lowest and the highest value as two floats.

    Raises:
        ValueError: If they are anything else.
    """
    two = isinstance(bounds, (tuple, list)) and len(bounds) == 2 and all(map(is_number, bounds))
    if not two or not bounds[0] < bounds[1]:
        raise ValueError(
            "`bounds` must be the lowest and the highest value, such as (-1.0, 1.0), got "
            f"{bounds!r}."
        )
    return float(bounds[0]), float(bounds[1])


def warn_of_data_beyond(x: Any, bounds: tuple[float, float]) -> None:
    """Warns of training data that lie where nothing is searched, if they are more than a few.

    Args:
        x: What was given to `fit`: an array, or a dataset whose first elements are looked at.
        bounds: The lowest and the highest value that is searched.
    """
    seen = list(x.take(_LOOKED_AT)) if isinstance(x, tf.data.Dataset) else [x]
    values = np.concatenate([np.ravel(np.asarray(each, "float32")) for each in seen])
    slack = _SLACK * (bounds[1] - bounds[0])  # as resized pictures overshoot
    share = np.mean((values < bounds[0] - slack) | (values > bounds[1] + slack))
    if share > _FEW:
        low, high = float(values.min()), float(values.max())
        warnings.warn(
            f"{share:.0%} of the values of `x`, which go from {low:.3g} to {high:.3g}, lie beyond "
            f"`bounds`={bounds}, where no search goes: build the model with "
            f"bounds=({math.floor(low):.1f}, {math.ceil(high):.1f}).",
            stacklevel=2,
        )
