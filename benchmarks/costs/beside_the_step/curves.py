"""How a cost grows, and how two costs compare: the arithmetic."""

import math
import statistics
from collections.abc import Mapping, Sequence


def slope(values: Mapping[float, float]) -> float | None:
    r"""Returns the exponent \( k \) of the power law \( y \sim x^k \) that fits best.

    Least squares on the logarithms of both: the slope of the straight line in a log-log plot.

    Args:
        values: y by x, all above 0.

    Returns:
        The exponent, or `None` if there is only one point.

    Example:
        >>> slope({1: 3.0, 2: 12.0, 4: 48.0})
        2.0
    """
    if len(values) < 2:
        return None
    logarithms = [
        [math.log(number) for number in axis] for axis in zip(*values.items(), strict=True)
    ]
    return round(statistics.linear_regression(*logarithms).slope, 9)


def medians(times: Mapping[float, Sequence[float]]) -> dict[float, float]:
    """Returns the median of each point's turns."""
    return {point: statistics.median(turns) for point, turns in times.items()}


def median_ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """Returns the median of how many times as long they took, turn by turn."""
    return statistics.median(a / b for a, b in zip(theirs, ours, strict=True))


def callback_shares(
    bare: Sequence[float],
    with_callbacks: Sequence[float],
    occasional: Mapping[str, Sequence[float]],
    periods: Mapping[str, int],
) -> dict[str, float]:
    """Returns which share of a bare step's time the callbacks add.

    Args:
        bare: Seconds of a step without callbacks, turn by turn.
        with_callbacks: Seconds of a step with them, in the same turns.
        occasional: Seconds of what is not made at each step, by name.
        periods: Steps from one of those to the next.

    Returns:
        The shares: `"step"`, each of `occasional`, and `"all"`, their sum.

    Example:
        >>> callback_shares([1.0], [1.01], {"picture": [2.0]}, {"picture": 500})["picture"]
        0.004
    """
    shares = {"step": median_ratio(with_callbacks, bare) - 1}
    for name, seconds in occasional.items():
        shares[name] = median_ratio(seconds, bare) / periods[name]
    return {**shares, "all": sum(shares.values())}
