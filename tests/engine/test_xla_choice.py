"""Whether XLA compiles the step is measured without a trace in the training, and kept."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from duel import Duel, linear
from keras import ops

import keras_gan_zoo
from keras_gan_zoo.engine.speed import xla_choice
from keras_gan_zoo.engine.speed.xla_choice_file import Choice, choice_key, read_choice, store_choice
from keras_gan_zoo.errors import TrainingDiverged
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.samples.points import Points

POINTS = np.random.default_rng(0).normal(size=(10, 2)).astype("float32")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of the test's own, and no more turns than need be."""
    monkeypatch.setenv("KERAS_GAN_ZOO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(xla_choice, "_SECONDS", 0.0)
    return tmp_path / "cache"


@pytest.fixture
def never(monkeypatch):
    monkeypatch.setattr(xla_choice, "_is_worth_it", lambda *seconds: False)


@pytest.fixture
def always(monkeypatch):
    monkeypatch.setattr(xla_choice, "_is_worth_it", lambda *seconds: True)


@keras.saving.register_keras_serializable(package="tests")
class Noisy(Duel):
    """Draws a number at each step."""

    traces = 0

    def train_step(self, x):
        self.traces += 1
        x += random_rows(keras.random.normal, ops.shape(x), seed=self.seed_generator)
        return super().train_step(x)

    takes = (Points((2,)),)


class Spelling(Noisy):
    """Reads a number off a text, which XLA does not."""

    def train_step(self, x):
        return super().train_step(x * tf.strings.to_number(tf.strings.as_string(x[0, 0])))


def duel(cls=Noisy, **settings):
    model = cls(linear(((1.0,), (2.0,))), linear(((3.0,), (-1.0,))), seed=3, ema_decay=0.9)
    model.compile({"first": keras.optimizers.Adam(0.01)}, **settings)
    return model


def fitted(model, **settings):
    """Returns the history of a fit with batches that differ, and all that it has moved."""
    history = model.fit(POINTS, batch_size=4, epochs=2, verbose=0, **settings).history
    held = [*model.variables, *model.optimizer.variables]
    return history, [np.array(variable.value.numpy()) for variable in held]


def check_equal(one, other, **tolerance):
    for name, values in one[0].items():
        np.testing.assert_allclose(values, other[0][name], **tolerance)
    for value, same in zip(one[1], other[1], strict=True):
        np.testing.assert_allclose(value, same, **tolerance)


def test_a_training_that_stays_without_xla_is_as_if_nothing_had_been_timed(never, capsys):
    gan = duel(jit_compile="auto", steps_per_execution=2)
    check_equal(fitted(duel(steps_per_execution=2)), fitted(gan), rtol=0, atol=0)
    assert gan.jit_compile is False
    told = capsys.readouterr().err
    assert "The step of Noisy stays without XLA" in told and "jit_compile=False" in told


def test_a_training_with_xla_is_another_by_rounding_alone_and_the_choice_is_kept(always, capsys):
    first = duel(jit_compile="auto")
    timed = fitted(first)
    assert first.jit_compile is True and first.traces == 2
    assert "XLA compiles the step of Noisy" in capsys.readouterr().err
    check_equal(fitted(duel()), timed, rtol=1e-4, atol=1e-5)
    second = duel(jit_compile="auto")
    check_equal(fitted(second), timed, rtol=0, atol=0)
    assert second.jit_compile is True and second.traces == 1
    assert not capsys.readouterr().err


def test_the_key_goes_by_what_makes_a_step_slow():
    def points_gan(seed, width=4):
        sizes = {"image_shape": (2,), "body": "mlp", "width": width, "latent_dim": 2}
        return keras_gan_zoo.get("gan", seed=seed, **sizes)

    gan, points = points_gan(0), tf.zeros((4, 2))
    key = choice_key(gan, points)
    assert choice_key(points_gan(1), points) == key
    keys = {key, choice_key(gan, tf.zeros((5, 2))), choice_key(points_gan(0, width=5), points)}
    gan.compile(steps_per_execution=2)
    keys.add(choice_key(gan, points))
    gan.compile({"generator": "sgd"})
    keys.add(choice_key(gan, points))
    assert len(keys) == 5


@pytest.mark.parametrize("damage", ["{", "[]", '{"key": {"xla": "yes"}}', '{"key": {"x": 1}}'])
def test_a_damaged_file_is_as_none(cache, damage):
    cache.mkdir()
    (cache / "xla.json").write_text(damage)
    assert read_choice("key") is None
    choice = Choice(True, 0.2, 0.1, 3.0)
    assert store_choice("key", choice) == cache / "xla.json"
    assert read_choice("key") == choice


def test_a_cache_that_cannot_be_written_is_said(cache, capsys):
    cache.write_text("not a folder")
    assert store_choice("key", Choice(False)) is None
    assert read_choice("key") is None
    assert "cannot be written" in capsys.readouterr().err


def test_a_step_that_xla_cannot_compile(cache, capsys):
    model = duel(Spelling, jit_compile="auto")
    check_equal(fitted(duel(Spelling)), fitted(model), rtol=0, atol=0)
    assert model.jit_compile is False
    assert "XLA cannot compile the step of Spelling (" in capsys.readouterr().err


def test_what_is_wrong_with_the_batch_is_said_as_ever(cache):
    model = duel(jit_compile="auto")
    before = [variable.numpy() for variable in model.variables]
    with pytest.raises(TrainingDiverged, match="The data of step 1 hold"):
        model.train_on_batch(np.full((4, 2), np.inf, "float32"))
    for variable, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)
    assert not (cache / "xla.json").exists()


def test_what_was_asked_is_saved(tmp_path):
    gan = duel(jit_compile="auto")
    gan.save(tmp_path / "gan.keras")
    assert keras.models.load_model(tmp_path / "gan.keras").chooses_xla_by_timing
    gan.compile(jit_compile="auto", run_eagerly=True)
    assert not gan.chooses_xla_by_timing


def test_xla_pays_where_it_wins_back_what_compiling_takes():
    assert xla_choice._is_worth_it(plain=0.010, xla=0.005, compiling=40.0, calls=10_000)
    assert not xla_choice._is_worth_it(plain=0.010, xla=0.005, compiling=60.0, calls=10_000)
    assert not xla_choice._is_worth_it(plain=0.010, xla=0.0095, compiling=0.0, calls=10_000)


def test_another_word():
    with pytest.raises(ValueError, match="must be True, False or 'auto', got 'atuo'"):
        duel(jit_compile="atuo")
