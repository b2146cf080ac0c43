"""Recipes of random bytes, keys and values are refused in one sentence."""

import pathlib

BENCHMARKS = pathlib.Path(__file__).parents[2] / "benchmarks"


def test_no_recipe_raises_anything_else_or_touches_a_file(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from reliability_fuzz import fuzz_recipes

    counted = fuzz_recipes(tmp_path / "fuzz", 80)
    assert counted["inputs"] == 80
    assert counted["others"] == 0, counted["first"]
    assert counted["files"] == [] and [path.name for path in tmp_path.iterdir()] == ["fuzz"]
