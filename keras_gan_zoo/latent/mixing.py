"""Style mixing: what the coarse and the fine layers of a style generator decide."""

from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.latent.sefa import style_generator_of
from keras_gan_zoo.samples.sheets import BACKGROUND, grid
from keras_gan_zoo.types import ArrayLike


def mixed_styles(
    gan: ZooModel, sources: ArrayLike, destinations: ArrayLike, layers: Sequence[int]
) -> np.ndarray:
    """Returns the styles of each destination with some layers' styles of each source.

    Args:
        gan: A model that is driven by styles, such as `keras_gan_zoo.get("stylegan2")`.
        sources: Latents (columns, latent_dim).
        destinations: Latents (rows, latent_dim).
        layers: Which layers have the source's style: the first are coarse and decide on shapes,
            the last are fine and decide on colours.

    Returns:
        Float32 (rows, columns, layers, style_dim), for `gan.synthesize`.

    Raises:
        TypeError: If the model is not driven by styles.
        ValueError: If the latents are malformed, or a layer is none of the generator's.

    Example:
        >>> styles = mixed_styles(gan, latents[:5], latents[5:8], layers=range(0, 4))

    Reference:
        https://arxiv.org/abs/1812.04948, section 3.1
    """
    count = style_generator_of(gan).synthesis.style_layers
    chosen = list(layers)
    if not chosen or not all(0 <= layer < count for layer in chosen):
        raise ValueError(
            f"`layers` must be some of the generator's {count}, from 0 to {count - 1}, got "
            f"{layers!r}: give range(0, {count // 2}) for the coarse half."
        )
    of_sources, of_destinations = (
        np.asarray(gan.styles(latents)) for latents in (sources, destinations)
    )
    mixed = np.repeat(of_destinations[:, None], len(of_sources), axis=1)
    mixed[:, :, chosen] = of_sources[None][:, :, chosen]
    return mixed


def mixing_grid(
    gan: ZooModel, sources: ArrayLike, destinations: ArrayLike, layers: Sequence[int]
) -> np.ndarray:
    """Draws a sheet of mixed styles: above are the sources, at the left the destinations.

    Args:
        gan: As for `mixed_styles`.
        sources: Latents (columns, latent_dim).
        destinations: Latents (rows, latent_dim).
        layers: As for `mixed_styles`.

    Returns:
        uint8 (height, width, 3), for `keras_gan_zoo.samples.sheets.save_png`.

    Raises:
        TypeError: As `mixed_styles`.
        ValueError: As `mixed_styles`.

    Example:
        >>> latents = gan.latents_of(8, seed=0)
        >>> sheet = mixing_grid(gan, latents[:5], latents[5:], layers=range(0, 4))
    """
    mixed = mixed_styles(gan, sources, destinations, layers)
    rows, columns = mixed.shape[:2]
    drawn = gan.synthesize(mixed.reshape(-1, *mixed.shape[2:]))
    heads, sides = gan.generate(latents=sources), gan.generate(latents=destinations)
    empty = np.full_like(heads[:1], BACKGROUND / 127.5 - 1)
    pictures = [empty, heads]
    for row in range(rows):
        pictures += [sides[row : row + 1], drawn[row * columns : (row + 1) * columns]]
    return grid(np.concatenate(pictures), columns + 1)
