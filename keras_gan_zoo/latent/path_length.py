"""Perceptual path length: how much pictures change on a short way through the latents."""

import time
from collections.abc import Callable

import numpy as np

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.latent.interpolation import linear, spherical
from keras_gan_zoo.latent.sefa import style_generator_of
from keras_gan_zoo.metrics.pictures.lpips import lpips
from keras_gan_zoo.metrics.score import Score, standard_error

_SPACES = ("w", "z")
_KEPT = (0.01, 0.99)
"""Quantiles between which distances count, as in the authors' code."""


def perceptual_path_length(
    gan: ZooModel,
    n: int = 1000,
    *,
    space: str = "z",
    epsilon: float = 1e-4,
    ends_only: bool = False,
    network: str = "vgg",
    seed: int = 0,
    batch_size: int = 32,
) -> Score:
    r"""Perceptual path length: lower is smoother; a generator that jumps has long paths.

    \( E[\frac{1}{\epsilon^2} d(G(p(t)), G(p(t + \epsilon)))] \), with p a way from one random point
    to another, t even in [0, 1], and d the LPIPS distance. In z the way is an arc, in w a straight
    line between two styles. Of the distances the hundredth part at either end is left out.

    It depends on the size of the pictures and on the network: compare what was measured alike.

    Args:
        gan: A model that draws pictures from latents; for "w" one that is driven by styles.
        n: Ways, at least 2; 100,000 in the paper.
        space: "z" or "w".
        epsilon: Length of a step, a share of the way, above 0.
        ends_only: Whether t is always 0: how smooth it is at random points, and not between them.
        network: LPIPS's, "vgg" as in the paper, or "alex", which is ten times as fast.
        seed: Of the points and of t.
        batch_size: Pairs of pictures at once.

    Returns:
        The mean as `ppl_z` or `ppl_w`, with `_end` where t is 0, and its standard error.

    Raises:
        TypeError: If the model does not draw from latents, or for "w" from styles.
        ValueError: If an argument is out of its range, or the pictures are too small for LPIPS.

    Differs from the paper: pictures are judged in their own size and not cut to the face, and
    the ways of one call are drawn together, so that another `n` has other ways.

    Example:
        >>> print(perceptual_path_length(gan, 200, space="w"))
        ppl_w = ...

    Reference:
        https://arxiv.org/abs/1812.04948, section 4.1
    """
    began = time.perf_counter()
    n = check_whole(n, "n", least=2)
    if space not in _SPACES:
        raise ValueError(
            f"`space` must be one of {listed(_SPACES)}, got {space!r}.{nearest(space, _SPACES)}"
        )
    epsilon = check_number(epsilon, "epsilon", above=0)
    batch_size = check_whole(batch_size, "batch_size", least=1)
    random = random_source(seed)
    starts, ends = (gan.latents_of(n, random) for _ in range(2))
    t = np.zeros(n) if ends_only else random.uniform(0, 1, n)
    draw, path = _of_space(gan, space)
    starts, ends = (path.points(latents) for latents in (starts, ends))
    distances = []
    for first in range(0, n, batch_size):
        rows = slice(first, first + batch_size)
        here, there = (
            draw(path.between(starts[rows], ends[rows], t[rows] + step)) for step in (0, epsilon)
        )
        distances.append(lpips(here, there, network) / epsilon**2)
    kept = _within(np.concatenate(distances))
    name = f"ppl_{space}" + ("_end" if ends_only else "")
    return Score(
        float(kept.mean()),
        name,
        samples=n,
        error=standard_error(kept),
        extractor=f"lpips_{network}",
        seed=seed,
        seconds=time.perf_counter() - began,
    )


def _within(distances: np.ndarray) -> np.ndarray:
    """Returns the distances without the hundredth part at either end."""
    low, high = np.quantile(distances, _KEPT)
    return distances[(distances >= low) & (distances <= high)]


class _Path:
    """What points of a space are, and the way between two."""

    def __init__(self, points: Callable, interpolate: Callable):
        self.points = points
        self._interpolate = interpolate

    def between(self, starts, ends, shares):
        rows = zip(starts, ends, shares, strict=True)
        return np.stack([self._interpolate(start, end, share) for start, end, share in rows])


def _of_space(gan, space):
    if space == "w":
        style_generator_of(gan)
        return gan.synthesize, _Path(lambda latents: gan.styles(latents)[:, 0], linear)
    return lambda latents: gan.generate(latents=latents), _Path(lambda latents: latents, spherical)
