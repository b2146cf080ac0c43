"""The lectures' notebooks: in step with their sources, alike in both languages, run and stored."""

import ast
import base64
import io
import os

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellExecutionError
from PIL import Image

from lectures.notebooks import (
    LANGUAGES,
    SECONDS_A_CELL,
    code_cells,
    environment,
    output_text,
    private_words,
    read,
    run,
    seconds,
    sources,
    store,
    syntax,
)

MEGABYTES = 6
SOURCES = {
    f"{language}/{source.stem}": source for language in LANGUAGES for source in sources(language)
}
STEMS = [source.stem for source in sources("en")]

# To trace a graph takes longer than the few steps that it is for; what the notebook before has left
# is gone, as in a kernel of its own, but for the modules.
NEW = """
get_ipython().run_line_magic("reset", "-f")
import keras as _keras, matplotlib.pyplot as _pyplot, tensorflow as _tf
_pyplot.close("all")
_keras.backend.clear_session()
_tf.config.run_functions_eagerly({eagerly})
"""

# A sampler of texts is one graph.
WITH_GRAPHS = {"11_text_by_reinforce"}


def stored(name):
    return nbformat.read(SOURCES[name].with_suffix(".ipynb"), as_version=4)


def without_words(code):
    """Returns the syntax of a cell, where of what is claimed only the numbers count."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
            holds, sentence = node.args
            node.args = [holds, *_held(sentence)]
    return syntax(tree)


def _held(sentence):
    """Returns what a sentence of a language is filled with, in no order."""
    filled = [part for part in ast.walk(sentence) if isinstance(part, ast.FormattedValue)]
    return sorted(filled, key=ast.dump)


def test_both_languages_have_the_same_thirteen():
    assert [source.stem for source in sources("zh")] == STEMS
    assert [int(stem[:2]) for stem in STEMS] == list(range(1, 14))


@pytest.mark.parametrize("stem", STEMS)
def test_both_languages_run_the_same_code(stem):
    english, chinese = (read(SOURCES[f"{language}/{stem}"]) for language in LANGUAGES)
    assert [cell.cell_type for cell in english.cells] == [cell.cell_type for cell in chinese.cells]
    for ours, theirs in zip(code_cells(english), code_cells(chinese), strict=True):
        assert without_words(ours.source) == without_words(theirs.source), ours.source


def test_words_may_differ_and_nothing_else():
    english = 'claim(a > 0, f"{a:.2f} of {b}")\nx = f("gan")'
    assert without_words(english) == without_words('claim(a > 0, f"{b} 中 {a:.2f}")\nx = f("gan")')
    for other in ("a >= 0", "b > 0"):
        assert without_words(english) != without_words(english.replace("a > 0", other))
    assert without_words(english) != without_words(english.replace("gan", "wgan"))
    assert without_words(english) != without_words(english.replace(".2f", ".3f"))


@pytest.mark.parametrize("name", SOURCES)
def test_a_notebook_is_in_step_with_its_source(name):
    source, notebook = read(SOURCES[name]), stored(name)
    assert [(cell.cell_type, cell.source) for cell in source.cells] == [
        (cell.cell_type, cell.source) for cell in notebook.cells
    ], f"python -m lectures {int(SOURCES[name].name[:2])} --language {name[:2]}"


@pytest.mark.parametrize("name", SOURCES)
def test_a_notebook_asks_first_and_names_its_papers(name):
    texts = [cell.source for cell in read(SOURCES[name]).cells if cell.cell_type == "markdown"]
    expect, change = {
        "en": ("**What do you expect?**", "## What to change next"),
        "zh": ("**先猜猜看。**", "## 接下來改改看"),
    }[name[:2]]
    assert expect in texts[0]
    assert "arxiv.org/abs/" in texts[0]
    exercises = texts[-1].partition(change)[2]
    assert exercises.count("\n1. ") == exercises.count("\n2. ") == 1


@pytest.mark.parametrize("name", SOURCES)
def test_claims_are_of_what_was_computed(name):
    claims = [
        node
        for cell in code_cells(read(SOURCES[name]))
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim"
    ]
    assert claims
    for call in claims:
        holds, sentence = call.args
        assert any(isinstance(part, ast.Name) for part in ast.walk(holds)), ast.unparse(call)
        assert any(isinstance(part, ast.FormattedValue) for part in ast.walk(sentence)), (
            ast.unparse(call)
        )


@pytest.mark.parametrize("name", SOURCES)
def test_a_stored_notebook_shows_what_it_found(name):
    notebook = stored(name)
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert all(seconds(cell) <= SECONDS_A_CELL for cell in cells)
    assert not private_words(notebook)
    assert any("✓" in output_text(cell) for cell in cells)
    pictures = [
        output.data["image/png"]
        for cell in cells
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    assert pictures
    for picture in pictures:
        width, height = Image.open(io.BytesIO(base64.b64decode(picture))).size
        assert 200 <= width <= 1400 and 80 <= height <= 1400


def test_all_notebooks_together_are_small():
    sizes = [SOURCES[name].with_suffix(".ipynb").stat().st_size for name in SOURCES]
    assert sum(sizes) < MEGABYTES * 2**20


def test_what_names_the_machine_is_not_stored(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    (cell,) = notebook.cells
    logged = nbformat.v4.new_output("stream", name="stderr", text="in /home/me")
    for told in ("see /home/me/x.py", "/tmp/y"):
        cell.outputs = [logged, nbformat.v4.new_output("stream", text=told)]
        with pytest.raises(ValueError, match=r"^a\.py: the outputs name this machine: /"):
            store(notebook, tmp_path / "a.py")
    assert list(tmp_path.iterdir()) == []
    cell.outputs = [
        logged,
        nbformat.v4.new_output("stream", text="WARNING:tensorflow:5 out\nFID 3 / 4"),
    ]
    assert nbformat.read(store(notebook, tmp_path / "a.py"), 4).cells[0].outputs == [
        nbformat.v4.new_output("stream", text="FID 3 / 4")
    ]


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all notebooks: its start, with TensorFlow, takes as long as one of them."""
    before = dict(os.environ)
    os.environ.update(environment(short=True))
    manager = KernelManager(kernel_name="python3")
    yield manager
    manager.shutdown_kernel(now=True)
    os.environ.clear()
    os.environ.update(before)


