"""A share of the broken input of benchmarks/reliability: each is refused in one sentence."""

import pytest

from benchmarks.reliability.fuzz import fuzz


@pytest.mark.parametrize(
    ("reader", "count"),
    [("recipes", 60), ("texts", 40), ("arrays", 60), ("pictures", 30), ("models", 20)],
)
def test_what_cannot_be_read_is_refused_and_nothing_else_happens(
    reader, count, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", None)
    counted = fuzz(reader, count, tmp_path)
    assert counted["inputs"] >= count // 2
    assert counted["others"] == 0, counted["first"]
    assert not counted["touched"]
