"""What stands in a street, from a number alone, and what each ray of a camera meets there."""

from dataclasses import dataclass

import numpy as np

CLASSES = (
    *("sky", "road", "marking", "pavement", "grass"),
    *("building", "window", "car", "tree", "person"),
)
"""What a pixel can show, by its number in a map."""

SKY, ROAD, MARKING, PAVEMENT, GRASS, BUILDING, WINDOW, CAR, TREE, PERSON = range(len(CLASSES))

FAR = 200.0
"""Metres beyond which there is sky."""

_KERB, _LAWN, _WALLS = 5.6, 8.0, 11.0  # metres from the middle of the road
_EYE = 1.5  # metres above the road
_HORIZON = 0.47  # of the picture's height, from above
_NEAREST = 0.1


@dataclass(frozen=True)
class Box:
    """An upright box.

    Attributes:
        kind: Its class.
        low: Its least x (to the right), y (upwards) and z (ahead), metres.
        high: Its largest.
        thing: Number of the thing that it is a part of: a car has two.
    """

    kind: int
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    thing: int


@dataclass(frozen=True)
class Surfaces:
    """What each pixel of a picture shows; all arrays are (height, width) or (height, width, ...).

    Attributes:
        classes: uint8, numbers of `CLASSES`.
        distance: Metres along the ray, `FAR` for the sky.
        facing: The axis that the surface looks along: 0 sideways, 1 up, 2 at the camera.
        thing: Number of the thing, -1 for the ground and the sky.
        place: Where the ray ends, (height, width, 3), metres.
        across: Of each column, -1 to 1.
        down: Of each row, in the same unit, 0 at the horizon.
    """

    classes: np.ndarray
    distance: np.ndarray
    facing: np.ndarray
    thing: np.ndarray
    place: np.ndarray
    across: np.ndarray
    down: np.ndarray


def street(number: int) -> list[Box]:
    """Returns the boxes of a street: houses on both sides, trees, people, and cars on the road.

    Args:
        number: Number of the street, 0 or more.
    """
    random = np.random.default_rng([number, 0])
    boxes: list[Box] = []
    things = iter(range(10_000))

    def stand(kind, thing, x, z, half, bottom, top):
        low, high = (x - half[0], bottom, z - half[1]), (x + half[0], top, z + half[1])
        boxes.append(Box(kind, low, high, thing))

    for side in (-1, 1):
        z = 4.0
        while z < 70:
            depth, wide, tall = random.uniform((6, 8, 7), (14, 14, 22))
            half = (wide / 2, 0.46 * depth)
            stand(BUILDING, next(things), side * (_WALLS + wide / 2), z + half[1], half, 0, tall)
            z += depth
        for z in np.arange(6, 60, random.uniform(8, 14)):
            if random.random() < 0.6:
                thing, top = next(things), random.uniform(3.8, 5.5)
                stand(TREE, thing, side * 8.4, z, (0.15, 0.15), 0, 2)
                stand(TREE, thing, side * 8.4, z, (1.3, 1.3), 2, top)
        for _ in range(random.integers(0, 3)):
            x, z = side * random.uniform(6.2, 7.6), random.uniform(6, 35)
            stand(PERSON, next(things), x, z, (0.22, 0.2), 0, 1.7)
    for _ in range(random.integers(2, 6)):
        lane, parked = random.choice([-1, 1]), random.random() >= 0.6
        x = lane * (4.6 if parked else random.uniform(1.4, 2.4))
        thing, z = next(things), random.uniform(8, 45)
        stand(CAR, thing, x, z, (0.85, 2), 0.25, 1)
        stand(CAR, thing, x, z, (0.72, 1.05), 1, 1.5)
    return boxes


def surfaces(number: int, size: tuple[int, int]) -> Surfaces:
    """Returns what a camera on the road of a street sees, a ray for each pixel.

    Args:
        number: Number of the street; the camera's place and direction are its as well.
        size: Height and width in pixels. The view is 90 degrees wide.
    """
    height, width = size
    random = np.random.default_rng([number, 1])
    eye = np.array([random.uniform(-1.6, 1.6), _EYE, 0.0])
    turn = random.uniform(-0.12, 0.12)
    cosine, sine = np.cos(turn), np.sin(turn)
    across = (np.arange(width) + 0.5 - width / 2) / (width / 2)
    down = (np.arange(height) + 0.5 - height * _HORIZON) / (width / 2)
    rays = np.empty((height, width, 3))
    rays[..., 0], rays[..., 2] = across * cosine + sine, cosine - across * sine
    rays[..., 1] = -down[:, None]
    rays[np.abs(rays) < 1e-6] = 1e-6
    steps = 1 / rays
    distance, classes, facing = _ground(eye, rays, steps)
    thing = np.full(size, -1)
    for box in street(number):
        seen = _window(box, eye, cosine, sine, across, down)
        ends = [(np.array(end) - eye) * steps[seen] for end in (box.low, box.high)]
        enters, leaves = np.minimum(*ends), np.maximum(*ends)
        first = enters.max(-1)
        hit = (first < leaves.min(-1)) & (first > _NEAREST) & (first < distance[seen])
        for of_all, of_box in (
            (distance, first),
            (classes, np.full(first.shape, box.kind)),
            (facing, enters.argmax(-1)),
            (thing, np.full(first.shape, box.thing)),
        ):
            of_all[seen][hit] = of_box[hit]
    place = eye + rays * distance[..., None]
    along = np.where(facing == 2, place[..., 0], place[..., 2])
    wall = (classes == BUILDING) & (facing != 1)
    pane = (np.abs(along % 2.2 - 1.2) < 0.5) & (np.abs(place[..., 1] % 3 - 1.7) < 0.7)
    classes[wall & pane] = WINDOW
    return Surfaces(classes.astype("uint8"), distance, facing, thing, place, across, down)


def _ground(eye, rays, steps):
    """Returns distance, class and facing where nothing stands on the ground."""
    reach = -eye[1] * steps[..., 1]
    below = (reach > 0) & (reach < FAR)
    distance = np.where(below, reach, FAR)
    x, z = (eye[axis] + rays[..., axis] * distance for axis in (0, 2))
    aside = np.abs(x)
    classes = np.select([aside < _KERB, aside < _LAWN], [ROAD, PAVEMENT], GRASS)
    dashes = (aside < 0.09) & (z % 4 < 2)
    classes[dashes | (np.abs(aside - 5.2) < 0.07)] = MARKING
    return distance, np.where(below, classes, SKY), np.ones(reach.shape, int)


def _window(box, eye, cosine, sine, across, down):
    """Returns the rows and columns outside of which no ray can meet a box, as slices."""
    x, z = (np.array([box.low[axis], box.high[axis]])[:, None] - eye[axis] for axis in (0, 2))
    z = z.T
    sideways, ahead = (x * cosine - z * sine).ravel(), (x * sine + z * cosine).ravel()
    if ahead.min() < _NEAREST:
        return slice(None), slice(None)
    columns = sideways / ahead
    rows = (eye[1] - np.array([box.low[1], box.high[1]])[:, None]) / ahead
    return tuple(
        slice(*np.searchsorted(lines, (ends.min(), ends.max())))
        for lines, ends in ((down, rows), (across, columns))
    )
