"""The API: a page for each public package, its names read out of their docstrings by griffe."""

import ast
from pathlib import Path

from site_pages.stage import ROOT, Stage

PACKAGE = ROOT / "keras_gan_zoo"
INDEX = "api/index.md"


def public_names(folder: Path) -> dict[str, str]:
    """Returns the public functions and classes of a package, and the module that defines each.

    They are read out of its `__init__.py`: out of `_MODULES`, by which names are imported late, and
    out of its imports. Nothing is imported.

    Args:
        folder: The package's folder.
    """
    package = ".".join(folder.relative_to(ROOT).parts)
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("keras_gan_zoo"):
            for alias in node.names:
                found[alias.asname or alias.name] = node.module
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_MODULES":
            for name, module in ast.literal_eval(node.value).items():
                inside = module.startswith("keras_gan_zoo.")
                found[name] = module if inside else f"{package}.{module}"
    return {
        name: module
        for name, module in sorted(found.items())
        if not name.startswith("_") and _defines(module, name)
    }


def _defines(module, name):
    """Returns whether a module has a function or a class of this name itself."""
    path = ROOT / module.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not path.is_file():
        return False
    kinds = (ast.FunctionDef, ast.ClassDef)
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return any(isinstance(node, kinds) and node.name == name for node in body)


def public_packages() -> list[Path]:
    """Returns the folders of the public packages: those that the package itself names."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_SUBPACKAGES":
            return [PACKAGE / name for name in ast.literal_eval(node.value)]
    raise LookupError("keras_gan_zoo/__init__.py names no _SUBPACKAGES.")


def add_api(stage: Stage) -> list[str]:
    """Adds the index and the pages; returns the latter."""
    rows, pages = [], []
    told: set[str] = set()
    for folder in [PACKAGE, *public_packages()]:
        names = public_names(folder)
        package = ".".join(folder.relative_to(ROOT).parts)
        if not names:
            continue
        page = f"api/{package}.md"
        pages.append(page)
        summary = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
        first = " ".join(summary.partition("\n\n")[0].split())
        rows.append(f"| [`{package}`]({package}.md) | {first} | {len(names)} |")
        text = package_page(package, first, names, told)
        told |= {f"{module}.{name}" for name, module in names.items()}
        stage.write(page, lambda text=text: text, folder / "__init__.py")
    head = ["# The API", "", "What is public, by package, as its docstrings say it.", ""]
    table = ["| Package | What it is for | Names |", "|---|---|---|", *rows]
    text = "\n".join([*head, *table, ""])
    (stage.folder / "api").mkdir(parents=True, exist_ok=True)
    (stage.folder / INDEX).write_text(text, encoding="utf-8")
    return pages


def package_page(package: str, summary: str, names: dict[str, str], told: set[str]) -> str:
    """Returns the page of a package.

    Args:
        package: Its name.
        summary: What it is for.
        names: Its public names, by the module of each.
        told: What stands on another page, by its full name: it is led to.
    """
    lines = [f"# {package}", "", summary, ""]
    for name, module in names.items():
        if f"{module}.{name}" not in told:
            lines += [f"::: {module}.{name}", "    options:", f"      heading: {name}", ""]
    elsewhere = [name for name, module in names.items() if f"{module}.{name}" in told]
    if elsewhere:
        led = ", ".join(f"[`{name}`][{names[name]}.{name}]" for name in elsewhere)
        lines += [f"Here as well: {led}.", ""]
    return "\n".join(lines)
