"""What a person looks like, and what a person does in a frame, each from a number alone."""

from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.data.sets.talking_heads.landmarks import POINTS, draw_landmarks
from keras_gan_zoo.data.sets.talking_heads.meshes import HeadMeshes
from keras_gan_zoo.data.sets.talking_heads.rendering import HeadRenderer

_ORIGINS = ("african", "asian", "caucasian")
_DETAILS = 14
"""Targets of nose, chin, ears and so on that make a face a person's own."""

_DETAIL, _EXPRESSION = 0.55, 0.7
"""The largest weights: of more a mesh runs through itself."""

_UNITS = 4
"""Face units of a frame, beside the jaw."""

_OPEN = 0.65
"""Share of the frames in which the mouth is open."""

_YAW, _PITCH = 0.6, 0.2
_HAIRS = (
    (0.08, 0.06, 0.05),
    (0.25, 0.15, 0.08),
    (0.55, 0.38, 0.16),
    (0.75, 0.62, 0.35),
    (0.50, 0.50, 0.50),
    (0.45, 0.15, 0.07),
)
_IRISES = ((0.25, 0.15, 0.07), (0.2, 0.4, 0.65), (0.25, 0.45, 0.25), (0.45, 0.45, 0.5))
_PALE, _DARK = np.array([0.95, 0.80, 0.70]), np.array([0.35, 0.22, 0.15])
_LIPS = np.array([0.85, 0.55, 0.55])
_LIGHT = (0.3, 0.4, 0.9)

Weights = dict[str, float]


def looks(meshes: HeadMeshes, person: int) -> tuple[Weights, dict[str, Sequence[float]]]:
    """Returns a person's shape and colours.

    Args:
        meshes: Whose targets there are.
        person: Number of the person, 0 or more.

    Returns:
        Weights of targets, and colours as `HeadRenderer.draw` takes them.
    """
    random = np.random.default_rng([person, 0])
    origins = random.dirichlet([0.5] * len(_ORIGINS))
    male, old = random.beta(0.4, 0.4), 0.7 * random.random()
    shape: Weights = {}
    for origin, share in zip(_ORIGINS, origins, strict=True):
        for sex, of_sex in (("female", 1 - male), ("male", male)):
            for age, of_age in (("young", 1 - old), ("old", old)):
                shape[f"macrodetails/{origin}-{sex}-{age}"] = share * of_sex * of_age
    rest = [
        name for name in meshes.targets if name.split("/")[0] not in ("macrodetails", "faceunits")
    ]
    for name in random.choice(rest, _DETAILS, replace=False):
        shape[str(name)] = _DETAIL * random.random()
    dark = random.random()
    skin = _PALE * (1 - dark) + _DARK * dark
    return shape, {
        "skin": skin,
        "lips": skin * _LIPS,
        "hair": _HAIRS[random.integers(len(_HAIRS))],
        "eyes": _IRISES[random.integers(len(_IRISES))],
        "background": 0.3 + 0.6 * random.random(3),
        "light": _LIGHT,
    }


def moment(meshes: HeadMeshes, person: int, frame: int) -> tuple[Weights, float, float]:
    """Returns what a person does in a frame.

    Args:
        meshes: Whose face units there are.
        person: Number of the person.
        frame: Number of the frame, 0 or more; each is a moment of its own.

    Returns:
        Weights of face units, and how far the head is turned to its left and downwards, radians.
    """
    random = np.random.default_rng([person, 1, frame])
    units = [name for name in meshes.targets if name.startswith("faceunits/")]
    face = {
        str(name): _EXPRESSION * random.random() for name in random.choice(units, _UNITS, False)
    }
    if random.random() < _OPEN:
        face["faceunits/jawOpen"] = _EXPRESSION * random.random()
    return face, random.uniform(-_YAW, _YAW), random.uniform(-_PITCH, _PITCH)


def filmed(renderer: HeadRenderer, person: int, frames: int) -> dict[str, np.ndarray]:
    """Returns frames of a person, with the lines of the face in each.

    Args:
        renderer: Draws.
        person: Number of the person.
        frames: How many, the first ones.

    Returns:
        "frames" and "landmarks", uint8 (frames, size, size, 3), and "places" of the landmarks in
        pixels, float32 (frames, points, 2).
    """
    meshes, size = renderer.meshes, renderer.size
    shape, colours = looks(meshes, person)
    rows = meshes.rows_of(POINTS)
    found: dict[str, list[np.ndarray]] = {"frames": [], "landmarks": [], "places": []}
    for frame in range(frames):
        face, yaw, pitch = moment(meshes, person, frame)
        turned = renderer.turned(meshes.shaped({**shape, **face}), yaw, pitch)
        places = renderer.places(turned[rows]).astype("float32")
        found["frames"].append(renderer.draw(turned, colours))
        found["landmarks"].append(draw_landmarks(places, size))
        found["places"].append(places)
    return {name: np.stack(arrays) for name, arrays in found.items()}
