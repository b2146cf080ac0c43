"""Transposed convolutions traced as convolutions: the same pictures, and nothing left behind."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from keras_gan_zoo.export import tflite
from keras_gan_zoo.export.transposed_convolutions import as_convolutions
from keras_gan_zoo.networks import dcgan_generator

MAPS = np.random.default_rng(0).standard_normal((2, 5, 7, 3)).astype("float32")


def network(*stack):
    x = inputs = keras.Input(MAPS.shape[1:])
    for layer in stack:
        x = layer(x)
    return keras.Model(inputs, x)


def randomised(model):
    random = np.random.default_rng(1)
    for variable in model.weights:
        variable.assign(random.uniform(0.2, 1.0, variable.shape))
    return model


def operators(model):
    """Returns the operators of the model's graph, and what it draws."""
    run = tf.function(lambda maps: model(maps, training=False)).get_concrete_function(MAPS)
    return {node.type for node in run.graph.get_operations()}, run(MAPS).numpy()


@pytest.mark.parametrize(
    ("size", "stride"), [(4, 2), (2, 2), (6, 2), (3, 3), (6, 3), (8, 4), (12, 4)]
)
@pytest.mark.parametrize("filters", [2, 33])
def test_draws_what_the_layer_draws(size, stride, filters):
    settings = {"strides": stride, "padding": "same", "activation": "tanh"}
    model = randomised(network(layers.Conv2DTranspose(filters, size, **settings)))
    model.layers[-1].kernel.assign(model.layers[-1].kernel * 0.05)
    expected = model(MAPS).numpy()
    with as_convolutions(model):
        kinds, drawn = operators(model)
    np.testing.assert_allclose(drawn, expected, atol=1e-5)
    assert "Conv2D" in kinds and "Conv2DBackpropInput" not in kinds


@pytest.mark.parametrize("use_bias", [True, False])
def test_a_normalisation_is_folded_into_the_kernel(use_bias):
    settings = {"strides": 2, "padding": "same", "use_bias": use_bias}
    stack = (layers.Conv2DTranspose(4, 4, **settings), layers.BatchNormalization(), layers.ReLU())
    model = randomised(network(*stack))
    expected = model(MAPS).numpy()
    with as_convolutions(model):
        _, drawn = operators(model)
        ones = np.ones((1, 1, 1, 4))
        np.testing.assert_array_equal(model.layers[2](ones), ones)
    np.testing.assert_allclose(drawn, expected, rtol=1e-4, atol=1e-5)
    assert np.any(model.layers[2](ones) != ones)  # a normalisation again


def test_a_normalisation_after_an_activation_stays():
    settings = {"strides": 2, "padding": "same", "activation": "tanh"}
    model = randomised(
        network(layers.Conv2DTranspose(4, 4, **settings), layers.BatchNormalization())
    )
    expected = model(MAPS).numpy()
    with as_convolutions(model):
        np.testing.assert_allclose(operators(model)[1], expected, rtol=1e-4, atol=1e-5)


def test_maps_of_any_size_stay_as_they_are():
    inputs = keras.Input((None, None, 3))
    drawn = layers.Conv2DTranspose(4, 4, strides=2, padding="same")(inputs)
    model = randomised(keras.Model(inputs, layers.BatchNormalization()(drawn)))
    expected = model(MAPS).numpy()
    spec = tf.TensorSpec((None, None, None, 3))
    with as_convolutions(model):
        run = tf.function(lambda maps: model(maps, training=False)).get_concrete_function(spec)
    np.testing.assert_allclose(run(MAPS), expected, rtol=1e-4, atol=1e-5)


def test_halves_are_written_whole(exportable, tmp_path):
    halves = layers.Conv2DTranspose(2, 4, strides=2, padding="same", dtype="mixed_float16")
    file = tflite(exportable(halves, MAPS.shape[1:]), tmp_path / "a.tflite")
    assert file.max_error < 1e-4 and halves.compute_dtype == "float16"


def test_maps_that_others_take_too_keep_their_normalisation():
    inputs = keras.Input(MAPS.shape[1:])
    drawn = layers.Conv2DTranspose(4, 4, strides=2, padding="same")(inputs)
    model = randomised(keras.Model(inputs, drawn + layers.BatchNormalization()(drawn)))
    expected = model(MAPS).numpy()
    with as_convolutions(model):
        np.testing.assert_allclose(operators(model)[1], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("settings", [{"padding": "valid"}, {"kernel_size": 3}, {"strides": 1}])
def test_what_does_not_divide_stays_as_it_is(settings):
    given = {"kernel_size": 4, "strides": 2, "padding": "same", **settings}
    model = randomised(network(layers.Conv2DTranspose(2, **given)))
    expected = model(MAPS).numpy()
    with as_convolutions(model):
        kinds, drawn = operators(model)
    np.testing.assert_array_equal(drawn, expected)
    assert "Conv2DBackpropInput" in kinds


def test_undone_also_after_an_error():
    model = dcgan_generator((16, 16, 1), latent_dim=3, width=2)
    calls = [layer.__dict__.get("call") for layer in model.layers]
    with pytest.raises(ZeroDivisionError), as_convolutions(model):
        assert [layer.__dict__.get("call") for layer in model.layers] != calls
        raise ZeroDivisionError
    assert [layer.__dict__.get("call") for layer in model.layers] == calls


@pytest.mark.parametrize(
    ("quantize", "kept"), [(None, False), ("float16", False), ("dynamic", False), ("int8", True)]
)
def test_files_hold_convolutions_but_for_8_bits_throughout(dcgan, tmp_path, quantize, kept):
    from ai_edge_litert.interpreter import Interpreter

    file = tflite(dcgan, tmp_path / "a.tflite", quantize=quantize)
    run = Interpreter(model_path=str(file.path))
    names = {operator["op_name"] for operator in run._get_ops_details()}
    assert ("TRANSPOSE_CONV" in names) == kept
