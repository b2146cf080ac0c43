"""A page of several runs: settings, scores, and their pictures side by side."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from keras_gan_zoo.report.page import number, page
from keras_gan_zoo.report.snapshots import data_address, picture_files
from keras_gan_zoo.runs.summary import RunSummary, common_scores, differing_settings
from keras_gan_zoo.storage.durable import write_text


def write_side_by_side(path: Path, runs: Sequence[RunSummary]) -> None:
    """Writes the page.

    Of each run the newest sheet of pictures or texts is shown. The page holds all of it in itself,
    and runs no code.

    Args:
        path: The `.html` file.
        runs: The runs, a column each.
    """
    names = [each.directory.path.name for each in runs]
    head = "".join(f"<th>{escape(name)}</th>" for name in ["", *names])
    facts: dict[str, Sequence[object]] = {
        "state": [each.state for each in runs],
        **differing_settings(runs),
        **common_scores(runs),
    }
    body = "".join(_line(name, map(_cell, values)) for name, values in facts.items())
    sheets = "".join(f"<td>{_newest_sheet(each)}</td>" for each in runs)
    title = "Runs side by side"
    sections = [
        f"<header><h1>{title}</h1></header>",
        f'<div class="card"><table><thead><tr>{head}</tr></thead><tbody>{body}'
        f"<tr><td>the newest sheet</td>{sheets}</tr></tbody></table></div>",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, page(title, sections))


def _line(name, cells):
    return f"<tr><td>{escape(name)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _cell(value):
    if isinstance(value, (list, tuple)):
        return escape(", ".join(map(str, value)))
    return escape(number(value))


def _newest_sheet(run: RunSummary) -> str:
    files = picture_files(run.directory.pictures)
    if files:
        caption = f"step {int(files[-1].stem.removeprefix('step_')):,}"
        image = f'<img class="sheet" src="{data_address(files[-1])}" alt="{caption}">'
        return f'{image}<p class="faint">{caption}</p>'
    texts = run.directory.sheets(".txt")
    if not texts:
        return "none yet"
    lines = texts[-1].read_text(encoding="utf-8").splitlines()
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
