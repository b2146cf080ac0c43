"""Draws a head: triangles, shaded by one light, seen from far away."""

from collections.abc import Mapping, Sequence

import numpy as np

from keras_gan_zoo.data.sets.talking_heads.meshes import PARTS, HeadMeshes

EYES = (range(14598, 14670), range(14670, 14742))
"""The vertices of the left and of the right eye, by their numbers in the base mesh."""

_TEETH, _TONGUE, _WHITE, _PUPIL = (0.93, 0.92, 0.86), (0.7, 0.3, 0.3), (0.95,) * 3, (0.03,) * 3
_FINENESS = (4, 8, 16, 32)
"""In how many parts a side of a triangle may be cut."""

_DENSE = 1.1
"""Parts for a pixel of a triangle's longest side: of fewer, heads had holes."""

_SHOWN = 0.36
"""Share of a picture's side that a decimetre takes."""

_FINER = 2
"""How many times finer than its pixels a picture is drawn, so that edges are smooth."""

_AHEAD = np.array([0.0, 0.05, -0.6], "float32")
"""Where a head turns about, from the middle between its eyes."""


class HeadRenderer:
    """What is the same for all heads: what is lip, brow, scalp and iris, and the triangles' parts.

    Args:
        meshes: Of `head_meshes`.
        size: Height and width of a picture.
    """

    def __init__(self, meshes: HeadMeshes, size: int):
        from scipy import sparse

        self.meshes, self.size = meshes, size
        vertices, faces = meshes.vertices, meshes.faces
        self._eyes = [meshes.rows_of(numbers) for numbers in EYES]
        self._cut = _cut(vertices[faces], size)
        ones = np.ones(faces.size, "float32")
        columns = np.repeat(np.arange(len(faces)), 3)
        self._around = sparse.csr_matrix(
            (ones, (faces.ravel(), columns)), shape=(len(vertices), len(faces))
        )
        self._lip, self._brow, self._scalp = self._painted()
        self._iris = [_iris_of(vertices[rows]) for rows in self._eyes]

    def _painted(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Returns how much each vertex is of a lip, of a brow and of the scalp."""
        meshes = self.meshes
        middle = np.mean([meshes.vertices[rows].mean(0) for rows in self._eyes], axis=0)
        x, y, z = (meshes.vertices - middle).T
        skin = np.zeros(len(x), bool)
        skin[meshes.faces[meshes.parts == PARTS.index("skin")]] = True
        lips = meshes.moved_by(*(f"mouth/mouth-{row}lip-volume-incr" for row in ("upper", "lower")))
        lip = np.clip((lips - 0.35) * 4, 0, 1)
        ears = meshes.moved_by(*(name for name in meshes.targets if name.startswith("ears/"))) > 0
        scalp = np.clip((y - (z + 0.15) * 1.1 - 0.45) * 4, 0, 1) * skin * ~ears
        beside = np.abs(x)
        line = brow_height(beside)
        brow = np.clip(1.6 - np.abs(y - line) / 0.045, 0, 1) * skin * (z > -0.35)
        brow *= np.clip((beside - 0.06) / 0.05, 0, 1) * np.clip((0.56 - beside) / 0.05, 0, 1)
        return lip[:, None], brow[:, None], scalp[:, None]

    def turned(self, vertices: np.ndarray, yaw: float, pitch: float) -> np.ndarray:
        """Returns the vertices of a head that is turned, about the point that stays in place.

        Args:
            vertices: Of `HeadMeshes.shaped`.
            yaw: Radians to its left.
            pitch: Radians downwards.
        """
        centre = np.mean([vertices[rows].mean(0) for rows in self._eyes], axis=0) + _AHEAD
        (cy, cp), (sy, sp) = np.cos([yaw, pitch]), np.sin([yaw, pitch])
        nod = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        return ((vertices - centre) @ (nod @ turn).T).astype("float32")

    def places(self, turned: np.ndarray) -> np.ndarray:
        """Returns where vertices are seen, in pixels from the left and from the top."""
        return (turned[:, :2] * [_SHOWN, -_SHOWN] + 0.5) * self.size

    def draw(self, turned: np.ndarray, colours: Mapping[str, Sequence[float]]) -> np.ndarray:
        """Returns a picture of a head.

        Args:
            turned: Of `turned`.
            colours: Red, green and blue in [0, 1] of "skin", "lips", "hair", "eyes" and
                "background"; and "light", the direction that light comes from.

        Returns:
            uint8 (size, size, 3).
        """
        faces = self.meshes.faces
        a, b, c = (turned[faces[:, corner]] for corner in range(3))
        normals = np.cross(b - a, c - a)
        smooth = self._around @ normals
        smooth /= np.linalg.norm(smooth, axis=1, keepdims=True) + 1e-9
        light = np.asarray(colours["light"], "float32")
        shade = 0.45 + 0.6 * np.clip(smooth @ (light / np.linalg.norm(light)), 0, 1)
        shaded = np.clip(self._paint(colours) * shade[:, None], 0, 1)
        side = _FINER * self.size
        seen = normals[:, 2] > 0
        points, shown = [], []
        for chosen, inside in self._cut:
            corners = faces[chosen[seen[chosen]]]
            points.append(np.einsum("sk,fkc->fsc", inside, turned[corners]).reshape(-1, 3))
            shown.append(np.einsum("sk,fkc->fsc", inside, shaded[corners]).reshape(-1, 3))
        places, colour = np.concatenate(points), np.concatenate(shown)
        x, y = np.floor(_FINER * self.places(places)).astype("int32").T
        within = (x >= 0) & (x < side) & (y >= 0) & (y < side)
        # The nearest of each pixel is written last.
        nearest = np.argsort(places[within, 2], kind="stable")
        picture = np.tile(np.asarray(colours["background"], "float32"), (side**2, 1))
        picture[(y * side + x)[within][nearest]] = colour[within][nearest]
        picture = picture.reshape(self.size, _FINER, self.size, _FINER, 3).mean((1, 3))
        return np.round(255 * picture).astype("uint8")

    def _paint(self, colours):
        paint = np.tile(np.asarray(colours["skin"], "float32"), (len(self.meshes.vertices), 1))
        for share, name in ((self._lip, "lips"), (self._brow, "hair"), (self._scalp, "hair")):
            paint = paint * (1 - share) + share * np.asarray(colours[name], "float32")
        for rows, (pupil, iris) in zip(self._eyes, self._iris, strict=True):
            paint[rows] = _WHITE
            paint[rows[iris]] = colours["eyes"]
            paint[rows[pupil]] = _PUPIL
        for part, colour in (("teeth", _TEETH), ("tongue", _TONGUE)):
            paint[self.meshes.faces[self.meshes.parts == PARTS.index(part)]] = colour
        return paint


def _cut(triangles: np.ndarray, size: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Returns which triangles are cut alike, and the points that each of them is drawn by.

    Returns:
        Rows of triangles, and shares of the three corners, float32 (points, 3).
    """
    sides = np.linalg.norm(triangles - np.roll(triangles, 1, axis=1), axis=-1).max(1)
    wanted = _DENSE * _FINER * size * _SHOWN * sides
    level = np.minimum(np.searchsorted(_FINENESS, wanted), len(_FINENESS) - 1)
    found = []
    for index, parts in enumerate(_FINENESS):
        steps = [(a + 1 / 3, b + 1 / 3) for a in range(parts) for b in range(parts - a)]
        shares = [(a / parts, b / parts, 1 - (a + b) / parts) for a, b in steps]
        found.append((np.flatnonzero(level == index), np.array(shares, "float32")))
    return found


def brow_height(beside: np.ndarray) -> np.ndarray:
    """Returns how far a brow is above the middle between the eyes.

    Args:
        beside: How far to the side, decimetres.
    """
    return 0.20 + 0.09 * np.sin(np.clip((beside - 0.1) / 0.5, 0, 1) * 2.2)


def _iris_of(eye: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns which vertices of an eye are of its pupil, and of its iris with the pupil."""
    outward = eye - eye.mean(0)
    off = np.hypot(outward[:, 0], outward[:, 1]) / np.linalg.norm(outward, axis=1).max()
    front = outward[:, 2] > 0
    return front & (off < 0.22), front & (off < 0.48)
