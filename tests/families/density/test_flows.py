"""Flows: exact both ways, likelihoods of known value, and what belongs to a trained one."""

import keras
import numpy as np
import pytest
from flows import log_dets, numpy, shaken
from tiny import step

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.layers import ActNorm, AffineCoupling, FactorOut
from keras_gan_zoo.models.flow import Flow
from keras_gan_zoo.networks import dcgan_generator

FLOWS = ("glow", "real_nvp")
SHAPE = (8, 8, 1)
LEVELS = np.random.default_rng(0).integers(0, 256, (12, *SHAPE))
X = (LEVELS / 127.5 - 1).astype("float32")


def small(family, **arguments):
    """Returns a flow of one scale, or of as many `levels` as are asked for."""
    small_size = {"glow": {"steps": 2, "width": 8}, "real_nvp": {"blocks": 1, "width": 8}}[family]
    arguments = {"levels": 1, **small_size, **arguments}
    return keras_gan_zoo.get(family, image_shape=SHAPE, seed=3, **arguments)


@pytest.fixture(scope="module", params=FLOWS)
def flow(request):
    """A flow of two scales after some steps."""
    model = small(request.param, levels=2)
    for start in (0, 4, 8):
        step(model, X[start : start + 4])
    return model


def test_pictures_come_back_from_their_latents(flow):
    latents = flow.encode(X)
    assert latents.shape == (12, 64) and latents.dtype == "float32"
    assert np.abs(flow.generate(latents=latents) - X).max() < 1e-4
    assert np.abs(latents - np.tile(latents[:1], (12, 1))).max() > 0.1


def test_latents_come_back_from_their_pictures(flow):
    latents = 0.3 * np.random.default_rng(1).normal(size=(4, 64)).astype("float32")
    pictures = flow.flow(latents, inverse=True)
    np.testing.assert_allclose(flow.flow(pictures)[0], latents, atol=1e-4)


def test_log_determinant_is_that_of_the_jacobian(flow):
    found = numpy(flow.flow(X[:2])[1])
    np.testing.assert_allclose(found, log_dets(lambda x: flow.flow(x)[0], X[:2]), rtol=1e-4)


def test_likelihood_is_that_of_the_levels(flow):
    noise = np.random.default_rng(5).uniform(-0.5, 0.5, X.shape)
    noisy = ((LEVELS + noise) / 127.5 - 1).astype("float32")
    z, log_det = (numpy(part) for part in flow.flow(noisy))
    density = -0.5 * (z**2 + np.log(2 * np.pi)).sum(axis=1) + log_det
    expected = density + 64 * np.log(2 / 255)
    found = flow.log_likelihood(X, seed=5, batch_size=5)
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    assert flow.bits_per_dimension(X, seed=5) == pytest.approx(
        -expected.mean() / (64 * np.log(2)), rel=1e-4
    )


def test_several_noises_are_a_mean_over_them(flow):
    np.testing.assert_array_equal(flow.log_likelihood(X), flow.log_likelihood(X, seed=0))
    assert np.any(flow.log_likelihood(X, seed=1) != flow.log_likelihood(X, seed=2))
    random = np.random.default_rng(7)
    both = [flow.log_likelihood(X, seed=random) for _ in range(2)]
    np.testing.assert_allclose(flow.log_likelihood(X, draws=2, seed=7), np.mean(both, axis=0))


def test_temperature(flow):
    hot, cold = flow.generate(6, seed=0), flow.generate(6, temperature=0, seed=0)
    assert np.ptp(cold, axis=0).max() == 0 and np.ptp(hot, axis=0).max() > 0.1
    np.testing.assert_array_equal(flow.generate(6, temperature=1.0, seed=0), hot)
    latents = np.random.default_rng(0).standard_normal((6, 64)).astype("float32")
    np.testing.assert_array_equal(flow.generate(latents=latents), hot)
    cool = flow.generate(6, temperature=0.7, seed=0)
    np.testing.assert_allclose(flow.generate(latents=np.float32(0.7) * latents), cool, atol=1e-6)
    parts = flow.generate_batches(6, temperature=0.7, seed=0, batch_size=4)
    np.testing.assert_allclose(np.concatenate(list(parts)), cool, atol=1e-6)


