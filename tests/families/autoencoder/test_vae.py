"""VAE: what it logs, its bounds of the likelihood, and what it encodes and draws."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from scipy import stats
from tiny import SEED, numpy, rates, reloaded, step

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.families.autoencoder.vae import VAE
from keras_gan_zoo.layers import BernoulliLikelihood, GaussianLikelihood
from keras_gan_zoo.losses.normal import kl_from_standard_normal
from keras_gan_zoo.metrics import log_likelihood
from keras_gan_zoo.networks import build_encoder, build_picture_decoder
from keras_gan_zoo.networks.subnetworks import without_last_layer

SHAPE = (8, 8, 1)
X = np.random.default_rng(0).choice([-1.0, 1.0], (6, *SHAPE)).astype("float32")


def small(**arguments):
    sizes = {"image_shape": SHAPE, "latent_dim": 3, "width": 6, "body": "mlp", "seed": SEED}
    return keras_gan_zoo.get("vae", **{**sizes, **arguments})


def test_it_logs_nats_a_picture():
    model = small(beta=3.0, optimizers={"vae": keras.optimizers.SGD(0.0)})
    logged = step(model, X)
    e = keras.random.normal((6, 3), seed=keras.random.SeedGenerator(SEED))
    mean, log_deviation = model.encoder(X)
    code = mean + ops.exp(log_deviation) * e
    p = (numpy(model.decoder(code)) + 1) / 2
    log_p = np.log(np.where(X > 0, p, 1 - p)).sum(axis=(1, 2, 3))
    kl = numpy(kl_from_standard_normal(mean, log_deviation))
    expected = {
        "reconstruction": -log_p.mean(),
        "kl": kl.mean(),
        "vae_loss": -log_p.mean() + 3.0 * kl.mean(),
    }
    assert logged == pytest.approx(expected, rel=1e-4)


def test_noise_is_new_at_each_step():
    model = small(optimizers={"vae": keras.optimizers.SGD(0.0)})
    first, second = step(model, X), step(model, X)
    assert first["reconstruction"] != second["reconstruction"] and first["kl"] == second["kl"]


# A model of which all is known: x = W z + b + noise, whose likelihood has a closed form.
W = np.random.default_rng(3).normal(size=(2, 5))
B, DEVIATION = np.linspace(-1, 1, 5), 0.5
POINTS = (
    np.random.default_rng(4)
    .multivariate_normal(B, W.T @ W + DEVIATION**2 * np.eye(5), 200)
    .astype("float32")
)


def linear_gaussian(spread=1.2):
    """Returns the model, with an encoder that is near the posterior, and wider than it."""
    precision = np.eye(2) + W @ W.T / DEVIATION**2
    to_mean = W.T @ np.linalg.inv(precision) / DEVIATION**2
    points, latents = keras.Input((5,), name="points"), keras.Input((2,), name="latents")
    outputs = [layers.Dense(2, name=name)(points) for name in ("mean", "log_deviation")]
    encoder = keras.Model(points, outputs)
    drawn = GaussianLikelihood(DEVIATION, bounded=False)(layers.Dense(5, name="to_points")(latents))
    decoder = keras.Model(latents, drawn)
    deviation = spread * np.sqrt(np.diag(np.linalg.inv(precision)))
    encoder.get_layer("mean").set_weights([to_mean, -B @ to_mean])
    encoder.get_layer("log_deviation").set_weights([np.zeros((5, 2)), np.log(deviation)])
    decoder.get_layer("to_points").set_weights([W, B])
    return VAE(encoder, decoder)


def test_bounds_lie_below_the_likelihood_and_reach_it():
    model = linear_gaussian()
    true = stats.multivariate_normal(B, W.T @ W + DEVIATION**2 * np.eye(5)).logpdf(POINTS)
    bound = model.bound(POINTS, samples=500, seed=0, batch_size=100_000)
    weighted = model.importance_weighted_bound(POINTS, 5000, seed=0, batch_size=100_000)
    assert bound.shape == weighted.shape == (200,)
    assert bound.mean() < weighted.mean() - 0.02
    assert weighted.mean() < true.mean() + 0.002  # in expectation below; this is what chance moves
    assert weighted.mean() == pytest.approx(true.mean(), rel=0.01)
    np.testing.assert_allclose(weighted, true, atol=0.1)
    # In closed form the bound is what the true posterior is away from the encoder's.
    precision = np.eye(2) + W @ W.T / DEVIATION**2
    variances = 1.2**2 * np.diag(np.linalg.inv(precision))
    gap = 0.5 * (
        precision.diagonal() @ variances
        - 2
        - np.log(variances).sum()
        - np.linalg.slogdet(precision)[1]
    )
    assert true.mean() - bound.mean() == pytest.approx(gap, abs=0.05)


def test_more_samples_make_a_tighter_bound():
    model = linear_gaussian(spread=2.0)
    often = np.repeat(POINTS, 300, axis=0)  # the weight of a single code varies by e^4
    means = [
        model.importance_weighted_bound(often, k, seed=0, batch_size=60_000).mean()
        for k in (1, 3, 30)
    ]
    assert means[0] == pytest.approx(model.bound(POINTS, 300, seed=1).mean(), abs=0.05)
    assert means[0] + 0.1 < means[1] < means[2] - 0.1


def test_parts_make_no_difference_to_a_bound():
    model = linear_gaussian()
    whole = model.importance_weighted_bound(POINTS[:7], 3000, seed=0, batch_size=21_000)
    parts = model.importance_weighted_bound(POINTS[:7], 3000, seed=0, batch_size=700)
    np.testing.assert_allclose(parts, whole, atol=0.05)
    again = model.importance_weighted_bound(POINTS[:7], 3000, seed=0, batch_size=700)
    np.testing.assert_array_equal(again, parts)
    far = model.importance_weighted_bound(100 + POINTS[:3], 50, seed=0)
    assert np.isfinite(far).all() and far.max() < -1000  # whose weights are 0 in any float


def test_bounds_of_pictures_are_those_of_the_step():
    model = small()
    logged = step(small(optimizers={"vae": keras.optimizers.SGD(0.0)}), np.repeat(X, 400, axis=0))
    assert model.bound(X, 400, seed=0).mean() == pytest.approx(-logged["vae_loss"], rel=5e-3)


def test_bounds_are_of_the_averages():
    model = small(ema_decay=0.5)
    before = model.bound(X, seed=0)
    for network in (model.encoder, model.decoder):
        for weight in network.weights:
            weight.assign(0.5 * weight + 1.0)
    np.testing.assert_array_equal(model.bound(X, seed=0), before)


def test_the_metric_tells_what_it_is_of():
    model = linear_gaussian()
    score = log_likelihood(model, POINTS, samples=40, source="made up")
    bounds = model.importance_weighted_bound(POINTS, 40, seed=0)
    assert float(score) == pytest.approx(bounds.mean())
    assert score.error == pytest.approx(bounds.std(ddof=1) / np.sqrt(200))
    assert (score.name, score.samples, score.source) == ("log_likelihood200_k40", 200, "made up")
    with pytest.raises(ValueError, match=r"A DCGAN cannot tell how likely a sample is; .*'vae'"):
        log_likelihood(keras_gan_zoo.get("dcgan", width=2, latent_dim=2), X)


def test_codes_are_means_and_reconstructions_their_pictures():
    model = small(ema_decay=0.5)
    codes = model.encode(X)
    np.testing.assert_allclose(codes, model.encoder_average(X)[0], atol=1e-6)
    again = model.reconstruct(X, batch_size=4)
    assert codes.shape == (6, 3) and again.shape == X.shape
    np.testing.assert_allclose(again, model.generate(latents=codes), atol=1e-6)


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian", "discretized_logistic"])
def test_encoder_and_decoder_are_exported(likelihood, tmp_path):
    model = small(likelihood=likelihood)
    for signature, inputs in (("generate", model.encode(X)), ("encode", X)):
        path = tmp_path / f"{signature}.tflite"
        export.tflite(model, path, signature=signature)
        expected = model.generate(latents=inputs) if signature == "generate" else model.encode(X)
        np.testing.assert_allclose(export.TFLiteGenerator(path)(inputs), expected, atol=1e-4)
    (meant,) = export.read_metadata(tmp_path / "generate.tflite")["inputs"]
    assert meant["meaning"] == "latent vector, standard normal"


def test_it_draws_means_of_the_likelihood():
    model = small(likelihood="discretized_logistic")
    latents = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    parameters = numpy(without_last_layer(model.decoder)(latents))
    assert parameters.shape == (4, 8, 8, 2)
    drawn = model.generate(latents=latents)
    np.testing.assert_allclose(drawn, np.tanh(parameters[..., :1]), atol=1e-6)


def test_settings_are_saved(tmp_path):
    again = reloaded(small(beta=2.5, likelihood="gaussian", deviation=0.6), tmp_path)
    assert (again.beta, again.likelihood.deviation) == (2.5, 0.6)
    assert list(rates(again).values()) == [(1e-3, 0.9)]


def test_points_are_learned_by_a_gaussian():
    model = keras_gan_zoo.get(
        "vae", image_shape=(5,), latent_dim=2, width=8, likelihood="gaussian", deviation=1.0, seed=1
    )
    before = model.bound(POINTS, 50, seed=0).mean()
    model.fit(POINTS, batch_size=50, epochs=60, verbose=0)
    assert model.bound(POINTS, 50, seed=0).mean() > before + 1
    assert model.generate(3, seed=0).shape == (3, 5)


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`beta` must be a number of at least 0, got -1"):
        small(beta=-1)
    with pytest.raises(ValueError, match=r"Did you mean 'bernoulli'"):
        small(likelihood="bernouli")
    with pytest.raises(ValueError, match=r"`likelihood` must be 'gaussian' for points"):
        small(image_shape=(3,))
    sizes = ("mlp", SHAPE, 3, 4)
    two = build_encoder(*sizes, outputs=("mean", "log_deviation"))
    ends = build_picture_decoder(*sizes, last=BernoulliLikelihood())
    with pytest.raises(ValueError, match=r"`encoder` must give two outputs.*got \(None, 3\)"):
        VAE(build_encoder(*sizes), ends)
    with pytest.raises(ValueError, match=r"must end in a layer of .*likelihoods.*got Activation"):
        VAE(two, build_picture_decoder(*sizes))
    other = build_picture_decoder("mlp", (4, 4, 1), 3, 4, last=BernoulliLikelihood())
    with pytest.raises(ValueError, match=r"`decoder` draws samples of shape \(4, 4, 1\), but"):
        VAE(two, other)
    longer = build_picture_decoder("mlp", SHAPE, 5, 4, last=BernoulliLikelihood())
    with pytest.raises(ValueError, match=r"`encoder` gives codes of shape \(3,\), but `decoder`"):
        VAE(two, longer)
    model = small()
    with pytest.raises(ValueError, match=r"`samples` must be a whole number of at least 1, got 0"):
        model.bound(X, samples=0)
    with pytest.raises(TypeError, match=r"`images` must be an array \(n, 8, 8, 1\), got list"):
        model.encode([1, 2])
    with pytest.raises(keras_gan_zoo.data.DataMismatch, match=r"images has the dtype uint8"):
        model.reconstruct(np.zeros((2, *SHAPE), "uint8"))
