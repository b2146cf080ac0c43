"""Files and folders that may not be read are named in one sentence."""

import contextlib
import ctypes
import os

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo import data
from keras_gan_zoo.engine.weights import load_weights

_READING_EVERYTHING = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_VERSION = 0x20080522


@contextlib.contextmanager
def as_an_ordinary_user():
    """Takes from root, in this thread, what lets it read whatever it likes."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    had, has = ((ctypes.c_uint32 * 6)() for _ in range(2))  # effective, permitted, inheritable
    for sets in (had, has):
        assert libc.capget(header, sets) == 0
    has[0] &= ~_READING_EVERYTHING
    assert libc.capset(header, has) == 0
    try:
        yield
    finally:
        assert libc.capset(header, had) == 0


def test_a_picture_is_one_of_the_unreadable_files(tmp_path, cache_dir, save_picture):
    for number in range(4):
        save_picture(tmp_path / "p" / f"{number}.png")
    (tmp_path / "p/2.png").chmod(0)
    with as_an_ordinary_user():
        with pytest.raises(data.UnreadableImages, match=r"1 of 4 .*: 2.png \(permission denied\)"):
            data.load(tmp_path / "p")
        with pytest.warns(UserWarning, match="2.png"):
            assert int(data.load(tmp_path / "p", unreadable=0.25).cardinality()) == 3


def test_a_folder_is_named(tmp_path, cache_dir, save_picture):
    for name in ("a", "b"):
        save_picture(tmp_path / "p" / name / "0.png")
    (tmp_path / "p/b").chmod(0)
    with as_an_ordinary_user(), pytest.raises(ValueError, match="p/b cannot be read: permission"):
        data.load(tmp_path / "p")
    (tmp_path / "p/b").chmod(0o700)


def test_texts_arrays_and_recipes_are_named(tmp_path, cache_dir):
    (tmp_path / "t.txt").write_text("a line")
    np.save(tmp_path / "a.npy", np.zeros((4, 8, 8, 3), "float32"))
    (tmp_path / "r.yaml").write_text("name: a")
    readers = {
        "t.txt": data.load_text,
        "a.npy": data.load,
        "r.yaml": keras_gan_zoo.recipes.load_recipe,
    }
    for name, read in readers.items():
        (tmp_path / name).chmod(0)
        with as_an_ordinary_user(), pytest.raises(ValueError, match=f"{name}.*Permission denied"):
            read(tmp_path / name)


def test_weights_are_named(tmp_path):
    gan = keras_gan_zoo.get("gan", image_shape=(3,), body="mlp", width=2)
    gan.save_weights(tmp_path / "gan.weights.h5")
    (tmp_path / "gan.weights.h5").chmod(0)
    with as_an_ordinary_user(), pytest.raises(ValueError, match="cannot be read: Permission"):
        load_weights(gan, tmp_path / "gan.weights.h5")
