"""Finds the zoo's families by their `@register` decorators, without importing them.

`list_models()` has to answer without TensorFlow, which every family needs; so that the decorators
are read as text. What they say is what they do: a test imports each family and compares.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from keras_gan_zoo.registry.entry import Entry

PACKAGE = "keras_gan_zoo.families"
"""The package of the zoo's own families: a folder a task, a file or a folder a family."""

FOLDER = Path(__file__).parents[1] / "families"

# From the decorator to the name of its class; other decorators may come between.
_REGISTERED = re.compile(r"^@register\(.*?^class (\w+)", re.MULTILINE | re.DOTALL)


def tasks() -> tuple[str, ...]:
    """Returns the tasks of the families: the names of their folders, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("[a-z]*/__init__.py")))


def scan_families() -> list[Entry]:
    """Returns an entry for each family in the package, in alphabetical order of their files."""
    return [
        entry
        for path in sorted(FOLDER.glob("[a-z]*/**/[a-z]*.py"))
        for entry in _entries(path.read_text(encoding="utf-8"), _module(path))
    ]


def is_own(entry: Entry) -> bool:
    """Returns whether a family is the zoo's own, not one that a user registered."""
    return task_of(entry.module) is not None


def task_of(module: str) -> str | None:
    """Returns the task of a module of the zoo's families, by its folder; else `None`."""
    if not module.startswith(f"{PACKAGE}."):
        return None
    return module.removeprefix(f"{PACKAGE}.").partition(".")[0]


def _module(path: Path) -> str:
    return ".".join([PACKAGE, *path.relative_to(FOLDER).with_suffix("").parts])


def _entries(source: str, module: str) -> Iterator[Entry]:
    for match in _REGISTERED.finditer(source):
        definition = ast.parse(f"{match[0]}: pass").body[0]
        assert isinstance(definition, ast.ClassDef)  # by the pattern
        call = next(
            decorator
            for decorator in definition.decorator_list
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "register"
        )
        (name,) = map(ast.literal_eval, call.args)
        given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        yield Entry(
            name=name,
            title=given.get("title") or match[1],
            paper=given.get("paper"),
            task=task_of(module) or "",
            tags=tuple(given.get("tags", ())),
            target=f"{module}:{match[1]}",
            aliases=tuple(given.get("aliases", ())),
        )
