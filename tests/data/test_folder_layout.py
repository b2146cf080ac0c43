"""Splits wherever they lie, classes of one number in all of them, and pairs."""

import re
import warnings
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import data


@pytest.fixture
def folder(tmp_path, cache_dir, save_picture):
    """Returns a function that makes a folder of pictures by their names, and gives their pixels."""

    def make(*names, size=(8, 8)):
        return {name: save_picture(tmp_path / "p" / name, *size) for name in names}

    make.path = tmp_path / "p"
    return make


def pixels_of(dataset):
    return [np.round((image + 1) * 127.5).astype("uint8") for image in dataset.as_numpy_iterator()]


def assert_same(dataset, pictures):
    for found, wanted in zip(pixels_of(dataset), pictures, strict=True):
        np.testing.assert_array_equal(found, wanted)


def advised_path(sentence) -> Path:
    return Path(re.search(r"pass (/.*?)(?:[;:] .*|\.)$", str(sentence))[1])


@pytest.mark.parametrize(
    ("train", "test"), [("train", "test"), ("Training", "TESTING"), ("TRAIN", "Test")]
)
@pytest.mark.parametrize(
    "layout", ["{split}/{group}", "{group}/{split}"], ids=["split first", "split last"]
)
def test_pictures_of_a_split_alone(folder, train, test, layout):
    # The test pictures of A/test came to the training pictures of A.
    for groups in (("A", "B"), ("input", "target"), ("cats", "dogs")):
        names = {
            split: [f"{groups[0]}_/{layout}/{n}.png" for n in range(count)]
            for split, count in ((train, 3), (test, 2))
        }
        pixels = {}
        for group in groups:
            for split in (train, test):
                for name in names[split]:
                    path = name.format(split=split, group=group)
                    pixels |= folder(path)
        root = folder.path / f"{groups[0]}_"
        for asked, split, count in (("train", train, 3), ("test", test, 2), (test, test, 2)):
            first, second = (
                [pixels[name.format(split=split, group=group)] for name in names[split]]
                for group in groups
            )
            loaded = data.load(root, asked)
            if groups == ("A", "B"):
                assert_same(loaded[0], first)
                assert_same(loaded[1], second)
            elif groups == ("cats", "dogs"):
                assert_same(loaded, first + second)
                labels = [int(label) for _, label in data.load(root, asked, labels=True)]
                assert labels == [0] * count + [1] * count
            else:
                assert_same(loaded.map(lambda one, other: one), first)
                assert_same(loaded.map(lambda one, other: other), second)


@pytest.mark.parametrize("name", ["val", "valid", "validation", "dev", "Val"])
def test_a_split_by_a_name_that_means_the_same(folder, name):
    folder("train/a.png", f"{name}/a.png", f"{name}/b.png")
    for asked in ("val", "valid", "validation", "dev"):
        assert int(data.load(folder.path, asked).cardinality()) == 2


def test_of_two_names_the_very_one_is_taken_or_none(folder):
    folder("valid/a.png", "dev/a.png", "dev/b.png", "train/a.png")
    assert int(data.load(folder.path, "dev").cardinality()) == 2
    with pytest.raises(ValueError, match=r"has 'dev', 'valid', .* pass split='dev', or another"):
        data.load(folder.path, "val")


@pytest.mark.parametrize(
    "pair", ["train{}", "Train{}", "TRAIN_{}", "train-{}", "training {}", "train_{lower}"]
)
def test_domains_by_split(folder, pair):
    names = [pair.format(domain, lower=domain.lower()) for domain in "AB"]
    folder(*(f"{name}/0.png" for name in names), "testA/0.png", "testB/0.png", "testB/1.png")
    first, second = data.load(folder.path)
    assert int(first.cardinality()) == int(second.cardinality()) == 1
    assert int(data.load(folder.path, "test")[1].cardinality()) == 2


def test_a_class_has_one_number_in_all_splits(folder):
    # "fish" was 2 in training and 1 in the test, which has no dogs.
    folder("train/cat/0.png", "train/dog/0.png", "train/fish/0.png")
    folder("test/ant/0.png", "test/cat/0.png", "test/fish/0.png")
    names = ["ant", "cat", "dog", "fish"]
    numbers = {}
    for split in ("train", "test"):
        dataset = data.load(folder.path, split, labels=True, batch_size=1)
        assert dataset.class_names == names
        numbers[split] = [int(label[0]) for _, label in dataset]
    assert numbers == {"train": [1, 2, 3], "test": [0, 1, 3]}
    assert list(data.class_names(folder.path)) == names
    assert list(data.scan_folder(folder.path).class_names) == names


def test_a_class_that_a_split_lacks_where_splits_lie_inside_classes(folder):
    folder("cat/train/0.png", "dog/train/0.png", "fish/train/0.png")
    folder("cat/test/0.png", "fish/test/0.png")
    assert [int(label) for _, label in data.load(folder.path, "test", labels=True)] == [0, 2]
    assert data.class_names(folder.path) == ("cat", "dog", "fish")


