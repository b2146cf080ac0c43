"""Inversion of pictures that a generator can draw."""

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.latent import invert


@pytest.fixture(scope="module")
def gan():
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), latent_dim=4, width=4, seed=0)
    for weight in gan.generator.trainable_variables:
        weight.assign(3 * weight)  # fresh weights draw pictures that hardly differ
    return gan


def test_finds_latents_that_draw_the_picture_again(gan):
    images, others = gan.generate(3, seed=1), gan.generate(3, seed=2)
    found = invert(gan, images, steps=150, starts=3, prior_weight=0.0)
    apart = np.square(images - others).mean(axis=(1, 2, 3))
    assert (found.errors < 0.05 * apart).all()
    np.testing.assert_allclose(gan.generate(latents=found.latents), found.images, atol=1e-5)
    expected = np.square(found.images - images).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(found.errors, expected, rtol=1e-3)


@pytest.mark.parametrize("family", ["vae", "bigan", "glo"])
def test_what_is_no_gan_draws_from_latents_too(family):
    sizes = {"image_shape": (8, 8, 1), "body": "mlp", "width": 16, "latent_dim": 2}
    model = keras_gan_zoo.get(family, seed=0, **sizes)
    network = model.drawing_network()
    for weight in network.trainable_variables:
        weight.assign(2 * weight)
    images, others = model.generate(2, seed=1), model.generate(2, seed=2)
    found = invert(model, images, steps=150, starts=3, prior_weight=0.0)
    assert (found.errors < 0.05 * np.square(images - others).mean(axis=(1, 2, 3))).all()
    np.testing.assert_allclose(model.generate(latents=found.latents), found.images, atol=1e-5)


def test_the_prior_keeps_latents_short(gan):
    image = gan.generate(1, seed=1)
    lengths = [
        np.linalg.norm(invert(gan, image, steps=60, starts=1, prior_weight=weight).latents)
        for weight in (0.0, 10.0)
    ]
    assert lengths[1] < 0.5 * lengths[0]


def test_mistakes_are_named(gan):
    with pytest.raises(DataMismatch, match=r"images has .*16, 16, 1"):
        invert(gan, np.zeros((1, 8, 8, 1), "float32"))
    with pytest.raises(ValueError, match="`steps` must be a whole number of at least 1"):
        invert(gan, gan.generate(1), steps=0)
    with pytest.raises(TypeError, match="draws from latents, alone or by a condition, got str"):
        invert("dcgan", gan.generate(1))
    with pytest.raises(ValueError, match="DCGAN draws by no condition: leave `condition`=3 out"):
        invert(gan, gan.generate(1), condition=3)


def test_what_a_picture_is_of_is_told_and_can_be_another():
    gan = keras_gan_zoo.get(
        "cgan", image_shape=(8, 8, 1), body="mlp", width=16, latent_dim=2, classes=3, seed=0
    )
    for weight in gan.generator.trainable_variables:
        weight.assign(1.4 * weight)  # more, and all is black or white
    classes = [0, 2, 1]
    images = gan.generate(classes, seed=1)
    settings = {"steps": 150, "starts": 3, "prior_weight": 0.0}
    found = invert(gan, images, condition=classes, **settings)
    of_others = invert(gan, images, condition=[1, 0, 2], **settings)
    assert (found.errors < 1e-3 * of_others.errors).all()
    again = gan.generate(classes, latents=found.latents)
    np.testing.assert_allclose(again, found.images, atol=1e-5)
    for condition, came in ((None, "None"), (2, "2"), ([0, 1], "2")):
        with pytest.raises(ValueError, match=f"must be a list of 3, .* got {came}"):
            invert(gan, images, condition=condition)
