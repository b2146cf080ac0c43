"""Each layer of a flow is undone exactly, and its log-determinant is its Jacobian's."""

import keras
import numpy as np
import pytest
from flows import log_dets, numpy, shaken
from keras import layers

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers import (
    ActNorm,
    AffineCoupling,
    Bijection,
    FactorOut,
    FlowBatchNormalization,
    InvertibleConvolution,
    PictureLevels,
    Squeeze,
)

SHAPE = (8, 8, 2)
X = np.random.default_rng(0).uniform(-1, 1, (3, *SHAPE)).astype("float32")


def network(channels, kernel_size=3):
    shown = keras.Input((None, None, channels))
    x = layers.Conv2D(5, kernel_size, padding="same", activation="tanh")(shown)
    return keras.Model(shown, layers.Conv2D(2 * channels, kernel_size, padding="same")(x))


LAYERS = {
    "actnorm": ActNorm,
    "batch normalization": FlowBatchNormalization,
    "1x1 convolution, lu": lambda: InvertibleConvolution("lu", seed=1),
    "1x1 convolution, whole": lambda: InvertibleConvolution("none", seed=1),
    "coupling of channels, tanh": lambda: AffineCoupling(network(1)),
    "coupling of channels, sigmoid": lambda: AffineCoupling(network(1), swap=True, scale="sigmoid"),
    "coupling of channels, bounded": lambda: AffineCoupling(network(1), scale="sigmoid", least=0.1),
    "coupling by a board": lambda: AffineCoupling(network(2), "checkerboard"),
    "coupling by the other fields": lambda: AffineCoupling(network(2), "checkerboard", swap=True),
    "squeeze": Squeeze,
    "levels": PictureLevels,
    "levels, logit": lambda: PictureLevels(logit=0.05),
    "factored out": FactorOut,
    "factored out, learned": lambda: FactorOut(learned=True),
}


def built(name, shape=SHAPE):
    with seeded(0):
        layer = LAYERS[name]()
        layer.build((None, *shape))
    for variable in layer.non_trainable_variables:
        if variable.name.startswith("moving"):
            variable.assign(variable + 0.5)
    return shaken(layer)


@pytest.mark.parametrize("name", LAYERS)
def test_log_determinant_is_that_of_the_jacobian(name):
    layer = built(name)
    _, log_det = layer(X)
    expected = log_dets(lambda x: layer(x)[0], X)
    assert log_det.shape == (3,) and log_det.dtype == "float32"
    np.testing.assert_allclose(log_det, expected, rtol=1e-4, atol=1e-3)
    if name not in ("squeeze", "factored out"):
        assert np.all(np.abs(expected) > 0.1)


@pytest.mark.parametrize("name", LAYERS)
def test_what_is_done_is_undone(name):
    layer = built(name)
    y, _ = layer(X)
    np.testing.assert_allclose(layer(y, inverse=True), X, atol=2e-6)
    assert layer.shape_after((None, *SHAPE)) == (None, *y.shape[1:])


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_comes_back_from_its_config(name):
    layer = built(name)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.built
    again.set_weights(layer.get_weights())
    for mine, other in zip(layer(X), again(X), strict=True):
        np.testing.assert_array_equal(mine, other)


@pytest.mark.parametrize("channels", [2, 3, 5, 16, 48])
def test_the_inverse_of_many_channels_is_exact(channels):
    layer = InvertibleConvolution(seed=channels)
    layer.build((None, 2, 2, channels))
    np.testing.assert_allclose(
        numpy(layer.kernel()) @ numpy(layer.kernel()).T, np.eye(channels), atol=1e-5
    )
    shaken(layer, size=0.05)
    np.testing.assert_allclose(
        numpy(layer.inverse_kernel()) @ numpy(layer.kernel()), np.eye(channels), atol=1e-5
    )
    expected = np.linalg.inv(numpy(layer.kernel()))
    np.testing.assert_allclose(layer.inverse_kernel(), expected, atol=1e-4)


