"""Checks of single arguments, each with a one-sentence error."""

import math
import numbers
import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def check_whole(value: object, name: str, least: int) -> int:
    """Checks a whole number, of Python or NumPy, and returns it as an `int`.

    Args:
        value: What the user gave.
        name: What the sentence calls the argument.
        least: The smallest number that will do.

    Raises:
        ValueError: If it is not a whole number (text, floats and booleans are not), or too small.

    Example:
        >>> check_whole(64, "width", least=1)
        64
        >>> check_whole(0, "width", least=1)
        Traceback (most recent call last):
        ValueError: `width` must be a whole number of at least 1, got 0.
    """
    number = _index(value)
    if number is None or number < least:
        raise ValueError(f"`{name}` must be a whole number of at least {least}, got {value!r}.")
    return number


def check_seed(seed: object, name: str = "seed") -> int | None:
    """Checks a seed, and returns it as an `int` or `None`.

    Raises:
        ValueError: If it is neither `None` nor a whole number, or one of more than 64 bits.

    Example:
        >>> check_seed(np.int64(7))
        7
    """
    number = _index(seed)
    if number is None and seed is not None:
        raise ValueError(f"`{name}` must be None or a whole number, got {seed!r}.")
    if number is not None and not -(2**63) <= number < 2**63:
        raise ValueError(f"`{name}` must be None or a whole number below 2**63, got {seed!r}.")
    return number


def random_source(seed: object, name: str = "seed") -> "np.random.Generator":
    """Returns NumPy's generator of random numbers for a seed; a generator as it is.

    Args:
        seed: A whole number of at least 0, `None` for other numbers each time, or a generator.
        name: What the sentence calls the argument.

    Raises:
        ValueError: If it is none of these.

    Example:
        >>> random_source(7).standard_normal(2).shape
        (2,)
    """
    import numpy as np  # which the command line's quick answers do without

    if isinstance(seed, np.random.Generator):
        return seed
    number = _index(seed)
    if seed is not None and (number is None or number < 0):
        raise ValueError(f"`{name}` must be None or a whole number of at least 0, got {seed!r}.")
    return np.random.default_rng(number)


def check_finite(values: "np.ndarray", name: str) -> "np.ndarray":
    """Returns an array of numbers as it is.

    Raises:
        ValueError: If one of them is NaN or infinite.

    Example:
        >>> check_finite(np.array([[0.0], [np.nan]]), "latents")
        Traceback (most recent call last):
        ValueError: `latents` hold NaN or infinite numbers, first in row 1 (from 0), of which ...
    """
    import numpy as np

    finite = np.isfinite(values)
    if not finite.all():
        rows = np.atleast_1d(finite.reshape(len(finite), -1).all(axis=1) if finite.ndim else finite)
        where = f", first in row {int(rows.argmin())} (from 0)" if finite.ndim > 1 else ""
        raise ValueError(
            f"`{name}` hold NaN or infinite numbers{where}, of which nothing can be drawn: give "
            "finite ones."
        )
    return values


def is_number(value: object) -> bool:
    """Returns whether a value is a finite number, and neither text nor a boolean.

    Example:
        >>> [is_number(value) for value in (0.5, 2, float("nan"), "2", True)]
        [True, True, False, False, False]
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return False
    return math.isfinite(value)


def _index(value: Any) -> int | None:
    # `True` is an integer to Python, but a width of True is a mistake.
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def check_number(
    value: Any,
    name: str,
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
) -> float:
    """Checks a finite number and returns it as a `float`.

    Args:
        value: What the user gave.
        name: What the sentence calls the argument.
        above: The number it must exceed, if any.
        least: The smallest number that will do, if any.
        below: The number it must not reach, if any.

    Raises:
        ValueError: If it is text, not finite, too small or too large.

    Example:
        >>> check_number(0, "clipping", above=0)
        Traceback (most recent call last):
        ValueError: `clipping` must be a number above 0, got 0.
    """
    fits = (
        is_number(value)
        and (above is None or value > above)
        and (least is None or value >= least)
        and (below is None or value < below)
    )
    if not fits:
        bound = f" above {above}" if above is not None else ""
        bound += f" of at least {least}" if least is not None else ""
        bound += f" and below {below}" if below is not None else ""
        raise ValueError(f"`{name}` must be a number{bound}, got {value!r}.")
    return float(value)
