"""A film of a generator: pictures on a way through its latents that ends where it began."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_gan_zoo.checks import check_number, check_seed, check_whole
from keras_gan_zoo.latent.interpolation import spherical
from keras_gan_zoo.samples.films import check_film_path, write_film
from keras_gan_zoo.samples.sheets import grid
from keras_gan_zoo.types import ArrayLike, PathLike

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel

_AT_ONCE = 64
"""Pictures that are drawn at once."""

_LEAST_SIDE = 128
"""A smaller picture is drawn with more pixels a side, or a player shows a stamp."""


def loop(stops: ArrayLike, frames: int) -> np.ndarray:
    """Goes from stop to stop and back to the first, along arcs, at an even pace.

    Args:
        stops: Latents (stops, n, latent_dim): where each of n walks comes by, in this order.
        frames: How many latents of each walk, at least as many as stops.

    Returns:
        Float32 (frames, n, latent_dim). The first are the first stop; after the last it would be
        the first stop's turn again.

    Raises:
        ValueError: If there are less than two stops, or fewer frames than stops.

    Example:
        >>> loop(np.random.default_rng(0).standard_normal((4, 16, 100)), 200).shape
        (200, 16, 100)
    """
    stops = np.asarray(stops, "float32")
    if stops.ndim != 3 or len(stops) < 2:
        raise ValueError(
            "`stops` must be latents (stops, n, latent_dim) of at least two stops, got the shape "
            f"{stops.shape}."
        )
    frames = check_whole(frames, "frames", least=len(stops))
    places = np.arange(frames) * len(stops) / frames
    path = np.empty((frames, *stops.shape[1:]), "float32")
    for index, start in enumerate(stops):
        here = np.floor(places).astype(int) == index
        arcs = spherical(start, stops[(index + 1) % len(stops)], places[here] - index)
        path[here] = np.swapaxes(arcs, 0, 1)
    return path


def film(
    gan: "ZooModel",
    path: PathLike,
    *,
    seeds: Sequence[int] = (0, 1, 2, 3),
    n: int = 8,
    columns: int | None = None,
    seconds: float = 8.0,
    rate: float = 25.0,
    condition: Any = None,
    **settings: Any,
) -> Path:
    """Writes a film of pictures that turn into others, and in the end into the first again.

    Each frame is a sheet of n pictures. At the times of the stops it shows what
    `gan.generate(n, seed=seed)` draws, one seed after the other; in between, the latents go along
    the arc from one to the next.

    Args:
        gan: A model that draws pictures from latents, with a condition or without.
        path: A `.gif`, `.webp` or `.mp4` file that is not there yet; see
            `keras_gan_zoo.samples.films.write_film`.
        seeds: At least two, one for each stop.
        n: Pictures of a frame.
        columns: Pictures a row of a frame; `None` for full rows that make it about twice as wide
            as high.
        seconds: How long it takes, above 0.
        rate: Frames a second, above 0.
        condition: Of a model that draws by a condition, what to draw, as for `generate`; `None` for
            its conditions in turn.
        **settings: More of the model's own `generate`, such as StyleGAN's `truncation`.

    Returns:
        The path.

    Raises:
        TypeError: If the model draws no pictures from latents.
        ValueError: If an argument is out of its range, or there would be fewer frames than stops.
        FileExistsError: If the file exists.
        ImportError: If PyAV is needed and missing.

    Example:
        >>> film(keras_gan_zoo.get("dcgan", weights="faces"), "walk.webp", seconds=4)
        PosixPath('walk.webp')
    """
    path = check_film_path(path)
    if isinstance(seeds, int) or len(seeds) < 2:
        raise ValueError(f"`seeds` must be at least two, such as (0, 1, 2, 3), got {seeds!r}.")
    for seed in seeds:
        check_seed(seed)
    n = check_whole(n, "n", least=1)
    columns = _columns(n) if columns is None else check_whole(columns, "columns", least=1)
    seconds, rate = check_number(seconds, "seconds", above=0), check_number(rate, "rate", above=0)
    frames = round(seconds * rate)
    if frames < len(seeds):
        raise ValueError(
            f"`seconds`={seconds:g} at rate={rate:g} are {frames} frames, fewer than the "
            f"{len(seeds)} seeds: give seconds={len(seeds) / rate:g} or more."
        )
    stops = [gan.latents_of(n, seed) for seed in seeds]
    pictures = _pictures(gan, loop(stops, frames), condition, settings)
    scale = max(1, -(-_LEAST_SIDE // min(gan.image_shape[:2])))
    return write_film(path, (grid(each, columns, 0, scale) for each in pictures), rate)


def _columns(n: int) -> int:
    """Returns the divisor of n nearest to that of a frame twice as wide as high."""
    divisors = [columns for columns in range(1, n + 1) if n % columns == 0]
    return min(divisors, key=lambda columns: abs(np.log(columns**2 / (2 * n))))


def _pictures(gan, path, condition, settings):
    """Yields the pictures of each frame, drawn some frames at once."""
    n = path.shape[1]
    together = max(1, _AT_ONCE // n)
    for start in range(0, len(path), together):
        latents = path[start : start + together].reshape(-1, path.shape[-1])
        drawn = gan.draw_rows(latents, n, condition, **settings)
        yield from drawn.reshape(-1, n, *drawn.shape[1:])
