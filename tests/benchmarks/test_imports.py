"""What the benchmarks take from the package and from each other is there.

The suite runs few of them, and most import within their functions: a name that has moved would be
missed only by whoever runs the benchmark.
"""

import ast
import importlib
import importlib.util

import pytest

from benchmarks.common.places import ROOT

_FILES = sorted((ROOT / "benchmarks").rglob("*.py"))


def module_of(name):
    """Returns a module, or `None` if it is there and needs PyTorch."""
    if name.endswith("_torch"):
        assert importlib.util.find_spec(name)
        return None
    return importlib.import_module(name)


def imported(tree):
    """Yields what is imported of this repository: its name here, and the module or object."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "keras_gan_zoo":
                    yield alias.name, importlib.import_module(alias.name)
        elif isinstance(node, ast.ImportFrom):
            if node.module.partition(".")[0] not in ("keras_gan_zoo", "benchmarks"):
                continue
            module = module_of(node.module)
            for alias in node.names if module else ():
                if hasattr(module, alias.name):
                    yield alias.asname or alias.name, getattr(module, alias.name)
                else:
                    yield alias.asname or alias.name, module_of(f"{node.module}.{alias.name}")


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_benchmark_imports_is_there(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {name: each for name, each in imported(tree) if type(each) is type(ast)}
    missing = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in modules and not hasattr(modules[node.value.id], node.attr)
    ]
    assert missing == []