def test_the_average_has_both_directions_of_the_same_weights():
    flow = small("glow", ema_decay=0.9, levels=2)
    for _ in range(3):
        step(flow, X)
    assert np.abs(flow.generate(latents=flow.encode(X)) - X).max() < 1e-4
    mean, _ = flow.flow_average(X)
    np.testing.assert_allclose(flow.encode(X), mean, atol=1e-5)
    assert np.abs(flow.encode(X) - numpy(flow.flow(X)[0])).max() > 1e-3
    np.testing.assert_allclose(flow(flow.encode(X)), X, atol=1e-4)
    as_trained = flow.samples_as_trained(4, seed=0)
    assert np.any(as_trained != flow.watched_samples(flow.watched_inputs(4, seed=0))[0][0][1])


def actnorms(flow):
    return [layer for layer in flow.flow.bijections if isinstance(layer, ActNorm)]


def test_the_first_batch_of_a_training_begins_actnorm_and_no_other_does(tmp_path):
    flow = small("glow", optimizers={"flow": keras.optimizers.SGD(0.0)}, levels=2)
    assert [float(layer.has_begun) for layer in actnorms(flow)] == [0] * 4
    step(flow, X)
    first = [layer.log_scale.numpy() for layer in actnorms(flow)]
    assert [float(layer.has_begun) for layer in actnorms(flow)] == [1] * 4
    assert all(np.abs(value).max() > 0.1 for value in first)
    flow.save(tmp_path / "flow.keras")
    for model in (flow, keras.models.load_model(tmp_path / "flow.keras")):
        step(model, X**3)
        for layer, value in zip(actnorms(model), first, strict=True):
            np.testing.assert_array_equal(layer.log_scale.numpy(), value)


