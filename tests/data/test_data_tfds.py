import socket

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.tfds_source import whole_split

tfds = pytest.importorskip("tensorflow_datasets")
pytest.importorskip("importlib_resources", reason="tensorflow_datasets needs it to prepare a set")

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 8, 10, 3), "uint8")


class ZooLabelled(tfds.core.GeneratorBasedBuilder):
    """Six labelled pictures."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        features = {
            "image": tfds.features.Image(shape=(8, 10, 3)),
            "label": tfds.features.ClassLabel(num_classes=6),
        }
        return tfds.core.DatasetInfo(builder=self, features=tfds.features.FeaturesDict(features))

    def _split_generators(self, dl_manager):
        return {"train": self._generate_examples(4), "test": self._generate_examples(2)}

    def _generate_examples(self, count):
        for number in range(count):
            yield number, {"image": IMAGES[number], "label": number}


class ZooUnpaired(tfds.core.GeneratorBasedBuilder):
    """Two domains in the form of cycle_gan."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        features = {
            "image": tfds.features.Image(),
            "label": tfds.features.ClassLabel(names=["A", "B"]),
        }
        return tfds.core.DatasetInfo(builder=self, features=tfds.features.FeaturesDict(features))

    def _split_generators(self, dl_manager):
        return {f"train{name}": self._generate_examples(name) for name in "AB"}

    def _generate_examples(self, name):
        for number in range(3 if name == "A" else 2):
            yield number, {"image": IMAGES[number], "label": name}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tensorflow_datasets")


def test_a_labelled_set(folder):
    dataset = data.load("tfds:zoo_labelled", labels=True, cache_dir=folder)
    assert dataset.element_spec[0].shape == (8, 10, 3) and int(dataset.cardinality()) == 4
    for image, label in dataset.as_numpy_iterator():
        np.testing.assert_allclose(image, IMAGES[label] / 127.5 - 1, atol=1e-6)
    part = data.load(
        "tfds:zoo_labelled", "train[:50%]", image_size=4, batch_size=2, cache_dir=folder
    )
    assert part.element_spec.shape == (2, 4, 4, 3) and int(part.cardinality()) == 1
    images, labels = whole_split("zoo_labelled", "test", folder)
    assert images.shape == (2, 8, 10, 3) and images.dtype == "uint8" and len(labels) == 2


def test_an_unpaired_set(folder):
    first, second = data.load("tfds:zoo_unpaired", image_size=8, cache_dir=folder)
    assert (int(first.cardinality()), int(second.cardinality())) == (3, 2)
    assert first.element_spec.shape == (8, 8, 3)
    with pytest.raises(ValueError, match=r"^The pictures of .* differ in size: pass"):
        data.load("tfds:zoo_unpaired", "trainA", cache_dir=folder)


def test_wrong_names_and_splits_get_the_nearest(folder):
    with pytest.raises(ValueError, match=r"no set 'celeba'. Did you mean 'celeb_a'"):
        data.load("tfds:celeba", cache_dir=folder)
    with pytest.raises(ValueError, match="Did you mean 'cycle_gan/horse2zebra'"):
        data.load("tfds:cycle_gan/horse2zebr", cache_dir=folder)
    with pytest.raises(ValueError, match="no split 'valid'; it has 'test', 'train'"):
        data.load("tfds:zoo_labelled", "valid", cache_dir=folder)


def test_without_a_network_the_error_comes_at_once(folder, monkeypatch):
    def no_network(*_):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr("urllib.request.getproxies", dict)
    with pytest.raises(data.DataUnavailable, match=r"'mnist': the host .*Name or service"):
        data.load("tfds:mnist", cache_dir=folder)
