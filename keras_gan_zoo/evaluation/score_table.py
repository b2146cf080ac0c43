"""A table of scores with everything that must stand beside them."""

from dataclasses import dataclass, field
from html import escape

import numpy as np

from keras_gan_zoo.storage.aligned import laid_out


@dataclass(frozen=True)
class ScoreTable:
    """Scores of a model beside its baselines, under one protocol.

    Attributes:
        title: What was measured.
        columns: Column names; the first column names what is judged, the others carry their
            unit and which way is better.
        rows: One list a row: a name, then numbers.
        note: The protocol: data, split, sample size, units, seed.
        pictures: Pictures to show under the table, by caption: uint8 (height, width, 3).
    """

    title: str
    columns: list[str]
    rows: list[list]
    note: str
    pictures: dict[str, np.ndarray] = field(default_factory=dict)

    def to_dict(self) -> dict:
        """Returns the table without its pictures, for JSON."""
        return {
            "title": self.title,
            "columns": self.columns,
            "rows": self.rows,
            "note": self.note,
        }

    def _repr_html_(self) -> str:
        """Returns the table as a notebook shows it."""
        lines = []
        for cells, tag in ((self.columns, "th"), *((row, "td") for row in self.rows)):
            shown = (
                f"<{tag} style='text-align: {'right' if column else 'left'}'>"
                f"{escape(_shown(cell))}</{tag}>"
                for column, cell in enumerate(cells)
            )
            lines.append(f"<tr>{''.join(shown)}</tr>")
        title, note = escape(self.title), escape(self.note)
        return f"<b>{title}</b><table>{''.join(lines)}</table><small>{note}</small>"

    def __str__(self) -> str:
        cells = [self.columns, *([_shown(cell) for cell in row] for row in self.rows)]
        table = laid_out(cells, numbers=range(1, len(self.columns)))
        return "\n".join([self.title, table, self.note])


def _shown(cell: object) -> str:
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
