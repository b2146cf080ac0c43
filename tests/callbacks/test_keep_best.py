"""The best model by a score: kept as it was scored, across interruptions, and never by NaN."""

import math

import keras
import pytest
from duel import Duel, linear
from given_scores import Given, StopAt, fit

from keras_gan_zoo import callbacks
from keras_gan_zoo.callbacks import KeepBest
from keras_gan_zoo.samples.points import Points


class KeptGame(Duel):
    takes = (Points((2,)),)


def game():
    model = KeptGame(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]), seed=1)
    model.compile()
    return model


def kept(folder):
    (path,) = folder.glob("*.keras")
    model = keras.models.load_model(path, custom_objects={"KeptGame": KeptGame})
    assert path.name == f"step_{int(model.optimizer.iterations):06d}.keras"
    return model


def weights_after(steps):
    model = game()
    fit(model, StopAt(steps))
    return model.get_weights()


def same(weights, others):
    return all((one == other).all() for one, other in zip(weights, others, strict=True))


def test_the_model_that_was_scored_best_is_kept_and_no_other(tmp_path):
    # Scored at the steps 3, 6 and 8, of which the second is in the middle of an epoch.
    scores = Given([3.0, 1.0, 2.0], every=3)
    best = KeepBest(scores, "fid2", tmp_path / "best")
    assert best.path is None and best.best is None
    fit(game(), best, scores, steps_per_epoch=4, epochs=2)  # wherever it stands
    assert best.best == {"step": 6, "value": 1.0}
    assert same(kept(tmp_path / "best").get_weights(), weights_after(6))
    assert not same(weights_after(6), weights_after(8))
    assert sorted(path.name for path in (tmp_path / "best").iterdir()) == [
        "step_000006.json",
        "step_000006.keras",
    ]


def test_the_last_step_counts_and_equals_do_not_replace(tmp_path):
    scores = Given([2.0, 2.0, 1.0], every=3)
    best = KeepBest(scores, "fid2_pixels", tmp_path)
    fit(game(), scores, best, StopAt(6), steps_per_epoch=8, epochs=1)
    assert best.best["step"] == 3
    scores = Given([2.0, 2.0, 1.0], every=3)
    best = KeepBest(scores, "fid2_pixels", tmp_path / "whole")
    fit(game(), scores, best, steps_per_epoch=8, epochs=1)
    assert best.best == {"step": 8, "value": 1.0}


def test_a_score_that_is_no_number_is_never_the_best(tmp_path):
    scores = Given([math.nan, 5.0, math.nan], every=3)
    best = KeepBest(scores, "fid2", tmp_path)
    fit(game(), scores, best, steps_per_epoch=8, epochs=1)
    assert best.best == {"step": 6, "value": 5.0}


def test_higher_is_better_where_it_is(tmp_path):
    scores = Given([3.0, 7.0, 5.0], every=3, metric="recall_k1_2")
    best = KeepBest(scores, "recall_k1_2", tmp_path)
    fit(game(), scores, best, steps_per_epoch=8, epochs=1)
    assert best.best == {"step": 6, "value": 7.0}


def test_a_resumed_training_knows_the_best_before(tmp_path):
    def run(values, last=None):
        scores = Given(values, every=2)
        best = KeepBest(scores, "fid2", tmp_path / "best")
        saver = callbacks.Checkpoint(tmp_path / "saved", every=1)
        fit(game(), scores, best, saver, StopAt(last), resume=True, steps_per_epoch=8, epochs=1)
        return best, scores

    best, scores = run([2.0, 1.0], last=5)
    # Nobody waits for a score of the step that the training was stopped at.
    assert [line["step"] for line in scores.history] == [2, 4]
    best, scores = run([4.0, 3.0])
    assert [line["step"] for line in scores.history] == [2, 4, 6, 8]
    assert best.best == {"step": 4, "value": 1.0} and best.path.name == "step_000004.keras"


def test_what_nothing_can_be_kept_by_is_refused(tmp_path):
    scores = Given([1.0])
    with pytest.raises(ValueError, match="`monitor` is 'kid2', which `scores` does not compute"):
        KeepBest(scores, "kid2", tmp_path)
    with pytest.raises(ValueError, match="neither the lowest nor the highest"):
        KeepBest(scores, "sharpness2", tmp_path)