def test_what_is_masked_of_the_triangles_is_nothing():
    layer = built("1x1 convolution, lu")
    before = numpy(layer.kernel())
    layer.lower.assign(layer.lower + np.triu(np.ones((2, 2))))
    layer.upper.assign(layer.upper + np.tril(np.ones((2, 2))))
    np.testing.assert_array_equal(numpy(layer.kernel()), before)


def test_the_first_rotation_is_by_the_seed():
    kernels = []
    for seed in (3, 3, 4):
        layer = InvertibleConvolution(seed=seed)
        layer.build((None, 2, 2, 6))
        kernels.append(numpy(layer.kernel()))
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert np.abs(kernels[0] - kernels[2]).max() > 0.1


def test_squeeze_puts_the_pixels_of_a_square_behind_one_another():
    x = np.arange(2 * 4 * 4 * 3, dtype="float32").reshape(2, 4, 4, 3)
    y, log_det = Squeeze()(x)
    square = [x[1, 2, 0], x[1, 2, 1], x[1, 3, 0], x[1, 3, 1]]
    np.testing.assert_array_equal(y[1, 1, 0], np.concatenate(square))
    np.testing.assert_array_equal(log_det, [0, 0])


@pytest.mark.parametrize(("swap", "kept"), [(False, 0), (True, 1)])
def test_a_board_keeps_every_second_field_and_shows_no_other(swap, kept):
    layer = shaken(AffineCoupling(network(2), "checkerboard", swap=swap))
    layer.build((None, *SHAPE))
    y = numpy(layer(X)[0])
    fields = np.indices((8, 8)).sum(axis=0) % 2
    np.testing.assert_array_equal(y[:, fields == kept], X[:, fields == kept])
    assert np.all(y[:, fields != kept] != X[:, fields != kept])
    other = np.where((fields == kept)[..., None], X, 9.0).astype("float32")
    # What is changed is no argument of its own scale and shift.
    np.testing.assert_allclose(layer(other)[1], layer(X)[1], rtol=1e-5)


@pytest.mark.parametrize("swap", [False, True])
def test_a_coupling_keeps_one_half_of_the_channels(swap):
    layer = AffineCoupling(network(1), swap=swap)
    layer.build((None, *SHAPE))
    y = numpy(layer(X)[0])
    np.testing.assert_array_equal(y[..., int(swap)], X[..., int(swap)])
    assert np.all(y[..., 1 - int(swap)] != X[..., 1 - int(swap)])


def first_batch(seed):
    return (7 + 3 * np.random.default_rng(seed).normal(size=(16, 4, 4, 3))).astype("float32")


def test_actnorms_first_batch_has_mean_0_and_variance_1():
    layer = ActNorm()
    layer.build((None, 4, 4, 3))
    untouched, _ = layer(first_batch(0))  # not in training: nothing begins
    np.testing.assert_array_equal(untouched, first_batch(0))
    y = numpy(layer(first_batch(0), training=True)[0])
    np.testing.assert_allclose(y.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(y.var(axis=(0, 1, 2)), 1, atol=1e-4)
    weights = [weight.numpy() for weight in layer.weights]
    layer(2 * first_batch(1), training=True)
    for weight, before in zip(layer.weights, weights, strict=True):
        np.testing.assert_array_equal(weight.numpy(), before)


def test_a_channel_of_one_value_is_no_division_by_zero():
    y, log_det = ActNorm()(np.ones((4, 2, 2, 1), "float32"), training=True)
    assert np.isfinite(numpy(y)).all() and np.isfinite(numpy(log_det)).all()


def test_running_statistics_take_their_share_of_a_batch():
    layer = FlowBatchNormalization(momentum=0.75, epsilon=1e-3)
    layer.build((None, 4, 4, 3))
    x = numpy(first_batch(0))
    y, log_det = layer(first_batch(0), training=True)
    mean = 0.25 * x.mean(axis=(0, 1, 2))
    variance = 0.75 + 0.25 * x.var(axis=(0, 1, 2))
    np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance, variance, rtol=1e-5)
    np.testing.assert_allclose(y, (x - mean) / np.sqrt(variance + 1e-3), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(log_det, np.full(16, -8 * np.log(variance + 1e-3).sum()), rtol=1e-4)
    layer(9 * first_batch(1))
    np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-5)


