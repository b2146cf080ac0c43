"""Logistic regression on what a text has, weighed by how much more often one class has it."""

from collections.abc import Collection, Sequence

import numpy as np
from scipy.special import expit

_SMOOTHING = 1.0

Features = Collection[tuple[str, ...]]


def fit_log_ratios(
    x: Sequence[Features], y: Sequence[Features], penalty: float = 1.0
) -> tuple[list[tuple[str, ...]], np.ndarray, float]:
    """Fits a logistic regression to the features that examples of two classes have.

    A feature that an example has is as large as the logarithm of how much more often the second
    class has it than the first (NBSVM, with the logistic loss). Nothing in it is random.

    Args:
        x: Of each example of the first class its features, each once.
        y: Of the second class.
        penalty: Weight of half the squared norm of the weights.

    Returns:
        The features, sorted; what each adds to the logit of the second class, float64; and the
        logit of an example that has none.

    Example:
        >>> features, weights, bias = fit_log_ratios([{("dull",)}] * 2, [{("fine",)}] * 2)
        >>> features, bool(weights[0] < 0 < weights[1])
        ([('dull',), ('fine',)], True)

    Reference:
        Wang and Manning, "Baselines and bigrams", 2012: the features.
    """
    from scipy import optimize, sparse

    rows = [*x, *y]
    features = sorted(set().union(*rows))
    places = {feature: place for place, feature in enumerate(features)}
    columns = [places[feature] for row in rows for feature in row]
    ends = np.cumsum([0, *map(len, rows)])
    has = sparse.csr_matrix((np.ones(len(columns)), columns, ends), (len(rows), len(features)))
    labels = np.repeat([-1.0, 1.0], [len(x), len(y)])
    counts = [
        np.asarray(has[labels == label].sum(axis=0)).ravel() + _SMOOTHING for label in (-1.0, 1.0)
    ]
    ratio = np.log(counts[1] / counts[1].sum()) - np.log(counts[0] / counts[0].sum())
    sizes = has @ sparse.diags(ratio)

    def loss(parameters):
        margins = labels * (sizes @ parameters[:-1] + parameters[-1])
        slopes = -labels * expit(-margins)
        gradient = np.append(sizes.T @ slopes + penalty * parameters[:-1], slopes.sum())
        value = np.logaddexp(0.0, -margins).sum() + penalty / 2 * np.sum(parameters[:-1] ** 2)
        return value, gradient

    start = np.zeros(len(features) + 1)
    *weights, bias = optimize.minimize(loss, start, jac=True, method="L-BFGS-B").x
    return features, np.array(weights) * ratio, float(bias)
