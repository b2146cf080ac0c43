"""Writes docs/families.md out of the registry, the families' classes and the recipes.

python docs/make_families.py
"""

import inspect
import re
import textwrap
from pathlib import Path

from keras_gan_zoo import recipes, registry

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "families.md"
RECIPES = DOCS.parent / "recipes"


def page() -> str:
    """Returns the page."""
    families = own_families()
    trained = recipes_of_families()
    parts = [
        "<!-- fmt: off -->",  # the code is quoted as it stands in its class
        "",
        "# The families",
        "",
        "Written by `python docs/make_families.py` from the classes themselves; "
        '`keras_gan_zoo.describe("dcgan")` tells more of each: its networks, optimizers and '
        "arguments.",
        "",
        "| Family | Paper | Task |",
        "|---|---|---|",
        *(
            f"| [`{entry.name}`](#{entry.name}) | {entry.title} ({paper(entry)}) | {entry.task} |"
            for entry in families
        ),
    ]
    for entry in families:
        parts += ["", *section(entry, families, trained.get(entry.name, []))]
    return "\n".join(parts) + "\n"


def own_families() -> list[registry.Entry]:
    """Returns the zoo's own families as entries of the registry, in their order."""
    return [entry for entry in map(registry.find, registry.list_models()) if registry.is_own(entry)]


def section(entry, families, trained) -> list[str]:
    """Returns the lines of one family.

    Args:
        entry: Its entry of the registry.
        families: All entries of the page.
        trained: The files of its recipes.
    """
    cls = entry.load()
    lines = [
        f"## {entry.name}",
        "",
        f"**{entry.title}**, {paper(entry)}. Tags: {', '.join(entry.tags)}.",
        "",
        " ".join((inspect.getdoc(cls) or "").partition("\n\n")[0].split()),
        "",
        "Objective:",
        "",
        "```text",
        *cls.objective,
        "```",
        "",
        *algorithm(cls, families),
    ]
    if cls.watch:
        lines += ["", "What to watch:", "", *(f"- {sentence}" for sentence in cls.watch)]
    if cls.differs:
        lines += ["", "Differs from the paper in:", "", *(f"- {each}" for each in cls.differs)]
    for path in trained:
        if path.parent == RECIPES:
            lines += ["", f"Recipe: [`recipes/{path.name}`](../recipes/{path.name})."]
        else:
            link = f"[`{path.name}`](experiments/{path.name})"
            lines += ["", f"Recipe without stored weights: {link}."]
    names = [other.name for other in families]
    for path in pictures(entry.name, trained, names):
        said = path.stem.replace("_", " ")
        lines += ["", f"![{said}]({path.relative_to(DOCS).as_posix()})"]
    lines += texts(entry.name)
    found = [f"[{path.stem}](../benchmarks/results/{path.name})" for path in measured(entry.name)]
    return [*lines, "", f"Measured in: {', '.join(found)}."] if found else lines


def measured(family: str) -> list[Path]:
    """Returns the pages of results on which a family has a section or a row of its own."""
    own = re.compile(rf"^(?:#+ {family}$|\| (?:seed \d+, )?`?{family}\b)", re.MULTILINE)
    pages = sorted((DOCS.parent / "benchmarks" / "results").glob("*.md"))
    return [
        path
        for path in pages
        if path.stem not in _OF_THE_PROJECT and own.search(path.read_text(encoding="utf-8"))
    ]


_OF_THE_PROJECT = ("half_precision", "large_pictures", "mutants", "planted_faults", "tflite")
"""Pages of results that have all families in them: what they cost, and how they are tested."""


def texts(family: str) -> list[str]:
    """Returns the first of the texts that a family's samples have, as lines of Markdown.

    Args:
        family: Its name; the samples say "mle" for `mle_lm`.
    """
    page = (DOCS / "text_samples.md").read_text(encoding="utf-8")
    name = "mle" if family == "mle_lm" else family
    lines = []
    for section in page.split("\n## ")[1:]:
        title, _, samples = section.partition("\n")
        if title.endswith(f", {name}"):
            anchor = title.replace(",", "").replace(" ", "-")
            data = title.partition(",")[0]
            lines += ["", f"What it writes of [{data}](text_samples.md#{anchor}), unpicked:", ""]
            lines += samples.strip().splitlines()[:_TEXTS]
    return lines


_TEXTS = 4
"""Of each set that are shown on a family's page."""


def pictures(family: str, trained, names) -> list[Path]:
    """Returns a family's pictures: those of its recipes, then those that benchmarks drew.

    Args:
        family: Its name.
        trained: The files of its recipes.
        names: The names of all families.
    """
    folder = DOCS / "pictures"
    own = (family, *(path.stem for path in trained), f"slide_{family}")
    found = [folder / f"{name}{end}.png" for name in own for end in ("", "_growth")]
    for prefix in ("lucic_", "stacked_mnist_", "mode_coverage/ring_", "mode_coverage/grid_"):
        for path in sorted(folder.glob(f"{prefix}*.png")):
            drawn = path.stem.removeprefix(prefix.rpartition("/")[2])
            # wgan_gp's pictures are not wgan's: the longest name is whose they are.
            owners = [name for name in names if f"{drawn}_".startswith(f"{name}_")]
            if max(owners, key=len, default=None) == family:
                found.append(path)
    return [path for path in found if path.exists()]


def paper(entry) -> str:
    """Returns the link to a family's paper."""
    if entry.paper is None:
        return "no paper"
    return f"[{entry.paper}](https://arxiv.org/abs/{entry.paper})"


def algorithm(cls, families) -> list[str]:
    """Returns the source of the family's steps, or the family whose steps they are."""
    for other in families:
        owner = other.load()
        if owner is not cls and "train_step" in vars(owner) and cls.train_step is owner.train_step:
            return [f"Algorithm: that of [`{other.name}`](#{other.name})."]
    steps = [function for name, function in vars(cls).items() if name.endswith("_step")]
    source = "\n".join(inspect.getsource(function) for function in steps)
    return ["Algorithm:", "", "```python", *textwrap.dedent(source).splitlines(), "```"]


def recipes_of_families() -> dict[str, list[Path]]:
    """Returns the files of each family's recipes: of stored weights, then of experiments."""
    found: dict[str, list[Path]] = {}
    for folder in (RECIPES, DOCS / "experiments"):
        for path in sorted(folder.glob("*.yaml")):
            recipe = recipes.load_recipe(path)
            found.setdefault(recipe.model["name"], []).append(path)
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
