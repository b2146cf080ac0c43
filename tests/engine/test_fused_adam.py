"""Adam by one operation moves weights as Keras's Adam does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.engine.player_optimizers import PlayerOptimizers
from keras_gan_zoo.engine.speed.fused_adam import fuse

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
