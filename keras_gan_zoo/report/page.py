"""The parts of a report as HTML, in which whatever comes from a run is escaped."""

import json
from collections.abc import Mapping, Sequence
from html import escape

from keras_gan_zoo.report.snapshots import Row
from keras_gan_zoo.report.style import STYLE
from keras_gan_zoo.storage.yaml_values import flat


def page(title: str, sections: Sequence[str]) -> str:
    """Returns a complete HTML document.

    Args:
        title: Plain text.
        sections: HTML.
    """
    body = "\n".join(section for section in sections if section)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def header(title: str, summary: str, facts: Mapping[str, str]) -> str:
    """Returns the heading, the summary and the key facts."""
    tiles = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    text = f'<p class="summary">{escape(summary)}</p>' if summary else ""
    return f'<header><h1>{escape(title)}</h1>{text}<dl class="facts">{tiles}</dl></header>'


def timelines(kinds: Mapping[str, Sequence[Row]], names: Mapping[str, str]) -> str:
    """Returns the pictures over the course of training.

    Args:
        kinds: Rows by kind, as `rows_over_time` gives them. Inputs, which do not change, are
            shown once, above their outputs.
        names: Headings, by direction.
    """
    parts = []
    for kind, rows in kinds.items():
        direction, _, role = kind.partition(" ")
        if role == "input":
            parts.append(f"<h3>{escape(names.get(direction, direction))}</h3>")
            parts.append(f'<div class="card timeline">{_row("input", rows[-1], "input")}')
            continue
        if not role:
            parts.append('<div class="card timeline">')
        parts.extend(_row(_step(row), row) for row in rows)
        parts.append("</div>")
    if not parts:
        return ""
    return "<h2>The same pictures as training went on</h2>" + "".join(parts)


def final_sheet(address: str, caption: str) -> str:
    """Returns the last grid in full."""
    return (
        f"<h2>{escape(caption)}</h2>"
        f'<div class="card"><img class="sheet" src="{address}" alt="{escape(caption)}"></div>'
    )


def texts(caption: str, lines: Sequence[str], earlier: Mapping[int, str]) -> str:
    """Returns the last texts, and above them what one of them was at earlier steps.

    Args:
        caption: Heading.
        lines: The texts.
        earlier: The first text at other steps, by step.
    """
    before = "".join(
        f"<tr><td class=number>step {step:,}</td><td>{escape(line)}</td></tr>"
        for step, line in earlier.items()
    )
    written = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        "<h2>The same draw as training went on</h2>"
        f'<div class="card"><table>{before}</table></div>'
        f'<h2>{escape(caption)}</h2><div class="card">{written}</div>'
    )


def score_table(table: Mapping, pictures: Sequence[tuple[str, str]]) -> str:
    """Returns a table of scores, the first row of which is the model's own.

    Args:
        table: `title`, `columns`, `rows` and `note`, as `ScoreTable.to_dict` gives them.
        pictures: Caption and address of each picture to show below.
    """
    head = "".join(
        f"<th{_number_class(index)}>{escape(str(column))}</th>"
        for index, column in enumerate(table["columns"])
    )
    body = "".join(
        f"<tr{' class=ours' if index == 0 else ''}>"
        + "".join(
            f"<td{_number_class(column)}>{escape(number(value))}</td>"
            for column, value in enumerate(row)
        )
        + "</tr>"
        for index, row in enumerate(table["rows"])
    )
    shown = "".join(
        f'<p class="faint">{escape(caption)}</p>'
        f'<img class="sheet wide" src="{address}" alt="{escape(caption)}">'
        for caption, address in pictures
    )
    return (
        f'<h3>{escape(table["title"])}</h3><div class="card"><table><thead><tr>{head}</tr></thead>'
        f'<tbody>{body}</tbody></table><p class="faint">{escape(table["note"])}</p>{shown}</div>'
    )


def settings_table(sections: Mapping[str, Mapping]) -> str:
    """Returns every setting, section by section."""
    parts = []
    for name, settings in sections.items():
        rows = "".join(
            f"<tr><td>{escape(key)}</td><td>{escape(_setting(value))}</td></tr>"
            for key, value in flat(settings)
        )
        parts.append(f"<section><h3>{escape(name)}</h3><table>{rows}</table></section>")
    return f'<h2>Settings</h2><div class="card settings">{"".join(parts)}</div>'


def commands(pairs: Sequence[tuple[str, str]]) -> str:
    """Returns the commands for next steps."""
    parts = "".join(f"<h3>{escape(name)}</h3><pre>{escape(text)}</pre>" for name, text in pairs)
    return f"<h2>To go on</h2>{parts}"


def number(value: object) -> str:
    """Returns the text of a table cell: numbers to three places, extreme ones to four digits.

    Example:
        >>> number(0.123456), number(0.0000123), number("ours"), number(None)
        ('0.123', '1.23e-05', 'ours', '-')
    """
    if value is None:
        return "-"
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3f}" if value == 0 or 1e-3 <= abs(value) < 1e4 else f"{value:.4g}"


def _row(label, row, css=""):
    kind = f' class="{css}"' if css else ""
    return f'<span{kind}>{label}</span><img{kind} src="{row.image}" alt="{label}">'


def _step(row):
    return f"step {row.step:,}" if row.step else "untrained"


def _number_class(column):
    return ' class="number"' if column else ""


def _setting(value):
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or "none"
    return json.dumps(value) if isinstance(value, bool) else _text(value)


def _text(value):
    return "none" if value is None else str(value)
