"""Convolutions as products of patches are Keras's convolutions, and train as they do."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo.engine.speed import patch_products
from keras_gan_zoo.layers import SpectralNormalization

CASES = [
    (4, 2, "same", (8, 6)),
    (4, 2, "same", (1, 1)),
    (4, 2, "valid", (7, 8)),
    (4, 1, "same", (5, 5)),
    (4, 4, "same", (7, 9)),
    (3, 1, "valid", (4, 5)),
    (3, 3, "valid", (7, 6)),
    (2, 1, "same", (3, 3)),
]
"""Size, stride, padding and the maps' sides."""


def everywhere(monkeypatch):
    """Lets the product be taken however small the kernel is."""
    monkeypatch.setattr(patch_products, "_FEWEST_WEIGHTS", 1)
    monkeypatch.setattr(patch_products, "_WEIGHTS_A_ROW", 0)


def first_and_second_derivatives(net, images):
    """Returns the outputs, the weights' gradients, and those of the slope along the pictures."""
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(images)
            outputs = net(images, training=True)
            height = tf.reduce_sum(tf.tanh(outputs))
        slope = inner.gradient(height, images)
        loss = height + tf.reduce_sum(slope**2)
    weights = [variable.value for variable in net.trainable_variables]
    return [outputs, slope, *outer.gradient(loss, weights)]


@pytest.mark.parametrize("cls", [keras.layers.Conv2D, keras.layers.Conv2DTranspose])
@pytest.mark.parametrize(("size", "stride", "padding", "sides"), CASES)
def test_products_are_convolutions(cls, size, stride, padding, sides, monkeypatch):
    everywhere(monkeypatch)
    shape = (*sides, 3)
    net = keras.Sequential(
        [keras.Input(shape), cls(5, size, strides=stride, padding=padding, activation="tanh")]
    )
    images = keras.random.normal((2, *shape), seed=0)
    expected = first_and_second_derivatives(net, images)
    patch_products.multiply_patches(net)
    counted = operations(net, (2, *shape))
    assert counted.count("MatMul") == 1
    assert not {"Conv2D", "Conv2DBackpropInput"} & set(counted)
    with patch_products.traced_for_a_step(True):
        products = first_and_second_derivatives(net, images)
    for ours, keras_own in zip(products, expected, strict=True):
        np.testing.assert_allclose(ours, keras_own, rtol=1e-4, atol=1e-4)


def operations(net, shape, in_a_step=True):
    def run(images):
        with patch_products.traced_for_a_step(in_a_step):
            return net(images, training=True)

    graph = tf.function(run).get_concrete_function(tf.TensorSpec(shape)).graph
    return [each.type for each in graph.get_operations()]


def test_only_where_it_pays():
    def net(filters, **arguments):
        layer = keras.layers.Conv2D(filters, 4, strides=2, padding="same", **arguments)
        whole = keras.Sequential([keras.Input((4, 4, 256)), layer])
        patch_products.multiply_patches(whole)
        return whole

    large = net(256)  # 2 ** 20 weights: up to 512 rows, four a picture
    assert "Conv2D" not in operations(large, (128, 4, 4, 256))
    assert "Conv2D" in operations(large, (129, 4, 4, 256))
    assert "Conv2D" in operations(large, (None, 4, 4, 256))
    assert "Conv2D" in operations(large, (1, 4, 4, 256), in_a_step=False)
    assert "Conv2D" in operations(net(255), (1, 4, 4, 256))
    assert "MatMul" not in operations(net(512, groups=2), (1, 4, 4, 256))


def test_the_normalised_kernel_is_the_one_that_counts(monkeypatch):
    everywhere(monkeypatch)
    net = keras.Sequential(
        [keras.Input((4, 4, 2)), SpectralNormalization(keras.layers.Conv2D(3, 2))]
    )
    images = keras.random.normal((2, 4, 4, 2), seed=0)
    before = [variable.numpy() for variable in net.variables]
    expected = net(images, training=True)
    for variable, value in zip(net.variables, before, strict=True):
        variable.assign(value)
    patch_products.multiply_patches(net)
    assert "Conv2D" not in operations(net, (2, 4, 4, 2))
    with patch_products.traced_for_a_step(True):
        np.testing.assert_allclose(net(images, training=True), expected, rtol=1e-5, atol=1e-6)


def counting(function, calls):
    """Returns the function, which notes each time that it is called."""

    def counted(*arguments):
        calls.append(function.__name__)
        return function(*arguments)

    return counted


def test_same_trajectory(monkeypatch):
    pictures = np.random.default_rng(0).uniform(-1, 1, (2, 2, 16, 16, 1)).astype("float32")

    def trained():
        small = {"image_shape": (16, 16, 1), "width": 2, "discriminator_downsamplings": 1}
        gan = keras_gan_zoo.get("pix2pix", seed=0, downsamplings=2, **small)
        # Without a large epsilon Adam would magnify what is all rounding.
        optimizers = {player: {"learning_rate": 1e-3, "epsilon": 1e-2} for player in gan.players}
        gan.compile(optimizers, run_eagerly=True)  # two steps are sooner taken than traced
        logs = [gan.train_on_batch(tuple(pictures)) for _ in range(2)]
        return logs, [variable.numpy() for variable in gan.variables]

    plain, weights = trained()
    everywhere(monkeypatch)
    taken = []
    for name in ("convolution", "transposed_convolution"):
        monkeypatch.setattr(patch_products, name, counting(getattr(patch_products, name), taken))
    products, others = trained()
    assert set(taken) == {"convolution", "transposed_convolution"}
    for ours, keras_own in zip(products, plain, strict=True):
        assert ours == pytest.approx(keras_own, rel=1e-4)
    for ours, keras_own in zip(others, weights, strict=True):
        np.testing.assert_allclose(ours, keras_own, rtol=1e-4, atol=1e-5)
