import io
import json

import keras
import numpy as np
import pytest
from duel import Duel, linear
from given_scores import Given, StopAt, fit

import keras_gan_zoo
from keras_gan_zoo import callbacks, metrics
from keras_gan_zoo.callbacks import EvaluateEvery
from keras_gan_zoo.metrics import FeatureExtractor
from keras_gan_zoo.samples.points import Points

SEEN = []


def features(images):
    SEEN.append(len(images))
    return images.reshape(len(images), 8, 2, 8, 2).mean(axis=(2, 4)).reshape(len(images), 64) / 255


PIXELS = FeatureExtractor("pixels", "none", 64, features)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).uniform(-1, 1, (80, 16, 16, 1)).astype("float32")


def make_gan():
    return keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8, seed=0)


def test_scores_are_those_of_the_metrics_and_are_kept(images, tmp_path):
    gan, stream, path = make_gan(), io.StringIO(), tmp_path / "sub" / "scores.jsonl"
    path.parent.mkdir()
    path.write_text('{"step": 0, "fid60_pixels": 1.0}\n{"step": 9, "fid60_pixels": 2.0}\n')
    scores = EvaluateEvery(
        images, "fid60,sharpness40", every=2, path=path, extractor=PIXELS, seed=1, stream=stream
    )
    SEEN.clear()
    gan.fit(images[:40], batch_size=8, verbose=0, callbacks=[scores])
    assert [line["step"] for line in scores.history] == [2, 4, 5]
    assert sum(SEEN) == 4 * 60  # the real pictures once, the model's three times
    generated = gan.generate(60, seed=1)
    real = np.concatenate(list(scores._judge._real(60)))
    expected = metrics.fid(generated, real, extractor=PIXELS, progress=False)
    assert scores.history[-1]["fid60_pixels"] == pytest.approx(expected.value, rel=1e-4)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["step"] for line in lines] == [0, 2, 4, 5] and lines[1:] == scores.history
    assert stream.getvalue().startswith("step 2: fid60_pixels ")


def test_what_cannot_be_scored_is_refused_before_training(images):
    with pytest.raises(ValueError, match="Did you mean 'fid'"):
        EvaluateEvery(images, "fad")
    with pytest.raises(ValueError, match="`real` has 80"):
        EvaluateEvery(images, "fid500")
    with pytest.raises(ValueError, match="takes too long"):
        EvaluateEvery(images, "memorisation40")


MODES = {"mode": "min", "monitor": "fid2"}


def game():
    model = Game(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]), seed=1)
    model.compile()
    return model


class Game(Duel):
    takes = (Points((2,)),)


def test_the_best_by_a_score_is_kept_wherever_the_callback_stands(tmp_path):
    values = [3.0, 1.0, 2.0, 5.0]
    for name in ("fid2", "fid2_pixels"):
        path = tmp_path / f"{name}.keras"
        best = keras.callbacks.ModelCheckpoint(path, monitor=name, mode="min", save_best_only=True)
        history = fit(game(), best, Given(values))
        assert history[name] == values
        kept = keras.models.load_model(path, custom_objects={"Game": Game})
        assert int(kept.optimizer.iterations) == 4  # the second epoch's


def test_other_callbacks_go_by_scores():
    stop = keras.callbacks.EarlyStopping(patience=1, **MODES)
    assert fit(game(), stop, Given([3.0, 1.0, 2.0, 5.0]))["fid2"] == [3.0, 1.0, 2.0]
    model, slower = game(), keras.callbacks.ReduceLROnPlateau(patience=1, factor=0.1, **MODES)
    fit(model, slower, Given([3.0, 4.0, 2.0, 1.0]))
    assert float(model.optimizer.learning_rate) == pytest.approx(0.05)


def test_within_an_epoch_and_at_the_end(tmp_path):
    best = keras.callbacks.ModelCheckpoint(
        tmp_path / "{epoch}_{batch}.keras", save_best_only=True, save_freq=1, **MODES
    )
    history = fit(game(), best, Given([3.0, 1.0, 2.0], every=3), epochs=1, steps_per_epoch=7)
    assert history["fid2"] == [2.0]  # of the seventh step
    # Before the third step there is no score, and Keras keeps all.
    assert {path.stem for path in tmp_path.iterdir()} == {"1_1", "1_2", "1_3", "1_6"}


def test_scores_are_no_losses_and_go_on_with_a_resumed_training(tmp_path):
    def run(folder, values, last=None, **arguments):
        log = callbacks.LossLog(folder / "log", every=1)
        model, scores = game(), Given(values, every=3)
        stop = StopAt(last)
        saver = callbacks.Checkpoint(folder / "c", every=1)
        history = fit(model, log, scores, stop, saver, resume=True, **arguments)
        lines = [json.loads(line) for line in log.path.read_text().splitlines()]
        assert all({"fid2", "fid2_pixels"}.isdisjoint(line) for line in lines)
        return history, scores.history

    straight = run(tmp_path / "a", [3.0, 1.0, 2.0])
    run(tmp_path / "b", [3.0, 1.0, 2.0], last=4)
    assert run(tmp_path / "b", [1.0, 2.0]) == straight


def test_a_monitor_that_no_log_has_is_refused(tmp_path):
    last = {"filepath": tmp_path / "x.keras", "mode": "min"}
    best = keras.callbacks.ModelCheckpoint(monitor="fid500", save_best_only=True, **last)
    with pytest.raises(ValueError, match="`monitor` of ModelCheckpoint is 'fid500', which no log"):
        fit(game(), best, Given([1.0]))
    stop = keras.callbacks.EarlyStopping(monitor="second_los", mode="min")
    with pytest.raises(ValueError, match="Did you mean 'second_loss'"):
        fit(game(), stop)
    fit(game(), keras.callbacks.ModelCheckpoint(**last))  # keeps each, and goes by nothing

    class Scorer(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["mine"] = -epoch

    mine = keras.callbacks.EarlyStopping(monitor="mine", mode="min")
    assert len(fit(game(), Scorer(), mine)["mine"]) == 4