def test_what_is_the_same_is_run_once_and_what_is_told_in_each_language(kernel, tmp_path):
    drawn = "import random  # {}\nprint(random.random())"
    notebooks = [
        nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell(code) for code in (drawn.format(word), f"print({word!r})")
            ]
        )
        for word in ("number", "數")
    ]
    run(notebooks, tmp_path, kernel)
    english, chinese = map(code_cells, notebooks)
    assert english[0].outputs == chinese[0].outputs
    assert [cell.outputs[0].text for cell in (english[1], chinese[1])] == ["number\n", "數\n"]
    assert [cell.execution_count for cell in english + chinese] == [1, 2, 1, 2]
    assert all(0 <= seconds(cell) < SECONDS_A_CELL for cell in english + chinese)


def test_an_error_in_a_cell_is_an_error(kernel, tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run([notebook], tmp_path, kernel)


@pytest.mark.parametrize("stem", STEMS)
def test_a_notebook_runs_in_a_shortened_form(stem, kernel):
    source = SOURCES[f"en/{stem}"]
    notebook = read(source)
    # It does not count as a cell of the notebook: the source's are all run after it.
    notebook.cells.insert(0, nbformat.v4.new_code_cell(NEW.format(eagerly=stem not in WITH_GRAPHS)))
    run([notebook], source.parent, kernel)
    told = "\n".join(output_text(cell) for cell in code_cells(notebook))
    claims = told.count("✓") + told.count("✗")
    assert claims >= 2
