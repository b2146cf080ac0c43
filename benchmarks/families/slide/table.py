"""Puts what the slide's benchmarks found into one page.

    python -m benchmarks.families.slide.table

Each benchmark keeps its rows in a slide_<name>.json among the results; all write
benchmarks/results/slide.md of what there is.
"""

import json

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import PICTURES, RESULTS

NAMES = (
    "seuda",
    "sifting_gan",
    "ct_enhancement_gan",
    "steganographic_gan",
    "sparsely_grouped_gan",
    "semantic_grad_gan",
    "steerable_gan",
    "siamese_gan",
    "sisgan",
)


def keep(name, settings, found, order=None):
    """Adds rows to those of earlier calls with the same settings, and writes the page.

    Args:
        name: The family's.
        settings: What the trainings had in common; rows of others are no part of the same table.
        found: By row, then by seed, what was measured: numbers by their column's title.
        order: The rows that there are, in their order; `None` for all, as they came.
    """
    with_earlier(found, RESULTS / f"slide_{name}.json", settings, order, "settings")
    return write_page()


def write_page():
    """Writes the page of all benchmarks that have rows, and returns its path."""
    lines = [
        "# Names that sound alike",
        "",
        "What each paper claims for its family, looked for with it: `python -m "
        "benchmarks.families.slide.<name>` finds the rows, one core each.",
    ]
    for name in NAMES:
        path = RESULTS / f"slide_{name}.json"
        if path.exists():
            lines += _section(name, **json.loads(path.read_text()))
    page = RESULTS / "slide.md"
    page.write_text("\n".join(lines) + "\n")
    return page


def _section(name, settings, rows):
    columns = list(
        dict.fromkeys(c for seeds in rows.values() for one in seeds.values() for c in one)
    )
    picture = f"slide_{name}.png"
    note = RESULTS.parent / "families" / "slide" / f"{name}.txt"
    return [
        "",
        f"## {name}",
        "",
        *(note.read_text().rstrip().splitlines() if note.exists() else []),
        "",
        "Settings: " + ", ".join(f"{key} {value}" for key, value in settings.items()) + ".",
        "",
        f"| row | seed | {' | '.join(columns)} |",
        "|---" * (2 + len(columns)) + "|",
        *(
            f"| {row} | {seed} | {' | '.join(_shown(one.get(column)) for column in columns)} |"
            for row, seeds in rows.items()
            for seed, one in seeds.items()
        ),
        *(["", f"![](../../docs/pictures/{picture})"] if (PICTURES / picture).exists() else []),
    ]


def _shown(value):
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else f"{value}"


if __name__ == "__main__":
    print(write_page())
