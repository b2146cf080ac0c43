"""The lines of a face, by which it is told what to do, and pictures of them."""

import itertools

import numpy as np

LINES = (
    ("jaw", (0.55, 0.55, 0.60), (11933, 11791, 11819, 11903, 11833, 5225)),
    ("jaw", (0.55, 0.55, 0.60), (5225, 5223, 5298, 5208, 5179, 5329)),
    ("left brow", (1.00, 0.55, 0.10), (7001, 7006, 7002, 11867, 10412)),
    ("right brow", (0.90, 0.90, 0.10), (228, 233, 229, 5259, 3744)),
    ("left eye", (0.20, 0.60, 1.00), (14750, 14761, 14743, 14744, 14748)),
    ("left eye", (0.20, 0.60, 1.00), (14748, 14753, 14756, 14759, 14750)),
    ("right eye", (0.10, 1.00, 1.00), (14875, 14886, 14868, 14869, 14873)),
    ("right eye", (0.10, 1.00, 1.00), (14873, 14878, 14881, 14884, 14875)),
    ("nose", (0.20, 0.90, 0.30), (133, 5063, 291, 302)),
    ("nostrils", (0.10, 0.60, 0.20), (321, 314, 317, 7077, 7083)),
    ("lips", (1.00, 0.20, 0.25), (7189, 11953, 7216, 466, 457, 5351, 429)),
    ("lips", (1.00, 0.20, 0.25), (429, 406, 480, 486, 492, 7241, 7235, 7166, 7189)),
    ("mouth", (0.95, 0.30, 0.90), (7189, 7225, 7227, 474, 471, 469, 429)),
    ("mouth", (0.95, 0.30, 0.90), (429, 481, 487, 493, 7242, 7236, 7189)),
)
"""What each line is, its red, green and blue, and the vertices that it joins, by their numbers in
the base mesh. The face's left is the viewer's right."""

POINTS = tuple(dict.fromkeys(number for _, _, numbers in LINES for number in numbers))
"""The vertices that are joined, each once."""

_WIDTH = 1.2
"""Of a line, pixels."""


def draw_landmarks(places: np.ndarray, size: int) -> np.ndarray:
    """Draws the lines of a face on black, in the colours of `LINES`.

    What is hidden behind the nose or the cheek is drawn as well, as detectors of landmarks tell it.

    Args:
        places: Of each of `POINTS`, pixels from the left and from the top, (points, 2).
        size: Height and width of the picture.

    Returns:
        uint8 (size, size, 3).

    Example:
        >>> draw_landmarks(np.random.default_rng(0).uniform(0, 64, (len(POINTS), 2)), 64).shape
        (64, 64, 3)
    """
    row = {number: index for index, number in enumerate(POINTS)}
    picture = np.zeros((size, size, 3), "float32")
    middles = np.arange(size) + 0.5
    pixels = np.stack(np.meshgrid(middles, middles), axis=-1)
    for _, colour, numbers in LINES:
        line = places[[row[number] for number in numbers]]
        covered = np.zeros((size, size, 1), "float32")
        for start, end in itertools.pairwise(line):
            covered = np.maximum(covered, _covered(pixels, start, end)[..., None])
        picture = picture * (1 - covered) + covered * np.array(colour, "float32")
    return np.round(255 * picture).astype("uint8")


def _covered(pixels, start, end):
    """Returns how much of each pixel a line covers, which fades over the last pixel."""
    along = end - start
    share = np.clip((pixels - start) @ along / max(along @ along, 1e-9), 0, 1)
    distance = np.linalg.norm(pixels - start - share[..., None] * along, axis=-1)
    return np.clip(_WIDTH / 2 + 0.5 - distance, 0, 1)
