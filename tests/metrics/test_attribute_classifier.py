import keras
import numpy as np
import pytest

from keras_gan_zoo.metrics.judges.attribute_classifier import (
    AttributeClassifier,
    train_attribute_classifier,
)
from keras_gan_zoo.metrics.judges.spoiling import spoiled
from keras_gan_zoo.metrics.pictures.face_share import face_share

SIDE = 24
COLOURS = {"red": (200, 40, 40), "green": (40, 190, 60), "blue": (50, 60, 210)}


def make_badges(count, seed):
    """Rings of three colours on a grey ground, with a bar across or not: known attributes."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    images, attributes = [], []
    for _ in range(count):
        colour, barred = random.choice(list(COLOURS)), bool(random.integers(2))
        image = np.full((SIDE, SIDE, 3), random.integers(140, 230), "uint8")
        centre = 11.5 + random.uniform(-1, 1, 2)
        radius = np.hypot(rows - centre[0], columns - centre[1])
        image[(radius > 5) & (radius < 9)] = COLOURS[colour]
        if barred:
            image[10:13, 4:20] = 20
        images.append(image)
        attributes.append({"colour": colour, "barred": barred, "number": len(images)})
    return np.stack(images), attributes


@pytest.fixture(scope="module")
def classifier():
    images, attributes = make_badges(480, seed=0)
    return train_attribute_classifier(
        images, attributes, ["colour", "barred"], epochs=10, width=8, verbose=0
    )


@pytest.fixture(scope="module")
def held_out():
    return make_badges(120, seed=1)


def test_attributes_of_unseen_pictures_are_told(classifier, held_out):
    images, attributes = held_out
    found = classifier.classify(images)
    for name in ("colour", "barred"):
        right = [a == of[name] for a, of in zip(found[name], attributes, strict=True)]
        assert np.mean(right) > 0.95, name
    assert set(found["barred"]) == {False, True}


def test_floats_are_read_in_their_range(classifier, held_out):
    images, _ = held_out
    expected = classifier.classify(images)
    assert classifier.classify(images / 127.5 - 1) == expected
    assert classifier.classify(images / 255.0, value_range=(0, 1)) == expected
    with pytest.raises(ValueError, match=r"looks like images in \[0, 1\]"):
        classifier.classify(images / 255.0)


def test_it_is_a_detector(classifier, held_out):
    images, _ = held_out
    kinds = {"real": images, "spoiled": spoiled(images, np.random.default_rng(5))}
    share = {name: face_share(of, classifier.finds_face, "badges") for name, of in kinds.items()}
    assert share["real"].value > 0.9 and share["spoiled"].value < 0.2
    assert share["real"].name == "faces120_badges"


def test_a_colour_that_is_never_drawn_is_caught(classifier, held_out):
    images, attributes = held_out
    without_green = images[[of["colour"] != "green" for of in attributes]]
    coverage = classifier.coverage(without_green, images, source="badges/test")
    assert classifier.attributes["colour"] == ["blue", "green", "red"]
    assert coverage["colour"].under_represented == [1]
    assert coverage["colour"].modes.value == 2
    assert coverage["barred"].under_represented == []


def test_it_is_saved_and_loaded(classifier, held_out, tmp_path):
    images, _ = held_out
    classifier.save(tmp_path / "badges.keras")
    loaded = AttributeClassifier.load(tmp_path / "badges.keras")
    assert loaded.attributes == classifier.attributes
    for name, indices in classifier.indices(images).items():
        np.testing.assert_array_equal(loaded.indices(images)[name], indices)
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(tmp_path / "x.keras")
    with pytest.raises(ValueError, match="no classifier"):
        AttributeClassifier.load(tmp_path / "x.keras")
    with pytest.raises(ValueError, match="missing"):
        AttributeClassifier.load(tmp_path / "missing.keras")


def test_pictures_of_another_size_are_refused(classifier):
    with pytest.raises(ValueError, match=r"the shape \(24, 24, 3\)"):
        classifier.classify(np.zeros((2, 32, 32, 3), "uint8"))


def test_what_cannot_be_learnt_is_refused(held_out):
    images, attributes = held_out
    with pytest.raises(ValueError, match="Did you mean 'colour'"):
        train_attribute_classifier(images, attributes, ["color"])
    with pytest.raises(ValueError, match="`images` must be uint8"):
        train_attribute_classifier(images[:5], attributes, ["colour"])


def test_spoiling_keeps_shapes_and_changes_every_picture(held_out):
    images, _ = held_out
    bad = spoiled(images, np.random.default_rng(0))
    assert bad.shape == images.shape and bad.dtype == np.uint8
    assert np.abs(bad.astype(int) - images).mean(axis=(1, 2, 3)).min() > 2
    assert spoiled(images[:0], np.random.default_rng(0)).shape == (0, SIDE, SIDE, 3)
