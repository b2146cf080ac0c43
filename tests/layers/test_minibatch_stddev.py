"""The deviation within a batch against NumPy, and its gradient where there is none."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.layers import MinibatchStdDev

MAPS = np.random.default_rng(0).normal(size=(6, 4, 5, 3)).astype("float32")


def test_appends_the_mean_deviation_over_the_batch():
    y = MinibatchStdDev()(MAPS).numpy()
    assert y.shape == (6, 4, 5, 4)
    np.testing.assert_array_equal(y[..., :3], MAPS)
    np.testing.assert_allclose(y[..., 3], MAPS.std(axis=0).mean(), rtol=1e-5)


def test_pictures_that_are_all_alike_give_themselves_away():
    alike = np.repeat(MAPS[:1], 6, axis=0)
    assert MinibatchStdDev()(alike).numpy()[..., 3].max() < 1e-3


@pytest.mark.parametrize(("pictures", "members"), [(8, 4), (6, 3), (10, 2), (3, 3), (7, 7)])
@pytest.mark.parametrize("free", [False, True], ids=["known", "free"])
def test_each_picture_gets_the_number_of_its_group(pictures, members, free):
    maps = np.random.default_rng(1).normal(size=(pictures, 2, 3, 4)).astype("float32")
    layer = MinibatchStdDev(group_size=4)
    if free:
        signature = [tf.TensorSpec((None, 2, 3, 4))]
        y = tf.function(layer, input_signature=signature)(maps).numpy()
    else:
        y = layer(maps).numpy()
    groups = pictures // members
    for picture in range(pictures):
        group = maps[picture % groups :: groups]
        assert len(group) == members
        np.testing.assert_allclose(y[picture, ..., 4], group.std(axis=0).mean(), rtol=1e-5)


def test_gradient_is_finite_where_pictures_are_alike():
    alike = tf.constant(np.repeat(MAPS[:1], 6, axis=0))
    layer = MinibatchStdDev()
    with tf.GradientTape() as tape:
        tape.watch(alike)
        loss = tf.reduce_sum(layer(alike))
    assert np.isfinite(tape.gradient(loss, alike)).all()


def test_gradient_pushes_the_pictures_apart():
    x = tf.constant(MAPS)
    with tf.GradientTape() as tape:
        tape.watch(x)
        deviation = MinibatchStdDev()(x)[0, 0, 0, 3]
    away = MAPS - MAPS.mean(axis=0)
    gradient = tape.gradient(deviation, x).numpy()
    # d/dx of a deviation over n values is (x - mean) / (n deviation), here over 4 * 5 * 3 places
    np.testing.assert_allclose(gradient, away / (6 * MAPS.std(axis=0) * 60), rtol=1e-3, atol=1e-7)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_half_precision(policy):
    layer = MinibatchStdDev(dtype=policy)
    y = layer(tf.cast(100 + MAPS, layer.compute_dtype))
    assert y.dtype == layer.compute_dtype
    assert float(y[0, 0, 0, 3]) == pytest.approx(MAPS.std(axis=0).mean(), rel=0.15)


def test_shape_and_config():
    layer = MinibatchStdDev(epsilon=1e-6, group_size=4, name="deviation")
    assert layer.compute_output_shape((None, 4, 5, 3)) == (None, 4, 5, 4)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


def test_a_group_of_one_is_refused():
    with pytest.raises(ValueError, match="`group_size` must be a whole number of at least 2"):
        MinibatchStdDev(group_size=1)
