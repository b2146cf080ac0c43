"""A family that `auto` may train in half precision has been seen to bear it."""

import json

import pytest

import keras_gan_zoo
from benchmarks.common.places import RESULTS
from benchmarks.families.half_precision import verdict
from keras_gan_zoo import registry


def test_marked_families_have_a_row_that_allows_it():
    rows = json.loads((RESULTS / "half_precision.json").read_text())
    for name in keras_gan_zoo.list_models():
        if registry.find(name).load().good_in_half_precision:
            assert len(rows[name]["seeds"]) >= 3 and verdict(rows[name]["scores"])[2], name


def test_the_verdict_is_by_the_widest_spread_of_one_precision():
    full, half = [10.0, 12.0, 11.0], [12.5, 12.6, 12.4]
    assert verdict({"float32": full, "mixed_bfloat16": half}) == (pytest.approx(1.5), 2.0, True)
    worse = [one + 1 for one in half]
    assert verdict({"float32": full, "mixed_bfloat16": worse})[2] is False
