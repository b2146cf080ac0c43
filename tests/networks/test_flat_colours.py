"""The generator of flat-coloured art: each pixel is a mixture of few colours of its picture."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_gan_zoo.networks.bodies import build_generator


@pytest.fixture(scope="module")
def drawn():
    """Returns the shares, the colours and the pictures of three latents."""
    keras.utils.set_random_seed(1)
    network = build_generator("flat_colours", (32, 32, 3), latent_dim=8, width=8, colours=5)
    for weight in network.trainable_weights:  # else all regions are the same
        weight.assign(keras.random.normal(weight.shape, 0.0, 0.6, seed=len(weight.shape)))
    parts = [network.get_layer(name).output for name in ("shares", "palette", "images")]
    latents = np.random.default_rng(0).normal(size=(3, 8)).astype("float32")
    return [ops.convert_to_numpy(part) for part in keras.Model(network.input, parts)(latents)]


def test_a_pixel_is_a_mixture_of_its_pictures_colours(drawn):
    shares, palette, images = drawn
    assert shares.shape == (3, 32 * 32, 5) and palette.shape == (3, 5, 3)
    np.testing.assert_allclose(shares.sum(-1), 1, rtol=1e-5)
    assert shares.min() >= 0 and np.abs(palette).max() <= 1
    expected = np.stack([share @ colours for share, colours in zip(shares, palette, strict=True)])
    np.testing.assert_allclose(images, expected.reshape(3, 32, 32, 3), atol=1e-5)


def test_colours_are_chosen_for_the_whole_picture_and_differ_between_pictures(drawn):
    _, palette, _ = drawn
    assert np.abs(palette[0] - palette[1]).max() > 0.1


def test_what_one_region_claims_whole_has_exactly_its_colour(drawn):
    shares, palette, images = drawn
    sure = shares[0].max(-1) > 1 - 1e-6
    assert sure.any()
    painted = images[0].reshape(-1, 3)[sure]
    np.testing.assert_allclose(painted, palette[0][shares[0].argmax(-1)[sure]], atol=1e-5)


def test_a_picture_of_one_colour_is_none():
    with pytest.raises(ValueError, match="`colours` must be a whole number of at least 2, got 1"):
        build_generator("flat_colours", (32, 32, 3), colours=1)