def test_the_lowest_and_the_highest_level_lie_half_a_level_within():
    ends = np.array([-1.0, 1.0], "float32").reshape(2, 1, 1, 1)
    y, _ = PictureLevels()(ends)
    np.testing.assert_allclose(numpy(y).ravel(), [0.5 / 256 - 0.5, 0.5 - 0.5 / 256], atol=1e-6)
    y, _ = PictureLevels(logit=0.1)(ends)
    share = 0.1 + 0.8 * 0.5 / 256
    np.testing.assert_allclose(numpy(y).ravel()[0], np.log(share / (1 - share)), rtol=1e-5)


def test_a_learned_prior_is_that_of_the_latents_given_the_rest():
    layer = built("factored out, learned")
    y = numpy(layer(X)[0])
    np.testing.assert_array_equal(y[..., 0], X[..., 0])
    mean, log_deviation = np.split(numpy(layer.convolution(X[..., :1])), 2, axis=-1)
    expected = (X[..., 1:] - mean) / np.exp(log_deviation)
    np.testing.assert_allclose(y[..., 1:], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("layer", "shape", "sentence"),
    [
        (Squeeze(), (7, 8, 1), r"Squeeze halves maps of even sides, got 7x8"),
        (FactorOut(), (8, 8, 3), r"must be even, got 3: squeeze before it"),
        (AffineCoupling(network(1)), (8, 8, 3), r"must have an even number of them, got 3"),
        (AffineCoupling(network(1)), (8, 8, 4), r"must map 2 channels to 4, .* maps 1 to 2"),
    ],
)
def test_maps_that_do_not_fit_are_refused(layer, shape, sentence):
    with pytest.raises(ValueError, match=sentence):
        layer.build((None, *shape))


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"`mask` must be one of .*Did you mean 'checkerboard'"):
        AffineCoupling(network(1), "chekerboard")
    with pytest.raises(ValueError, match=r"`scale` must be one of 'sigmoid', 'tanh', got 'exp'"):
        AffineCoupling(network(1), scale="exp")
    with pytest.raises(TypeError, match=r"`network` must be a built keras.Model, got Dense"):
        AffineCoupling(layers.Dense(2))
    with pytest.raises(ValueError, match=r"`decomposition` must be one of 'lu', 'none', got 'qr'"):
        InvertibleConvolution("qr")
    with pytest.raises(ValueError, match=r"`logit` must be a number above 0 and below 0.5"):
        PictureLevels(logit=0.5)
    with pytest.raises(ValueError, match=r"`momentum` must be a number of at least 0 and below 1"):
        FlowBatchNormalization(momentum=1)
    with pytest.raises(ValueError, match=r"`epsilon` must be a number above 0"):
        ActNorm(epsilon=0)
    with pytest.raises(NotImplementedError, match=r"Bijection must define `forward`"):
        Bijection()(X)


@pytest.mark.parametrize("raw", [-200.0, -3.0, 200.0])
def test_a_bounded_scale_stays_between_its_bound_and_1(raw):
    shown = keras.Input((None, None, 1))
    said = layers.Conv2D(2, 1, kernel_initializer="zeros", bias_initializer="ones")(shown)
    layer = AffineCoupling(keras.Model(shown, said), scale="sigmoid", least=0.1)
    layer.build((None, *SHAPE))
    layer.network.layers[-1].bias.assign([raw, 0.0])
    scale = 0.1 + 0.9 / (1 + np.exp(-np.float64(raw + 2)))
    y, log_det = layer(X)
    np.testing.assert_allclose(numpy(y)[..., 1], X[..., 1] * scale, rtol=1e-5)
    np.testing.assert_allclose(numpy(log_det), 64 * np.log(scale), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(numpy(layer(y, inverse=True)), X, atol=1e-5)


def test_what_a_bound_is_refused_for():
    with pytest.raises(ValueError, match=r"`least` .* got 1.0"):
        AffineCoupling(network(1), scale="sigmoid", least=1.0)
    with pytest.raises(ValueError, match=r"`least` bounds .* scale='tanh': leave it out"):
        AffineCoupling(network(1), least=0.1)