def test_a_model_of_three_classes_takes_a_folder_of_three(folder):
    names = (f"{name}/{n}.png" for name in ("apples", "figs", "plums") for n in range(2))
    folder(*names, size=(28, 28))
    classes = data.class_names(folder.path)
    gan = keras_gan_zoo.get(
        "cgan", image_shape=(28, 28, 3), classes=len(classes), width=8, latent_dim=8
    )
    dataset = data.load(folder.path, labels=True)
    (labels,) = (labels for _, labels in gan.prepare_data(dataset, 6, shuffle=False))
    assert [classes[label] for label in labels] == ["apples"] * 2 + ["figs"] * 2 + ["plums"] * 2


def test_class_names_of_other_data(folder, register):
    @register("mine", kind="labelled", class_names=("round", "square"))
    def mine(options):
        return np.zeros((4, 8, 8), "uint8"), np.arange(4) % 2

    assert data.class_names("mine") == ("round", "square")
    assert data.load("mine", labels=True).class_names == ["round", "square"]
    assert data.class_names("cifar10")[3] == "cat"
    folder("a.png")
    with pytest.raises(ValueError, match=r"has no named classes: those of a folder are"):
        data.class_names(folder.path)
    with pytest.raises(ValueError, match=r"no data source 'mnits'.* Did you mean 'mnist'"):
        data.class_names("mnits")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            ["x/trainA/0.png", "x/trainB/0.png", "x/testA/0.png", "x/testB/0.png"],
            r"x/testA, whose name is that of a split",
        ),
        (["x/train/0.png", "x/test/0.png"], "has one folder, and the splits are inside it"),
        (["x/y/train/0.png", "x/y/test/0.png"], r"x/y/test, whose name is that of a split"),
        (["train/x/train/0.png", "train/x/test/0.png"], "several splits would come together"),
        (["train/train/0.png", "train/test/0.png"], "several splits would come together"),
        (["A/x/train/0.png", "B/x/test/0.png"], "several splits would come together"),
        (["train/0.png", "cats/0.png"], "if 'train' is a split, pass /.*; if it is a class"),
        (["test/0.png", "cats/0.png"], "'test', which names a split, beside 'cats'"),
    ],
)
def test_what_would_mix_splits_gets_one_sentence_whose_advice_works(folder, names, sentence):
    folder(*names)
    with pytest.raises(ValueError, match=sentence) as refusal:
        data.load(folder.path)
    advised = advised_path(refusal.value)
    assert folder.path in advised.parents
    if advised.name in ("test", "train") or not (advised / "x").exists():
        loaded = data.load(advised)
        assert int((loaded[0] if isinstance(loaded, tuple) else loaded).cardinality()) == 1


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["cats/train/0.png", "cats/test/0.png", "dogs/0.png"], "'dogs' has no splits"),
        (["cats/train/0.png", "cats/0.png", "dogs/train/0.png"], "'cats' has '0.png' beside"),
        (["trainA/0.png", "testA/0.png"], "has 'testA', but no folder for the other"),
        (["train/cat/0.png", "test/Cat/0.png"], "differ in capital letters alone"),
        (["A/0.png", "B/0.png", "AB/0.png"], "pass /.*AB and pairs='left_to_right'"),
        (["train/0.png", "trainA/0.png", "trainB/0.png"], "has both 'train' and 'trainA'"),
    ],
)
def test_what_is_not_plain_gets_one_sentence(folder, names, sentence):
    folder(*names)
    with pytest.raises(ValueError, match=sentence) as refusal:
        data.load(folder.path)
    assert "\n" not in str(refusal.value)


def test_train_can_be_a_class_beside_buses_within_a_split(folder):
    folder("train/bus/0.png", "train/train/0.png", "test/bus/0.png", "test/train/0.png")
    with pytest.raises(ValueError, match="several splits would come together"):
        data.load(folder.path, "test")
    assert [int(label) for _, label in data.load(folder.path, labels=True)] == [0, 1]


def test_what_is_no_split_is_left_out_with_a_warning(folder):
    folder("train/0.png", "test/0.png", "masks/0.png")
    with pytest.warns(UserWarning, match=r"what is in 'masks' belongs to none") as caught:
        assert int(data.load(folder.path).cardinality()) == 1
    assert caught[0].filename == __file__


# Pairs


def test_pairs_by_name_of_folders_for_domains(folder):
    sides = [folder(*(f"train{domain}/{n}.png" for n in (0, 2, 10))) for domain in "AB"]
    pairs = data.load(folder.path, pairs="by_name", shuffle=True)
    wanted = {a.tobytes(): b for a, b in zip(*map(dict.values, sides), strict=True)}
    for image, target in pairs.as_numpy_iterator():
        image, target = (np.round((one + 1) * 127.5).astype("uint8") for one in (image, target))
        np.testing.assert_array_equal(target, wanted[image.tobytes()])
    folder("trainB/lonely.png")
    with pytest.raises(data.UnreadableImages, match=r"lonely.png \(no partner in trainA\)"):
        data.load(folder.path, pairs="by_name")


