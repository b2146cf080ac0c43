"""The planted faults are what they are called, and the verdict on them is fair."""

import numpy as np
import pytest

from benchmarks.judges.planted_faults import faults
from benchmarks.judges.planted_faults.panel import deviation


@pytest.fixture(scope="module")
def planted():
    random = np.random.default_rng(0)
    train, held_out = (random.integers(0, 256, (n, 16, 16, 3), "uint8") for n in (500, 1000))
    classes = np.arange(1000) % 10
    return faults.prepare("noise", train, held_out, classes, [str(c) for c in range(10)])


def test_every_fault_draws_500_pictures(planted):
    assert len(faults.FAULTS) >= 8
    for rows in (*(fault(planted) for fault in faults.FAULTS.values()), faults.control(0)):
        assert faults.drawn(rows, planted.sets).shape == (500, 16, 16, 3)


@pytest.mark.parametrize(
    ("name", "left"),
    [("one class dropped", set(range(1, 10))), ("half the classes dropped", set(range(5, 10)))],
)
def test_dropped_classes_are_dropped(planted, name, left):
    ((source, indices),) = faults.FAULTS[name](planted)
    assert source == "held_out" and len(np.unique(indices)) == 500
    assert set(planted.classes[indices]) == left


@pytest.mark.parametrize(
    ("name", "different"),
    [
        ("one picture repeated", 1),
        ("25 pictures repeated", 25),
        ("250 pictures twice each", 250),
    ],
)
def test_repeated_pictures_are_repeated(planted, name, different):
    images = faults.drawn(faults.FAULTS[name](planted), planted.sets)
    assert len(np.unique(images.reshape(500, -1), axis=0)) == different


@pytest.mark.parametrize(
    ("name", "copies"),
    [("1 % memorised", 5), ("10 % memorised", 50), ("training set returned", 500)],
)
def test_so_many_pictures_are_copies(planted, name, copies):
    images = faults.drawn(faults.FAULTS[name](planted), planted.sets).reshape(500, -1)
    training = {image.tobytes() for image in planted.sets["train"]}
    assert sum(image.tobytes() in training for image in images) == copies


def test_pictures_are_spoiled_as_they_are_said_to_be(planted):
    some = planted.sets["held_out"][:500].astype(float)
    blurred, noisy, recoloured, torn = (
        planted.sets[name].astype(float) for name in ("blurred", "noisy", "recoloured", "torn")
    )
    assert blurred.std() < 0.9 * some.std()
    np.testing.assert_array_equal(planted.sets["mirrored"][:, :, ::-1], planted.sets["train"])
    np.testing.assert_array_equal(np.sort(torn, axis=None), np.sort(some, axis=None))
    inside = (some > 60) & (some < 195)
    assert (noisy - some)[inside].std() == pytest.approx(20, rel=0.02)
    for channel, shift in enumerate((24, 0, -24)):
        difference = (recoloured - some)[..., channel][inside[..., channel]]
        np.testing.assert_array_equal(difference, shift)


def test_deviations_are_of_the_worse_side():
    healthy = np.array([9.0, 10.0, 11.0])
    assert deviation("FID", 16.0, healthy, 2.0) == 3.0
    assert deviation("recall", 16.0, healthy, 2.0) == -3.0
    assert deviation("sharpness", 4.0, healthy, 2.0) == deviation("sharpness", 16.0, healthy, 2.0)
    assert deviation("FID", 1e9, healthy, 2.0) == 99
    constant = np.full(3, 10.0)
    assert deviation("classes drawn", 10.0, constant, 0.0) == 0
    assert deviation("classes drawn", 9.0, constant, 0.0) == 99
