"""Keeps the rows of a lecture's claim, and writes its page.

A command adds `places` to its arguments, gives each row to `keep` as soon as it is found, and
`write_page` all that are kept; the figure it draws itself, at `figure_path`. What was found is told
in words by whoever looked at it, in a <name>.txt beside the command.
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import DOCS, RESULTS

PAGES = DOCS / "lectures"
NOTES = Path(__file__).parent


def add_places(parser, name):
    """Adds where a command keeps its trainings, its rows and its page.

    Args:
        parser: One of argparse's, to which `benchmarks.common.row_options` has added the rest.
        name: The claim's.
    """
    parser.set_defaults(cells=Path(f"build/lectures_{name}"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pages", type=Path, default=PAGES)


def keep(name, settings, found, order=None, results=RESULTS):
    """Returns the rows found now and those of earlier calls with the same settings; keeps all.

    Args:
        name: The claim's.
        settings: What the rows have in common; rows of others are no part of the same table.
        found: By row, then by seed, what was measured: numbers, or words, by their column's title.
        order: The rows that there are, in their order; `None` for all, as they came.
        results: Folder of the file, lectures_<name>.json.
    """
    results.mkdir(parents=True, exist_ok=True)
    return with_earlier(found, results / f"lectures_{name}.json", settings, order, "settings")


def figure_path(name, pages=PAGES):
    """Returns where a claim's figure is."""
    return pages / f"{name}.png"


def write_page(
    name: str,
    title: str,
    claim: str,
    command: str,
    settings: dict,
    rows: dict,
    columns: Sequence[str] | None = None,
    caption: str = "",
    pages: Path = PAGES,
    notes: Path = NOTES,
) -> Path:
    """Writes the page of a claim, and returns its path.

    Args:
        name: The claim's; the page is <name>.md, beside its figure <name>.png.
        title: Heading of the page.
        claim: What the lecture says, in a sentence or two of our own.
        command: What to type for the page to be written again.
        settings: What the rows have in common, by name.
        rows: By row, then by seed, values by column, as `keep` returns them. Floats are shown with
            three digits behind the point; with five or more before it, as whole numbers.
        columns: Those shown, in their order; `None` for all, as they came.
        caption: What the figure shows, in Markdown.
        pages: Folder of the page.
        notes: Folder of <name>.txt, in which somebody says in Markdown what was found.

    Example:
        >>> rows = keep("toy", {"steps": 10}, {"vae": {0: {"accepted": 0.5}}})
        >>> write_page("toy", "A toy", "One is more.", "python -m toy", {"steps": 10}, rows)
    """
    seeds = [one for of_row in rows.values() for one in of_row.values()]
    columns = columns or list(dict.fromkeys(key for one in seeds for key in one))
    note, figure = notes / f"{name}.txt", figure_path(name, pages)
    lines = [
        f"# {title}",
        "",
        f"The lecture's claim: {claim}",
        "",
        "## What was found",
        "",
        *([*note.read_text().rstrip().splitlines(), ""] if note.exists() else []),
        f"| row | seed | {' | '.join(columns)} |",
        "|---" * (2 + len(columns)) + "|",
        *(
            f"| {row} | {seed} | {' | '.join(shown(one.get(column)) for column in columns)} |"
            for row, of_row in rows.items()
            for seed, one in of_row.items()
        ),
        "",
        *([f"![{title}]({figure.name})", ""] if figure.exists() else []),
        *([caption, ""] if caption else []),
        "## How it was found",
        "",
        "```sh",
        command,
        "```",
        "",
        "Settings: " + ", ".join(f"{key} {_set(value)}" for key, value in settings.items()) + ".",
    ]
    pages.mkdir(parents=True, exist_ok=True)
    path = pages / f"{name}.md"
    path.write_text("\n".join(lines) + "\n")
    return path


def shown(value):
    """Returns a value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, float) and abs(value) >= 1e4:
        return f"{value:,.0f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return f"{value:.3f}" if isinstance(value, float) else f"{value}"


def _set(value):
    return f"{value:g}" if isinstance(value, float) else shown(value)
