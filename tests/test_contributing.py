"""CONTRIBUTING's steps to the letter, on a copy of the tree: each adds one file, nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

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


def run(tree, commands):
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTEST_ADDOPTS": "-q -p no:xdist -p no:cacheprovider",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


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
            printed = run(tree, commands)
            assert "no tests ran" not in printed and " 0 selected" not in printed, printed
    assert len(added) == 4
    # The pages that are made of the code know what was added, and nothing else had to change.
    said = (tree / "docs" / "families.md").read_text(encoding="utf-8")
    assert "## toy_gan" in said and "recipes/toy_gan_squares.yaml" in said
    assert "| `toy_greyness` |" in (tree / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert "| `toy_squares` |" in (tree / "docs" / "data_sets.md").read_text(encoding="utf-8")
    assert "toy_squares" in run(tree, "python -m keras_gan_zoo describe toy_squares")
    assert "Geometric GAN" in run(tree, "python -m keras_gan_zoo list 'toy*'")
