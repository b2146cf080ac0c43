"""Spectral normalization against NumPy's singular values, finite differences and real slopes."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from keras_gan_zoo.engine.state_guard import FrozenState
from keras_gan_zoo.layers import SpectralNormalization

POINTS = np.random.default_rng(0).normal(size=(5, 7)).astype("float32")


def wrapped(layer, inputs, iterations=0):
    layer = SpectralNormalization(layer)
    layer.build((None, *inputs.shape[1:]))
    for _ in range(iterations):
        layer(inputs, training=True)
    return layer


def largest_singular_value(kernel):
    return np.linalg.svd(np.reshape(kernel, (-1, kernel.shape[-1])), compute_uv=False)[0]


PICTURES = np.random.default_rng(1).normal(size=(2, 6, 6, 3)).astype("float32")
TOKENS = np.array([[1, 4, 2]], "int32")


@pytest.mark.parametrize(
    ("layer", "inputs"),
    [
        (lambda: layers.Dense(4), POINTS),
        (lambda: layers.Conv2D(5, 3, bias_initializer="ones"), PICTURES),
        (lambda: layers.Conv2DTranspose(5, 4, strides=2, padding="same"), PICTURES),
        (lambda: layers.Embedding(9, 4), TOKENS),
    ],
)
def test_runs_the_layer_on_its_kernel_divided_by_the_largest_singular_value(layer, inputs):
    normalised = wrapped(layer(), inputs, iterations=100)
    before = normalised.kernel.numpy()
    y = ops.convert_to_numpy(normalised(inputs))
    plain = normalised.layer
    normalised.kernel.assign(before / largest_singular_value(before))
    np.testing.assert_allclose(y, plain(inputs), rtol=2e-4, atol=1e-5)


def test_never_assigns_the_kernel_and_moves_u_in_training_alone():
    normalised = wrapped(layers.Dense(4), POINTS)
    kernel, u = normalised.kernel.numpy(), normalised.u.numpy()
    normalised(POINTS)
    np.testing.assert_array_equal(normalised.u, u)
    trained = normalised(POINTS, training=True)
    np.testing.assert_array_equal(normalised.kernel, kernel)
    assert np.abs(normalised.u - u).max() > 1e-3
    assert np.linalg.norm(normalised.u) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(normalised(POINTS), trained, rtol=1e-5)


def test_a_step_of_the_power_iteration():
    normalised = wrapped(layers.Dense(4), POINTS)
    matrix, u = normalised.kernel.numpy(), normalised.u.numpy()
    v = matrix @ u
    u = matrix.T @ v
    normalised(POINTS, training=True)
    np.testing.assert_allclose(normalised.u, u / np.linalg.norm(u), rtol=1e-4)


def test_gradient_against_finite_differences_of_the_norm_that_is_held_constant_in_u_and_v():
    generator = np.random.default_rng(0)
    weights = keras.initializers.GlorotUniform(seed=0)
    dense = layers.Dense(3, use_bias=False, kernel_initializer=weights)
    normalised = wrapped(dense, POINTS, iterations=200)
    matrix = normalised.kernel.numpy().astype("float64")
    upstream = generator.normal(size=(5, 3))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(normalised(POINTS) * tf.constant(upstream, "float32"))
    gradient = tape.gradient(loss, normalised.kernel.value).numpy()

    def objective(kernel):
        # At the fixed point the derivative of the norm is u v^T: no need to hold anything still.
        return np.sum((POINTS @ kernel / np.linalg.svd(kernel, compute_uv=False)[0]) * upstream)

    expected = np.zeros_like(matrix)
    for place in np.ndindex(*matrix.shape):
        step = np.zeros_like(matrix)
        step[place] = 1e-5
        expected[place] = (objective(matrix + step) - objective(matrix - step)) / 2e-5
    np.testing.assert_allclose(gradient, expected, rtol=1e-3, atol=1e-3)
    # A function of W / sigma(W) does not change along W; the quotient by a constant does.
    assert abs(np.sum(gradient * matrix)) < 1e-3
    assert np.abs(np.sum(objective(matrix))) > 0.1


def test_slopes_of_a_normalised_network_are_at_most_one():
    generator = np.random.default_rng(0)
    images = keras.Input((8, 8, 2))
    x = SpectralNormalization(layers.Conv2D(12, 2, strides=2, kernel_initializer="he_normal"))(
        images
    )
    x = layers.Flatten()(layers.LeakyReLU(0.2)(x))
    x = layers.LeakyReLU(0.2)(SpectralNormalization(layers.Dense(30))(x))
    network = keras.Model(images, SpectralNormalization(layers.Dense(1))(x))
    for layer in network.layers:
        if isinstance(layer, SpectralNormalization):
            layer.kernel.assign(5 * layer.kernel)
    x = generator.normal(size=(200, 8, 8, 2)).astype("float32")
    for _ in range(60):
        network(x[:1], training=True)
    y = x + generator.normal(scale=0.1, size=x.shape).astype("float32")
    differences = np.abs(network(x) - network(y))[:, 0]
    slopes = differences / np.linalg.norm((x - y).reshape(200, -1), axis=1)
    assert slopes.max() <= 1 + 1e-3
    with tf.GradientTape() as tape:
        points = tf.constant(x)
        tape.watch(points)
        logits = network(points)
    norms = np.linalg.norm(tape.gradient(logits, points).numpy().reshape(200, -1), axis=1)
    assert 0.05 < norms.max() <= 1 + 1e-3


def test_another_players_step_leaves_u_alone():
    normalised = wrapped(layers.Dense(4), POINTS)
    u = normalised.u.numpy()

    @tf.function
    def other_players_step():
        with FrozenState(normalised.variables):
            return normalised(POINTS, training=True)

    with FrozenState(normalised.variables):
        inside = normalised(POINTS, training=True)
    np.testing.assert_allclose(other_players_step(), inside, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(normalised.u, u)
    own = normalised(POINTS, training=True)
    np.testing.assert_allclose(own, inside, rtol=1e-5, atol=1e-6)
    assert np.abs(normalised.u - u).max() > 1e-3


def test_values_of_a_stateless_call_reach_kernel_and_bias():
    normalised = wrapped(layers.Dense(4), POINTS, iterations=50)
    kernel, bias = (variable.numpy() for variable in normalised.trainable_variables)
    values = [tf.constant(3 * kernel), tf.constant(bias + 2)]
    with tf.GradientTape() as tape:
        tape.watch(values)
        y, _ = normalised.stateless_call(values, normalised.non_trainable_variables, POINTS)
        loss = tf.reduce_sum(y)
    np.testing.assert_allclose(y, normalised(POINTS) + 2, rtol=1e-4, atol=1e-5)
    of_kernel, of_bias = tape.gradient(loss, values)
    assert np.abs(of_kernel).max() > 0.01
    np.testing.assert_allclose(of_bias, 5 * np.ones(4), rtol=1e-6)


def test_a_kernel_of_zeros_gives_the_bias():
    normalised = wrapped(
        layers.Dense(3, kernel_initializer="zeros", bias_initializer="ones"), POINTS
    )
    np.testing.assert_array_equal(normalised(POINTS, training=True), np.ones((5, 3)))
    np.testing.assert_array_equal(normalised(POINTS, training=True), np.ones((5, 3)))


def test_saved_and_loaded_with_u(tmp_path):
    points = keras.Input((7,))
    network = keras.Model(
        points, SpectralNormalization(layers.Dense(4), power_iterations=2)(points)
    )
    network(POINTS, training=True)
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(POINTS), network(POINTS))
    np.testing.assert_array_equal(loaded.layers[1].u, network.layers[1].u)
    assert loaded.layers[1].power_iterations == 2
    assert len(network.trainable_weights) == 2
    assert len(network.non_trainable_weights) == 1


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision(policy):
    normalised = SpectralNormalization(layers.Dense(4, dtype=policy), dtype=policy)
    for _ in range(50):
        y = normalised(POINTS, training=True)
    assert y.dtype == normalised.compute_dtype
    assert normalised.u.dtype == "float32"
    kernel = normalised.kernel.numpy()
    expected = POINTS @ kernel / largest_singular_value(kernel)
    np.testing.assert_allclose(np.asarray(y, "float32"), expected, atol=0.03)


def test_mistakes():
    with pytest.raises(TypeError, match="`layer` must be a Keras layer, got str"):
        SpectralNormalization("dense")
    with pytest.raises(ValueError, match="`power_iterations` must be a whole number of at least 1"):
        SpectralNormalization(layers.Dense(2), power_iterations=0)
    with pytest.raises(ValueError, match="ReLU has neither; wrap a Dense"):
        SpectralNormalization(layers.ReLU())(POINTS)
