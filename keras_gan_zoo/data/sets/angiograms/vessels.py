"""Trees of vessels, grown into a brain from two arteries at its base."""

from typing import NamedTuple

import numpy as np

TARGETS = 1200
"""Places that the tree grows to, one after the other."""

ROOT_RADIUS = 2.6
"""Of both arteries, in millimetres."""

THINNEST = 0.8
"""Radius, in millimetres, below which no vessel goes."""

_ROOTS = ((-0.085, 0.055, -0.3), (0.085, 0.055, -0.3))  # of the brain's sides, from its middle
_LONGEST = 45.0
_SHORTEST = 2.0
_STEP = 0.5  # millimetres from point to point
_BOW = 0.12  # of a branch's length, to the side


class VesselTree(NamedTuple):
    """Points along the middle of vessels.

    Attributes:
        points: Float64 (points, 3), in millimetres, the axes of the volume.
        radii: Float64 (points,), in millimetres.
        flows: Float64 (points,), how fast the blood is, as a share of the arteries'.
        parents: int64 (points,), the number of the point that each grew from; the roots' are -1.
    """

    points: np.ndarray
    radii: np.ndarray
    flows: np.ndarray
    parents: np.ndarray


def grow(brain: np.ndarray, random: np.random.Generator, targets: int = TARGETS) -> VesselTree:
    """Grows a tree: each target is reached from the nearest point there is, in a bow.

    Targets are random places of the brain, the near ones first for the most part, so that what is
    reached early carries what is reached late. A branch is narrower than what it leaves, by 3 to
    15 in 100, and its blood slower by up to 15.

    Args:
        brain: Bool volume of cubic millimetres.
        random: Source of the random numbers.
        targets: How many places are to be reached; those too near or too far are left.
    """
    inside = np.argwhere(brain)
    middle, sides = inside.mean(axis=0), np.ptp(inside, axis=0) + 1
    roots = middle + np.array(_ROOTS) * sides
    tree = VesselTree(
        roots,
        np.full(len(roots), ROOT_RADIUS),
        np.ones(len(roots)),
        np.full(len(roots), -1),
    )
    places = inside[random.integers(len(inside), size=targets)].astype("float64")
    far = np.linalg.norm(places - roots.mean(axis=0), axis=1) * random.uniform(0.5, 1.5, targets)
    for place in places[np.argsort(far)]:
        distances = np.square(tree.points - place).sum(axis=1)
        at = int(distances.argmin())
        length = float(np.sqrt(distances[at]))
        if not _SHORTEST < length < _LONGEST:
            continue
        along = np.linspace(0, 1, int(np.ceil(length / _STEP)) + 1)[1:, None]
        bow = random.normal(0, _BOW * length, 3) * np.sin(np.pi * along)
        radius = max(THINNEST, tree.radii[at] * random.uniform(0.85, 0.97))
        first, count = len(tree.points), len(along)
        branch = VesselTree(
            tree.points[at] + (place - tree.points[at]) * along + bow,
            np.full(count, radius),
            np.full(count, tree.flows[at] * random.uniform(0.85, 1.0)),
            np.array([at, *range(first, first + count - 1)]),
        )
        tree = VesselTree(*(np.concatenate(both) for both in zip(tree, branch, strict=True)))
    return tree


def as_volumes(tree: VesselTree, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Returns what share of each cubic millimetre is vessel, and that times how fast its blood is.

    Args:
        tree: A tree.
        shape: Of the volumes; what lies outside of them is left out.

    Returns:
        Two float32 volumes of 0 to 1.
    """
    volumes = np.zeros((2, int(np.prod(shape))), "float32")
    reaches = np.floor(tree.radii + 1).astype(int)  # voxels in which any of a vessel can be
    for reach in np.unique(reaches):
        points, radii, flows, _ = (each[reaches == reach] for each in tree)
        steps = np.arange(-reach, reach + 1)
        around = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1)
        voxels = np.rint(points).astype(int)[:, None] + around.reshape(1, -1, 3)
        distances = np.linalg.norm(voxels - points[:, None], axis=-1)
        share = np.clip(radii[:, None] + 0.5 - distances, 0, 1)
        met = (share > 0) & ((voxels >= 0) & (voxels < np.array(shape))).all(axis=-1)
        flat = np.ravel_multi_index(tuple(voxels[met].T), shape)
        for volume, each in zip(volumes, (share, share * flows[:, None]), strict=True):
            np.maximum.at(volume, flat, each[met].astype("float32"))
    lumen, flow = volumes.reshape(2, *shape)
    return lumen, flow
