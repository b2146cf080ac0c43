import re

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.data import DataMismatch, check_images
from keras_gan_zoo.samples.picture_checks import is_batched

SHAPE = (8, 8, 1)


def images(count=40, shape=SHAPE, low=-1.0, high=1.0, dtype="float32"):
    return np.random.default_rng(0).uniform(low, high, (count, *shape)).astype(dtype)


def as_array(array):
    return array


def unbatched(array):
    return tf.data.Dataset.from_tensor_slices(array)


def batched(array):
    return tf.data.Dataset.from_tensor_slices(array).batch(16)


def of_unknown_shape(array):
    dtype = tf.as_dtype(array.dtype)
    return tf.data.Dataset.from_generator(
        lambda: iter(array.reshape(-1, 4, *array.shape[1:])), output_types=dtype
    )


def in_tuples(array):
    return tf.data.Dataset.from_tensor_slices((array, np.arange(len(array)))).batch(16)


FORMS = [as_array, unbatched, batched, of_unknown_shape, in_tuples]


@pytest.mark.parametrize("form", FORMS)
def test_fit_images_pass(form):
    check_images(form(images()), SHAPE)
    check_images(form(images()), (None, None, 1))
    check_images(form(images(low=0)), SHAPE, value_range=(0, 1))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (
            images(low=0, high=255, dtype="uint8"),
            r"x has the dtype uint8 .* pass x.* / 127.5 - 1.*\.",
        ),
        (images(low=0, high=255), r"x has values from .* where \[-1, 1\] .* pass x.* / 127.5 - 1"),
        (
            images(low=0),
            r"looks like images in \[0, 1\]: pass x.* \* 2 - 1.*, or .*value_range=\(0, 1\)",
        ),
        (images(low=-9, high=9), "scale the images to that range"),
        (images() * np.nan, "x holds NaN or infinite"),
        (np.where(images() > 0.9, np.inf, images()), "x holds NaN or infinite"),
        (
            images(shape=(8, 8, 3)),
            r"shape \(8, 8, 3\) where \(8, 8, 1\) .*load\(\.\.\., channels=1\)",
        ),
        (images(shape=(16, 16, 1)), r"use keras_gan_zoo.data.load\(\.\.\., image_size=8\)"),
        (images(shape=(4, 6, 3)), r"load\(\.\.\., image_size=8, channels=1\)"),
        (
            images(shape=(1, 8, 8)),
            r"put the channels last, with x.*transpose\(.*0, 2, 3, 1\)|with x.*\(1, 2, 0\)",
        ),
        (images(shape=(8, 8)), r"add the channel axis with x.*\[\.\.\., None\]"),
        (images().astype("complex64"), "dtype complex64 where float32"),
        (images(high=9, low=0, dtype="int32"), "dtype int32 where float32"),
    ],
)
def test_unfit_images_are_refused_in_every_form(form, array, sentence):
    with pytest.raises(DataMismatch, match=sentence):
        check_images(form(array), SHAPE)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "array",
    [
        images(low=0, high=255, dtype="uint8"),
        images(low=0, high=255, dtype="int64"),
        images(low=0, high=255),
        images(low=0),
        images(shape=(1, 8, 8)),
        images(shape=(8, 8)),
        images(shape=(64,)),
    ],
    ids=["uint8", "int64", "to 255", "to 1", "channels first", "no channels", "flat"],
)
def test_the_advice_works_when_it_is_typed(form, array):
    # A dataset was advised `x / 127.5 - 1`, which cannot be done to one.
    x = form(array)
    with pytest.raises(DataMismatch) as refusal:
        check_images(x, SHAPE)
    advice = re.search(r"(?:pass|with|use) (x\S.*?|x .*?)(?:, or|\.$| if)", str(refusal.value))[1]
    check_images(eval(advice, {"x": x, "tf": tf}), SHAPE)


def test_flattened_images_are_told_how_to_be_reshaped():
    for form in (as_array, batched):
        with pytest.raises(DataMismatch, match=r"use x.*reshape\(.*\(-1, 8, 8, 1\)\)"):
            check_images(form(images().reshape(40, 64)), SHAPE)


