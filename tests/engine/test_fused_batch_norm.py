"""Batch normalisation by one operation trains as Keras's does, and is left alone elsewhere."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from keras_gan_zoo.engine.speed.fused_batch_norm import fuse
from keras_gan_zoo.layers import ConditionalBatchNormalization

BATCHES = np.random.default_rng(0).normal(0.5, 2.0, (4, 3, 5, 4, 6)).astype("float32")


def network(**arguments):
    keras.utils.set_random_seed(0)
    middle = layers.BatchNormalization(momentum=0.5, **arguments)
    return keras.Sequential(
        [
            keras.Input((5, 4, 6)),
            layers.Conv2D(4, 3),
            middle,
            layers.Activation("tanh"),
            layers.Conv2D(1, 1),
        ]
    )


def trained(net):
    """Trains a little, through a gradient of a gradient too, and returns every variable."""
    optimizer = keras.optimizers.SGD(0.02)

    @tf.function
    def step(images):
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                inner.watch(images)
                outputs = net(images, training=True)
            slope = inner.gradient(outputs, images)
            loss = tf.reduce_mean((outputs - 1.0) ** 2) + tf.reduce_mean(slope**2)
        weights = [variable.value for variable in net.trainable_variables]
        optimizer.apply(outer.gradient(loss, weights), net.trainable_variables)

    optimizer.build(net.trainable_variables)
    for images in BATCHES:
        step(tf.constant(images))
    return [variable.numpy() for variable in net.variables]


@pytest.mark.parametrize(
    "arguments", [{}, {"scale": False, "center": False, "epsilon": 1e-6}], ids=["affine", "bare"]
)
def test_same_trajectory(arguments):
    plain, fused = network(**arguments), network(**arguments)
    fuse(fused)
    for ours, keras_own in zip(trained(fused), trained(plain), strict=True):
        np.testing.assert_allclose(ours, keras_own, rtol=1e-4, atol=2e-5)


def test_one_operation_where_it_trains_and_none_where_it_draws():
    net = network()
    fuse(net)

    def operations(training):
        run = tf.function(lambda images: net(images, training=training))
        graph = run.get_concrete_function(tf.TensorSpec((2, 5, 4, 6))).graph
        return [each.type for each in graph.get_operations()]

    assert operations(True).count("FusedBatchNormV3") == 1
    assert "SquaredDifference" not in operations(True)
    assert "FusedBatchNormV3" not in operations(False)


def test_inside_other_layers_and_saved_as_keras_own():
    maps, labels = keras.Input((2, 2, 3)), keras.Input((), dtype="int32")
    net = keras.Model([maps, labels], ConditionalBatchNormalization(2)([maps, labels]))
    fuse(net)
    inner = [x for x in net._flatten_layers() if isinstance(x, layers.BatchNormalization)]
    assert [("call" in vars(layer)) for layer in inner] == [True]
    outer = network()
    fuse(outer)
    clone = keras.models.clone_model(outer)
    assert clone.get_config() == outer.get_config()


def test_half_precision_keeps_its_statistics_in_full():
    maps = np.full((2, 3, 3, 1), 300.0, "float16")
    maps[0] += 2.0
    layer = layers.BatchNormalization(dtype="mixed_float16")
    net = keras.Sequential([keras.Input((3, 3, 1), dtype="float16"), layer])
    fuse(net)
    outputs = net(maps, training=True)
    assert outputs.dtype == "float16"
    np.testing.assert_allclose(np.unique(outputs), [-1.0, 1.0], atol=2e-3)


@pytest.mark.parametrize(
    "layer",
    [
        layers.BatchNormalization(synchronized=True),
        type("MyNorm", (layers.BatchNormalization,), {})(),
        layers.LayerNormalization(),
    ],
    ids=["synchronized", "a subclass", "another"],
)
def test_others_stay_as_they_are(layer):
    fuse(keras.Sequential([keras.Input((2, 2, 3)), layer]))
    assert "call" not in vars(layer)
