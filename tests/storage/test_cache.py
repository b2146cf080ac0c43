import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from keras_gan_zoo.storage.cache import cache_folder, prepared_arrays, write_atomically


@pytest.fixture
def build():
    """Counts how often the arrays had to be made."""

    def make():
        make.calls += 1
        return {"a": np.arange(10), "b": np.ones((2, 3))}, {"package": "toy 1"}

    make.calls = 0
    return make


def test_the_folder_is_the_argument_then_the_variable_then_xdg_then_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_GAN_ZOO_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == tmp_path / ".cache" / "keras_gan_zoo"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "keras_gan_zoo"
    monkeypatch.setenv("KERAS_GAN_ZOO_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"
    assert cache_folder("~/given") == tmp_path / "given"
    with pytest.raises(TypeError, match="cache_dir=3 must be the path of a folder"):
        cache_folder(3)


def test_arrays_are_built_once_and_mapped_afterwards(tmp_path, build):
    folder = tmp_path / "toy"
    first = prepared_arrays(folder, ["a", "b"], build, {"version": 1})
    again = prepared_arrays(folder, ["a"], build, {"version": 1})
    assert build.calls == 1
    assert isinstance(again["a"], np.memmap) and not again["a"].flags.writeable
    np.testing.assert_array_equal(again["a"], first["a"])
    record = json.loads((folder / "provenance.json").read_text())
    assert record["package"] == "toy 1" and record["files"]["b.npy"]["shape"] == [2, 3]


def test_another_origin_builds_anew(tmp_path, build):
    prepared_arrays(tmp_path, ["a"], build, {"version": 1})
    prepared_arrays(tmp_path, ["a"], build, {"version": 2})
    assert build.calls == 2


@pytest.mark.parametrize("damage", ["flip", "cut", "remove", "provenance"])
def test_a_damaged_cache_is_noticed_and_mended(tmp_path, build, capsys, damage):
    prepared_arrays(tmp_path, ["a"], build, {})
    path = tmp_path / "a.npy"
    content = bytearray(path.read_bytes())
    if damage == "flip":
        content[-3] ^= 1
        path.write_bytes(content)
    elif damage == "cut":
        path.write_bytes(content[:-8])
    elif damage == "remove":
        path.unlink()
    else:
        (tmp_path / "provenance.json").write_text("{")
    mended = prepared_arrays(tmp_path, ["a"], build, {})
    np.testing.assert_array_equal(mended["a"], np.arange(10))
    assert build.calls == 2
    assert "is damaged" in capsys.readouterr().err
    prepared_arrays(tmp_path, ["a"], build, {})
    assert build.calls == 2


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(file):
        file.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_explained(tmp_path, build):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match=r"cannot be written .* KERAS_GAN_ZOO_CACHE"):
        prepared_arrays(tmp_path / "file" / "toy", ["a"], build, {})


PREPARE = """
import sys
from pathlib import Path
import numpy as np
from keras_gan_zoo.storage.cache import prepared_arrays
build = lambda: ({"a": np.arange(200_000)}, {})
for version in range(15):
    array = prepared_arrays(Path(sys.argv[1]), ["a"], build, {"version": version % 2})["a"]
    assert (array == np.arange(200_000)).all()
"""


def test_two_processes_may_prepare_at_once(tmp_path):
    repository = Path(__file__).parents[2]
    command = [sys.executable, "-c", PREPARE, str(tmp_path)]
    workers = [
        subprocess.Popen(command, cwd=repository, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert worker.returncode == 0, errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npy", "provenance.json"]
