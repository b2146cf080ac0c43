"""Directions of styles against a singular value decomposition, and projection of own pictures."""

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.latent import project, style_directions


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get(
        "stylegan2", image_shape=(8, 8, 1), latent_dim=4, style_dim=6, mapping_depth=1, seed=0
    )


@pytest.mark.parametrize("layers", [None, [1, 2]])
def test_directions_are_the_singular_vectors_of_all_that_take_styles(gan, layers):
    affine = gan.inference_network("generator").synthesis.affine_layers()
    chosen = affine if layers is None else [affine[layer] for layer in layers]
    stacked = np.concatenate([layer.kernel.numpy().T / np.sqrt(6) for layer in chosen])
    _, lengths, expected = np.linalg.svd(stacked)
    directions, values = style_directions(gan, 3, layers)
    np.testing.assert_allclose(values, lengths[:3] ** 2, rtol=1e-4)
    np.testing.assert_allclose(np.abs(np.sum(directions * expected[:3], axis=1)), 1.0, atol=1e-4)


def test_there_is_an_affine_layer_for_each_style():
    for family in ("stylegan", "stylegan2"):
        gan = keras_gan_zoo.get(family, image_shape=(16, 8, 1), style_dim=6, width=4, latent_dim=3)
        synthesis = gan.generator.synthesis
        assert len(synthesis.affine_layers()) == synthesis.style_layers
        assert style_directions(gan, 2)[0].shape == (2, 6)


def test_own_pictures_are_found_again(gan):
    images = gan.generate(2, seed=1)
    before = np.mean((gan.generate(2, seed=1, truncation=0.0) - images) ** 2, axis=(1, 2, 3))
    found = project(gan, images, steps=80, prior_weight=0.0)
    assert found.latents.shape == (2, 4, 6)
    np.testing.assert_array_equal(found.latents[:, :1] * np.ones((1, 4, 1)), found.latents)
    np.testing.assert_allclose(gan.synthesize(found.latents), found.images, atol=1e-5)
    expected = np.mean((found.images - images) ** 2, axis=(1, 2, 3))
    np.testing.assert_allclose(found.errors, expected, rtol=1e-4)
    assert (found.errors < 0.2 * before).all()
    each = project(gan, images, steps=80, per_layer=True, prior_weight=0.0)
    assert np.ptp(each.latents, axis=1).max() > 0
    assert (each.errors < 0.2 * before).all()


def test_a_strong_prior_keeps_the_mean(gan):
    gan.inference_network("generator").mean_style.assign(np.full(6, 0.3))
    found = project(gan, gan.generate(1, seed=1), steps=5, learning_rate=1e-3, prior_weight=1e4)
    np.testing.assert_allclose(found.latents, 0.3, atol=0.01)


def test_what_is_refused(gan):
    with pytest.raises(ValueError, match="`count` must be at most 6, the length of a style, got 7"):
        style_directions(gan, 7)
    with pytest.raises(ValueError, match="`layers` must be places from 0 to 3, got 4"):
        style_directions(gan, 1, [4])
    other = keras_gan_zoo.get("gan", image_shape=(2,), body="mlp", latent_dim=2, width=4)
    for call in (style_directions, lambda gan: project(gan, np.zeros((1, 2)))):
        with pytest.raises(TypeError, match="`gan` must be a model that is driven by styles"):
            call(other)
