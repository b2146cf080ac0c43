"""The plain auto-encoder: its loss, its codes, and what it draws of random ones."""

import keras
import numpy as np
import pytest
from tiny import SEED, numpy, rates, reloaded, step

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.networks.fitted_front import decoder_of, gaussian_of

SHAPE = (8, 8, 1)
X = np.random.default_rng(0).uniform(-1, 1, (60, *SHAPE)).astype("float32")


def small(**arguments):
    sizes = {"image_shape": SHAPE, "latent_dim": 3, "width": 6, "body": "mlp", "seed": SEED}
    return keras_gan_zoo.get("autoencoder", **{**sizes, **arguments})


def test_the_loss_is_the_mean_square_of_what_is_lost():
    model = small(optimizers={"autoencoder": keras.optimizers.SGD(0.0)})
    logged = step(model, X)
    back = numpy(decoder_of(model.decoder)(model.encoder(X, training=True)))
    assert logged == pytest.approx({"autoencoder_loss": np.mean((back - X) ** 2)}, rel=1e-5)


def test_random_codes_have_the_mean_and_the_covariance_of_the_pictures_codes():
    model = small(optimizers={"autoencoder": keras.optimizers.SGD(0.0)})
    for start in (0, 20, 40):
        step(model, X[start : start + 20])
    codes = numpy(model.encoder(X))
    random = numpy(gaussian_of(model.decoder)(keras.random.normal((40_000, 3), seed=0)))
    deviations = codes.std(axis=0)
    assert np.all(np.abs(random.mean(axis=0) - codes.mean(axis=0)) < 0.03 * deviations)
    outer = np.outer(deviations, deviations)
    assert np.all(np.abs(np.cov(random.T) - np.cov(codes.T, bias=True)) < 0.2 * outer)


def test_codes_are_latents_of_the_pictures(tmp_path):
    model = small()
    step(model, X)
    codes = model.encode(X)
    raw = numpy(model.encoder(X))
    np.testing.assert_allclose(numpy(gaussian_of(model.decoder)(codes)), raw, rtol=1e-4, atol=1e-5)
    meant = numpy(decoder_of(model.decoder)(raw))
    np.testing.assert_allclose(model.reconstruct(X), meant, rtol=1e-4, atol=1e-5)
    export.tflite(model, tmp_path / "encode.tflite", signature="encode")
    exported = export.TFLiteGenerator(tmp_path / "encode.tflite")(X)
    np.testing.assert_allclose(exported, codes, rtol=1e-4, atol=1e-4)


def test_no_code_of_two_numbers_is_lost_on_a_black_ground():
    # Codes that ended in a tanh came to its ends on digits, and stayed.
    pictures = np.full((300, *SHAPE), -1.0, "float32")
    corners = np.random.default_rng(1).integers(0, 6, (300, 2))
    for picture, (row, column) in zip(pictures, corners, strict=True):
        picture[row : row + 3, column : column + 3] = 1.0
    model = small(latent_dim=2, width=50)
    model.fit(pictures, batch_size=50, epochs=100, verbose=0)
    lost = np.mean((model.reconstruct(pictures) - pictures) ** 2)
    assert lost < 0.6 * np.mean((pictures - pictures.mean(axis=0)) ** 2)
    np.testing.assert_allclose(np.cov(model.encode(pictures).T), np.eye(2), atol=0.25)


def test_what_it_has_learned_comes_back():
    model = small(latent_dim=2, width=32, optimizers={"autoencoder": {"learning_rate": 5e-3}})
    shades = np.random.default_rng(1).uniform(-0.9, 0.9, (200, 2)).astype("float32")
    halves = np.concatenate([np.repeat(shade, 32) for shade in shades.reshape(-1)])
    pictures = halves.reshape(200, *SHAPE)
    before = np.mean((model.reconstruct(pictures) - pictures) ** 2)
    model.fit(pictures, batch_size=40, epochs=60, verbose=0)
    after = np.mean((model.reconstruct(pictures) - pictures) ** 2)
    assert after < 0.05 * before
    assert model.generate(4, seed=0).shape == (4, *SHAPE)


def test_settings_are_saved(tmp_path):
    model = small()
    step(model, X)
    again = reloaded(model, tmp_path)
    assert list(rates(again).values()) == [(1e-3, 0.9)]
    np.testing.assert_array_equal(again.reconstruct(X), model.reconstruct(X))


def test_what_is_refused():
    with pytest.raises(
        ValueError, match=r"`body` must be one of 'dcgan', 'infogan', 'mlp', got 'resnet'"
    ):
        small(body="resnet")
    with pytest.raises(TypeError, match=r"`images` must be an array \(n, 8, 8, 1\), got .*Dataset"):
        small().encode(keras_gan_zoo.data.from_arrays(X))
    plain = keras_gan_zoo.networks.mlp_generator(SHAPE, latent_dim=3)
    with pytest.raises(ValueError, match=r"`decoder` must begin with .*behind_gaussian\(decoder"):
        type(small())(small().encoder, plain)
