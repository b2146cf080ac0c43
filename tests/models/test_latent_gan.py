"""What the families that draw from latents have in common."""

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.networks import dcgan_discriminator, dcgan_generator


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("dcgan", image_shape=(16, 16, 3), width=2, latent_dim=4, seed=1)


def test_attributes(gan):
    assert gan.latent_dim == 4
    assert gan.image_shape == (16, 16, 3)
    assert gan.data_shapes() == ((16, 16, 3),)


def test_the_same_seed_draws_the_same_pictures(gan):
    np.testing.assert_array_equal(gan.generate(5, seed=2), gan.generate(5, seed=2))
    assert np.any(gan.generate(5, seed=2) != gan.generate(5, seed=3))
    assert np.any(gan.generate(5) != gan.generate(5))


def test_batches_do_not_change_the_pictures(gan):
    whole, parts = gan.generate(7, seed=0), gan.generate(7, seed=0, batch_size=3)
    assert whole.shape == (7, 16, 16, 3)
    np.testing.assert_allclose(whole, parts, atol=1e-6)


def test_given_latents_and_a_call_draw_the_same(gan):
    latents = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_allclose(
        gan.generate(latents=latents), gan(latents.astype("float32")), atol=1e-6
    )


def test_latents_are_standard_normal_and_as_many_as_pictures(gan):
    latents = gan.sample_latents(np.zeros((5000, 16, 16, 3), "float32")).numpy()
    assert latents.shape == (5000, 4)
    np.testing.assert_allclose(latents.mean(0), 0, atol=0.06)
    np.testing.assert_allclose(np.cov(latents.T), np.eye(4), atol=0.09)


def test_exports_the_generator(gan):
    assert gan.export_networks() == {"generate": gan.generator}
    averaged = keras_gan_zoo.get(
        "dcgan", image_shape=(16, 16, 1), width=2, latent_dim=4, ema_decay=0.9
    )
    assert averaged.export_networks() == {"generate": averaged.generator_average}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, r"either `n` or `latents`"),
        ({"n": 2, "latents": np.zeros((2, 4))}, r"either `n` or `latents`"),
        ({"n": 0}, r"`n` must be a whole number of at least 1, got 0"),
        ({"n": 2.5}, r"`n` must be a whole number of at least 1, got 2.5"),
        ({"latents": np.zeros((2, 5))}, r"`latents` must have shape \(n, 4\), got \(2, 5\)"),
        ({"latents": np.zeros(4)}, r"`latents` must have shape \(n, 4\), got \(4,\)"),
    ],
)
def test_what_generate_refuses(gan, arguments, message):
    with pytest.raises(ValueError, match=message):
        gan.generate(**arguments)


def test_networks_must_fit_each_other():
    cls = type(keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=2))
    with pytest.raises(
        ValueError, match=r"draws images of shape \(16, 16, 1\).* takes \(16, 16, 3\)"
    ):
        cls(dcgan_generator((16, 16, 1), 4, 2), dcgan_discriminator((16, 16, 3), 2))


def test_pictures_must_fit_the_model(gan):
    with pytest.raises(ValueError, match=r"uint8"):
        gan.fit(np.zeros((8, 16, 16, 3), "uint8"), batch_size=4)
    with pytest.raises(ValueError, match=r"\(16, 16, 1\).*\(16, 16, 3\)"):
        gan.fit(np.zeros((8, 16, 16, 1), "float32"), batch_size=4)


def test_labels_are_not_taken(gan):
    import tensorflow as tf

    images = np.linspace(-1, 1, 8 * 16 * 16 * 3).reshape(8, 16, 16, 3).astype("float32")
    labelled = tf.data.Dataset.from_tensor_slices((images, np.arange(8)))
    with pytest.raises(ValueError, match=r"x.map\(lambda image, label: image\)"):
        gan.fit(labelled, batch_size=4)


def test_every_loss_can_be_chosen_by_name():
    for loss in keras_gan_zoo.losses.list_losses():
        gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=2, loss=loss)
        assert gan.get_config()["loss"] == loss
    with pytest.raises(
        ValueError, match=r"`loss` must be one of .*got 'hing'.*Did you mean 'hinge'"
    ):
        keras_gan_zoo.get("dcgan", loss="hing")
