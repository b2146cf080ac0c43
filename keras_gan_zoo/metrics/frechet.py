"""The Frechet distance between Gaussians, from streamed moments."""

import numpy as np
from scipy import linalg

from keras_gan_zoo.types import ArrayLike


class GaussianStatistics:
    """Mean and covariance of a stream of feature vectors, in float64.

    Memory does not depend on how many vectors are seen. Up to `dimensions` of them are held as
    they are, because a covariance of so few is singular and best kept as its factor; beyond, they
    are folded into the moments block by block (Chan's update, which does not cancel).

    Args:
        dimensions: Length of a feature vector.

    Example:
        >>> statistics = GaussianStatistics(3)
        >>> statistics.update(np.eye(3))
        >>> statistics.mean
        array([0.33333333, 0.33333333, 0.33333333])

    Reference:
        Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample
        variances", 1979.
    """

    def __init__(self, dimensions: int):
        if dimensions < 1:
            raise ValueError(f"dimensions must be at least 1, got {dimensions}.")
        self.dimensions = dimensions
        self._held: list[np.ndarray] = []
        self._held_count = 0
        self._folded = 0
        self._mean = np.zeros(dimensions)
        self._scatter = np.zeros((dimensions, dimensions))
        self._current: tuple[np.ndarray, np.ndarray] | None = None

    @classmethod
    def from_moments(
        cls, mean: ArrayLike, covariance: ArrayLike, count: int
    ) -> "GaussianStatistics":
        """Returns statistics with the given moments, for example read from a published file.

        Args:
            mean: Array `(dimensions,)`.
            covariance: Symmetric array `(dimensions, dimensions)`, the unbiased estimate.
            count: How many vectors they were computed from.

        Raises:
            ValueError: If the shapes do not fit or `count` < 2.

        Example:
            >>> GaussianStatistics.from_moments(np.zeros(2), np.eye(2), 100).count
            100
        """
        mean, covariance = np.array(mean, np.float64), np.array(covariance, np.float64)
        if mean.ndim != 1 or covariance.shape != (mean.size, mean.size):
            raise ValueError(
                "mean and covariance must have shapes (dimensions,) and (dimensions, dimensions), "
                f"got {mean.shape} and {covariance.shape}."
            )
        if count < 2:
            raise ValueError(f"count must be at least 2, got {count}.")
        statistics = cls(mean.size)
        statistics._folded = int(count)
        statistics._mean = mean
        statistics._scatter = covariance * (count - 1)
        return statistics

    @property
    def count(self) -> int:
        """How many vectors were seen."""
        return self._folded + self._held_count

    @property
    def mean(self) -> np.ndarray:
        """Mean vector `(dimensions,)`."""
        return self._moments()[0]

    @property
    def covariance(self) -> np.ndarray:
        """Unbiased covariance `(dimensions, dimensions)`; needs two vectors."""
        self._require_two()
        return self._moments()[1] / (self.count - 1)

    @property
    def total_variance(self) -> float:
        """Trace of the covariance."""
        self._require_two()
        return float(np.trace(self._moments()[1])) / (self.count - 1)

    def update(self, features: ArrayLike) -> None:
        """Adds feature vectors.

        Args:
            features: Array `(batch, dimensions)`.

        Raises:
            ValueError: If the shape does not fit or a value is not finite.
        """
        features = np.array(features, np.float64)  # a copy: the caller may reuse its buffer
        if features.ndim != 2 or features.shape[1] != self.dimensions:
            raise ValueError(
                f"features must have shape (batch, {self.dimensions}), got {features.shape}."
            )
        if not np.isfinite(features).all():
            raise ValueError("features has values that are NaN or infinite.")
        for start in range(0, len(features), self.dimensions):
            block = features[start : start + self.dimensions]
            self._held.append(block)
            self._held_count += len(block)
            self._current = None
            if self.count > self.dimensions and self._held_count >= self.dimensions:
                self._moments()

    def factor(self) -> np.ndarray:
        """Returns a matrix `A` with `A.T @ A` equal to the covariance.

        It has as few rows as the vectors or the covariance's rank allow.
        """
        self._require_two()
        if self._folded == 0 and self.count <= self.dimensions:
            held = np.concatenate(self._held)
            return (held - held.mean(axis=0)) / np.sqrt(self.count - 1)
        covariance = self.covariance
        try:
            factor = np.linalg.cholesky(covariance).T
        except np.linalg.LinAlgError:
            factor = None
        # A nearly singular covariance may pass Cholesky with a diagonal of rounding noise.
        if factor is not None:
            diagonal = np.diag(factor)
            if diagonal.min() > np.sqrt(self.dimensions * np.finfo(float).eps) * diagonal.max():
                return factor
        eigenvalues, eigenvectors = np.linalg.eigh(covariance)
        kept = eigenvalues > self.dimensions * np.finfo(float).eps * eigenvalues[-1]
        return np.sqrt(eigenvalues[kept])[:, np.newaxis] * eigenvectors[:, kept].T

    def _moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns mean and scatter, folding what is held if it no longer pays to hold it."""
        if self.count == 0:
            raise ValueError("no features were given yet: call update first.")
        if self._held_count == 0:
            return self._mean, self._scatter
        if self._current is not None:
            return self._current
        held = np.concatenate(self._held)
        held_mean = held.mean(axis=0)
        held -= held_mean
        shift, share = held_mean - self._mean, self._held_count / self.count
        mean = self._mean + share * shift
        scatter = held.T @ held
        scatter += self._scatter
        scatter += self._folded * share * np.outer(shift, shift)
        if self.count > self.dimensions:
            self._mean, self._scatter = mean, scatter
            self._folded, self._held, self._held_count = self.count, [], 0
        self._current = mean, scatter
        return self._current

    def _require_two(self) -> None:
        if self.count < 2:
            raise ValueError(f"a covariance needs at least 2 feature vectors, got {self.count}.")


def frechet_distance(a: GaussianStatistics, b: GaussianStatistics) -> float:
    """Squared Frechet (Wasserstein-2) distance between two Gaussians.

    `|m_a - m_b|^2 + tr(C_a) + tr(C_b) - 2 tr((C_a C_b)^(1/2))`. With `C_a = A^T A` and
    `C_b = B^T B`, the last trace is the sum of the square roots of the eigenvalues of the
    symmetric matrix `A C_b A^T`, and also the sum of the singular values of `A B^T`: both real
    and non-negative, whatever the rank, and both small matrices when there are few vectors.

    Args:
        a: Statistics of one set.
        b: Statistics of the other, of the same dimensions.

    Returns:
        The distance, at least 0.

    Raises:
        ValueError: If the dimensions differ or a set has fewer than two vectors.

    Example:
        >>> zero = GaussianStatistics.from_moments([0.0], [[1.0]], 100)
        >>> three = GaussianStatistics.from_moments([3.0], [[4.0]], 100)
        >>> frechet_distance(zero, three)
        10.0

    Reference:
        Dowson and Landau, "The Frechet distance between multivariate normal distributions",
        1982; Heusel et al., arXiv 1706.08500, equation 6.
    """
    if a.dimensions != b.dimensions:
        raise ValueError(
            f"a and b must have the same dimensions, got {a.dimensions} and {b.dimensions}."
        )
    fewer, more = sorted((a, b), key=lambda statistics: statistics.count)
    factor = fewer.factor()
    if more.count <= more.dimensions:
        # Both singular: square roots of eigenvalues that should be 0 would add up as noise.
        root_trace = np.linalg.svd(factor @ more.factor().T, compute_uv=False).sum()
    else:
        eigenvalues = _eigenvalues_of_product(factor, more.covariance)
        root_trace = np.sqrt(np.maximum(eigenvalues, 0.0)).sum()
    distance = np.square(a.mean - b.mean).sum() + a.total_variance + b.total_variance
    distance -= 2 * root_trace
    return float(max(distance, 0.0))


def _eigenvalues_of_product(factor: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Returns the eigenvalues of the symmetric matrix `factor @ covariance @ factor.T`."""
    if factor.shape[0] == factor.shape[1] and not np.tril(factor, -1).any():
        # What LAPACK makes of a triangular factor takes a quarter of the two full products.
        product, _ = linalg.lapack.dsygst(covariance, factor.T, itype=2, lower=1, overwrite_a=1)
    else:
        product = factor @ covariance @ factor.T
    return linalg.eigh(
        product, eigvals_only=True, driver="evr", overwrite_a=True, check_finite=False
    )
