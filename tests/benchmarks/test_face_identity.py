"""Faces are turned and moved to where the network that recognises them expects them."""

import numpy as np

from benchmarks.judges.face_identity import _PLACES, _POINTS, SIDE, aligned, similarity
from keras_gan_zoo.data.sets.talking_heads.landmarks import POINTS


def test_similarity_finds_the_turn_the_size_and_the_move():
    points = np.random.default_rng(0).normal(size=(5, 2))
    turn = np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    a, b, x, y = similarity(points, 2.5 * points @ turn.T + [4, -1])
    np.testing.assert_allclose([a, b, x, y], [2.5 * np.cos(0.3), 2.5 * np.sin(0.3), 4, -1])


def test_a_face_lies_where_it_is_expected():
    # Two thirds as large, turned and moved: five dots of a colour each, where the points are.
    turn = 0.66 * np.array([[np.cos(0.2), -np.sin(0.2)], [np.sin(0.2), np.cos(0.2)]])
    seen = _PLACES @ turn.T + [20, -2]
    places = np.zeros((len(POINTS), 2))
    row = {number: index for index, number in enumerate(POINTS)}
    for numbers, place in zip(_POINTS, seen, strict=True):
        places[[row[number] for number in numbers]] = place
    y, x = np.mgrid[:96, :96] + 0.5
    image = np.full((96, 96, 3), -1.0)
    for place in seen:
        image += 2 * np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / 4)[..., None]
    face = aligned(np.clip(image, -1, 1), places)[..., 0]
    assert face.shape == (SIDE, SIDE) and face.dtype == np.float32
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    for place in _PLACES:
        near = np.hypot(x - place[0], y - place[1]) < 6
        weights = (face + 1) * near
        found = np.array([(weights * x).sum(), (weights * y).sum()]) / weights.sum()
        np.testing.assert_allclose(found, place, atol=0.5)
