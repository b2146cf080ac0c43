"""The pictures that a run shows its progress on, for each form that a translator's data has."""

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data import sources
from keras_gan_zoo.recipes import resolve
from keras_gan_zoo.training.building import example_pictures


class Translating:
    """Of a model, what is asked."""

    def __init__(self, *directions):
        self.directions = directions

    def export_networks(self):
        return dict.fromkeys(self.directions)


@pytest.fixture
def toys(monkeypatch):
    """Registers a set of pairs and one of pictures with numbers, for this test."""
    random = np.random.default_rng(0)
    first, second = random.integers(0, 256, (2, 4, 8, 8, 3), "uint8")
    data.list_sources()  # registers the built-in ones, which stay
    monkeypatch.setattr("keras_gan_zoo.data.sources._SOURCES", {**sources._SOURCES})
    data.register_source("toy_pairs", kind="paired")(lambda options: (first, second))
    labels = np.arange(4)
    data.register_source("toy_domains", kind="labelled")(lambda options: (first, labels))
    return np.float32(first / 127.5 - 1)


def recipe(source):
    return resolve({"model": {"name": "cyclegan"}, "data": source})


def test_of_pairs_the_first_is_translated(toys):
    shown = example_pictures(Translating("x_to_y"), recipe({"name": "toy_pairs"}), 3)
    assert list(shown) == ["x_to_y"]
    np.testing.assert_allclose(shown["x_to_y"], toys[:3], atol=1e-6)


def test_pictures_with_numbers_are_translated_to_every_domain(toys):
    source = {"name": "toy_domains", "labels": True}
    shown = example_pictures(Translating("noto", "twemoji", "fluent"), recipe(source), 2)
    assert list(shown) == ["noto", "twemoji", "fluent"]
    for pictures in shown.values():
        np.testing.assert_allclose(pictures, toys[::2], atol=1e-6)  # from all over
