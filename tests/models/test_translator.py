"""What all translators share: directions, noise by dropout, and several translations of one."""

import numpy as np
import pytest
import tensorflow as tf
from translators import images, still

from keras_gan_zoo.errors import DataMismatch
from keras_gan_zoo.models.translator import Translator

PICTURES = images(3)


@pytest.fixture(scope="module")
def noisy():
    return still("pix2pix", dropout=0.5, normalization="batch")


def test_several_translations_of_each_picture_differ_and_come_again_with_the_seed(noisy):
    drawn = noisy.generate(PICTURES, n=2, seed=5)
    assert drawn.shape == (3, 2, 16, 16, 1) and drawn.dtype == np.float32
    assert all(np.abs(one - other).max() > 1e-5 for one, other in drawn)
    np.testing.assert_array_equal(drawn, noisy.generate(PICTURES, n=2, seed=5))
    assert np.any(drawn != noisy.generate(PICTURES, n=2, seed=6))
    assert np.any(noisy.generate(PICTURES) != noisy.generate(PICTURES))
    assert noisy.generate(PICTURES, n=1, seed=5).shape == (3, 1, 16, 16, 1)


def test_generating_leaves_seeds_and_batch_statistics_as_they_were(noisy):
    before = [variable.numpy() for variable in noisy.generator.variables]
    noisy.generate(PICTURES, seed=1)
    for variable, value in zip(noisy.generator.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value, variable.path)
    assert any("seed" in variable.path for variable in noisy.generator.variables)
    assert any("moving" in variable.path for variable in noisy.generator.variables)


def test_what_is_exported_has_no_noise(noisy):
    network = noisy.export_networks()["x_to_y"]
    np.testing.assert_array_equal(network(PICTURES), network(PICTURES))
    np.testing.assert_array_equal(noisy(PICTURES), network(PICTURES))


def test_without_dropout_there_is_one_translation():
    gan = still("pix2pix")
    np.testing.assert_array_equal(gan.generate(PICTURES, seed=1), gan.generate(PICTURES, seed=2))
    assert gan.generate(PICTURES, n=1).shape == (3, 1, 16, 16, 1)
    with pytest.raises(ValueError, match=r"`n` asks for 2 .*Pix2Pix has no dropout.*leave `n` out"):
        gan.generate(PICTURES, n=2)


def test_what_is_no_array_of_pictures_is_told(noisy):
    with pytest.raises(DataMismatch, match="`images` is a dataset where an array is expected"):
        noisy.generate(tf.data.Dataset.from_tensor_slices(PICTURES))
    with pytest.raises(DataMismatch, match="`images` is a list of parts of several shapes"):
        noisy.generate([PICTURES[0], PICTURES[1, :8]])
    drawn = noisy.generate(list(PICTURES), seed=1)
    np.testing.assert_array_equal(drawn, noisy.generate(PICTURES, seed=1))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, r"`n` must be a whole number of at least 1, got 0"),
        ({"seed": "a"}, r"`seed` must be None or a whole number, got 'a'"),
        ({"direction": "y_to_x"}, r"`direction` must be 'x_to_y', got 'y_to_x'"),
        ({"batch_size": 0}, r"`batch_size` must be a whole number of at least 1, got 0"),
    ],
)
def test_arguments_are_checked(noisy, arguments, message):
    with pytest.raises(ValueError, match=message):
        noisy.generate(PICTURES, **arguments)


def test_the_first_direction_is_the_default():
    assert Translator.check_direction(Translator, None) == "x_to_y"
