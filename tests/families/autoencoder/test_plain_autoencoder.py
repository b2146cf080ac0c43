"""The plain auto-encoder: its loss, its codes, and what it draws of random ones."""

import keras
import numpy as np
import pytest
from tiny import SEED, numpy, rates, reloaded, step

import keras_gan_zoo
from keras_gan_zoo import export

SHAPE = (8, 8, 1)
X = np.random.default_rng(0).uniform(-1, 1, (60, *SHAPE)).astype("float32")


def small(**arguments):
    sizes = {"image_shape": SHAPE, "latent_dim": 3, "width": 6, "body": "mlp", "seed": SEED}
    return keras_gan_zoo.get("autoencoder", **{**sizes, **arguments})


def test_the_loss_is_the_mean_square_of_what_is_lost():
    model = small(optimizers={"autoencoder": keras.optimizers.SGD(0.0)})
    logged = step(model, X)
    back = numpy(model.decoder(model.encoder(X, training=True)))
    assert logged == pytest.approx({"autoencoder_loss": np.mean((back - X) ** 2)}, rel=1e-5)


def test_codes_lie_where_random_ones_are_drawn(tmp_path):
    model = small()
    codes = model.encode(X)
    assert codes.shape == (60, 3) and np.abs(codes).max() < 1
    watched = model.watched_inputs(64, seed=0)["latents"]
    assert -1 <= watched.min() < -0.9 and 0.9 < watched.max() <= 1
    export.tflite(model, tmp_path / "generate.tflite")
    (meant,) = export.read_metadata(tmp_path / "generate.tflite")["inputs"]
    assert (meant["meaning"], meant["range"]) == ("latent vector, uniform", [-1, 1])


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
