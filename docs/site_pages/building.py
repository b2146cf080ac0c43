"""Writes all pages into a folder, and has MkDocs make the site of them."""

import logging
import shutil
import tempfile
from pathlib import Path

import make_families
import yaml
from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config

from keras_gan_zoo import recipes
from keras_gan_zoo.storage.yaml_values import read_settings
from site_pages import api, families, gallery, lectures
from site_pages.stage import ROOT, Stage, source_page

SETTINGS = Path(__file__).with_name("mkdocs.yml")
ASSETS = Path(__file__).with_name("assets")
DOCSTRINGS = Path(__file__).with_name("docstrings.py")
DOCS = ROOT / "docs"
_FIRST = ("data_sets", "metrics", "performance", "on_a_device", "hub")
_PROJECT = ("decisions", "licences", "reliability")


def build(output: Path) -> None:
    """Builds the site.

    Args:
        output: The folder; one that a site was built into before is replaced.

    Raises:
        FileExistsError: If the folder holds something else.
    """
    if output.is_dir() and any(output.iterdir()) and not (output / "search").is_dir():
        raise FileExistsError(f"{str(output)!r} holds something that is no site; choose another.")
    with tempfile.TemporaryDirectory() as scratch:
        stage = Stage(Path(scratch, "pages"), [each.name for each in make_families.own_families()])
        navigation = add_pages(stage)
        stage.finish()
        shutil.copytree(ASSETS, stage.folder / "assets")
        settings = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
        settings |= {
            "docs_dir": str(stage.folder),
            "site_dir": str(Path(scratch, "site")),
            "nav": navigation,
        }
        python = settings["plugins"][-1]["mkdocstrings"]["handlers"]["python"]
        python["paths"] = [str(ROOT)]
        python["options"]["extensions"] = [str(DOCSTRINGS)]
        file = Path(scratch, "mkdocs.yml")
        file.write_text(yaml.safe_dump(settings), encoding="utf-8")
        logging.getLogger("mkdocs").setLevel(logging.WARNING)
        # Of arguments without a type, such as `**kwargs`, the suite has its own test.
        logging.getLogger("mkdocs.plugins.griffe").setLevel(logging.ERROR)
        build_site(load_config(str(file)))
        if output.is_dir():
            shutil.rmtree(output)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(scratch, "site"), output)


def add_pages(stage: Stage) -> list[dict]:
    """Adds every page, and returns the navigation."""
    stage.document(ROOT / "README.md", "index.md", "---\nhide: [navigation]\n---\n\n")
    stage.document(ROOT / "README.zh-CN.md", "zh.md", "---\nhide: [navigation]\n---\n\n")
    for name in ("CONTRIBUTING", "CHANGELOG"):
        stage.document(ROOT / f"{name}.md", f"project/{name.lower()}.md")
    others = [
        path.stem
        for path in sorted(DOCS.glob("*.md"))
        if path.stem not in (*_FIRST, *_PROJECT, "families")
    ]
    for name in (*_FIRST, *others):
        stage.document(DOCS / f"{name}.md", f"guides/{name}.md")
    for name in _PROJECT:
        stage.document(DOCS / f"{name}.md", f"project/{name}.md")
    experiments = _add_folder(stage, DOCS / "experiments", "experiments")
    stage.document(ROOT / "benchmarks" / "README.md", "results/index.md")
    results = _add_folder(stage, ROOT / "benchmarks" / "results", "results")
    stage.write(
        "experiments/index.md",
        lambda: _list_of(DOCS / "experiments", "Experiments", _EXPERIMENTS),
        DOCS / "experiments" / "index.md",
    )
    trained = _add_recipes(stage)
    family_pages = families.add_families(stage)
    cards = gallery.add_gallery(stage)
    packages = api.add_api(stage)
    parts = lectures.add_lectures(stage)
    claims = _add_folder(stage, DOCS / "lectures", "lectures/claims")
    return [
        {"Home": "index.md"},
        {"Families": [families.INDEX, *family_pages]},
        {"Gallery": [gallery.INDEX, *cards]},
        {"Lectures": [lectures.INDEX, *parts, *([{"Claims": claims}] if claims else [])]},
        {"Guides": [f"guides/{name}.md" for name in (*_FIRST, *others)]},
        {"Experiments": ["experiments/index.md", *experiments]},
        {"Results": ["results/index.md", *results]},
        {"Recipes": ["recipes/index.md", *trained]},
        {"API": [api.INDEX, *packages]},
        {
            "Project": [
                *(f"project/{name}.md" for name in ("changelog", "contributing", *_PROJECT)),
            ]
        },
    ]


_EXPERIMENTS = "What was tried for a result, what it gave, and what did not work."


def _add_folder(stage, folder, where):
    pages = []
    for path in sorted(folder.glob("*.md")):
        pages.append(f"{where}/{path.stem}.md")
        stage.document(path, pages[-1])
    return pages


def _list_of(folder, title, summary):
    lines = [f"# {title}", "", summary, ""]
    for path in sorted(folder.glob("*.md")):
        heading = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        lines.append(f"- [{heading}]({path.name})")
    return "\n".join(lines) + "\n"


def _add_recipes(stage):
    pages, rows = [], []
    for name in recipes.list_recipes():
        file = recipes.find_recipe(name)
        page = f"recipes/{name}.md"
        above = f"```sh\ngan-zoo train --recipe {name}\n```"
        stage.show(file, page)
        stage.write(
            page,
            lambda file=file, name=name, above=above: source_page(file, name, above),
            file,
        )
        summary = read_settings(file).get("summary", "").strip()
        rows.append(f"| [`{name}`]({name}.yaml) | {summary} |")
        pages.append(page)
    head = ["# Recipes", "", "Each trains by `gan-zoo train --recipe NAME`.", ""]
    table = "\n".join([*head, "| Recipe | What it trains |", "|---|---|", *rows, ""])
    stage.write("recipes/index.md", lambda: table, ROOT / "recipes" / "index.md")
    return pages
