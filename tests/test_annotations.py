"""Every public function says which types it takes and returns.

    python tests/test_annotations.py

prints those that do not, in all rooms. `mypy`, which `make lint` runs, checks that it is true.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "keras_gan_zoo"

# Rooms and modules whose annotations are not complete yet; one that is complete leaves this set.
NOT_YET: set[str] = set()

SPECIAL = {"__init__", "__call__"}
"""What a class is called by is public, too."""


def functions(node: ast.AST, prefix: str = "", method: bool = False) -> Iterator:
    """Yields the name of each public function of a module or class, itself, and its arguments."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from functions(child, f"{prefix}{child.name}.", method=True)
        elif isinstance(child, (ast.If, ast.Try)):
            yield from functions(child, prefix, method)
        elif isinstance(child, ast.FunctionDef) and is_public(child.name):
            yield prefix + child.name, child, arguments(child, method)


def is_public(name: str) -> bool:
    return name in SPECIAL or not name.startswith("_")


def arguments(function: ast.FunctionDef, method: bool) -> list[ast.arg]:
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    decorators = {getattr(decorator, "id", "") for decorator in function.decorator_list}
    if method and "staticmethod" not in decorators:
        positional = positional[1:]  # self, or cls
    rest = (given.vararg, given.kwarg)
    return [*positional, *given.kwonlyargs, *(argument for argument in rest if argument)]


def incomplete(source: str) -> list[tuple[int, str]]:
    """Returns the line and the name of each public function without a full annotation."""
    return [
        (function.lineno, name)
        for name, function, taken in functions(ast.parse(source))
        if any(argument.annotation is None for argument in taken)
        # Of a constructor that takes something, `None` goes without saying.
        or (function.returns is None and not (function.name == "__init__" and taken))
    ]


def in_package() -> dict[str, list[str]]:
    """Returns those of each module, by its path within the package, as `file:line: name`."""
    return {
        path.relative_to(PACKAGE).as_posix(): [
            f"keras_gan_zoo/{path.relative_to(PACKAGE).as_posix()}:{line}: {name}"
            for line, name in incomplete(path.read_text(encoding="utf-8"))
        ]
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def is_done(module: str) -> bool:
    return module not in NOT_YET and module.partition("/")[0] not in NOT_YET


def test_every_public_function_is_annotated_in_full():
    missing = [line for module, lines in in_package().items() if is_done(module) for line in lines]
    assert missing == []


def test_what_is_not_yet_annotated_is_there():
    assert [name for name in sorted(NOT_YET) if not (PACKAGE / name).exists()] == []


def test_the_search_finds_what_it_is_for():
    source = """
def bare(x): ...
def half(x: int): ...
def full(x: int, *rest: int, **more: int) -> None: ...
def _private(x): ...
class Layer:
    def __init__(self, size): ...
    def call(self, x: int, training=False) -> int: ...
    @staticmethod
    def made(x) -> int: ...
    @property
    def size(self): ...
class Whole:
    def __init__(self, size: int): ...
    def build(self) -> None: ...
class _Hidden:
    def call(self, x): ...
"""
    names = [name for _, name in incomplete(source)]
    assert names == ["bare", "half", "Layer.__init__", "Layer.call", "Layer.made", "Layer.size"]


if __name__ == "__main__":
    found = in_package()
    print("\n".join(line for lines in found.values() for line in lines))
    print(sum(map(len, found.values())), "public functions without a full annotation")
