"""The layer DiffAugment: when it acts, in which order, and what it refuses."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import DiffAugment

IMAGES = np.random.default_rng(0).uniform(-1, 1, (8, 16, 16, 3)).astype("float32")


def test_acts_in_training_alone_and_anew_each_time():
    layer = DiffAugment(seed=0)
    np.testing.assert_array_equal(layer(IMAGES), IMAGES)
    first, second = layer(IMAGES, training=True), layer(IMAGES, training=True)
    assert first.shape == IMAGES.shape
    assert np.abs(first - second).max() > 0.1
    np.testing.assert_array_equal(DiffAugment(seed=0)(IMAGES, training=True), first)


def test_each_policy_by_name():
    flat = np.full((64, 16, 16, 3), 0.5, "float32")
    colored = DiffAugment("color", seed=0)(flat, training=True).numpy()
    np.testing.assert_allclose(colored, colored[:, :1, :1, :1] * np.ones_like(flat), atol=1e-5)
    assert len(np.unique(colored[:, 0, 0, 0].round(5))) > 50
    moved = DiffAugment("translation", seed=0)(flat, training=True).numpy()
    assert set(np.unique(moved)) == {0.0, 0.5}
    cut = DiffAugment(" cutout , color", seed=0)(flat, training=True).numpy()
    assert len(np.unique(cut[0].round(4))) == 2


def test_differentiable():
    images = tf.constant(IMAGES)
    layer = DiffAugment("color,translation,cutout", seed=0)
    with tf.GradientTape() as tape:
        tape.watch(images)
        loss = tf.reduce_sum(tf.square(layer(images, training=True)))
    gradient = tape.gradient(loss, images).numpy()
    assert np.isfinite(gradient).all()
    assert (np.abs(gradient).sum(axis=(1, 2, 3)) > 0).all()


@pytest.mark.parametrize("policy", ["colour", "color,cutuot", "", None, "color,"])
def test_unknown_policies(policy):
    with pytest.raises(ValueError, match="`policy` must name augmentations out of 'color', 'cut"):
        DiffAugment(policy)


def test_names_the_nearest_and_config():
    with pytest.raises(ValueError, match="Did you mean 'cutout'"):
        DiffAugment("color,cutuot")
    layer = DiffAugment("cutout", seed=3, name="augment")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
