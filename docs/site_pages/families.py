"""The families' pages: an index that is filtered by task and year, and a page a family."""

import html
from pathlib import Path

import make_families

from keras_gan_zoo import registry
from site_pages.stage import ROOT, Stage, relative

SOURCE = ROOT / "docs" / "families.md"
INDEX = "families/index.md"
_NO_PREPRINT = "before arXiv"


def year(entry: registry.Entry) -> str:
    """Returns the year of a family's preprint: an arXiv id begins with it."""
    return f"20{entry.paper[:2]}" if entry.paper else _NO_PREPRINT


def add_families(stage: Stage) -> list[str]:
    """Adds the index and the pages; returns the latter."""
    families = make_families.own_families()
    trained = make_families.recipes_of_families()
    stage.write(INDEX, lambda: index(stage, families, trained), ROOT / "README.md")
    pages = []
    for entry in families:
        pages.append(f"families/{entry.name}.md")
        recipes = trained.get(entry.name, [])
        stage.write(
            pages[-1],
            lambda entry=entry, recipes=recipes: family_page(entry, families, recipes),
            SOURCE,
        )
    return pages


def family_page(entry: registry.Entry, families: list, recipes: list[Path]) -> str:
    """Returns a family's page: its section of docs/families.md, its weights and its class."""
    heading, *section = make_families.section(entry, families, recipes)
    weights = registry.list_weights(entry.name).get(entry.name, [])
    lines = [
        "---",
        # Whoever searches for a family wants its page, not one that names it.
        "search:",
        "  boost: 4",
        f'description: "{entry.name}: {html.escape(entry.title)}"',
        "---",
        "",
        heading.removeprefix("#"),
        "",
        "```python",
        f'gan = keras_gan_zoo.get("{entry.name}")',
        "```",
        "",
        f'Task: <a href="../?task={entry.task}">{entry.task}</a>. Year of the paper: '
        f'<a href="../?year={year(entry).replace(" ", "+")}">{year(entry)}</a>.',
    ]
    if weights:
        cards = (f"[{name}](../saved_models/{entry.name}/{name}/card.md)" for name in weights)
        lines += ["", f"Stored weights: {', '.join(cards)}."]
    # A visitor wants to see first; the page of the repository has its pictures last.
    shown = next((line for line in section if line.startswith("![")), None)
    if shown:
        section.remove(shown)
        lines += ["", shown]
    lines += [*section, "", "## The class", "", f"::: {entry.module}.{entry.class_name}", ""]
    options = {
        "heading": entry.class_name,
        "show_root_toc_entry": "false",
        "members": "[from_defaults]",
    }
    lines += ["    options:", *(f"      {name}: {value}" for name, value in options.items())]
    return "\n".join(lines) + "\n"


def index(stage: Stage, families: list, trained: dict[str, list[str]]) -> str:
    """Returns the index: a card a family, and what they are filtered by."""
    years = sorted({year(entry) for entry in families}, key=lambda each: (each[0] != "b", each))
    tasks = sorted({entry.task for entry in families})
    names = [entry.name for entry in families]
    lines = [
        "---",
        "hide: [toc]",
        "---",
        "",
        "# The families",
        "",
        f"{len(families)} families, each one `keras_gan_zoo.get(name)` away. Choose tasks and "
        "years; the address keeps the choice.",
        "",
        '<form class="zoo-filter" hidden>',
        *_choices("task", "Task", tasks),
        *_choices("year", "Year of the paper", years),
        '<p class="zoo-count" role="status"></p>',
        "</form>",
        "",
        '<ul class="zoo-cards">',
    ]
    for entry in families:
        found = make_families.pictures(entry.name, trained.get(entry.name, []), names)
        lines += _card(stage, entry, found[0] if found else None)
    return "\n".join([*lines, "</ul>", ""])


def _choices(name, legend, values):
    return [
        f"<fieldset><legend>{legend}</legend>",
        *(
            f'<label><input type="checkbox" name="{name}" value="{value}"> {value}</label>'
            for value in values
        ),
        "</fieldset>",
    ]


def _card(stage, entry, picture):
    if picture:
        address = "../" + relative(stage.asset(picture), "families.md")
        shown = f'<img src="{address}" alt="" loading="lazy">'
    else:
        shown = f'<span class="zoo-none">{html.escape(entry.name)}</span>'
    return [
        f'<li data-task="{entry.task}" data-year="{year(entry)}"><a href="{entry.name}/">{shown}'
        f"<strong>{entry.name}</strong><span>{html.escape(entry.title)}</span>"
        f"<small>{entry.task}, {year(entry)}</small></a></li>"
    ]
