"""The history of images: what it keeps, what it shows, and how often it swaps."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import ImageHistory

SHAPE = (2, 2, 1)


def numbered(first, count):
    """Pictures that are told apart by their one value: first, first + 1, ..."""
    return np.tile(
        np.arange(first, first + count, dtype="float32")[:, None, None, None], (1, *SHAPE)
    )


def numbers(images):
    images = np.asarray(images)
    assert (images == images[:, :1, :1, :1]).all()  # no picture is a mixture of two
    return images[:, 0, 0, 0].astype(int).tolist()


def test_hands_on_and_stores_until_it_is_full():
    history = ImageHistory(6, SHAPE, seed=0)
    for first in (1, 4):
        assert numbers(history(numbered(first, 3))) == [first, first + 1, first + 2]
    assert numbers(history.images) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("batch", [1, 3, 5])
def test_loses_and_duplicates_nothing(batch):
    history = ImageHistory(5, SHAPE, seed=0)
    stored = []
    for step in range(40):
        given = list(range(1 + step * batch, 1 + (step + 1) * batch))
        shown = numbers(history(numbered(given[0], batch)))
        before, stored = stored, numbers(history.images)[: int(history.stored)]
        # While the history fills, a picture is stored and handed on: it is there twice.
        added = given[: len(stored) - len(before)]
        assert shown[: len(added)] == added
        assert sorted(shown + stored) == sorted(before + given + added)
    assert len(stored) == 5
    assert max(stored) > 30 * batch  # it goes on taking new pictures


def test_a_batch_may_be_larger_than_the_one_before():
    for seed in range(5):
        history = ImageHistory(5, SHAPE, seed=seed)
        assert numbers(history(numbered(1, 1))) == [1]
        shown = numbers(history(numbered(2, 5)))
        assert sorted(shown + numbers(history.images)) == sorted([1, 2, 3, 4, 5, 6, 2, 3, 4, 5])


@pytest.mark.parametrize("size", [-1, 2.5, "50"])
def test_size_is_checked(size):
    with pytest.raises(ValueError, match="`size` must be a whole number"):
        ImageHistory(size, SHAPE)


def test_swaps_half_of_the_time_with_any_place():
    size, steps = 10, 600
    history = ImageHistory(size, SHAPE, seed=1)
    call = tf.function(history)
    call(tf.constant(numbered(0, size)))
    before = numbers(history.images)
    places = []
    for step in range(steps):
        (shown,) = numbers(call(tf.constant(numbered(size + step, 1))))
        after = numbers(history.images)
        changed = [i for i in range(size) if before[i] != after[i]]
        assert len(changed) == (shown != size + step)
        places += changed
        before = after
    assert abs(len(places) / steps - 0.5) < 4 * np.sqrt(0.25 / steps)
    counts = np.bincount(places, minlength=size)
    expected = len(places) / size
    assert ((counts - expected) ** 2 / expected).sum() < 27.9  # chi-squared, 9 degrees, p = 0.001


def test_size_zero_remembers_nothing():
    history = ImageHistory(0, SHAPE)
    assert not history.weights
    for first in (1, 4):
        assert numbers(history(numbered(first, 3))) == [first, first + 1, first + 2]


def test_batch_larger_than_the_history():
    with pytest.raises(ValueError, match=r"batch has 4 images but the history holds 3.*at least 4"):
        ImageHistory(3, SHAPE)(numbered(0, 4))


def test_saved_and_restored_with_its_pictures_and_its_seed(tmp_path):
    def model():
        images = keras.Input(SHAPE, batch_size=2)
        return keras.Model(images, ImageHistory(4, SHAPE, seed=3, name="history")(images))

    saved, loaded = model(), model()
    for first in (1, 3, 5):
        saved(numbered(first, 2))
    saved.save_weights(tmp_path / "history.weights.h5")
    loaded.load_weights(tmp_path / "history.weights.h5")
    history, again = saved.get_layer("history"), loaded.get_layer("history")
    assert numbers(again.images) == numbers(history.images)
    assert int(again.stored) == int(history.stored) == 4
    assert not history.trainable_variables


def test_config_round_trip():
    layer = ImageHistory(4, SHAPE, seed=3, name="history")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
    assert again.size == 4 and again.image_shape == SHAPE
