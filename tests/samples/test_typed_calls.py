"""What sentences advise to type is right when it is typed, also of one part of a dataset."""

import re

import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.models.picture_pairs import paired_batches
from keras_gan_zoo.samples.given_arrays import one_array
from keras_gan_zoo.samples.sounds import Sounds
from keras_gan_zoo.samples.typed_calls import part_of, typed

RANDOM = np.random.default_rng(0)
PHOTOS = RANDOM.uniform(-1, 1, (6, 8, 8, 3)).astype("float32")
BYTES = RANDOM.integers(0, 256, (6, 8, 8, 1), dtype=np.uint8)
SOUNDS = RANDOM.uniform(-0.9, 0.9, (6, 800)).astype("float32")
SHAPES = (PHOTOS.shape[1:], BYTES.shape[1:])


def dataset(*parts):
    return tf.data.Dataset.from_tensor_slices(parts)


def advised(call):
    """Returns what is typed as the sentence says that `call` raises."""
    with pytest.raises(DataMismatch) as raised:
        call()
    return re.search(r"pass (x.*?)(, if.*)?\.$", str(raised.value))[1]


@pytest.mark.parametrize("batched", [False, True])
def test_of_a_pair_only_the_part_that_does_not_fit_is_changed(batched):
    pairs = dataset(PHOTOS, BYTES)
    pairs = pairs.batch(3) if batched else pairs

    def prepared(x):
        return paired_batches(x, SHAPES, 3, shuffle=False, seed=0)

    call = advised(lambda: prepared(pairs))
    assert call == ('x.map(lambda input, target: (input, tf.cast(target, "float32") / 127.5 - 1))')
    batches = list(prepared(eval(call, {"x": pairs, "tf": tf})))
    np.testing.assert_array_equal(np.concatenate([x for x, _ in batches]), PHOTOS)
    found = np.concatenate([y for _, y in batches])
    np.testing.assert_allclose(found, BYTES / 127.5 - 1, atol=1e-6)


def test_sounds_among_other_things_are_scaled_alone():
    kind, x = Sounds((800,), 8000), dataset(np.int16(SOUNDS * 32767), PHOTOS, np.arange(6))

    def check(x):
        kind.check(part_of(x, 0, ("sounds", "pictures", "numbers")), name="The sounds of `x`")

    scaled = eval(advised(lambda: check(x)), {"x": x, "tf": tf})
    check(scaled)
    heard, pictures, numbers = (np.stack(part) for part in zip(*scaled, strict=True))
    np.testing.assert_allclose(heard, SOUNDS, atol=1e-4)
    np.testing.assert_array_equal(pictures, PHOTOS)
    np.testing.assert_array_equal(numbers, np.arange(6))


def test_the_parts_of_a_loaders_dataset_are_written_as_the_loader_is():
    x = dataset(PHOTOS, BYTES)
    x.typed_as = "keras_gan_zoo.data.from_loader(x)"
    call = typed(part_of(x, 0, ("input", "target")), "The input of `x`").call("-{}")
    assert call == "keras_gan_zoo.data.from_loader(x).map(lambda input, target: (-input, target))"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (dataset(PHOTOS), r"`images` is a dataset where an array is .*next\(iter\(dataset\)\)"),
        ([PHOTOS[0], PHOTOS[1, :4]], r"a list of .*, \(8, 8, 3\) and \(4, 8, 3\), where an array"),
        ([[1, 2], [3]], "a list of parts of several shapes, where an array"),
    ],
)
def test_what_makes_no_array_is_told(given, message):
    with pytest.raises(DataMismatch, match=message):
        one_array(given, "images")
    np.testing.assert_array_equal(one_array(list(PHOTOS), "images"), PHOTOS)
