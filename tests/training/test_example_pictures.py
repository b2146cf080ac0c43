"""The pictures that a run shows its progress on, for each form that a translator's data has.

And those that eight bits take their ranges from, which are the same ones.
"""

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import data, export
from keras_gan_zoo.data import sources
from keras_gan_zoo.data.examples import Examples
from keras_gan_zoo.recipes.recipe import resolve
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.training.building import example_pictures
from keras_gan_zoo.training.exporting import export_tflite


class Translating:
    """Of a model, what is asked."""

    def __init__(self, *directions):
        self.directions = directions

    def source_kinds(self):
        return dict.fromkeys(self.directions, Pictures((8, 8, 3)))

    def source_examples(self, data, test_data, count):
        return None


@pytest.fixture
def toys(monkeypatch):
    """Registers a set of pairs and one of pictures with numbers, for this test."""
    random = np.random.default_rng(0)
    first, second = random.integers(0, 256, (2, 4, 8, 8, 3), "uint8")
    data.list_sources()  # registers the built-in ones, which stay
    monkeypatch.setattr("keras_gan_zoo.data.sources.SOURCES", {**sources.SOURCES})
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


def test_maps_beside_pictures_are_not_translated(toys):
    pictures = [toys, -toys]
    maps = np.zeros((4, 8, 8), "int32")

    def mapped(options):
        parts = [tf.constant(part) for part in (pictures[0], maps, pictures[1], maps)]
        return Examples(tf.data.Dataset.range(4), lambda row: tuple(part[row] for part in parts))

    data.register_source("toy_mapped", kind="samples")(mapped)
    shown = example_pictures(Translating("x_to_y", "y_to_x"), recipe({"name": "toy_mapped"}), 4)
    np.testing.assert_array_equal(shown["x_to_y"], pictures[0])
    np.testing.assert_array_equal(shown["y_to_x"], pictures[1])


def test_eight_bits_of_one_network_for_all_domains_see_each_of_them(toys, tmp_path, monkeypatch):
    given = {}
    monkeypatch.setattr(export, "tflite", lambda gan, path, **arguments: given.update(arguments))
    sizes = {"width": 2, "blocks": 0, "discriminator_width": 2, "domains": 3}
    gan = keras_gan_zoo.get("stargan", image_shape=(16, 16, 3), **sizes)
    asked = recipe({"name": "toy_domains", "labels": True})
    export_tflite(gan, asked, tmp_path / "a.tflite", quantize="int8")
    np.testing.assert_allclose(given["examples"]["images"], toys, atol=1e-6)
    np.testing.assert_array_equal(given["examples"]["domains"], [0, 1, 2, 0])