@pytest.mark.parametrize("width", [16, 17])
def test_pairs_side_by_side_in_one_file(folder, width):
    saved = folder("train/0.png", "train/1.png", size=(8, width)).values()
    left, right = [one[:, :8] for one in saved], [one[:, -8:] for one in saved]
    for pairs, sides in (("left_to_right", (left, right)), ("right_to_left", (right, left))):
        dataset = data.load(folder.path, pairs=pairs)
        for which in range(2):
            assert_same(dataset.map(lambda *two, which=which: two[which]), sides[which])
    small = data.load(folder.path, pairs="left_to_right", image_size=4, batch_size=2)
    assert [spec.shape for spec in small.element_spec] == [(2, 4, 4, 3)] * 2


def test_pictures_twice_as_wide_as_high_are_mentioned(folder):
    folder("train/0.png", "train/1.png", size=(8, 16))
    with pytest.warns(
        UserWarning, match=r"twice as wide as high: if each is a pair .*pairs='left_"
    ):
        data.load(folder.path)
    folder("train/2.png", size=(8, 8))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data.load(folder.path, image_size=8)
        data.load(folder.path, pairs="left_to_right", image_size=8)


@pytest.mark.parametrize(
    ("names", "pairs", "sentence"),
    [
        (["0.png"], "by_name", "which has pictures side by side: pass pairs='left_to_right'"),
        (["cats/0.png", "dogs/0.png"], "by_name", "a subfolder for each class: pass pairs=None"),
        (["A/0.png", "B/0.png"], "left_to_right", "pass pairs='by_name'"),
        (["input/0.png", "target/0.png"], "right_to_left", "pass pairs='by_name'"),
    ],
)
def test_pairs_that_do_not_fit_the_folder(folder, names, pairs, sentence):
    folder(*names, size=(8, 16))
    with pytest.raises(ValueError, match=f"pairs='{pairs}' does not fit .*{sentence}") as refusal:
        data.load(folder.path, pairs=pairs)
    advised = {"'left_to_right'": "left_to_right", "'by_name'": "by_name", "None": None}
    data.load(folder.path, pairs=advised[re.search(r"pass pairs=([\w']+)", str(refusal.value))[1]])


def test_pairs_are_for_folders(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((4, 8, 8), "uint8"))
    for name in ("faces", "tfds:mnist", tmp_path / "a.npy"):
        with pytest.raises(ValueError, match="pairs='by_name' is for folders of pictures, which"):
            data.load(name, pairs="by_name")
    with pytest.raises(ValueError, match=r"pairs='by name' must be .* Did you mean 'by_name'"):
        data.load("faces", pairs="by name")


@pytest.fixture(scope="module")
def pix2pix():
    sizes = {"width": 8, "discriminator_width": 8, "discriminator_downsamplings": 1}
    return keras_gan_zoo.get("pix2pix", image_shape=(32, 32, 3), **sizes)


def test_unpaired_sets_are_no_pairs(folder, pix2pix):
    # Shuffled apart, one pair in eight belonged together, and pix2pix trained on all.
    folder(*(f"{domain}/{n}.png" for domain in "AB" for n in range(8)), size=(32, 32))
    sets = data.load(folder.path, shuffle=True)
    batched = [one.map(lambda image: -image).batch(4) for one in sets]
    for x in (sets, list(sets), batched, zipped(batched)):
        with pytest.raises(ValueError, match=r"would not belong together: .*pairs='by_name'"):
            pix2pix.fit(x)
    pairs = data.load(folder.path, pairs="by_name", shuffle=True)
    assert pix2pix.prepare_data(pairs, 4, True).element_spec[0].shape == (4, 32, 32, 3)


def zipped(sets):
    return tf.data.Dataset.zip(tuple(sets))


def test_a_family_of_unpaired_sets_takes_them_zipped_too(folder):
    folder(*(f"{domain}/{n}.png" for domain in "AB" for n in range(4)), size=(16, 16))
    sizes = {"width": 4, "blocks": 0, "discriminator_width": 4, "discriminator_downsamplings": 1}
    gan = keras_gan_zoo.get("cyclegan", image_shape=(16, 16, 3), **sizes)
    sets = data.load(folder.path)
    for x in (sets, zipped(sets)):
        assert gan.prepare_data(x, 2, True).element_spec[0].shape[1:] == (16, 16, 3)


def test_pictures_of_two_halves_are_told_from_pairs(folder, pix2pix):
    folder("train/0.png", "train/1.png", size=(32, 64))
    with (
        pytest.warns(UserWarning, match="twice as wide"),
        pytest.raises(ValueError, match=r"both side by side, load them .*pairs='left_to_right'"),
    ):
        pix2pix.fit(data.load(folder.path))
    pairs = data.load(folder.path, pairs="left_to_right")
    assert pix2pix.prepare_data(pairs, 2, True).element_spec[1].shape == (2, 32, 32, 3)
