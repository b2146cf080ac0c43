"""VAE/GAN, alpha-GAN and BiGAN: what they log, draw, encode, keep in a file and refuse."""

import keras
import numpy as np
import pytest
from tiny import SEED, numpy, rates, reloaded, step

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.families.autoencoder.alpha_gan import AlphaGAN
from keras_gan_zoo.families.autoencoder.bigan import BiGAN, joint_discriminator
from keras_gan_zoo.families.autoencoder.vae_gan import VAEGAN
from keras_gan_zoo.networks import build_discriminator, build_encoder, build_picture_decoder
from keras_gan_zoo.networks.heads import with_features

SHAPE = (8, 8, 1)
X = np.random.default_rng(0).uniform(-1, 1, (6, *SHAPE)).astype("float32")
SIZES = ("mlp", SHAPE, 3, 4)
OWN = {"vae_gan": {}, "alpha_gan": {"code_units": 6}, "bigan": {"joint_units": 6}}


def small(family, **arguments):
    sizes = {"image_shape": SHAPE, "latent_dim": 3, "width": 6, "body": "mlp", "seed": SEED}
    return keras_gan_zoo.get(family, **{**sizes, **OWN[family], **arguments})


def still(family, **arguments):
    """Returns a family that does not move."""
    players = small(family).players
    optimizers = {player: keras.optimizers.SGD(0.0) for player in players}
    return small(family, optimizers=optimizers, **arguments)


@pytest.mark.parametrize("family", OWN)
def test_it_encodes_draws_and_reconstructs_by_its_averages(family):
    model = small(family, ema_decay=0.5)
    expected = model.encode(X), model.generate(4, seed=0), model.reconstruct(X)
    for name in model.averaged:
        network = getattr(model, name)
        network.set_weights([1.0 + weight for weight in network.get_weights()])
    again = model.encode(X), model.generate(4, seed=0), model.reconstruct(X)
    for before, after in zip(expected, again, strict=True):
        np.testing.assert_array_equal(before, after)
    np.testing.assert_allclose(again[2], model.generate(latents=again[0]), atol=1e-6)
    assert again[0].shape == (6, 3) and again[1].shape == (4, *SHAPE)
    assert list(model.export_networks()) == ["generate", "encode"]


@pytest.mark.parametrize("family", OWN)
def test_encoder_and_generator_are_exported(family, tmp_path):
    model = small(family)
    for signature, inputs in (("generate", model.encode(X)), ("encode", X)):
        path = tmp_path / f"{signature}.tflite"
        export.tflite(model, path, signature=signature)
        expected = model.generate(latents=inputs) if signature == "generate" else model.encode(X)
        np.testing.assert_allclose(export.TFLiteGenerator(path)(inputs), expected, atol=1e-4)


def test_latents_are_as_each_paper_draws_them():
    for family in ("vae_gan", "alpha_gan"):
        assert np.abs(numpy(small(family).sample_latents(np.zeros((500, 1))))).max() > 2.5
    uniform = numpy(small("bigan").sample_latents(np.zeros((500, 1))))
    assert np.abs(uniform).max() <= 1 and uniform.std() == pytest.approx(3**-0.5, rel=0.05)


def test_vae_gan_logs_its_terms():
    model = still("vae_gan")
    logged = step(model, X)
    mean, log_deviation = map(numpy, model.encoder(X))
    prior = 0.5 * np.sum(np.exp(2 * log_deviation) + mean**2 - 1 - 2 * log_deviation, axis=1)
    assert logged["prior"] == pytest.approx(prior.mean(), rel=1e-4)
    assert logged["encoder_loss"] == pytest.approx(logged["prior"] + logged["likelihood"], rel=1e-5)
    game = logged["decoder_loss"] - model.gamma * logged["likelihood"]
    assert game == pytest.approx(-logged["discriminator_loss"], rel=1e-4)


def test_alpha_gan_logs_its_error():
    model = still("alpha_gan")
    logged = step(model, X)
    error = np.abs(numpy(model.generator(model.encoder(X))) - X).mean()
    assert logged["reconstruction"] == pytest.approx(error, rel=1e-4)


def test_each_of_alpha_gans_steps_draws_latents_of_its_own():
    model, drawn = small("alpha_gan", generator_steps=3), []
    sample = model.sample_latents
    model.sample_latents = lambda like: drawn.append(sample(like)) or drawn[-1]
    step(model, X)
    assert len(drawn) == 3 + 1 + 1  # the generator's, the discriminator's, the code discriminator's
    assert len({float(np.sum(latents)) for latents in drawn}) == 5


