"""Models that were saved by an earlier version still load, draw and train as they did."""

import json
from pathlib import Path

import keras
import pytest
from make_golden import ARGUMENTS, behaviour

from keras_gan_zoo import registry

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("family", sorted(ARGUMENTS))
def test_golden_model(family):
    registry.find(family).load()
    record = json.loads((FOLDER / f"{family}.json").read_text())
    gan = keras.models.load_model(FOLDER / f"{family}.keras")
    found = behaviour(family, gan)
    assert found["iterations"] == record["iterations"]
    assert found["slots"] == pytest.approx(record["slots"], rel=1e-5)
    for row, expected in zip(found["images"], record["images"], strict=True):
        assert row == pytest.approx(expected, abs=1e-4)
    assert found["losses"] == pytest.approx(record["losses"], rel=1e-3)
