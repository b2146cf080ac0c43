"""Perceptual path length against the closed form of a linear generator, and with real LPIPS."""

import keras
import numpy as np
import pytest
from keras import layers
from small_families import small

from keras_gan_zoo.families.image.gan import GAN
from keras_gan_zoo.latent import path_length, perceptual_path_length
from keras_gan_zoo.models.latents import fresh_latents
from keras_gan_zoo.networks import dcgan_discriminator

A = np.random.default_rng(0).normal(size=(5, 256)).astype("float32")


@pytest.fixture
def linear_gan():
    """A generator G(z) = A'z, whose pictures need not stay in [-1, 1] here."""
    latents = keras.Input((5,), name="latents")
    dense = layers.Dense(256, use_bias=False)
    images = layers.Reshape((16, 16, 1))(dense(latents))
    dense.kernel.assign(A)
    gan = GAN(keras.Model(latents, images), dcgan_discriminator((16, 16, 1), 2))
    gan.compile()
    return gan


@pytest.fixture
def squares(monkeypatch):
    """The sum of squared differences in the place of LPIPS, asked for in float64."""

    def distance(a, b, network):
        return ((np.float64(b) - np.float64(a)) ** 2).sum(axis=(1, 2, 3))

    monkeypatch.setattr(path_length, "lpips", distance)


@pytest.mark.parametrize("ends_only", [False, True])
def test_a_linear_generators_is_known(linear_gan, squares, ends_only):
    """The derivative of an arc from a to b is theta (cos(t theta) b - cos((1-t) theta) a) / sin."""
    random = np.random.default_rng(4)
    a, b = (fresh_latents(100, 5, random).astype("float64") for _ in range(2))
    t = (np.zeros(100) if ends_only else random.uniform(0, 1, 100))[:, None]
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    theta = np.arccos(cosine)[:, None]
    slope = theta / np.sin(theta) * (np.cos(t * theta) * b - np.cos((1 - t) * theta) * a)
    squared = np.sort(((slope @ A) ** 2).sum(1))[1:-1]  # a hundredth at either end is left out
    found = perceptual_path_length(linear_gan, 100, epsilon=1e-2, ends_only=ends_only, seed=4)
    assert float(found) == pytest.approx(squared.mean(), rel=0.03)
    assert found.error == pytest.approx(squared.std(ddof=1) / np.sqrt(98), rel=0.03)
    assert found.name == ("ppl_z_end" if ends_only else "ppl_z") and found.samples == 100


def test_styles_go_straight(squares):
    gan = small("stylegan2", seed=0)
    for weight in gan.generator.mapping.weights:
        weight.assign(2.0 * weight)
    ways = []
    synthesize = gan.synthesize
    gan.synthesize = lambda w: ways.append(np.array(w)) or synthesize(w)
    found = perceptual_path_length(gan, 6, space="w", epsilon=1e-3, seed=1, batch_size=4)
    assert found.name == "ppl_w" and float(found) > 0
    here, there = (np.concatenate(ways[which::2]) for which in (0, 1))
    random = np.random.default_rng(1)
    a, b = (gan.styles(fresh_latents(6, gan.latent_dim, random))[:, 0] for _ in range(2))
    t = random.uniform(0, 1, 6)[:, None]
    np.testing.assert_allclose(here, a + t * (b - a), atol=1e-5)
    np.testing.assert_allclose(there - here, 1e-3 * (b - a), atol=1e-6)


def test_by_lpips_itself():
    gan = small("stylegan2", image_shape=(32, 32, 1), seed=0)
    found = perceptual_path_length(gan, 8, space="w", network="alex", epsilon=1e-2)
    again = perceptual_path_length(gan, 8, space="w", network="alex", epsilon=1e-2)
    assert np.isfinite(float(found)) and float(found) == float(again) >= 0
    assert found.extractor == "lpips_alex"


def test_mistakes():
    with pytest.raises(ValueError, match="`space` must be one of 'w', 'z', got 'x'"):
        perceptual_path_length(small("dcgan"), space="x")
    with pytest.raises(TypeError, match="must be a model that is driven by styles"):
        perceptual_path_length(small("dcgan"), space="w")
    with pytest.raises(TypeError, match="A CycleGAN draws nothing from latents"):
        perceptual_path_length(small("cyclegan"))
    with pytest.raises(ValueError, match="`n` must be a whole number of at least 2, got 1"):
        perceptual_path_length(small("dcgan"), 1)