def test_after_the_first_batch_every_step_of_flow_sees_mean_0_and_variance_1():
    flow = small("glow", optimizers={"flow": keras.optimizers.SGD(0.0)}, levels=2)
    noisy = {}
    flow.dequantize = lambda images: noisy.setdefault("x", Flow.dequantize(flow, images))
    flow.train_step(keras.ops.convert_to_tensor(X))
    x = noisy["x"]
    for layer in flow.flow.bijections:
        x, _ = layer(x)
        if isinstance(layer, ActNorm):
            np.testing.assert_allclose(numpy(x).mean(axis=(0, 1, 2)), 0, atol=1e-3)
            np.testing.assert_allclose(numpy(x).var(axis=(0, 1, 2)), 1, atol=1e-2)
        if isinstance(layer, FactorOut):
            x = x[..., : x.shape[-1] // 2]


def test_noise_is_as_wide_as_a_level_and_new_at_each_step():
    flow = small("real_nvp")
    noise = [numpy(flow.dequantize(X)) - X for _ in range(2)]
    assert np.abs(noise[0]).max() <= 1 / 255 + 1e-6
    assert noise[0].std() == pytest.approx(2 / 255 / np.sqrt(12), rel=0.1)
    assert abs(noise[0].mean()) < 2e-4
    assert np.abs(noise[0] - noise[1]).max() > 1e-4


@pytest.mark.parametrize("family", FLOWS)
def test_what_resizing_leaves_beyond_is_black_or_white(family):
    flow = small(family, logit=1e-6)
    beyond = np.where(LEVELS % 2, 1.04, -1.04).astype("float32")
    noise = numpy(flow.dequantize(beyond)) - np.sign(beyond)
    assert np.abs(noise).max() <= 1 / 255 + 1e-6
    assert np.isfinite(flow.log_likelihood(beyond, draws=4)).all()
    np.testing.assert_array_equal(flow.encode(beyond), flow.encode(np.sign(beyond)))
    assert np.abs(flow.generate(latents=flow.encode(beyond)) - np.sign(beyond)).max() < 1e-4
    assert np.isfinite(step(flow, beyond)["flow_loss"])


def test_a_new_real_nvp_is_a_gaussian_behind_a_logit():
    """Its couplings change nothing yet, so that the likelihood is known in bits."""
    flow = small("real_nvp", levels=2, logit=0.05)
    u = (LEVELS + 0.5 + np.random.default_rng(0).uniform(-0.5, 0.5, LEVELS.shape)) / 256
    inner = 0.05 + 0.9 * u
    y = np.log(inner / (1 - inner))
    nats = -0.5 * (y**2 + np.log(2 * np.pi)) + np.log(0.9 / (inner * (1 - inner))) - np.log(256)
    bits = -nats.mean() / np.log(2)
    assert flow.bits_per_dimension(X) == pytest.approx(bits, rel=1e-3)
    grey = flow.generate(1, temperature=0)
    np.testing.assert_allclose(grey, 0, atol=1e-5)


def test_losses_are_both_sides_of_the_likelihood():
    flow = small("real_nvp", optimizers={"flow": keras.optimizers.SGD(0.0)})
    logs = step(flow, X)
    assert logs["flow_loss"] == pytest.approx(logs["latent_bits"] + logs["volume_bits"], rel=1e-5)
    assert logs["flow_loss"] == pytest.approx(flow.bits_per_dimension(X), abs=0.05)


@pytest.mark.parametrize("family", FLOWS)
def test_a_flow_learns_that_pictures_are_black(family):
    """A picture of one level takes no bits at all in the end, and fewer than a byte soon."""
    flow = small(family, optimizers={"flow": {"learning_rate": 1e-2}})
    black = np.full((8, *SHAPE), -1, "float32")
    losses = [flow.train_on_batch(black)["flow_loss"] for _ in range(60)]
    assert losses[-1] < losses[1] - 1
    assert flow.bits_per_dimension(black) < flow.bits_per_dimension(-black) - 1


def test_the_whole_matrix_instead_of_its_triangles(tmp_path):
    flow = small("glow", decomposition="none")
    step(flow, X)
    shaken(flow.flow, size=0.02)
    assert np.abs(flow.generate(latents=flow.encode(X)) - X).max() < 1e-4
    found = numpy(flow.flow(X[:1])[1])
    np.testing.assert_allclose(found, log_dets(lambda x: flow.flow(x)[0], X[:1]), rtol=1e-4)
    file = export.tflite(flow, tmp_path / "flow.tflite", examples=flow.encode(X))
    assert file.max_error < 1e-4


def test_other_sizes():
    flow = keras_gan_zoo.get("glow", image_shape=(8, 12, 3), levels=2, steps=1, width=4)
    assert flow.generate(2, seed=0).shape == (2, 8, 12, 3)
    with pytest.raises(ValueError, match=r"`levels`=3 halves .*28x28 .*at most levels=2"):
        keras_gan_zoo.get("glow", levels=3)
    with pytest.raises(ValueError, match=r"`levels`=4 halves .*28x28 .*at most levels=3"):
        keras_gan_zoo.get("real_nvp", levels=4)


def test_what_is_refused(flow):
    with pytest.raises(ValueError, match=r"`temperature` must be a number of at least 0, got -1"):
        flow.generate(2, temperature=-1)
    with pytest.raises(ValueError, match=r"`temperature` is for fresh latents, got 0.7 along"):
        flow.generate(latents=np.zeros((1, 64)), temperature=0.7)
    with pytest.raises(ValueError, match=r"either `n` or `latents`"):
        flow.generate()
    with pytest.raises(ValueError, match=r"`latents` must have shape \(n, 64\)"):
        flow.generate(latents=np.zeros((1, 63)))
    with pytest.raises(DataMismatch, match=r"images has .*\(8, 9, 1\) where \(8, 8, 1\)"):
        flow.encode(np.zeros((1, 8, 9, 1), "float32"))
    with pytest.raises(DataMismatch, match=r"images has the dtype uint8"):
        flow.log_likelihood(np.zeros((1, *SHAPE), "uint8"))
    with pytest.raises(ValueError, match=r"`draws` must be a whole number of at least 1"):
        flow.log_likelihood(X, draws=0)
    with pytest.raises(TypeError, match=r"`flow` must be .*FlowNetwork.*got Functional"):
        type(flow)(dcgan_generator((16, 16, 1), 8, 4))
    with pytest.raises(ValueError, match=r"`steps` must be a whole number"):
        keras_gan_zoo.get("glow", steps=0)
    with pytest.raises(ValueError, match=r"`blocks` must be a whole number"):
        keras_gan_zoo.get("real_nvp", blocks=0)


def test_no_latents_are_too_improbable_for_glow_to_draw():
    model = small("glow")
    couplings = [each for each in model.flow.bijections if isinstance(each, AffineCoupling)]
    assert len(couplings) == 2
    for coupling in couplings:  # which would divide by e^-300
        channels = coupling.network.output_shape[-1] // 2
        coupling.network.layers[-1].bias.assign([-300.0] * channels + [0.0] * channels)
    assert np.isfinite(model.generate(8, temperature=3.0, seed=0)).all()
