"""Adam by one operation moves weights as Keras's Adam does."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from duel import Duel, linear

from keras_gan_zoo.engine.player_optimizers import PlayerOptimizers
from keras_gan_zoo.engine.speed.fused_adam import fuse
from keras_gan_zoo.samples.points import Points

GRADIENTS = np.random.default_rng(0).normal(size=(30, 6, 5)).astype("float32")


def trajectory(optimizer, gradients=GRADIENTS, in_graph=False):
    weight = keras.Variable(np.ones((6, 5), "float32"))
    optimizer.build([weight])

    def step(gradient):
        optimizer.apply([gradient], [weight])

    step = tf.function(step) if in_graph else step
    places = []
    for gradient in gradients:
        step(tf.constant(gradient) if isinstance(gradient, np.ndarray) else gradient)
        places.append(weight.numpy())
    return np.array(places)


def is_fused(optimizer):
    return "update_step" in vars(optimizer)


@pytest.mark.parametrize("in_graph", [False, True])
@pytest.mark.parametrize(
    "arguments",
    [
        {"learning_rate": 2e-4, "beta_1": 0.5},
        {"learning_rate": 0.1, "beta_1": 0.0, "beta_2": 0.9, "epsilon": 1e-3},
        {"learning_rate": keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)},
        {"learning_rate": 0.1, "weight_decay": 0.1, "global_clipnorm": 1.0, "use_ema": True},
    ],
    ids=["betas", "epsilon", "schedule", "what Keras does around the update"],
)
def test_same_trajectory(arguments, in_graph):
    ours, theirs = (keras.optimizers.Adam(**arguments) for _ in range(2))
    fuse(ours)
    assert is_fused(ours)
    moved = trajectory(ours, in_graph=in_graph)
    # The kernel takes 1 - beta_2 of the rounded beta_2, which is 1.3e-5 off for 0.999.
    step = float(theirs.learning_rate)
    np.testing.assert_allclose(moved, trajectory(theirs), rtol=1e-6, atol=2e-4 * step)
    for slot, other in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_allclose(slot.numpy(), other.numpy(), rtol=2e-5, atol=1e-6)


OPTIONS = [
    {"weight_decay": 0.1},
    {"clipnorm": 0.5},
    {"clipvalue": 0.1},
    {"global_clipnorm": 0.5},
    {"use_ema": True, "ema_momentum": 0.5},
    {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 4},
    {"amsgrad": True},
    {"loss_scale_factor": 8.0},
    {"gradient_accumulation_steps": 2},
    {"gradient_accumulation_steps": 3, "clipnorm": 0.5, "weight_decay": 0.1, "use_ema": True},
]


def names(options):
    return ", ".join(options)


@pytest.mark.parametrize("in_graph", [False, True])
@pytest.mark.parametrize("options", OPTIONS, ids=names)
def test_every_option_is_as_keras_has_it(options, in_graph):
    ours, theirs = (keras.optimizers.Adam(0.05, beta_1=0.5, **options) for _ in range(2))
    fuse(ours)
    moved, expected = trajectory(ours, in_graph=in_graph), trajectory(theirs, in_graph=in_graph)
    assert len(np.unique(expected, axis=0)) > 5
    np.testing.assert_allclose(moved, expected, rtol=1e-5, atol=1e-5)
    for slot, other in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_allclose(slot.numpy(), other.numpy(), rtol=3e-5, atol=1e-5)


def test_slices_are_left_to_keras():
    slices = [
        tf.IndexedSlices(tf.constant(gradient[:2]), tf.constant([1, 4]), tf.constant([6, 5]))
        for gradient in GRADIENTS
    ]
    ours, theirs = keras.optimizers.Adam(0.1), keras.optimizers.Adam(0.1)
    fuse(ours)
    np.testing.assert_allclose(
        trajectory(ours, slices), trajectory(theirs, slices), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize(
    "optimizer",
    [
        keras.optimizers.Adam(amsgrad=True),
        keras.optimizers.AdamW(),
        keras.optimizers.RMSprop(),
        type("MyAdam", (keras.optimizers.Adam,), {})(),
    ],
    ids=lambda optimizer: optimizer.name,
)
def test_others_stay_as_they_are(optimizer):
    fuse(optimizer)
    assert not is_fused(optimizer)


def test_every_players_adam_is_fused():
    scaled = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(1e-3))
    optimizers = PlayerOptimizers({"critic": scaled, "generator": keras.optimizers.Adam(1e-3)})
    assert is_fused(optimizers["critic"].inner_optimizer)
    assert is_fused(optimizers["generator"])
    again = PlayerOptimizers.from_config(optimizers.get_config())
    assert is_fused(again["generator"])


class Alone(Duel):
    """One player, which any Keras model could be."""

    takes = (Points((2,)),)
    players = {"first": ["a"]}
    averaged = terms = ()

    def default_optimizers(self):
        return {"first": keras.optimizers.Adam()}

    def train_step(self, x):
        self.minimize(lambda: keras.ops.mean((self.a(x) - 1.0) ** 2), "first")
        return self.logs()


@pytest.mark.parametrize("options", OPTIONS, ids=names)
def test_a_player_learns_as_a_keras_model_does(options):
    x = np.random.default_rng(0).normal(size=(24, 2)).astype("float32")
    arguments = {"batch_size": 4, "epochs": 2, "shuffle": False, "verbose": 0}
    options = {"learning_rate": 0.05, **options}
    game = Alone(linear([[1.0], [2.0]]), linear([[1.0], [2.0]]))
    game.compile({"first": keras.optimizers.Adam(**options)})
    game.fit(x, **arguments)
    model = linear([[1.0], [2.0]])
    model.compile(keras.optimizers.Adam(**options), "mse")
    model.fit(x, np.ones((24, 1), "float32"), **arguments)
    np.testing.assert_allclose(game.a.get_weights()[0], model.get_weights()[0], rtol=1e-5)


@pytest.mark.parametrize("options", OPTIONS, ids=names)
def test_every_option_survives_the_file(options, tmp_path):
    x = np.random.default_rng(0).normal(size=(8, 2)).astype("float32")
    game = Alone(linear([[1.0], [2.0]]), linear([[1.0], [2.0]]))
    game.compile({"first": keras.optimizers.Adam(0.05, **options)})
    game.train_on_batch(x)
    game.save(tmp_path / "game.keras")
    again = keras.models.load_model(tmp_path / "game.keras", custom_objects={"Alone": Alone})
    for model in (game, again):
        for _ in range(3):
            model.train_on_batch(x)
    np.testing.assert_array_equal(game.a.get_weights()[0], again.a.get_weights()[0])