@pytest.mark.parametrize("body", ["dcgan", "mlp"])
def test_features_are_those_of_the_layer_asked_for(body):
    shape = (16, 16, 1)
    judge = build_discriminator(body, shape, width=2)
    x = np.random.default_rng(0).uniform(-1, 1, (3, *shape)).astype("float32")
    last, first = (with_features(judge, layer)(x) for layer in (None, 1))
    np.testing.assert_array_equal(last["logits"], judge(x))
    flat = numpy(last["features"]).reshape(3, -1)
    logits = judge.get_layer("logits")
    np.testing.assert_allclose(
        flat @ numpy(logits.kernel) + numpy(logits.bias), numpy(judge(x)), atol=1e-5
    )
    assert first["features"].shape == {"dcgan": (3, 8, 8, 2), "mlp": (3, 2)}[body]
    assert not np.array_equal(flat, numpy(first["features"]).reshape(3, -1))


def test_the_joint_discriminator_compares_a_picture_with_its_code():
    """A sum of what is said of each could not: only in a layer of both do they meet."""
    judge = joint_discriminator("mlp", SHAPE, 3, width=6, units=6)
    codes = np.random.default_rng(1).normal(size=(6, 3)).astype("float32")
    a, b, c, d = (
        numpy(judge([pictures, latents]))
        for pictures in (X, X[::-1].copy())
        for latents in (codes, codes[::-1].copy())
    )
    assert np.abs((a - b) - (c - d)).max() > 1e-3


def test_settings_are_saved(tmp_path):
    again = reloaded(small("vae_gan", gamma=0.3, saturating=False), tmp_path)
    assert (again.gamma, again.saturating) == (0.3, False)
    for player in again.players:
        optimizer = again.optimizer[player]
        assert isinstance(optimizer, keras.optimizers.RMSprop)
        assert float(optimizer.learning_rate) == pytest.approx(3e-4)
    again = reloaded(small("alpha_gan", reconstruction_weight=2.5, generator_steps=4), tmp_path)
    assert (again.reconstruction_weight, again.generator_steps) == (2.5, 4)
    assert set(rates(again).values()) == {(2e-4, 0.5)}
    assert {again.optimizer[player].beta_2 for player in again.players} == {0.9}
    again = reloaded(small("bigan"), tmp_path)
    assert set(rates(again).values()) == {(2e-4, 0.5)}


def test_numbers_that_are_refused():
    with pytest.raises(ValueError, match=r"`gamma` must be a number of at least 0, got -1"):
        small("vae_gan", gamma=-1)
    with pytest.raises(ValueError, match=r"`feature_layer` must be at most 3, .* got 4"):
        small("vae_gan", feature_layer=4)
    with pytest.raises(ValueError, match=r"`reconstruction_weight` must be a number of at least 0"):
        small("alpha_gan", reconstruction_weight=-1)
    with pytest.raises(ValueError, match=r"`generator_steps` must be a whole number of at least 1"):
        small("alpha_gan", generator_steps=0)
    with pytest.raises(ValueError, match=r"`code_units` must be a whole number of at least 1"):
        small("alpha_gan", code_units=0)
    with pytest.raises(ValueError, match=r"`joint_units` must be a whole number of at least 1"):
        small("bigan", joint_units=0)


def test_networks_that_do_not_fit_are_refused():
    encoder, decoder = build_encoder(*SIZES), build_picture_decoder(*SIZES)
    two = build_encoder(*SIZES, outputs=("mean", "log_deviation"))
    judge, other = (build_discriminator("mlp", shape, 4) for shape in (SHAPE, (4, 4, 1)))
    codes, longer = (build_discriminator("mlp", (length,), 4) for length in (3, 5))
    with pytest.raises(ValueError, match=r"`encoder` must give two outputs.*got \(None, 3\)"):
        VAEGAN(encoder, decoder, with_features(judge))
    with pytest.raises(ValueError, match=r"`discriminator` must give a dict of 'logits' and"):
        VAEGAN(two, decoder, judge)
    with pytest.raises(ValueError, match=r"`discriminator` takes \(None, 4, 4, 1\), but the dec"):
        VAEGAN(two, decoder, with_features(other))
    with pytest.raises(ValueError, match=r"`discriminator` takes \(None, 4, 4, 1\), but the gen"):
        AlphaGAN(encoder, decoder, other, codes)
    with pytest.raises(ValueError, match=r"`code_discriminator` takes \(None, 5\), but the enc"):
        AlphaGAN(encoder, decoder, judge, longer)
    with pytest.raises(ValueError, match=r"must take pairs \[images, codes\].*got \(None, 8, 8, 1"):
        BiGAN(encoder, decoder, judge)
    with pytest.raises(
        ValueError, match=r"`body` must be one of 'dcgan', 'infogan', 'mlp', got 'resnet'"
    ):
        small("bigan", body="resnet")
