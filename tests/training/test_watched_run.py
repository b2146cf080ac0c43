"""Runs that are scored on the way, and end with their best model."""

import json

import numpy as np
import pytest
from small_families import small

from keras_gan_zoo.runs.directory import RunDirectory
from keras_gan_zoo.runs.history_file import read_history
from keras_gan_zoo.storage.yaml_values import RecipeError
from keras_gan_zoo.training import trainer
from keras_gan_zoo.training.watching import watchers

WATCHED = {"evaluate_every": 4, "keep_best": "colour40", "metrics": ["sharpness20"]}


@pytest.fixture(scope="module")
def watched_recipe(drawing_recipe):
    def make(**training):
        recipe = drawing_recipe()
        return drawing_recipe(**{"test_data": dict(recipe.data), **WATCHED, **training})

    return make


@pytest.fixture(scope="module")
def straight(watched_recipe, tmp_path_factory):
    return trainer.train(watched_recipe(), tmp_path_factory.mktemp("watched") / "straight")


def best_step(lines):
    return min(lines, key=lambda line: line["colour40"])["step"]


def test_the_best_model_is_what_a_finished_run_gives(straight):
    directory = straight.directory
    lines = read_history(directory.evaluations_file)
    assert [line["step"] for line in lines] == [4, 8, 12]
    assert all(set(line) == {"step", "colour40", "sharpness20"} for line in lines)
    step = best_step(lines)
    assert [path.name for path in directory.best.glob("*.keras")] == [f"step_{step:06d}.keras"]
    assert directory.scores()["steps"] == step == int(straight.gan.optimizer.iterations)
    loaded = trainer.load_trained(directory)
    np.testing.assert_array_equal(loaded.generate(2, seed=0), straight.gan.generate(2, seed=0))
    report = directory.report_file.read_text()
    assert "Scores over time" in report and f"step {step}, the best by colour40" in report


def test_an_interrupted_run_keeps_the_same_best(
    straight, watched_recipe, interrupt_at, monkeypatch, tmp_path, capsys
):
    interrupt_at(6)
    stopped = trainer.train(watched_recipe(), tmp_path / "run")
    assert stopped.interrupted
    # Not of the step it was stopped at.
    assert [line["step"] for line in read_history(stopped.directory.evaluations_file)] == [4]
    # Unfinished, it goes by its newest checkpoint.
    assert int(trainer.load_trained(stopped.directory).optimizer.iterations) == 7
    monkeypatch.undo()
    resumed = trainer.train(watched_recipe(), tmp_path / "run")
    for name in ("evaluations_file", "best"):
        one, other = (getattr(run.directory, name) for run in (straight, resumed))
        if one.is_dir():
            assert {path.name for path in one.iterdir()} == {path.name for path in other.iterdir()}
        else:
            assert one.read_text() == other.read_text()
    expected, found = (run.gan.generate(2, seed=0) for run in (straight, resumed))
    np.testing.assert_array_equal(expected, found)
    step = best_step(read_history(straight.directory.evaluations_file))
    assert f"The best by colour40 is that of step {step} of 12" in capsys.readouterr().out


def test_a_recipe_without_evaluations_has_the_hash_it_had(drawing_recipe, watched_recipe):
    written = json.dumps(drawing_recipe().to_dict())
    assert not any(name in written for name in WATCHED)
    assert watched_recipe().to_dict()["training"]["keep_best"] == "colour40"


@pytest.mark.parametrize(
    ("training", "says"),
    [
        ({"keep_best": "sharpness20"}, "`training.keep_best`: Of 'sharpness20' neither the lowest"),
        ({"keep_best": "fad500"}, "`training.keep_best`: .* Did you mean 'fid'"),
        ({"keep_best": 3}, "`training.keep_best` must be the name of a metric"),
        ({"metrics": "fid500"}, "`training.metrics` must be a list of names"),
        ({"metrics": ["memorisation40"]}, "`training.metrics`: .* takes too long"),
        ({"evaluate_every": None}, "`training.metrics` is of evaluations during training"),
        ({"evaluate_every": None, "metrics": None}, "`training.keep_best` is of evaluations"),
        ({"evaluate_every": 0}, "`training.evaluate_every` must be a whole number"),
        ({"test_data": None}, "needs `test_data`"),
    ],
)
def test_what_cannot_be_watched_is_said_before_anything_is_built(watched_recipe, training, says):
    with pytest.raises(RecipeError, match=says):
        watched_recipe(**training)


def test_too_few_test_pictures_are_told_before_training(watched_recipe, tmp_path):
    with pytest.raises(RecipeError, match=r"`training.evaluate_every`: .* 50 real pictures"):
        trainer.train(watched_recipe(keep_best="colour50"), tmp_path / "run")
    assert not (tmp_path / "run" / "history.jsonl").exists()


def test_the_plan_says_what_is_watched(watched_recipe):
    plan = trainer.dry_run(watched_recipe())
    assert "3 by colour40, sharpness20, and the best by colour40 is kept" in plan


def test_a_model_that_translates_is_told_what_can_be_watched(watched_recipe, tmp_path):
    with pytest.raises(RecipeError, match="DualGAN translates pictures: leave it out"):
        watchers(small("dualgan"), watched_recipe(), RunDirectory(tmp_path))
