"""A flow's network: a density that integrates to 1, of known values, and what is refused."""

import keras
import numpy as np
import pytest
from flows import log_dets, log_normal, numpy, shaken
from keras import layers

from keras_gan_zoo.engine.averaging import clone_network
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.density.glow import coupling_network, step_of_flow
from keras_gan_zoo.layers import (
    ActNorm,
    AffineCoupling,
    FactorOut,
    FlowBatchNormalization,
    InvertibleConvolution,
    PictureLevels,
    Squeeze,
)
from keras_gan_zoo.networks import FlowNetwork
from keras_gan_zoo.networks.flow import check_levels


def on_the_plane():
    """Returns a flow of pictures of two pixels, which are points of the plane."""

    def network():
        shown = keras.Input((1, 2, 1))
        x = layers.Conv2D(8, (1, 3), padding="same", activation="tanh")(shown)
        return keras.Model(shown, layers.Conv2D(2, (1, 3), padding="same")(x))

    bijections = []
    with seeded(0):
        for swap in (False, True, False):
            bijections += [AffineCoupling(network(), "checkerboard", swap=swap), ActNorm()]
        bijections.append(FlowBatchNormalization())
        return shaken(FlowNetwork(bijections, (1, 2, 1)), size=0.15)


def test_the_density_integrates_to_1():
    flow, step = on_the_plane(), 0.04
    axis = np.arange(-15, 15, step, "float32")
    places = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 1, 2, 1)
    z, log_det = flow(places)
    density = np.exp(log_normal(z) + numpy(log_det))
    assert density.sum() * step**2 == pytest.approx(1, abs=2e-3)
    # And it is no normal one.
    assert np.abs(density - np.exp(log_normal(places[:, 0, :, 0]))).max() > 0.01


def tiny_glow():
    bijections = [
        PictureLevels(),
        Squeeze(),
        ActNorm(),
        InvertibleConvolution(seed=0),
        AffineCoupling(coupling_network(2, 3), scale="sigmoid"),
    ]
    return shaken(FlowNetwork(bijections, (2, 2, 1)))


def test_the_likelihood_is_that_of_numpy():
    """Written down once more, of one pixel after the squeeze, so that convolutions are products."""
    flow = tiny_glow()
    x = np.random.default_rng(1).uniform(-1, 1, (5, 2, 2, 1))
    _, _, actnorm, convolution, coupling = flow.bijections
    y = ((x.reshape(5, 4) + 1) * 127.5 + 0.5) / 256 - 0.5
    log_det = 4 * np.log(127.5 / 256)
    y = np.exp(numpy(actnorm.log_scale)) * (y + numpy(actnorm.shift))
    log_det += numpy(actnorm.log_scale).sum()
    lower = np.tril(numpy(convolution.lower), -1) + np.eye(4)
    upper = np.triu(numpy(convolution.upper), 1)
    upper += np.diag(numpy(convolution.signs) * np.exp(numpy(convolution.log_scale)))
    w = numpy(convolution.permutation) @ lower @ upper
    y = y @ w
    log_det += np.log(np.abs(np.linalg.det(w)))
    weights = [numpy(weight) for weight in coupling.network.weights]
    hidden = y[:, :2]
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        middle = kernel.shape[0] // 2  # all around the one pixel is 0
        said = hidden @ kernel[middle, middle] + bias
        hidden = np.maximum(said, 0)
    scale = 1 / (1 + np.exp(-(said[:, :2] + 2)))
    y = np.concatenate([y[:, :2], y[:, 2:] * scale + said[:, 2:]], axis=1)
    log_det = log_det + np.log(scale).sum(axis=1)
    z, found = flow(x.astype("float32"))
    np.testing.assert_allclose(z, y, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found, log_det, rtol=1e-4)


def deep():
    with seeded(0):
        bijections = [PictureLevels(logit=0.05), Squeeze(), *step_of_flow(4, 6)]
        bijections += [
            FactorOut(learned=True),
            Squeeze(),
            *step_of_flow(8, 6),
            FactorOut(learned=True),
        ]
        return shaken(FlowNetwork([*bijections, *step_of_flow(4, 6)], (8, 8, 1)), size=0.1)


def test_latents_of_all_scales_are_one_vector_the_finest_first():
    flow = deep()
    assert [tuple(scale) for scale in flow.scales] == [(4, 4, 2), (2, 2, 4), (2, 2, 4)]
    x = np.random.default_rng(0).uniform(-1, 1, (3, 8, 8, 1)).astype("float32")
    z, log_det = flow(x)
    assert z.shape == (3, 64) and log_det.shape == (3,)
    np.testing.assert_allclose(flow(z, inverse=True), x, atol=1e-4)
    y = x
    for layer in flow.bijections[:6]:
        y, _ = layer(y)
    np.testing.assert_allclose(z[:, :32], numpy(y)[..., 2:].reshape(3, 32), rtol=1e-5)


def test_the_log_determinant_of_all_is_that_of_the_jacobian():
    flow = deep()
    x = np.random.default_rng(0).uniform(-1, 1, (2, 8, 8, 1)).astype("float32")
    np.testing.assert_allclose(flow(x)[1], log_dets(lambda x: flow(x)[0], x), rtol=1e-4)


def test_a_copy_has_both_directions_of_the_same_weights():
    flow = deep()
    copy = clone_network(flow)
    x = np.random.default_rng(0).uniform(-1, 1, (2, 8, 8, 1)).astype("float32")
    np.testing.assert_array_equal(copy(x)[0], flow(x)[0])
    z = flow(x)[0]
    np.testing.assert_array_equal(copy(z, inverse=True), flow(z, inverse=True))
    for weight in flow.weights:
        weight.assign(weight * 1.1)
    assert np.any(numpy(copy(x)[0]) != numpy(flow(x)[0]))
    assert not copy.trainable_variables and len(copy.weights) == len(flow.weights)


def test_what_is_refused():
    with pytest.raises(TypeError, match=r"`bijections` must be .*Bijection, got Dense"):
        FlowNetwork([layers.Dense(2)], (4, 4, 1))
    with pytest.raises(ValueError, match=r"`image_shape` must be \(height, width, channels\)"):
        FlowNetwork([ActNorm()], (4, 4))


@pytest.mark.parametrize(
    ("levels", "squeezes", "shape", "advice"),
    [
        (3, 3, (28, 28, 1), r"at most levels=2, .*multiples of 8, as image_shape=\(32, 32, 1\)"),
        (3, 2, (30, 32, 3), r"30x32 .*at most levels=2, .*of 4, as image_shape=\(32, 32, 3\)"),
        (1, 1, (7, 8, 1), r"allow: give sides that are multiples of 2, as image_shape=\(8, 8, 1\)"),
    ],
)
def test_pictures_that_cannot_be_halved_so_often_are_refused(levels, squeezes, shape, advice):
    with pytest.raises(
        ValueError, match=rf"`levels`={levels} halves .*{squeezes} times, .*{advice}"
    ):
        check_levels(levels, squeezes, shape)
