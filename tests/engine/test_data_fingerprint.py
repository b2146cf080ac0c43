"""Data are known again by where they come from, and nothing is drawn of them."""

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.engine.data_fingerprint import difference, fingerprint

X = np.random.default_rng(0).uniform(-1, 1, (12, 4, 4, 1)).astype("float32")


def picture(path, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (8, 8), "uint8")
    Image.fromarray(pixels).save(path)


def batches(x, **options):
    load = data.from_arrays if isinstance(x, np.ndarray) else data.load
    return load(x, batch_size=2, shuffle=True, seed=3, **options).repeat()


def test_a_folder_is_known_by_its_names(tmp_path):
    for number in range(6):
        picture(tmp_path / f"{number}.png", number)
    before = fingerprint(batches(tmp_path))
    assert difference(before, fingerprint(batches(tmp_path))) is None
    tmp_path.joinpath("3.png").rename(tmp_path / "9.png")
    assert "other examples" in difference(before, fingerprint(batches(tmp_path)))
    picture(tmp_path / "7.png", 7)
    assert "7 examples and had 6" in difference(before, fingerprint(batches(tmp_path)))


@pytest.mark.parametrize("of", [batches, lambda x: tf.data.Dataset.from_tensor_slices(x).batch(2)])
def test_an_array_is_known_by_its_values(of):
    before = fingerprint(of(X))
    assert difference(before, fingerprint(of(X.copy()))) is None
    other = X.copy()
    other[7, 2, 1] += 0.5
    for changed in (other, X[::-1]):
        assert "other examples" in difference(before, fingerprint(of(changed)))
    assert "6 examples and had 12" in difference(before, fingerprint(of(X[:6])))
    assert "another shape" in difference(before, fingerprint(of(X.reshape(12, 2, 8, 1))))


def test_what_gives_its_data_once_is_left_alone():
    drawn = []

    def stream():
        for row in X:
            drawn.append(row)
            yield row

    spec = tf.TensorSpec((4, 4, 1), tf.float32)
    assert fingerprint(tf.data.Dataset.from_generator(stream, output_signature=spec)) == []
    assert not drawn
    assert difference([], fingerprint(batches(X))) is None
    assert difference(None, fingerprint(batches(X))) is None


def test_nothing_is_drawn_of_a_shuffled_set():
    def shuffled():
        return tf.data.Dataset.from_tensor_slices(np.arange(99)).shuffle(99, seed=1)

    looked_at, untouched = shuffled(), shuffled()
    (known,) = fingerprint(looked_at)
    assert known["rows"] == 99 and known == fingerprint(untouched)[0]
    assert list(looked_at.as_numpy_iterator()) == list(untouched.as_numpy_iterator())


def test_several_sources_texts_and_numbers():
    texts = tf.data.Dataset.from_tensor_slices(["a b", "c"])
    zipped = tf.data.Dataset.zip((texts, tf.data.Dataset.range(2, 8, 3)))
    assert [each["rows"] for each in fingerprint(zipped)] == [2, 2]
    other = tf.data.Dataset.from_tensor_slices(["a", "b c"])
    assert "other examples" in difference(fingerprint(texts), fingerprint(other))


def test_a_large_array_is_looked_at_here_and_there(monkeypatch):
    monkeypatch.setattr("keras_gan_zoo.engine.data_fingerprint.WHOLE_BYTES", 1000)
    monkeypatch.setattr("keras_gan_zoo.engine.data_fingerprint.SAMPLED_ROWS", 4)
    rows = np.random.default_rng(0).normal(size=(100, 4))
    before = fingerprint(tf.data.Dataset.from_tensor_slices(rows))
    assert before[0]["rows"] == 100
    assert difference(before, fingerprint(tf.data.Dataset.from_tensor_slices(rows[::-1])))
