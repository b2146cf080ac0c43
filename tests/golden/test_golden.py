"""Models that were saved by an earlier version still load, draw and train as they did."""

import io
import json
import zipfile
from pathlib import Path

import h5py
import keras
import pytest
from make_golden import ARGUMENTS, behaviour

from keras_gan_zoo import registry

FOLDER = Path(__file__).parent


def release(version):
    return tuple(int(part) for part in version.split(".")[:2])


def groups(path):
    """Returns what a `.keras` file calls the parts of its model."""
    with zipfile.ZipFile(path) as archive:
        return set(h5py.File(io.BytesIO(archive.read("model.weights.h5"))))


@pytest.mark.parametrize("family", sorted(ARGUMENTS))
def test_a_file_written_now_has_the_same_parts(family, tmp_path):
    registry.find(family).load()
    gan = keras.models.load_model(FOLDER / f"{family}.keras")
    gan.save(tmp_path / "gan.keras")
    assert groups(tmp_path / "gan.keras") == groups(FOLDER / f"{family}.keras")


@pytest.mark.parametrize("family", sorted(ARGUMENTS))
def test_golden_model(family):
    registry.find(family).load()
    record = json.loads((FOLDER / f"{family}.json").read_text())
    if release(record["keras"]) > release(keras.__version__):
        pytest.skip(f"Keras {keras.__version__} does not read what {record['keras']} wrote.")
    gan = keras.models.load_model(FOLDER / f"{family}.keras")
    found = behaviour(family, gan)
    assert found["iterations"] == record["iterations"]
    assert found["slots"] == pytest.approx(record["slots"], rel=1e-5)
    for row, expected in zip(found["images"], record["images"], strict=True):
        assert row == pytest.approx(expected, abs=1e-4)
    assert found["losses"] == pytest.approx(record["losses"], rel=1e-3)