def test_signed_images_are_told_the_way_to_a_unit_range():
    with pytest.raises(DataMismatch, match=r"where \[0, 1\] is expected: pass \(photos \+ 1\) / 2"):
        check_images(images(), SHAPE, value_range=(0, 1), name="photos")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (images(0), "it holds no images"),
        (batched(images()).take(0), "x is an empty dataset"),
        (tf.data.Dataset.from_tensor_slices(images(3)).batch(4, True), "may be larger than the"),
        (images(1)[0], r"one image, where a batch of shape \(N, 8, 8, 1\) .* pass x\[None\]"),
        ("faces", r"x='faces' is not images: .*load\('faces', batch_size=64\)"),
        (None, "x=None is not images"),
        (b"faces", "x=b'faces' is not images"),
        (3, "x=3 is not images"),
        ({"image": images()}, "x is a dict of 1 where one dataset"),
        ((batched(images()), batched(images())), "x is a tuple of 2 where one dataset"),
        (
            tf.data.Dataset.from_tensors({"image": images()}),
            r"map\(lambda element: element\['image'\]",
        ),
        (tf.data.Dataset.from_tensors(["a"]), "dtype string"),
        (np.array(["a"]), "dtype str"),
        (np.float32(1), "x"),
    ],
)
def test_what_is_no_batch_of_images_is_named(data, sentence):
    with pytest.raises(DataMismatch, match=sentence):
        check_images(data, SHAPE)


POINTS = np.random.default_rng(1).normal(0, 50, (40, 2)).astype("float32")


@pytest.mark.parametrize("form", FORMS)
def test_points_may_lie_anywhere(form):
    check_images(form(POINTS), (2,), value_range=None)
    check_images(form(np.abs(POINTS)), (None,), value_range=None)
    check_images(form(images(high=255)), SHAPE, value_range=None)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.where(POINTS > 30, np.nan, POINTS), "x holds NaN or infinite"),
        (POINTS.astype("uint8"), "dtype uint8 where float32 vectors are expected"),
        (POINTS.astype("int64"), "dtype int64 where float32 vectors are expected"),
        (POINTS[:, :1], r"x has vectors of shape \(1,\) where \(2,\) is expected"),
        (images(), r"x has the shape \(.*8, 8, 1\) where \(N, 2\) is expected"),
    ],
)
def test_unfit_points_are_refused_in_every_form(form, array, sentence):
    with pytest.raises(DataMismatch, match=sentence):
        check_images(form(array), (2,), value_range=None)


def test_what_is_no_batch_of_points_is_named():
    for data, sentence in (
        (POINTS[0], r"one vector, where a batch of shape \(N, 2\) .* pass x\[None\]"),
        (POINTS[:0], "it holds no vectors"),
        (None, "x=None is not vectors: pass an array"),
        (unbatched(POINTS).take(0), "an empty dataset where vectors are expected"),
    ):
        with pytest.raises(DataMismatch, match=sentence):
            check_images(data, (2,), value_range=None)


@pytest.mark.parametrize(("array", "shape"), [(images(), SHAPE), (POINTS, (2,))])
def test_batches_are_told_from_single_examples(array, shape):
    assert not is_batched(unbatched(array), shape)
    assert is_batched(batched(array), shape)
    assert is_batched(of_unknown_shape(array), shape)
    one = tf.data.Dataset.from_generator(lambda: iter(array), output_types="float32")
    assert not is_batched(one, shape)


def test_one_bright_picture_is_no_proof_of_a_unit_range():
    bright_first = images()
    bright_first[0] = np.abs(bright_first[0])
    check_images(unbatched(bright_first), SHAPE)
    check_images(unbatched(bright_first).batch(1), SHAPE)
    check_images(np.zeros((4, *SHAPE), "float32"), SHAPE)


def test_the_users_dataset_is_not_consumed():
    dataset = unbatched(images()).shuffle(40, seed=3, reshuffle_each_iteration=False).batch(8)
    before = np.concatenate(list(dataset.as_numpy_iterator()))
    check_images(dataset, SHAPE)
    np.testing.assert_array_equal(np.concatenate(list(dataset.as_numpy_iterator())), before)
    generator = iter([images()])
    check_images(generator, SHAPE)
    assert next(generator).shape == (40, *SHAPE)


def test_keras_datasets_are_looked_at():
    class Batches(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return images(low=0, high=255), np.zeros(40)

    with pytest.raises(DataMismatch, match=r"127.5"):
        check_images(Batches(), SHAPE)
