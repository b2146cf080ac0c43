"""GON: codes that are gradients at the origin, their Gaussian, and what comes back of them."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from tiny import SEED, numpy, rates, reloaded, step

import keras_gan_zoo
from keras_gan_zoo.families.autoencoder.gon.gon import GON
from keras_gan_zoo.families.autoencoder.gon.networks import smooth_decoder
from keras_gan_zoo.networks import behind_gaussian, mlp_generator
from keras_gan_zoo.networks.fitted_front import decoder_of, gaussian_of

SHAPE = (8, 8, 1)
X = np.random.default_rng(0).uniform(-1, 1, (20, *SHAPE)).astype("float32")


def small(**arguments):
    sizes = {"image_shape": SHAPE, "latent_dim": 3, "width": 6, "body": "mlp", "seed": SEED}
    return keras_gan_zoo.get("gon", **{**sizes, **arguments})


def linear():
    """Returns a model whose decoder is F(z) = z W + b, of which codes have a closed form."""
    points = keras.Input((2,), name="latents")
    decoder = keras.Model(points, keras.layers.Dense(5, name="to_points")(points))
    model = GON(behind_gaussian(decoder))
    random = np.random.default_rng(1)
    W, b = random.normal(size=(2, 5)), random.normal(size=5)
    decoder.get_layer("to_points").set_weights([W, b])
    return model, W, b


def test_a_code_is_one_step_down_from_the_origin():
    model, W, b = linear()
    x = np.random.default_rng(2).normal(size=(7, 5)).astype("float32")
    expected = 2 * (x - b) @ W.T
    np.testing.assert_allclose(model.encode(x, batch_size=3), expected, rtol=1e-5)
    np.testing.assert_allclose(model.reconstruct(x), expected @ W + b, rtol=1e-4, atol=1e-5)


def test_a_code_is_of_its_own_picture_alone():
    model = small(body="dcgan", image_shape=(16, 16, 1), width=2)
    x = np.random.default_rng(3).uniform(-1, 1, (6, 16, 16, 1)).astype("float32")
    codes = model.encode(x)
    assert codes.shape == (6, 3) and codes.std() > 1e-3
    np.testing.assert_allclose(model.encode(x[4:]), codes[4:], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("body", "shape"), [("mlp", SHAPE), ("dcgan", (16, 16, 1))])
def test_the_codes_themselves_have_a_gradient(body, shape):
    decoder = smooth_decoder(body, shape, 4, 3)
    model, x = GON(behind_gaussian(decoder)), ops.full((2, *shape), 0.5)
    kernels = [v for v in decoder.trainable_variables if len(v.shape) > 1]
    with tf.GradientTape() as tape:
        total = ops.sum(ops.square(model.codes(x)))
    for gradient in tape.gradient(total, [kernel.value for kernel in kernels]):
        assert np.abs(numpy(gradient)).max() > 0


def test_the_gaussian_follows_the_codes():
    model = small(optimizers={"generator": keras.optimizers.SGD(0.0)})
    codes = model.encode(X)
    for batch in (X[:10], X[10:]):
        step(model, batch)
    np.testing.assert_allclose(
        gaussian_of(model.generator).mean, codes.mean(axis=0), rtol=1e-4, atol=1e-5
    )
    np.testing.assert_allclose(
        gaussian_of(model.generator).covariance, np.cov(codes.T, bias=True), rtol=1e-3, atol=1e-5
    )
    e = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    drawn = (
        numpy(gaussian_of(model.generator).mean) + e @ numpy(gaussian_of(model.generator).factor).T
    )
    np.testing.assert_allclose(model.generate(latents=e), model.decode(drawn), atol=1e-5)


def test_the_loss_is_what_is_lost_of_a_picture():
    model = small(optimizers={"generator": keras.optimizers.SGD(0.0)})
    back = model.reconstruct(X)
    logged = step(model, X)
    assert logged == pytest.approx({"generator_loss": np.sum((back - X) ** 2) / 20}, rel=1e-4)


def test_what_it_has_learned_comes_back():
    model = small(latent_dim=2, width=32, optimizers={"generator": {"learning_rate": 3e-3}})
    shades = np.random.default_rng(1).uniform(-0.9, 0.9, (200, 2)).astype("float32")
    halves = np.concatenate([np.repeat(shade, 32) for shade in shades.reshape(-1)])
    pictures = halves.reshape(200, *SHAPE)
    before = np.mean((pictures - pictures.mean()) ** 2)
    model.fit(pictures, batch_size=40, epochs=80, verbose=0)
    after = np.mean((model.reconstruct(pictures) - pictures) ** 2)
    assert after < 0.1 * before
    assert model.generate(4, seed=0).shape == (4, *SHAPE)


def test_codes_are_of_the_average():
    model = small(ema_decay=0.5)
    before = model.encode(X)
    for weight in decoder_of(model.generator).weights:
        weight.assign(0.5 * weight + 1.0)
    np.testing.assert_array_equal(model.encode(X), before)


def test_settings_are_saved(tmp_path):
    model = small()
    step(model, X)
    again = reloaded(model, tmp_path)
    assert list(rates(again).values()) == [(2e-4, 0.9)]
    np.testing.assert_array_equal(again.reconstruct(X), model.reconstruct(X))
    np.testing.assert_array_equal(again.generate(3, seed=0), model.generate(3, seed=0))


def test_what_is_refused():
    with pytest.raises(ValueError, match="mixes those of a batch in its BatchNormalization"):
        GON(behind_gaussian(mlp_generator(SHAPE, 3, width=4)))
    with pytest.raises(ValueError, match=r"`body` must be one of 'dcgan', 'mlp', got 'resnet'"):
        small(body="resnet")
    with pytest.raises(TypeError, match=r"`images` must be an array \(n, 8, 8, 1\), got .*Dataset"):
        small().encode(keras_gan_zoo.data.from_arrays(X))
