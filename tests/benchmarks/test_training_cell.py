"""A benchmark's training by the minute: it ends in time, goes on where it was, and keeps rows."""

import itertools
import json

import numpy as np

from benchmarks.common.kept_rows import file_name, measured_once, with_earlier
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


def test_a_model_is_built_once_and_then_taken_from_its_checkpoint(tmp_path):
    import keras

    built = []

    def build():
        built.append(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]))
        return built[-1]

    cell = TrainingCell(tmp_path, "row")
    model = cell.model(build)
    assert model is built[0]
    cell.checkpoint(model, 0.0, steps=1)
    again = TrainingCell(tmp_path, "row").model(build)
    assert len(built) == 1
    np.testing.assert_array_equal(again.layers[0].kernel, model.layers[0].kernel)


class StagedModel(Model):
    """Keeps what it was pretrained on, and of which stage."""

    def pretrain(self, epoch, stage, batch_size, epochs, verbose):
        self.taken.append((epoch, stage, batch_size, epochs))
        return type("History", (), {"history": {f"{stage}_loss": [0.5]}})


def test_every_stage_has_an_epoch_at_least_and_is_not_trained_again(tmp_path):
    cell, model = TrainingCell(tmp_path, "row"), StagedModel()
    cell.pretrain(model, {"first": 0.4, "second": 0.1}, lambda number: 10 + number, 0.0, 8)
    assert model.taken == [(10, "first", 8, 1), (11, "second", 8, 1)]
    assert [(each["stage"], each["loss"]) for each in cell.curve] == [
        ("first", 0.5),
        ("second", 0.5),
    ]
    TrainingCell(tmp_path, "row").pretrain(model, {"first": 0.4, "second": 0.1}, None, 0.0, 8)
    assert len(model.taken) == 2


def test_what_was_measured_is_not_measured_again(tmp_path):
    asked = []

    def measure():
        asked.append(1)
        return {"steps": 3, "score": 0.5}, np.arange(6).reshape(2, 3)

    path = tmp_path / f"found-{file_name('a row, 10%')}-0.5"
    for _ in range(2):
        found, shown = measured_once(path, measure)
        assert found == {"steps": 3, "score": 0.5}
        np.testing.assert_array_equal(shown, np.arange(6).reshape(2, 3))
    assert len(asked) == 1
    assert {each.name for each in tmp_path.iterdir()} == {
        "found-a_row__10_-0.5.json",
        "found-a_row__10_-0.5.npy",
    }
