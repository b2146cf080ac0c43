"""Batches out of whatever `fit` is given."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.engine.batching import as_batches, as_unpaired_batches, rebatched


def numbered(count, first=0):
    return np.tile(
        np.arange(first, first + count, dtype="float64")[:, None, None, None], (1, 2, 2, 1)
    )


def numbers(batch):
    return batch.numpy()[:, 0, 0, 0].astype(int).tolist()


def numbers_of(dataset):
    return [number for batch in dataset for number in numbers(batch)]


def test_arrays_become_equal_batches_of_float32():
    batches = list(as_batches(numbered(10), 4, shuffle=False, seed=None))
    assert [numbers(batch) for batch in batches] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert all(batch.dtype == "float32" for batch in batches)


def test_single_examples_of_a_dataset_are_batched():
    dataset = tf.data.Dataset.from_tensor_slices(numbered(6))
    assert [numbers(b) for b in as_batches(dataset, 3, False, None)] == [[0, 1, 2], [3, 4, 5]]


def test_batches_of_a_dataset_are_left_as_they_are():
    dataset = tf.data.Dataset.from_tensor_slices(numbered(6)).batch(4)
    assert [numbers(batch) for batch in as_batches(dataset, 2, True, 0)] == [[0, 1, 2, 3], [4, 5]]


def test_shuffled_anew_at_each_epoch_and_the_same_from_the_same_seed():
    def epochs(seed):
        dataset = as_batches(numbered(12), 4, shuffle=True, seed=seed)
        return [numbers_of(dataset) for _ in range(2)]

    first, second = epochs(0)
    assert sorted(first) == sorted(second) == list(range(12))
    assert first != second and first != list(range(12))
    assert epochs(0) == [first, second]
    assert epochs(1) != [first, second]


def test_a_batch_larger_than_the_data():
    with pytest.raises(ValueError, match=r"`batch_size` is 8 but the data has 5 .*batch_size=5"):
        as_batches(numbered(5), 8, True, None)


def test_vectors_are_batched_as_pictures_are():
    points = np.arange(12, dtype="float32").reshape(6, 2)
    single = tf.data.Dataset.from_tensor_slices(points)
    for x in (points, single, single.batch(2)):
        batches = list(as_batches(x, 2, False, None, image_shape=(2,)))
        np.testing.assert_array_equal(np.stack(batches), points.reshape(3, 2, 2))


@pytest.mark.parametrize(("shape", "count"), [((2, 2, 1), 6), ((2,), 6)])
def test_a_dataset_that_does_not_know_its_rank_is_looked_into(shape, count):
    examples = np.arange(count * np.prod(shape), dtype="float32").reshape(count, *shape)

    def dataset(elements):
        return tf.data.Dataset.from_generator(lambda: iter(elements), output_types="float32")

    for elements in (examples, examples.reshape(-1, 2, *shape)):
        batches = as_batches(dataset(elements), 2, False, None, shape)
        assert batches.element_spec.shape.as_list() in ([2, *shape], [None, *shape])
        np.testing.assert_array_equal(np.concatenate(list(batches)), examples)


@pytest.mark.parametrize("batch_size", [0, -2, 2.5, True])
def test_batch_size_is_checked(batch_size):
    with pytest.raises(ValueError, match=r"`batch_size` must be a whole number of at least 1"):
        as_batches(numbered(5), batch_size, True, None)


def test_unpaired_batches_pass_over_the_longer_set_and_repeat_the_shorter():
    pair = (numbered(8), numbered(4, first=100))
    x, y = zip(*as_unpaired_batches(pair, 2, shuffle=True, seed=0), strict=True)
    assert sorted(itertools.chain(*map(numbers, x))) == list(range(8))
    assert sorted(itertools.chain(*map(numbers, y))) == sorted(2 * list(range(100, 104)))


def test_unpaired_batches_are_drawn_independently():
    pair = (numbered(64), numbered(64))
    partners = set()
    for seed in range(3):
        for x, y in as_unpaired_batches(pair, 1, shuffle=True, seed=seed):
            partners.add((numbers(x)[0] - numbers(y)[0]) % 64)
    assert len(partners) > 30  # a fixed pairing would have one difference


def test_unpaired_batches_go_on_with_another_pairing():
    dataset = as_unpaired_batches((numbered(16), numbered(16)), 1, shuffle=True, seed=0)
    first, second = ({(*numbers(x), *numbers(y)) for x, y in dataset} for _ in range(2))
    assert len(first & second) < 8


def test_larger_batches_are_dealt_from_whole_ones():
    batches = as_batches(numbered(14), 2, shuffle=False, seed=None)
    larger = rebatched(batches, 3)
    assert int(larger.cardinality()) == 2
    assert [numbers(batch) for batch in larger] == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    assert larger.element_spec.shape[0] == 6
    assert int(rebatched(batches.repeat(), 3).cardinality()) == tf.data.INFINITE_CARDINALITY
    assert int(rebatched(batches, 8).cardinality()) == 0


def test_larger_batches_of_a_size_that_is_not_known_before():
    batches = tf.data.Dataset.from_tensor_slices(numbered(11)).batch(2)
    assert batches.element_spec.shape[0] is None
    assert [numbers(batch) for batch in rebatched(batches, 2)] == [[0, 1, 2, 3], [4, 5, 6, 7]]
