import io

import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.callbacks import CollapseMonitor

STEPS, EVERY = 250, 3
RAISED_AT = STEPS + 50  # in the game's second fit


class RaiseLearningRate(keras.callbacks.Callback):
    """Drives a game to collapse, from a given step on."""

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) == RAISED_AT:
            self.model.optimizer["generator"].learning_rate = 1.0


@pytest.fixture(scope="module")
def small(pictures):
    """The pictures at half their size, in a margin: (512, 16, 16, 1)."""
    halves = pictures.reshape(-1, 14, 2, 14, 2, 1).mean(axis=(2, 4))
    return np.pad(halves, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=-1.0)


def new_game(**arguments):
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=8, latent_dim=32, seed=0)
    gan.compile({player: {"learning_rate": 1e-3} for player in gan.players}, **arguments)
    return gan


def train(gan, small, folder, *others, **arguments):
    stream = io.StringIO()
    monitor = CollapseMonitor(small[448:], folder, every=EVERY, stream=stream, **arguments)
    gan.fit(
        small[:400],
        batch_size=16,
        epochs=STEPS // 25,
        verbose=0,
        callbacks=[*others, monitor],
    )
    return monitor, stream.getvalue()


@pytest.fixture(scope="module")
def healthy(small, tmp_path_factory):
    gan = new_game()
    return gan, *train(gan, small, tmp_path_factory.mktemp("healthy"))


def test_a_healthy_game_is_watched_in_silence(healthy):
    _, monitor, told = healthy
    assert monitor.alarms == [] and told == ""
    assert monitor.rules.begun and len(monitor.readings) == 2 + STEPS // EVERY
    last = monitor.readings[-1]
    assert last.spread > 0.6 and last.distance < 0.3 and 0.0 <= last.separation <= 1.0
    assert set(last.losses) == {"generator_loss", "discriminator_loss"}
    assert 0 < last.movement["generator"] < 0.1


def test_the_best_model_is_kept_and_draws_the_same(healthy):
    _, monitor, _ = healthy
    assert list(monitor.directory.iterdir()) == [monitor.kept]
    kept = keras.models.load_model(monitor.kept)
    step = int(monitor.kept.stem.rpartition("_")[2])
    (reading,) = (reading for reading in monitor.readings if reading.step == step)
    assert int(kept.optimizer.iterations) == step
    samples = kept.samples_as_trained(64, seed=0)
    assert monitor._signs(samples)["distance"] == pytest.approx(reading.distance, abs=1e-4)


def test_a_collapse_is_named_soon_and_what_came_before_is_kept(healthy, small, tmp_path):
    gan, _, _ = healthy
    for step in range(STEPS, RAISED_AT + 1, EVERY):
        (tmp_path / f"before_collapse_step_{step:06d}.keras").write_text("the user's own")
    theirs = set(tmp_path.iterdir())
    monitor, told = train(gan, small, tmp_path, RaiseLearningRate(), stop=True)
    first = monitor.alarms[0]
    assert first.kind in ("mode collapse", "samples left the data")
    assert first.since > RAISED_AT and first.noticed - RAISED_AT <= 0.05 * STEPS
    assert "the generator's weights moved" in first.message
    assert int(gan.optimizer.iterations) == first.noticed  # it was stopped
    assert first.message in told and str(monitor.kept) in told and "Training stops." in told
    assert set(tmp_path.iterdir()) == {*theirs, monitor.kept}
    assert {path.read_text() for path in theirs} == {"the user's own"}
    kept = keras.models.load_model(monitor.kept)
    assert STEPS < int(kept.optimizer.iterations) <= RAISED_AT
    spread = monitor._signs(kept.samples_as_trained(64, seed=0))["spread"]
    assert spread > 0.6


def test_watching_changes_nothing_of_the_training(healthy, small):
    gan, _, _ = healthy
    variables = [*gan.variables, *gan.optimizer.variables]  # weights, seeds, moments, counts
    before = [variable.numpy() for variable in variables]
    monitor = CollapseMonitor(small[448:], every=1, stream=False)
    after = []
    for callbacks in ([], [monitor]):
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)
        gan.fit(small[:80], batch_size=16, shuffle=False, verbose=0, callbacks=callbacks)
        after.append([variable.numpy() for variable in variables])
    assert len(monitor.readings) == 6
    for unwatched, watched in zip(*after, strict=True):
        np.testing.assert_allclose(watched, unwatched, rtol=1e-4, atol=1e-6)


def test_models_that_translate_say_how_they_draw(small):
    gan = keras_gan_zoo.get(
        "cyclegan",
        image_shape=(16, 16, 1),
        width=4,
        blocks=1,
        discriminator_width=4,
        discriminator_downsamplings=1,
    )
    some = small[:8]
    with pytest.raises(ValueError, match="draw="):
        gan.fit((some, some), batch_size=4, callbacks=[CollapseMonitor(some)], verbose=0)
    monitor = CollapseMonitor(
        some, draw=lambda gan: gan.generate(some, direction="x_to_y"), stream=False
    )
    monitor.set_model(gan)
    monitor.set_params({"steps": 2, "epochs": 1})
    monitor.on_train_begin()  # which reads; no step of training is needed for that
    (reading,) = monitor.readings
    assert reading.separation is None and reading.spread >= 0


def test_real_pictures_of_another_shape_are_refused(pictures, small):
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8)
    with pytest.raises(ValueError, match=r"`real` has pictures of shape \(28, 28, 1\)"):
        gan.fit(small[:8], batch_size=4, verbose=0, callbacks=[CollapseMonitor(pictures[:8])])


@pytest.mark.parametrize(("arguments", "part"), [({"count": 4}, "count"), ({"every": 0}, "every")])
def test_arguments_are_checked(pictures, arguments, part):
    with pytest.raises(ValueError, match=part):
        CollapseMonitor(pictures[:8], **arguments)
