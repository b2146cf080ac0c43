"""Latents that nothing can be drawn of, and more samples than memory holds."""

import re

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.latent import (
    attribute_direction,
    linear,
    move,
    spherical,
    without,
)
from keras_gan_zoo.machine import memory

GOOD = np.random.default_rng(0).standard_normal((6, 8)).astype("float32")
BAD = GOOD.copy()
BAD[3, 2] = np.nan
LABELS = [0, 1, 0, 1, 0, 1]
SMALL = {"width": 4, "latent_dim": 8}


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), **SMALL)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_latents_that_are_no_numbers(gan, value):
    latents = GOOD.copy()
    latents[3, 2] = value
    with pytest.raises(ValueError, match=r"`latents` hold NaN or infinite numbers, first in row 3"):
        gan.generate(latents=latents)
    cgan = keras_gan_zoo.get("cgan", image_shape=(16, 16, 1), **SMALL)
    with pytest.raises(ValueError, match=r"`latents` hold NaN"):
        cgan.generate(1, latents=latents)
    infogan = keras_gan_zoo.get("infogan", image_shape=(16, 16, 1), **SMALL)
    with pytest.raises(ValueError, match=r"`codes` hold NaN"):
        infogan.generate(1, codes=[value] * infogan.codes)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: attribute_direction(BAD, LABELS), "latents"),
        (lambda: move(BAD, GOOD[0], 1.0), "latents"),
        (lambda: move(GOOD, BAD[3], 1.0), "direction"),
        (lambda: move(GOOD, GOOD[0], [0.0, np.nan]), "distance"),
        (lambda: move(GOOD, GOOD[0], np.inf), "distance"),
        (lambda: without(BAD[3], [GOOD[0]]), "direction"),
        (lambda: without(GOOD[0], BAD[2:4]), "others"),
        (lambda: linear(BAD, GOOD, 0.5), "start"),
        (lambda: spherical(GOOD, BAD, 0.5), "end"),
        (lambda: spherical(GOOD, GOOD, [np.nan]), "shares"),
    ],
)
def test_nothing_comes_of_them_in_latent_space(call, named):
    with pytest.raises(ValueError, match=f"`{named}` hold NaN or infinite numbers"):
        call()


def test_a_direction_of_no_length():
    with pytest.raises(ValueError, match="points nowhere"):
        without(np.zeros(8), [])
    with pytest.raises(ValueError, match="Nothing is left"):
        without(np.zeros(8), [GOOD[0]])


@pytest.mark.parametrize(
    ("family", "arguments"),
    [
        ("dcgan", {"n": 10**12}),
        ("bgan", {"n": 10**12}),
        ("cgan", {"n": 10**12}),
        ("cgan", {"condition": [0, 1], "n": 10**12}),
        ("infogan", {"condition": 1, "n": 10**12}),
    ],
)
def test_more_than_memory_holds_is_refused_before_it_is_begun(family, arguments):
    model = keras_gan_zoo.get(family, image_shape=(16, 16, 1), **SMALL)
    with pytest.raises(ValueError, match=r"000 pictures take \S+ PB of memory, and .* are free: "):
        model.generate(**arguments)


def test_text_too():
    model = keras_gan_zoo.get("seqgan", vocabulary_size=5, length=4)
    with pytest.raises(ValueError, match="sequences take 64 TB of memory"):
        model.generate(10**12)


def test_the_advice_gives_the_pictures(gan, monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 10_000)
    with pytest.raises(ValueError, match=r"8 pictures take 16 kB .* 10 kB are free") as refused:
        gan.generate(8, seed=0)
    way = re.search(r"generate_batches\(\d+", str(refused.value))[0]
    (batch,) = eval(f"list(gan.{way}, seed=0))", {"gan": gan})
    monkeypatch.setattr(memory, "available_memory", lambda: None)  # where that is not known
    np.testing.assert_array_equal(batch, gan.generate(8, seed=0))
    assert memory.available_memory() is None


def test_memory_is_known_here():
    assert memory.available_memory() > 10**7
