"""StyleGAN: adaptive instance normalization, each player's loss, and what a style decides."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from tiny import SEED, numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo.families.image.stylegan.synthesis import (
    NormalizedConvolution,
    StyledNormalization,
)

RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(-1, 1, (4, 8, 8, 1)).astype("float32")
Z = RANDOM.normal(size=(4, 3)).astype("float32")
MAPS = RANDOM.normal(2.0, 3.0, size=(4, 6, 5, 3)).astype("float32")
STYLES = RANDOM.normal(size=(4, 7)).astype("float32")


def small(**arguments):
    arguments = {"image_shape": X.shape[1:], "latent_dim": 3, "style_dim": 5, **arguments}
    return keras_gan_zoo.get(
        "stylegan", **{"mapping_depth": 2, "width": 4, "seed": SEED, **arguments}
    )


def normalized(layer, maps, styles):
    """AdaIN in NumPy, eq. 1."""
    y = styles @ layer.affine.kernel.numpy() / np.sqrt(styles.shape[1]) + layer.affine.bias.numpy()
    scale, offset = 1.0 + y[:, : maps.shape[-1]], y[:, maps.shape[-1] :]
    mean = maps.mean(axis=(1, 2), keepdims=True)
    deviation = maps.std(axis=(1, 2), keepdims=True)
    return scale[:, None, None] * (maps - mean) / deviation + offset[:, None, None]


def test_a_style_gives_each_channel_its_scale_and_offset():
    layer = StyledNormalization()
    layer(MAPS, STYLES)
    layer.affine.bias.assign(RANDOM.normal(size=6))
    y = layer(MAPS, STYLES).numpy()
    np.testing.assert_allclose(y, normalized(layer, MAPS, STYLES), atol=1e-4)


def test_noise_and_a_leaky_relu_come_before_the_normalization():
    layer = NormalizedConvolution(3, "none")
    layer(MAPS, STYLES)
    layer.bias.assign([0.5, -1.0, 2.0])
    x = MAPS + layer.bias.numpy()
    expected = normalized(layer.normalization, np.where(x > 0, x, 0.2 * x), STYLES)
    np.testing.assert_allclose(layer(MAPS, STYLES), expected, atol=1e-4)
    layer.noise.strength.assign([10.0, 0.0, 0.0])
    noisy = layer(MAPS, STYLES, training=True).numpy()
    np.testing.assert_allclose(noisy[..., 1:], expected[..., 1:], atol=1e-4)
    # However strong the noise is, the style's scale stays.
    np.testing.assert_allclose(
        noisy[..., 0].std(axis=(1, 2)), expected[..., 0].std(axis=(1, 2)), rtol=1e-3
    )


@pytest.mark.parametrize(("kind", "times"), [("same", 1), ("doubled", 2)])
def test_shape_and_config_of_a_layer(kind, times):
    layer = NormalizedConvolution(4, kind, fixed_noise=True)
    given = layer(MAPS, STYLES)
    assert given.shape == layer.compute_output_shape(MAPS.shape) == (4, 6 * times, 5 * times, 4)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


def test_each_player_goes_down_its_loss(monkeypatch):
    gan = descend(small(mixing=0.0, gamma=3.0))
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z[: len(like)])
    for layer in gan.generator.synthesis.convolutions:
        layer.noise.strength.assign(ops.zeros_like(layer.noise.strength))
        layer.noise.trainable = False

    def fake():
        return numpy(gan.discriminator(gan.generator(Z, training=True)))

    def slopes():
        samples = tf.constant(X)
        with tf.GradientTape() as tape:
            tape.watch(samples)
            total = tf.reduce_sum(gan.discriminator(samples))
        return numpy(tape.gradient(total, samples))

    def judged():
        real = numpy(gan.discriminator(X))
        r1 = 1.5 * np.mean(np.sum(slopes() ** 2, axis=(1, 2, 3)))
        return np.logaddexp(0, -real).mean() + np.logaddexp(0, fake()).mean() + r1

    def confidence():
        return np.logaddexp(0, -fake()).mean()

    gan.follow_trainable()
    smooth = lambda x: 0.6 * x + 0.4 * x * ops.tanh(x)  # noqa: E731 - without a kink
    monkeypatch.setattr(keras.layers.LeakyReLU, "call", lambda layer, x: smooth(x))
    losses = [("discriminator", judged), ("generator", confidence)]
    check_moves(gan, moves_in(gan, X), losses)


def test_each_layer_of_w_plus_has_its_say():
    gan = small()
    w = gan.styles(Z)
    assert w.shape == (4, 4, 5)
    for layer in range(w.shape[1]):
        changed = w.copy()
        changed[:, layer] += 1.0
        assert np.abs(gan.synthesize(changed) - gan.synthesize(w)).max() > 1e-4, layer


def test_pictures_need_not_be_square():
    assert small(image_shape=(12, 16, 3)).generate(2, seed=0, truncation=0.5).shape == (
        2,
        12,
        16,
        3,
    )


def test_defaults_and_saving(tmp_path):
    gan = small(gamma=0.5, mixing=0.25)
    assert set(rates(gan).values()) == {(1e-3, 0.0)}
    gan.train_step(ops.convert_to_tensor(X))
    again = reloaded(gan, tmp_path)
    assert (again.gamma, again.mixing) == (0.5, 0.25)
    np.testing.assert_array_equal(again.generate(2, seed=0), gan.generate(2, seed=0))
    np.testing.assert_array_equal(again.styles(Z, 0.5), gan.styles(Z, 0.5))
