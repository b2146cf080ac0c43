"""How a street looks: flat, as a game of few colours, or as a photograph."""

from collections.abc import Mapping

import numpy as np

from keras_gan_zoo.data.sets.streets import scenes
from keras_gan_zoo.data.sets.streets.scenes import BUILDING, CAR, PERSON, SKY, Surfaces, surfaces

TEXTURES = ("brick", "grass", "gravel")
"""The photographs of surfaces that the real look is made of."""

_FLAT = np.array(
    [
        *((120, 180, 250), (90, 90, 95), (240, 240, 240), (180, 160, 170), (70, 190, 70)),
        *((190, 110, 80), (60, 80, 140), (220, 40, 40), (20, 130, 40), (240, 190, 60)),
    ]
) / 255  # fmt: skip
_PAINT = np.array(
    [
        *((0.78, 0.83, 0.88), (0.36, 0.36, 0.37), (0.80, 0.79, 0.74), (0.55, 0.53, 0.50)),
        *((0.36, 0.42, 0.24), (0.62, 0.50, 0.42), (0.20, 0.24, 0.28), (0.45, 0.45, 0.50)),
        *((0.22, 0.30, 0.14), (0.35, 0.30, 0.35)),
    ]
)  # fmt: skip
_CARS = np.array(
    [(0.75, 0.75, 0.77), (0.12, 0.12, 0.14), (0.5, 0.1, 0.1), (0.15, 0.2, 0.35), (0.4, 0.42, 0.4)]
)
_SKY = np.array([0.80, 0.84, 0.88])
_SURFACES = (
    ("brick", 70, 0.55, 0.9, (BUILDING,)),
    ("gravel", 60, 0.62, 0.75, (scenes.ROAD, scenes.PAVEMENT)),
    ("grass", 60, 0.4, 1.2, (scenes.GRASS, scenes.TREE)),
)
"""A texture, its pixels a metre, how dark and how strong it is, and the classes that have it."""


def virtual(number: int, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Returns a street as a game shows it: one colour a class, darker on the sides.

    Args:
        number: Number of the street.
        size: Height and width in pixels.

    Returns:
        uint8 (height, width, 3), and its classes, uint8 (height, width).

    Example:
        >>> picture, classes = virtual(0, (64, 128))
        >>> picture.shape, classes.shape
        ((64, 128, 3), (64, 128))
    """
    seen = surfaces(number, size)
    shade = np.select([seen.classes == SKY, seen.facing == 0, seen.facing == 2], [1, 0.8, 0.92], 1)
    return _bytes(_FLAT[seen.classes] * shade[..., None]), seen.classes


def real(
    number: int, size: tuple[int, int], textures: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Returns a street as a photograph would show it.

    Walls, ground and leaves have the grain of photographed surfaces, each house, person and car a
    colour of its own; light comes from one side, what is far lies in haze, and the camera blurs,
    darkens its corners and adds noise.

    Args:
        number: Number of the street; its colours and its light are its as well.
        size: Height and width in pixels.
        textures: By name of `TEXTURES`, uint8 (side, side), side a power of 2.

    Returns:
        As of `virtual`.
    """
    from scipy.ndimage import gaussian_filter

    seen = surfaces(number, size)
    random = np.random.default_rng([number, 2])
    colours = _painted(seen, np.random.default_rng([number, 3]))
    sideways = np.where(seen.facing == 0, random.uniform(0.45, 1.0), 1.0)
    light = np.where(seen.facing == 2, 0.8, sideways) * _grain(seen, textures)
    colours *= light[..., None]
    haze = np.clip(seen.distance / 140, 0, 1)[..., None] ** 1.2
    sky = _SKY * (1 - 0.25 * np.clip(-seen.down, 0, 1))[:, None, None]
    colours = np.where((seen.classes == SKY)[..., None], sky, colours * (1 - haze) + sky * haze)
    in_shadow = np.abs(seen.place[..., 0]) > random.uniform(2, 6)
    colours[(seen.thing < 0) & (seen.classes != SKY) & in_shadow] *= 0.72
    colours *= random.uniform(0.8, 1.15) * (1 + random.normal(0, 0.03, 3))
    colours = gaussian_filter(colours, (0.5, 0.5, 0))
    corners = seen.across**2 + seen.down[:, None] ** 2
    colours = colours * (1 - 0.25 * corners)[..., None]
    colours += random.normal(0, 0.018, colours.shape)
    return _bytes(np.clip(colours, 0, 1) ** 0.95), seen.classes


def _painted(seen: Surfaces, random: np.random.Generator) -> np.ndarray:
    """Returns the colour of each pixel, without light, float64."""
    colours = _PAINT[seen.classes]
    for thing in range(seen.thing.max() + 1):
        # Drawn for what is hidden, too: a street has the same colours in any size.
        tint = random.uniform(0.55, 1.35) * (1 + random.normal(0, 0.12, 3))
        of_cars = _CARS[random.integers(len(_CARS))]
        own = seen.thing == thing
        painted = own & ((seen.classes == BUILDING) | (seen.classes == PERSON))
        colours[painted] *= tint
        colours[own & (seen.classes == CAR)] = of_cars
    return colours


def _grain(seen: Surfaces, textures: Mapping[str, np.ndarray]) -> np.ndarray:
    """Returns how bright textures make each pixel, about 1."""
    bright = np.ones(seen.classes.shape)
    x, y, z = np.moveaxis(np.abs(seen.place), -1, 0)
    along = np.where(seen.facing == 2, x, z)
    places = {"brick": (y, along), "gravel": (x, z), "grass": (x + y, z + y)}
    for name, scale, dark, strong, kinds in _SURFACES:
        own = np.isin(seen.classes, kinds)
        # As coarse as a pixel is at its distance, or what is far would be noise.
        fine = scale * seen.distance[own] / (seen.classes.shape[1] / 2)
        rows, columns = (scale * one[own] for one in places[name])
        bright[own] = dark + strong * _looked_up(textures[name], rows, columns, fine)
    return bright


def _looked_up(texture, rows, columns, fine):
    """Returns a texture's brightness, 0 to 1, each over about `fine` of its pixels."""
    found = np.empty(rows.shape)
    coarse = texture / 255.0
    levels = np.clip(np.log2(np.maximum(fine, 1)), 0, len(texture).bit_length() - 1).astype(int)
    for level in range(levels.max(initial=0) + 1):
        own = levels == level
        row, column = (np.floor(one[own] / 2**level).astype(int) for one in (rows, columns))
        found[own] = coarse[row % len(coarse), column % len(coarse)]
        if len(coarse) > 1:
            coarse = coarse.reshape(len(coarse) // 2, 2, len(coarse) // 2, 2).mean((1, 3))
    return found


def _bytes(colours: np.ndarray) -> np.ndarray:
    return np.round(255 * np.clip(colours, 0, 1)).astype("uint8")
