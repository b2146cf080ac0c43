"""Reading, running and storing the notebooks, whose sources are the `.py` files beside them."""

import ast
import copy
import os
import re
import socket
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent
LANGUAGES = ("en", "zh")
SECONDS_A_CELL = 300

_PRIVATE = re.compile(r"/(?:home|root|work|tmp|Users|opt|usr)/|C:\\|site-packages")

_LOGGED = re.compile(r"^(?:WARNING|INFO):tensorflow:.*\n", re.MULTILINE)


def sources(language: str) -> list[Path]:
    """Returns the sources of a language's notebooks, in their order."""
    return sorted((FOLDER / language).glob("[0-9][0-9]_*.py"))


def read(source: Path) -> nbformat.NotebookNode:
    """Returns the notebook of a source, without outputs.

    Its cells are numbered, and not named at random, so that a notebook that is stored anew differs
    only in what it shows.
    """
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{source.parent.name}-{number}"
    return notebook


def environment(short: bool) -> dict[str, str]:
    """Returns the variables that a kernel needs: this checkout, and whether to be short."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "KERAS_GAN_ZOO_SHORT": "1" if short else "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def run(notebooks: Sequence[nbformat.NotebookNode], folder: Path, manager=None) -> None:
    """Runs all cells of a notebook, given in one language or in several, and keeps the outputs.

    The languages share a kernel: a cell whose code is the same in all of them is run once, and has
    the same output in each; one that tells something in words is run in each.

    Args:
        notebooks: As `read` returns them, the same notebook in each language.
        folder: Where its kernel stands.
        manager: A kernel's manager, to run several notebooks in one kernel; by default each has
            its own.

    Raises:
        nbclient.exceptions.CellExecutionError: If a cell raises an error.
        nbclient.exceptions.CellTimeoutError: If a cell takes longer than `SECONDS_A_CELL`.
    """
    cells = [cell for row in zip(*map(code_cells, notebooks), strict=True) for cell in _other(row)]
    together = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(
        together,
        km=manager,
        kernel_name="python3",
        timeout=SECONDS_A_CELL,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    for number, (first, *others) in enumerate(zip(*map(code_cells, notebooks), strict=True), 1):
        for cell in (first, *others):
            if cell.execution_count is None:
                cell.outputs = copy.deepcopy(first.outputs)
                cell.metadata["execution"] = copy.deepcopy(first.metadata["execution"])
        for cell in (first, *others):
            cell.execution_count = number
    for notebook in notebooks:
        notebook.metadata["language_info"] = together.metadata["language_info"]


def _other(row):
    """Returns the first of the cells, and those of the rest that are other code."""
    first, *others = row
    same = syntax(ast.parse(first.source))
    return [first, *(cell for cell in others if syntax(ast.parse(cell.source)) != same)]


def syntax(tree: ast.AST) -> str:
    """Returns what the code of a cell is, without its comments and docstrings, which it loses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.dump(tree)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Returns the cells of a notebook that are code, in their order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def store(notebook: nbformat.NotebookNode, source: Path) -> Path:
    """Writes a notebook that was run beside its source, and returns the file's path.

    What TensorFlow logs, on standard error and, in a notebook, on standard output, is left out.

    Raises:
        ValueError: If an output names a path or the name of this machine.
    """
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text = "" if output.name == "stderr" else _LOGGED.sub("", output.text)
        cell.outputs = [one for one in cell.outputs if one.get("text", "something")]
    found = private_words(notebook)
    if found:
        raise ValueError(
            f"{source.name}: the outputs name this machine: {', '.join(sorted(found))}; change the "
            "cell so that it prints no path."
        )
    path = source.with_suffix(".ipynb")
    partial = path.with_suffix(".partial")
    nbformat.write(notebook, partial)
    os.replace(partial, path)
    return path


def private_words(notebook: nbformat.NotebookNode) -> set[str]:
    """Returns what a notebook's outputs tell of the machine: its paths, and its name."""
    told = "\n".join(output_text(cell) for cell in notebook.cells)
    found = set(_PRIVATE.findall(told))
    if re.search(rf"\b{re.escape(socket.gethostname())}\b", told):
        found.add(socket.gethostname())
    return found


def output_text(cell: nbformat.NotebookNode) -> str:
    """Returns what a cell has printed and returned, as text."""
    parts = []
    for output in cell.get("outputs", ()):
        parts.append(output.get("text", ""))
        parts.append(output.get("data", {}).get("text/plain", ""))
        parts += output.get("traceback", ())
    return "\n".join(parts)


def seconds(cell: nbformat.NotebookNode) -> float:
    """Returns how long a cell took, by the times that are stored in it."""
    times = cell.metadata["execution"]
    began, ended = (
        datetime.fromisoformat(times[name].replace("Z", "+00:00"))
        for name in ("iopub.execute_input", "shell.execute_reply")
    )
    return (ended - began).total_seconds()


def show(text: str) -> None:
    """Prints a line at once, also where the output is a file."""
    print(text, flush=True, file=sys.stdout)
