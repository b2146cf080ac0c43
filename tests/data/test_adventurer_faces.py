"""Faces by another hand: the same at each drawing, none twice, in the colours of the first hand."""

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.sets import adventurer_faces
from keras_gan_zoo.data.sets.faces.drawing import PALETTES


def test_a_number_is_a_face():
    faces = [adventurer_faces.face(number) for number in (3, 4, 3)]
    assert faces[0].shape == (64, 64, 3) and faces[0].dtype == np.uint8
    np.testing.assert_array_equal(faces[0], faces[2])
    assert np.mean(faces[0] != faces[1]) > 0.1
    corner = "#" + bytes(faces[0][0, 0]).hex()
    assert corner in PALETTES["background"].values()


def test_no_face_is_in_both_splits(monkeypatch, tmp_path):
    drawn = []
    monkeypatch.setattr(adventurer_faces, "COUNT", 5)
    monkeypatch.setattr(
        adventurer_faces,
        "face",
        lambda number: drawn.append(number) or np.full((64, 64, 3), number % 256, "uint8"),
    )
    for split, count in (("train", 5), ("test", 3)):
        dataset = data.load("adventurer_faces", split, cache_dir=tmp_path, limit=count)
        assert len(list(dataset)) == count
    assert drawn[:5] == [0, 1, 2, 3, 4] and not set(drawn[:5]) & set(drawn[5:])
    again = len(drawn)
    data.load("adventurer_faces", "train", cache_dir=tmp_path)
    assert len(drawn) == again


def test_without_the_renderer_the_command_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(ImportError, match=r"needs the package .*pip install keras_gan_zoo\[data\]"):
        adventurer_faces.face(0)
