"""Whoever names a benchmark, to run it or to tell of it, names one that is there."""

import importlib.util
import re

from benchmarks.common.places import ROOT

_MODULE = re.compile(r"(?<![\w/.])benchmarks(?:\.\w+)+")
_PATH = re.compile(r"(?<![\w.])(?<!tests/)benchmarks/[\w/.]*\w")
_TEXTS = ("Makefile", "*.md", "docs/**/*.md", "benchmarks/**/*.md", "saved_models/*/*/*.md")
_CODE = ("benchmarks/**/*.py", "tests/benchmarks/*.py", "tests/losses/*.py")


def found(pattern, *places):
    """Returns who says what, for whatever fits a pattern in some files."""
    files = {path for place in places for path in ROOT.glob(place)}
    return sorted(
        (str(path.relative_to(ROOT)), name)
        for path in files
        for name in set(pattern.findall(path.read_text(encoding="utf-8")))
    )


def module_exists(name):
    """Returns whether a dotted name is a module, or something named in one."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is no package, or none at all
        return False


def test_every_module_that_is_named_is_there():
    names = found(_MODULE, *_TEXTS, *_CODE)
    assert len(names) > 100
    assert [(who, name) for who, name in names if not module_exists(name)] == []


def test_every_file_that_is_named_is_there():
    names = found(_PATH, *_TEXTS, *_CODE)
    assert len(names) > 50
    assert [(who, name) for who, name in names if not (ROOT / name).exists()] == []


def test_the_page_of_the_benchmarks_has_every_one_that_is_a_command():
    folder = ROOT / "benchmarks"
    page = (folder / "README.md").read_text(encoding="utf-8")
    commands = [
        ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__main__")
        for path in folder.rglob("*.py")
        if "ArgumentParser" in path.read_text(encoding="utf-8")
    ]
    assert [command for command in sorted(commands) if f"`{command}`" not in page] == []
