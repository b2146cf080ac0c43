"""CONTRIBUTING's steps to the letter, on a copy of the tree: each adds one file, nothing else."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import new_process
import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (Add a .*?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
STEPS = [name for name in SECTIONS if "```sh" in SECTIONS[name]]

# Large, and only looked at.
LINKED = ("saved_models", "docs/pictures")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of what git tracks, or would: the tree of somebody who has just cloned it."""
    copy = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in listed:
        if not name.startswith(LINKED) and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    for name in LINKED:
        (copy / name).mkdir(parents=True)
        for child in (ROOT / name).iterdir():
            (copy / name / child.name).symlink_to(child)
    return copy


# What a command would start is noted; each is then run as it would be, but in a process that has
# imported TensorFlow already.
NOTED = """
set -euo pipefail
number=0
python() { number=$((number + 1)); printf '%s\\0' "$@" >"$CALLS/$number"; }
"""
RUN = """
import os, runpy, sys
tree, root, *arguments = sys.argv[1:]
os.chdir(tree)
ours = [path for path in sys.path if path in ("", root) or path.startswith(root + "/tests")]
sys.path[:] = [tree, *(path for path in sys.path if path not in ours)]
if arguments[0] == "-m":
    sys.argv = arguments[1:]
    runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
else:
    sys.argv = arguments
    runpy.run_path(arguments[0], run_name="__main__")
"""


def run(tree, commands):
    """Runs the commands of a step, and returns what they printed."""
    calls = tree / "calls"
    calls.mkdir(exist_ok=True)
    for earlier in calls.iterdir():
        earlier.unlink()
    noted = {**os.environ, "CALLS": str(calls)}
    subprocess.run(["bash", "-c", NOTED + commands], cwd=tree, env=noted, check=True)
    environment = {
        "PYTHONPATH": str(tree),
        "PYTEST_ADDOPTS": "-q -p no:xdist -p no:cacheprovider",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    printed = []
    for call in sorted(calls.iterdir(), key=lambda call: int(call.name)):
        arguments = call.read_text(encoding="utf-8").split("\0")[:-1]
        done = new_process.run(RUN, tree, ROOT, *arguments, environment=environment)
        assert done.code == 0, f"{arguments}\n{done.printed[-3000:]}\n{done.errors[-3000:]}"
        if "pytest" in arguments:
            assert re.search(r"^[1-9]\d* passed", done.printed, re.M), done.printed
        printed.append(done.printed)
    assert printed, commands
    return "".join(printed)


def test_there_are_steps_for_each_thing():
    assert STEPS == ["Add a family", "Add a data set", "Add a metric", "Add a recipe"]


def test_the_steps_lead_to_a_green_suite(tree):
    added = []
    for step in STEPS:
        files = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", SECTIONS[step], re.DOTALL)
        assert len(files) == 1, f"{step!r} should take one file."
        ((name, content),) = files
        added.append(name)
        assert not (tree / name).exists()
        (tree / name).write_text(content, encoding="utf-8")
        for commands in re.findall(r"```sh\n(.*?)```", SECTIONS[step], re.DOTALL):
            run(tree, commands)
    assert len(added) == 4
    # The pages that are made of the code know what was added, and nothing else had to change.
    said = (tree / "docs" / "families.md").read_text(encoding="utf-8")
    assert "## toy_gan" in said and "recipes/toy_gan_squares.yaml" in said
    assert "| `toy_greyness` |" in (tree / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert "| `toy_squares` |" in (tree / "docs" / "data_sets.md").read_text(encoding="utf-8")
    assert "toy_squares" in run(tree, "python -m keras_gan_zoo describe toy_squares")
    assert "Geometric GAN" in run(tree, "python -m keras_gan_zoo list 'toy*'")
