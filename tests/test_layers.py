"""The arrows of the house: imports run downwards, in no circle, and no module's name is stale."""

import ast
import importlib
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "keras_gan_zoo"

LAYERS = (
    "errors lazy types version",
    "checks",
    "storage machine replicas losses addons",
    "metrics trackers",
    "samples",
    "layers",
    "networks",
    "penalties",
    "data",
    "engine",
    "models",
    "registry",
    "families",
    "evaluation export latent upscaling",
    "recipes hub",
    "runs",
    "callbacks",
    "report",
    "training",
    "pretrained",
    "cli",
)
"""The rooms of the package from the ground up; rooms of one layer import nothing of each other."""

LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms.split()}


def module_of(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(module):
    """Returns the modules of the package that a module imports, those within functions too."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE.name):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in MODULES else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in MODULES}
    return found - {module}


ARROWS = {module: imports_of(module) for module in MODULES}


def room(module):
    # A module that is a command stands on top of its room, and nothing imports it.
    if module.endswith(".__main__") and module.count(".") > 1:
        return "cli"
    return module.split(".")[1] if "." in module else ""


def test_every_room_has_its_layer():
    rooms = {room(module) for module in MODULES} - {"", "__main__"}
    assert rooms == set(LEVEL)


def test_no_import_runs_upwards_or_sideways():
    wrong = [
        f"{module} -> {imported}"
        for module, found in ARROWS.items()
        for imported in found
        if room(module) in LEVEL and room(imported) != room(module)
        # The package itself, of which `keras_gan_zoo.registry` and the like are asked.
        if LEVEL.get(room(imported), -1) >= LEVEL[room(module)]
    ]
    assert wrong == []


def test_nothing_imports_a_command():
    imported = {name for found in ARROWS.values() for name in found}
    assert not [name for name in imported if name.endswith(".__main__")]


def test_no_imports_in_a_circle():
    settled, standing = set(), []

    def visit(module):
        assert module not in standing, " -> ".join([*standing[standing.index(module) :], module])
        if module in settled:
            return
        standing.append(module)
        for imported in ARROWS[module]:
            visit(imported)
        settled.add(standing.pop())

    for module in MODULES:
        visit(module)


def test_tasks_import_nothing_of_each_other():
    task = {
        module: module.split(".")[2]
        for module in MODULES
        if module.startswith(f"{PACKAGE.name}.families.") and module.count(".") > 1
    }
    wrong = [
        f"{module} -> {imported}"
        for module in task
        for imported in ARROWS[module]
        if task.get(imported, task[module]) != task[module]
    ]
    assert wrong == []


def test_every_module_that_is_named_in_a_text_is_there():
    """A move leaves no string behind, in code or docstring, that names what was moved."""
    named = {
        name
        for path in MODULES.values()
        for name in re.findall(r"\bkeras_gan_zoo(?:\.\w+)+", path.read_text(encoding="utf-8"))
    }
    missing = [name for name in sorted(named) if not is_there(name)]
    assert missing == []


def is_there(name):
    parts = name.split(".")
    found = importlib.import_module(parts[0])
    for index, part in enumerate(parts[1:], start=2):
        try:
            found = getattr(found, part)
        except AttributeError:
            try:
                found = importlib.import_module(".".join(parts[:index]))
            except ImportError:
                return False
    return True


def test_no_name_that_is_imported_lazily_is_that_of_a_module_beside_it():
    # To import the module would put it in the name's place: a function would be a module from then.
    found = 0
    for module, path in MODULES.items():
        text = path.read_text(encoding="utf-8")
        if path.name == "__init__.py" and "lazy_names(" in text:
            names = re.findall(r'^    "(\w+)": "', text, re.MULTILINE)
            found += len(names)
            assert [name for name in names if f"{module}.{name}" in MODULES] == []
    assert found > 100
