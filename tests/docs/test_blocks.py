"""Every code block of the documents runs when it is pasted alone, in a folder of its own."""

import ast
import socket
import subprocess
import sys
from pathlib import Path

import new_process
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from blocks import EAGER, NOT_RUN, NOTED, QUICK, ROOT, SHORTER, WITHOUT_GRAPHS, blocks

BLOCKS = {block.name: block for block in blocks()}
RUN = [name for name in BLOCKS if name not in NOT_RUN]

PREPARE = f"""
import os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
sys.path.insert(0, {str(Path(__file__).parent)!r})
import small_data
"""

PUBLISH = """
import keras_gan_zoo
small = keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1), width=4)
keras_gan_zoo.hub.publish(small, "published", name="it")
"""

# All commands of a block in one process, which has TensorFlow already.
REPLAY = """
import runpy
from pathlib import Path
from keras_gan_zoo import cli

def pieces(file):
    return file.read_text().split("\\0")[:-1]

for number in range(1, len(list(Path(CALLS).glob("*.env"))) + 1):
    for line in pieces(Path(CALLS, f"{number}.env")):
        name, _, value = line.partition("=")
        if name.startswith("TF_"):
            os.environ[name] = value
    program, *arguments = pieces(Path(CALLS, str(number)))
    if program == "gan-zoo":
        assert cli.main([*arguments, "--traceback"]) == 0, arguments
    else:
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")
"""


def shortened(name):
    """Returns a block's code with the substitutions that are noted for it."""
    code = BLOCKS[name].code
    for long, short in SHORTER.get(name, ()):
        assert long in code, f"{name} does not say {long!r} any more: see tests/docs/blocks.py."
        code = code.replace(long, short)
    return code.replace("PORT", str(free_port()))


def free_port():
    with socket.socket() as bound:
        bound.bind(("localhost", 0))
        return bound.getsockname()[1]


@pytest.fixture
def folder(tmp_path):
    """A folder as the repository's root is, into which a block may write."""
    for name in ("recipes", "saved_models", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def run(script, folder):
    finished = new_process.run(f"import os\nos.chdir({str(folder)!r})\n{script}")
    assert finished.code == 0, f"{finished.printed[-2000:]}\n{finished.errors[-4000:]}"


def test_what_is_noted_of_blocks_is_of_blocks_that_are_there():
    assert set(SHORTER) | set(NOT_RUN) | WITHOUT_GRAPHS <= set(BLOCKS)
    assert {BLOCKS[name].language for name in RUN} == {"python", "sh"}
    assert len(RUN) >= 16


@pytest.mark.parametrize("name", BLOCKS)
def test_the_syntax_is_right(name):
    block = BLOCKS[name]
    if block.language == "python":
        ast.parse(block.code)
    elif block.language == "sh":
        subprocess.run(["bash", "-n", "-c", block.code], check=True, capture_output=True)


@pytest.mark.parametrize("name", [name for name in RUN if BLOCKS[name].language == "python"])
def test_python_runs_when_pasted_alone(name, folder):
    publish = PUBLISH if "published/" in shortened(name) else ""
    quick = QUICK + (EAGER if name in WITHOUT_GRAPHS else "")
    run(f"{PREPARE}{quick}{publish}\nexec({shortened(name)!r}, {{'__name__': '__main__'}})", folder)


@pytest.mark.parametrize("name", [name for name in RUN if BLOCKS[name].language == "sh"])
def test_commands_run_when_pasted_alone(name, folder):
    calls = folder / "calls"
    calls.mkdir()
    noted = f"set -eu\nCALLS={calls}\n{NOTED}\n{shortened(name)}"
    subprocess.run(["bash", "-c", noted], cwd=folder, check=True, capture_output=True, text=True)
    assert list(calls.iterdir())
    # Workers have to be named before TensorFlow computes anything.
    quick = "" if "TF_CONFIG" in shortened(name) else QUICK
    quick += EAGER if name in WITHOUT_GRAPHS else ""
    run(f"{PREPARE}{quick}CALLS = {str(calls)!r}\n{REPLAY}", folder)
