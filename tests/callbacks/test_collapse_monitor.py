import io

import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.callbacks import CollapseMonitor

STEPS, EVERY, RAISED_AT = 250, 3, 165


class RaiseLearningRate(keras.callbacks.Callback):
    """Drives a game to collapse, from a given step on."""

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) == RAISED_AT:
            self.model.optimizer["generator"].learning_rate = 1.0


def train(pictures, folder, *others, **arguments):
    gan = keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1), width=8, latent_dim=32, seed=0)
    gan.compile({player: {"learning_rate": 1e-3} for player in gan.players})
    stream = io.StringIO()
    monitor = CollapseMonitor(pictures[448:], folder, every=EVERY, stream=stream, **arguments)
    gan.fit(
        pictures[:400],
        batch_size=16,
        epochs=STEPS // 25,
        verbose=0,
        callbacks=[*others, monitor],
    )
    return gan, monitor, stream.getvalue()


@pytest.fixture(scope="module")
def healthy(pictures, tmp_path_factory):
    return train(pictures, tmp_path_factory.mktemp("healthy"))


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
    samples = kept.draw(kept.generator, monitor._latents, 64)
    assert monitor._signs(samples)["distance"] == pytest.approx(reading.distance, abs=1e-4)


def test_watching_changes_nothing_of_the_training(healthy, pictures):
    gan, _, _ = healthy
    unwatched = keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1), width=8, latent_dim=32, seed=0)
    unwatched.compile({player: {"learning_rate": 1e-3} for player in gan.players})
    unwatched.fit(pictures[:400], batch_size=16, epochs=1, verbose=0)
    watched, monitor = (
        keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1), width=8, latent_dim=32, seed=0),
        CollapseMonitor(pictures[448:], every=10, stream=False),
    )
    watched.compile({player: {"learning_rate": 1e-3} for player in gan.players})
    watched.fit(pictures[:400], batch_size=16, epochs=1, verbose=0, callbacks=[monitor])
    for ours, theirs in zip(watched.get_weights(), unwatched.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_a_collapse_is_named_soon_and_what_came_before_is_kept(pictures, tmp_path):
    theirs = tmp_path / "before_collapse_step_000150.keras"
    theirs.write_text("the user's own")
    gan, monitor, told = train(pictures, tmp_path, RaiseLearningRate(), stop=True)
    first = monitor.alarms[0]
    assert first.kind in ("mode collapse", "samples left the data")
    assert first.since > RAISED_AT and first.noticed - RAISED_AT <= 0.05 * STEPS
    assert "the generator's weights moved" in first.message
    assert int(gan.optimizer.iterations) == first.noticed  # it was stopped
    assert first.message in told and str(monitor.kept) in told and "Training stops." in told
    assert theirs.read_text() == "the user's own"
    kept = keras.models.load_model(monitor.kept)
    assert int(kept.optimizer.iterations) <= RAISED_AT
    spread = monitor._signs(kept.draw(kept.generator, monitor._latents, 64))["spread"]
    assert spread > 0.6


def test_models_that_translate_say_how_they_draw(pictures):
    gan = keras_gan_zoo.get(
        "cyclegan",
        image_shape=(28, 28, 1),
        width=4,
        blocks=1,
        discriminator_width=4,
        discriminator_downsamplings=2,
    )
    gan.compile(run_eagerly=True)  # a graph of it takes longer than its one step
    some = pictures[:8]
    with pytest.raises(ValueError, match="draw="):
        gan.fit((some, some), batch_size=4, callbacks=[CollapseMonitor(some)], verbose=0)
    monitor = CollapseMonitor(
        some, draw=lambda gan: gan.generate(some, direction="x_to_y"), stream=False
    )
    gan.fit((some, some), batch_size=4, verbose=0, callbacks=[monitor])
    assert monitor.readings[-1].separation is None and monitor.readings[-1].spread >= 0


def test_real_pictures_of_another_shape_are_refused(pictures):
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=4, latent_dim=8)
    images = np.zeros((8, 16, 16, 1), "float32")
    with pytest.raises(ValueError, match=r"`real` has pictures of shape \(28, 28, 1\)"):
        gan.fit(images, batch_size=4, verbose=0, callbacks=[CollapseMonitor(pictures[:8])])


@pytest.mark.parametrize(("arguments", "part"), [({"count": 4}, "count"), ({"every": 0}, "every")])
def test_arguments_are_checked(pictures, arguments, part):
    with pytest.raises(ValueError, match=part):
        CollapseMonitor(pictures[:8], **arguments)
