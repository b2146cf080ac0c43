import io
import socket

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.data.folder_files import natural_order
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


def encoded_pictures():
    """Returns files whose decoders differ: JPEG of all kinds, and PNG that is not plain."""
    random, files = np.random.default_rng(1), {}

    def keep(name, image, kind="JPEG", **settings):
        file = io.BytesIO()
        image.save(file, kind, **settings)
        files[name] = file.getvalue()

    rough = random.integers(0, 256, (6, 7, 3), "uint8")
    photo = Image.fromarray(rough).resize((37, 29), Image.Resampling.BICUBIC)
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        keep(f"{subsampling[::2]}.jpg", photo, quality=80, subsampling=subsampling)
    keep("progressive.jpg", photo, progressive=True)
    keep("grey.jpg", photo.convert("L"))
    keep("inks.jpg", photo.convert("CMYK"))
    exif = Image.Exif()
    exif[0x0112] = 6
    keep("turned.jpg", photo.rotate(90, expand=True), exif=exif)
    keep("palette.png", photo.quantize(8), "PNG")
    clear = photo.copy()
    clear.putalpha(photo.convert("L"))
    keep("clear.png", clear, "PNG")
    return files


FILES = encoded_pictures()


class ZooEncoded(tfds.core.GeneratorBasedBuilder):
    """The files above, as they are."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        features = {
            "image": tfds.features.Image(shape=(None, None, 3)),
            "label": tfds.features.ClassLabel(names=sorted(FILES)),
        }
        return tfds.core.DatasetInfo(builder=self, features=tfds.features.FeaturesDict(features))

    def _split_generators(self, dl_manager):
        return {"train": self._generate_examples()}

    def _generate_examples(self):
        for name, content in FILES.items():
            yield name, {"image": io.BytesIO(content), "label": name}


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


@pytest.mark.parametrize("image_size", [(29, 37), 16])
def test_a_set_and_a_folder_of_the_same_files_give_the_same_pixels(
    folder, tmp_path, cache_dir, image_size
):
    # TensorFlow's decoder gave other values for 60% of a photograph's pixels, and lying pictures.
    for name, content in FILES.items():
        (tmp_path / "p").mkdir(exist_ok=True)
        (tmp_path / "p" / name).write_bytes(content)
    in_folder = dict(
        zip(
            sorted(FILES, key=lambda name: natural_order(tmp_path / name)),
            data.load(tmp_path / "p", image_size=image_size, channels=3).as_numpy_iterator(),
            strict=True,
        )
    )
    in_set = data.load("tfds:zoo_encoded", image_size=image_size, labels=True, cache_dir=folder)
    for image, label in in_set.as_numpy_iterator():
        np.testing.assert_array_equal(image, in_folder[sorted(FILES)[label]])


def test_a_set_in_the_format_array_record(tmp_path):
    pytest.importorskip("array_record", reason="pip install array_record")
    tfds.builder(
        "zoo_labelled", data_dir=tmp_path, file_format="array_record"
    ).download_and_prepare()
    dataset = data.load("tfds:zoo_labelled", labels=True, cache_dir=tmp_path)
    assert int(dataset.cardinality()) == 4
    for image, label in dataset.as_numpy_iterator():
        np.testing.assert_allclose(image, IMAGES[label] / 127.5 - 1, atol=1e-6)
    half = data.load("tfds:zoo_labelled", "train[:50%]", batch_size=2, cache_dir=tmp_path)
    assert half.element_spec.shape == (2, 8, 10, 3) and len(list(half)) == 1
    shuffled = data.load("tfds:zoo_labelled", labels=True, shuffle=True, cache_dir=tmp_path)
    orders = [[int(label) for _, label in shuffled] for _ in range(8)]
    assert len(set(map(tuple, orders))) > 1


@pytest.mark.parametrize("name", ["tfds:", "tfds: ", "folder:", ""])
def test_a_door_without_a_name_gets_one_sentence(name):
    with pytest.raises(ValueError, match=r"^name='.*(says no set|names no data).*pass") as refusal:
        data.load(name)
    assert "\n" not in str(refusal.value)


def test_what_is_no_name_gets_one_sentence(folder):
    with pytest.raises(ValueError, match=r"^tensorflow_datasets has no set 'my set'\.$"):
        data.load("tfds:my set", cache_dir=folder)
