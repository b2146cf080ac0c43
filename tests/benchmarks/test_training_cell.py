"""A benchmark's training by the minute: it ends in time, goes on where it was, and keeps rows."""

import itertools
import json

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.training_cell import TrainingCell


class Model:
    """Counts its steps, and writes how many it has taken."""

    def __init__(self):
        self.taken = []

    def train_on_batch(self, batch):
        self.taken.append(batch)
        return {"loss": float(batch)}

    def save(self, path):
        path.write_text(str(len(self.taken)))


def test_it_trains_for_its_minutes_and_goes_on_from_its_checkpoint(tmp_path):
    ticks = itertools.count()
    model, batches = Model(), itertools.count()
    cell = TrainingCell(tmp_path, "row one")
    # The clock goes on by a second whenever it is looked at: once at the start, once a step.
    steps = cell.train(model, batches, 0.1, 0.05, lambda: next(ticks))
    assert steps == len(model.taken) == cell.curve[-1]["steps"]
    assert [each["steps"] for each in cell.curve] == sorted({e["steps"] for e in cell.curve})
    assert cell.curve[0]["loss"] == sum(range(cell.curve[0]["steps"])) / cell.curve[0]["steps"]
    assert cell.progress["seconds"] >= 6 and cell.model_path.read_text() == str(steps)
    again = TrainingCell(tmp_path, "row one")
    assert again.train(model, batches, 0.1, 0.05, lambda: next(ticks)) == steps
    assert again.train(model, batches, 0.2, 0.05, lambda: next(ticks)) == len(model.taken) > steps


def test_rows_of_earlier_calls_are_kept_where_they_are_alike(tmp_path):
    path = tmp_path / "rows.json"
    with_earlier({"b": {0: {"x": 1}}}, path, {"width": 8}, alike="settings")
    rows = with_earlier(
        {"a": {1: {"x": 2}}, "b": {1: {"x": 3}}}, path, {"width": 8}, None, "settings"
    )
    assert rows == {"b": {"0": {"x": 1}, "1": {"x": 3}}, "a": {"1": {"x": 2}}}
    assert json.loads(path.read_text()) == {"settings": {"width": 8}, "rows": rows}
    assert list(with_earlier({}, path, {"width": 8}, ["a", "b"], "settings")) == ["a", "b"]
    assert with_earlier({"c": {0: {}}}, path, {"width": 9}, None, "settings") == {"c": {"0": {}}}
