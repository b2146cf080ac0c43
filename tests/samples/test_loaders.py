"""PyDatasets, loaders and generators: trained on in a fresh order, or refused in one sentence."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import data
from keras_gan_zoo.data import DataMismatch

PICTURES = np.linspace(-1, 1, 10)[:, None, None, None] * np.ones((10, 16, 16, 1))


class Batches(keras.utils.PyDataset):
    """Batches of 4, 4 and 2."""

    ended = 0

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return PICTURES[4 * index : 4 * index + 4]

    def on_epoch_end(self):
        self.ended += 1


class OneTuples(Batches):
    def __getitem__(self, index):
        return (PICTURES[:4],)


class Loader:
    """A loader that shuffles by itself, as PyTorch's does, and gives lists."""

    random = np.random.default_rng(0)

    def __len__(self):
        return 5

    def __iter__(self):
        order = self.random.permutation(10)
        return ([PICTURES[two]] for two in order.reshape(5, 2))


class Rows:
    """Single rows by their number, as Hugging Face's sets and PyTorch's give them."""

    def __len__(self):
        return 10

    def __getitem__(self, index):
        if index >= 10:
            raise IndexError
        return {"image": PICTURES[index].astype("float32"), "label": index}


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("gan", image_shape=(16, 16, 1), width=4, latent_dim=4)


def order(dataset):
    return tuple(float(value) for batch in dataset for value in batch[:, 0, 0, 0])


@pytest.mark.parametrize("kind", [Batches, OneTuples, Loader])
def test_a_loader_trains(gan, kind):
    history = gan.fit(kind(), epochs=2, verbose=0)
    assert history.epoch == [0, 1]


@pytest.mark.parametrize("kind", [Batches, Loader])
def test_each_pass_has_a_new_order_of_the_same(kind):
    dataset = data.from_loader(kind(), seed=0)
    assert dataset.element_spec.dtype == tf.float32
    assert int(dataset.cardinality()) == len(kind())
    orders = [order(dataset) for _ in range(6)]
    assert len(set(orders)) > 1 and len({tuple(sorted(one)) for one in orders}) == 1


def test_batches_by_number_in_their_own_order_if_asked():
    batches = Batches()
    in_order = data.from_loader(batches, shuffle=False)
    assert order(in_order) == order(in_order) == pytest.approx(PICTURES[:, 0, 0, 0])
    assert batches.ended == 2


def test_rows_of_dictionaries_are_told_how_to_be_taken_apart(gan):
    rows = Rows()
    with pytest.raises(DataMismatch, match=r"^x gives dictionaries with 'image', 'label'") as said:
        gan.fit(rows)
    advice = str(said.value).partition(": pass ")[2].rstrip(".")
    x = eval(advice, {"keras_gan_zoo": keras_gan_zoo, "x": rows})
    assert int(x.cardinality()) == 10 and x.element_spec.shape == (16, 16, 1)
    gan.fit(x, batch_size=5, verbose=0)


def test_advice_for_a_loader_works_when_it_is_typed(gan):
    class FromZero(Batches):
        def __getitem__(self, index):
            return super().__getitem__(index) * 127.5 + 127.5

    x = FromZero()
    with pytest.raises(DataMismatch, match=r"pass keras_gan_zoo.data.from_loader\(x\).map") as said:
        gan.fit(x)
    advice = str(said.value).partition(": pass ")[2].rstrip(".")
    gan.fit(eval(advice, {"keras_gan_zoo": keras_gan_zoo, "x": x}), verbose=0)


@pytest.mark.parametrize("once", [lambda: (PICTURES for _ in "ab"), lambda: iter([PICTURES])])
def test_what_gives_its_batches_once_is_refused(gan, once):
    with pytest.raises(DataMismatch, match=r"gives its batches once, .* pass tf.data") as said:
        gan.fit(once())
    assert "\n" not in str(said.value)
    array = eval("np.concatenate(list(x))", {"np": np, "x": once()})
    gan.fit(array.astype("float32"), batch_size=5, verbose=0)


def test_a_pair_of_loaders_and_labels_of_a_loader():
    class Labelled(Batches):
        def __getitem__(self, index):
            return PICTURES[:4], np.arange(4) % 3

    gan = keras_gan_zoo.get(
        "cgan", image_shape=(16, 16, 1), classes=3, width=4, latent_dim=4, body="mlp"
    )
    gan.fit(Labelled(), verbose=0)
    both = keras_gan_zoo.samples.loaders.as_tf_data((Batches(), PICTURES))
    assert isinstance(both[0], tf.data.Dataset) and both[1] is PICTURES


def test_an_empty_loader_is_refused(gan):
    class Nothing:
        def __iter__(self):
            return iter(())

    with pytest.raises(DataMismatch, match=r"x is a Nothing that gives nothing"):
        gan.fit(Nothing())
