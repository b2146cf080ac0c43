"""Shells complete commands, flags and names, by the scripts that the program prints for them."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import keras_gan_zoo
from keras_gan_zoo import cli, recipes
from keras_gan_zoo.cli.candidates import candidates
from keras_gan_zoo.cli.command_line import COMMANDS, flag_values
from keras_gan_zoo.cli.completion import SCRIPTS

# Each shell completes a line in its own way, and prints what it came to.
ASKED = {
    "bash": """
        source <(gan-zoo completion bash)
        COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=($1)
        _gan_zoo gan-zoo
        printf '%s\\n' "${COMPREPLY[@]}"
    """,
    "zsh": """
        compdef() { registered=$2; }
        compadd() { shift; print -l -- $@; }
        _files() { print FILES; }
        source <(gan-zoo completion zsh)
        words=(${(s: :)1}); [[ $1 == *' ' ]] && words+=('')
        CURRENT=$#words
        [[ $registered == gan-zoo ]] && _gan_zoo
    """,
    "fish": """
        gan-zoo completion fish | source
        complete -C "$argv[1]" | string replace -r '\\t.*' ''
        true  # without a description to cut off, the line before fails
    """,
}
SHELLS = [shell for shell in SCRIPTS if shutil.which(shell)]


def complete(*words):
    return candidates(words, COMMANDS, flag_values)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A folder with the program in it, as an installation has it."""
    folder = tmp_path_factory.mktemp("bin")
    path = folder / "gan-zoo"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m keras_gan_zoo "$@"\n')
    path.chmod(0o755)
    return folder


def asked(shell, line, program):
    """Returns what a shell completes a line to."""
    where = keras_gan_zoo.__path__[0]
    environment = {
        **os.environ,
        "PATH": f"{program}:{os.environ['PATH']}",
        "PYTHONPATH": os.path.dirname(where),
        "HOME": str(program),
    }
    plain = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    command = [shell, *plain, "-c", ASKED[shell], *([] if shell == "fish" else ["asked"]), line]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, cwd=program
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_a_shell_is_there():
    assert "bash" in SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes(shell, program):
    assert asked(shell, "gan-zoo gen", program) == ["generate"]
    assert asked(shell, "gan-zoo generate dcgan/fas", program) == ["dcgan/fashion_mnist"]
    assert asked(shell, "gan-zoo train --recipe dcgan_fas", program) == ["dcgan_fashion_mnist"]
    found = asked(shell, "gan-zoo list --task=tra", program)
    assert found == (["translation"] if shell == "bash" else ["--task=translation"])
    assert set(asked(shell, "gan-zoo ", program)) == set(COMMANDS)


@pytest.mark.parametrize("shell", SHELLS)
def test_where_nothing_is_known_files_are_completed(shell, program):
    (program / "pictures_of_mine").mkdir(exist_ok=True)
    found = asked(shell, "gan-zoo generate dcgan/faces --input pictures_of", program)
    # Bash completes files itself where the function gives nothing, by `-o default`.
    assert found == {"bash": [], "zsh": ["FILES"], "fish": ["pictures_of_mine/"]}[shell]
    assert "complete -o default -F _gan_zoo gan-zoo" in SCRIPTS["bash"]


def test_names_of_every_kind():
    assert complete("") == sorted(COMMANDS) and complete() == sorted(COMMANDS)
    assert complete("describe", "cycle") == [
        "cyclegan",
        "cyclegan/faces_demo",
        "cyclegan/noto_twemoji",
    ]
    assert "fashion_mnist" in complete("describe", "fash")
    assert complete("list", "wg") == ["wgan", "wgan_gp"]
    assert complete("train", "--recipe", "") == recipes.list_recipes()
    assert complete("evaluate", "dcgan/faces", "--data", "captio") == [
        "captioned_emoji",
        "captioned_faces",
        "captions",
    ]
    assert complete("list", "--task", "u") == ["upscaling"]
    assert "patchgan" in complete("list", "--tag", "")
    assert complete("completion", "") == sorted(SCRIPTS)


def test_flags_and_their_values():
    assert complete("train", "--pre") == ["--precision"]
    assert complete("train", "--precision", "mixed_f") == ["mixed_float16"]
    assert complete("train", "--precision=mixed_f") == ["--precision=mixed_float16"]
    assert complete("export", "dcgan/faces", "--quantize", "") == ["dynamic", "float16", "int8"]
    # Behind a flag that takes no value comes an argument again.
    assert complete("describe", "--words", "lsg") == ["lsgan", "lsgan/fashion_mnist"]
    for command in COMMANDS:
        flags = complete(command, "--")
        assert "--help" in flags and not {"--h", "--flagfile", "--undefok"} & set(flags)


@pytest.mark.parametrize(
    "words", [("nothing", ""), ("runs", ""), ("train", "--run_dir", ""), ("list", "--none=", "x")]
)
def test_what_cannot_be_known_is_left_to_the_shell(words):
    assert [each for each in complete(*words) if each not in keras_gan_zoo.list_models()] == []
    assert complete("train", "--none=") == complete("nothing", "--he") == []


def test_completing_imports_no_tensorflow():
    script = """
import contextlib, io, json, sys
from keras_gan_zoo import cli
with contextlib.redirect_stdout(io.StringIO()):
    for words in (["gen"], ["describe", ""], ["train", "--recipe", ""], ["list", "--tag", ""]):
        assert cli.main(["completion", "candidates", "--", *words]) == 0
print(json.dumps([name for name in ("tensorflow", "keras") if name in sys.modules]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []


def test_a_shell_that_is_none_is_told(capsys):
    assert cli.main(["completion", "fisch"]) == 2
    said = capsys.readouterr().err
    assert "takes one shell, 'bash', 'fish', 'zsh', got 'fisch'" in said
    assert "Did you mean 'fish'?" in said
    assert cli.main(["completion"]) == 2
