"""What a user of Keras would write, and what `fit` and `compile` answer."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf
from duel import Duel, duel, linear

import keras_gan_zoo
from keras_gan_zoo import callbacks
from keras_gan_zoo.engine.batching import batches_of_steps
from keras_gan_zoo.engine.player_optimizers import PlayerOptimizers
from keras_gan_zoo.samples.points import Points

X = np.random.default_rng(0).normal(size=(8, 2)).astype("float32")
Y = np.arange(8)
PICTURES = np.zeros((4, 28, 28, 1), "float32")


class Game(Duel):
    takes = (Points((2,)),)


def game():
    model = Game(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]), seed=1)
    model.compile()
    return model


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"validation_data": (X, Y)}, "no `validation_data`: .*EvaluateEvery"),
        ({"validation_split": 0.2}, "no `validation_split`: .*EvaluateEvery"),
        ({"validation_freq": 2}, "no `validation_freq`"),
        ({"class_weight": {0: 2.0}}, "no `class_weight`: all examples count alike"),
        ({"sample_weight": np.ones(8)}, "no `sample_weight`: all examples count alike"),
        ({"workers": 4}, "no `workers`: `x` is read by tf.data"),
        ({"calbacks": []}, "no argument 'calbacks'. Did you mean 'callbacks'"),
    ],
)
def test_what_fit_has_not(arguments, told):
    model = game()
    with pytest.raises(TypeError, match=told):
        model.fit(X, batch_size=4, verbose=0, **arguments)
    assert int(model.optimizer.iterations) == 0


def test_what_asks_for_nothing_is_taken():
    nothing = {"validation_data": None, "validation_split": 0.0, "sample_weight": None}
    one = keras.callbacks.TerminateOnNaN()
    assert game().fit(X, batch_size=4, verbose=0, callbacks=one, **nothing).epoch == [0]


def test_labels_belong_to_the_examples():
    with pytest.raises(TypeError, match=r"takes images as `x`, and no `y`: pass fit\(x\)"):
        game().fit(X, Y, batch_size=4)
    cgan = keras_gan_zoo.get("cgan", width=8, latent_dim=8)
    labels = np.zeros(4, "int32")
    with pytest.raises(TypeError, match=r"class numbers as `x`, .* as one, fit\(\(x, y\)\)"):
        cgan.fit(PICTURES, labels, batch_size=2)
    with pytest.raises(TypeError, match=r"as one, fit\(\(x, y\)\)"):
        cgan.fit(PICTURES, y=labels, batch_size=2)
    with pytest.raises(TypeError, match=r"name the others, as in fit\(x, batch_size=64, epochs"):
        cgan.fit(PICTURES, labels, 2)
    cgan.fit((PICTURES, labels), batch_size=2, verbose=0)
    with pytest.raises(TypeError, match=r"train_on_batch\(\(x, y\)\)"):
        cgan.train_on_batch(PICTURES, labels)
    with pytest.raises(TypeError, match="`train_on_batch` takes no `sample_weight`: all examples"):
        cgan.train_on_batch((PICTURES, labels), sample_weight=np.ones(4))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"epochs": 0}, "`epochs` must be a whole number of at least 1, got 0"),
        ({"epochs": -1}, "`epochs` must be a whole number of at least 1, got -1"),
        ({"steps_per_epoch": 0}, "`steps_per_epoch` must be a whole number of at least 1, got 0"),
        ({"initial_epoch": -1}, "`initial_epoch` must be a whole number of at least 0, got -1"),
        ({"initial_epoch": 2, "epochs": 2}, "`epochs`=2, so .* pass epochs=3 or more"),
        ({"initial_epoch": 5, "epochs": 2}, "`epochs`=2, so .* pass epochs=6 or more"),
    ],
)
def test_a_fit_that_would_take_no_step(arguments, told):
    model = game()
    with pytest.raises(ValueError, match=told):
        model.fit(X, batch_size=4, verbose=0, **arguments)


BATCHES = tf.data.Dataset.from_tensor_slices(X).batch(4)


@pytest.mark.parametrize(
    "empty",
    [
        BATCHES.take(0),
        BATCHES.skip(2),
        BATCHES.filter(lambda x: False),
        BATCHES.filter(lambda x: False).repeat(),
    ],
    ids=["take", "skip", "filter", "repeated filter"],
)
def test_data_without_a_batch(empty):
    class Unchecked(Game):  # what reads the first examples finds it out before
        def prepare_data(self, x, batch_size, shuffle):
            return x

    model = Unchecked(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]))
    with pytest.raises(ValueError, match="`fit` took no step: `x` holds less than the one batch"):
        model.fit(empty, verbose=0)
    with pytest.raises(ValueError, match="x is an empty dataset"):
        game().fit(empty, verbose=0)


def test_batches_of_unknown_size_that_are_too_few_for_a_step():
    with pytest.raises(ValueError, match="One step takes critic_steps=3 batches"):
        batches_of_steps(BATCHES, 3, "critic_steps")
    pairs = batches_of_steps(tf.data.Dataset.from_tensor_slices(X[:7]).batch(4), 2, "critic_steps")
    assert list(pairs) == []  # which is not known before

    class Pairs(Game):
        def prepare_data(self, x, batch_size, shuffle):
            return pairs

    model = Pairs(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]))
    with pytest.raises(ValueError, match="less than the 8 examples that a step takes"):
        model.fit(X, verbose=0)


def test_a_training_that_is_at_its_end_says_so(tmp_path):
    saver = callbacks.Checkpoint(tmp_path)
    game().fit(X, batch_size=4, epochs=2, verbose=0, callbacks=[saver])
    with pytest.warns(UserWarning, match=r"step_000004.keras' is where .*epochs=2; pass a larger"):
        game().fit(X, batch_size=4, epochs=2, verbose=0, callbacks=[saver], resume=True)
    with pytest.warns(UserWarning, match="is where training ends by epochs=1"):
        game().fit(X, batch_size=4, epochs=1, verbose=0, callbacks=[saver], resume=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {"optimizer": "adam"},
        {"d_optimizer": "adam", "g_optimizer": "adam"},
        {"gen_opt": "adam"},
        {"loss": "mse"},
        {"loss_weights": [1.0]},
        {"metrics": ["mae"]},
        {"weighted_metrics": ["mae"]},
        {"los": "mse"},
    ],
    ids=lambda arguments: next(iter(arguments)),
)
def test_what_compile_has_not(arguments):
    model = duel()
    before = model.optimizer
    with pytest.raises(TypeError, match=f"`compile` .*{next(iter(arguments))}"):
        model.compile(**arguments)
    assert model.optimizer is before


@pytest.mark.parametrize("arguments", [{"optimizer": "adam"}, {"g_optimizer": "adam"}])
def test_the_advice_on_optimizers_works(arguments):
    model = duel()
    with pytest.raises(TypeError) as refused:
        model.compile(**arguments)
    advice = re.search(r"compile\(.*\)", str(refused.value))[0]
    eval(f"model.{advice}", {"model": model})
    assert all(type(model.optimizer[p]) is keras.optimizers.Adam for p in model.players)


def test_one_object_moves_one_player():
    adam = keras.optimizers.Adam(1e-3)
    with pytest.raises(ValueError, match="'first' and 'second' the same object") as refused:
        duel(optimizers={"first": adam, "second": adam})
    advice = re.search(r"optimizers=(\{.*\})", str(refused.value))[1]
    duel(optimizers=eval(advice, {"keras": keras})).train_on_batch(X)
    scaled = keras.optimizers.LossScaleOptimizer(adam)
    with pytest.raises(ValueError, match="the same object"):
        PlayerOptimizers({"first": adam, "second": scaled})


def test_an_object_moves_one_model():
    adam = keras.optimizers.Adam(1e-3)
    model = duel(optimizers={"first": adam})
    with pytest.raises(ValueError, match=r"optimizers\['first'\]` moves the weights of another"):
        duel(optimizers={"first": adam})
    with pytest.raises(ValueError, match=r"optimizers\['first'\]` moves the weights of another"):
        duel().compile(model.optimizer)
    others = PlayerOptimizers({"critic": keras.optimizers.Adam()})
    with pytest.raises(
        ValueError, match="those of the players 'critic', and the model has 'first'"
    ):
        model.compile(others)
    model.compile({"first": adam})  # its own again
    model.train_on_batch(X)
