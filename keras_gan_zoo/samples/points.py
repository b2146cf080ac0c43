"""Points as a kind of sample: vectors without bounds, such as those of a plane."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from keras_gan_zoo.samples.kind import Group, Kind
from keras_gan_zoo.samples.sheets import save_png

_SIDE = 256


class Points(Kind):
    """Vectors of one length; of two dimensions or more, a sheet is a plot of the first two.

    Args:
        shape: (dimensions,).

    Example:
        >>> Points((2,)).values()
        'float32'
    """

    name = "points"
    unit = "point"
    sheet_suffix = ".png"

    def rows(
        self, groups: Sequence[Group], columns: int = 8, smallest_side: int = 0
    ) -> list[tuple[str, np.ndarray]]:
        """Returns one plot of all points, uint8 (height, width, 3), with its label."""
        return [("samples", self._plot(groups).repeat(3, axis=-1))]

    def save_sheet(
        self, path: Path, groups: Sequence[Group], columns: int = 8, smallest_side: int = 0
    ) -> None:
        """Writes a PNG file on which each point is dark, those of all groups on one plane."""
        save_png(path, self._plot(groups))

    def _plot(self, groups: Sequence[Group]) -> np.ndarray:
        sets = [np.asarray(points, "float64") for group in groups for _, points in group]
        points = np.concatenate(sets)
        sheet = np.full((_SIDE, _SIDE, 1), 255, "uint8")
        points = points[np.isfinite(points).all(axis=1)]  # the others have no place
        if not len(points):
            return sheet
        plane = np.stack([points[:, 0], points[:, min(1, points.shape[1] - 1)]], axis=1)
        low, high = plane.min(axis=0), plane.max(axis=0)
        unit = (plane - low) / np.where(high > low, high - low, 1.0)
        places = np.round(unit * (_SIDE - 1)).astype(int)
        sheet[_SIDE - 1 - places[:, 1], places[:, 0]] = 0
        return sheet
