"""Odd values are refused in the zoo's words, and not in NumPy's or TensorFlow's."""

import re

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo.checks import check_seed, random_source
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.layers import Tokenizer

SMALL = {"width": 4, "image_shape": (16, 16, 1), "latent_dim": 4}


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("dcgan", **SMALL)


@pytest.mark.parametrize("seed", [-1, 1.5, "a", True, [3]])
def test_seeds_of_draws(gan, seed):
    with pytest.raises(ValueError, match=r"^`seed` must be None or a whole number of at least 0"):
        gan.generate(2, seed=seed)


def test_a_large_seed_is_one(gan):
    np.testing.assert_array_equal(gan.generate(1, seed=2**64), gan.generate(1, seed=2**64))
    source = random_source(3)
    assert random_source(source) is source


@pytest.mark.parametrize("seed", [2**63, 2**64, -(2**63) - 1])
def test_seeds_that_keras_cannot_hold(seed):
    with pytest.raises(ValueError, match=r"^`seed` must be None or a whole number below 2\*\*63"):
        check_seed(seed)
    with pytest.raises(ValueError, match="below 2"):
        keras_gan_zoo.get("dcgan", **SMALL, seed=seed)


@pytest.mark.parametrize(
    ("latents", "sentence"),
    [
        (np.zeros((0, 4)), r"n of at least 1, got \(0, 4\)"),
        ([], r"got \(0,\)"),
        (np.full((2, 4), np.nan), "finite"),
        ("abc", "got str"),
        ([[1, 2], [3]], "got list"),
    ],
)
def test_latents(gan, latents, sentence):
    with pytest.raises(ValueError, match=rf"^`latents` must .*{sentence}|^`latents`.*{sentence}"):
        gan.generate(latents=latents)


@pytest.mark.parametrize("family", ["text_to_image", "sisgan", "seqgan", "mle_seq2seq"])
def test_a_tokenizer_of_a_wrong_type(family):
    with pytest.raises(TypeError, match=r"^`tokenizer` must be .*from_texts\(texts\), got str\.$"):
        keras_gan_zoo.get(family, tokenizer="words")


@pytest.fixture(scope="module")
def translator():
    tokenizers = [Tokenizer(words, length=2) for words in (["dog", "cat"], ["perro", "gato"])]
    sizes = {"embedding_dim": 2, "units": 2, "discriminator_width": 2}
    return keras_gan_zoo.get(
        "unsupervised_translation", source_tokenizer=tokenizers[0], tokenizer=tokenizers[1], **sizes
    )


@pytest.mark.parametrize(
    ("none", "told"),
    [
        (
            [("dog", "perro")],
            r"`dictionary` must be a mapping .*, got list; e\.g\. .*dict\(pairs\)",
        ),
        ("dog=perro", "`dictionary` must be a mapping .*, got str"),
        ({"dog": 3}, "a word or a list of words for each word, got 3 for 'dog'"),
    ],
)
def test_what_is_no_dictionary(translator, none, told):
    with pytest.raises(TypeError, match=told):
        translator.begin_with_dictionary(none)


def test_what_a_translator_without_pairs_cannot_begin_with(translator):
    words = ["dog"], np.ones((1, 2))
    with pytest.raises(TypeError, match=r"`mapping` must be None or a trained word_tr.*, got str"):
        translator.begin_with_vectors(words, words, "words")
    with pytest.raises(DataMismatch, match=r"^100% of the words of x\[0\] are not in the vocab"):
        translator.fit((["perro gato"] * 4, ["gato"] * 4), batch_size=2, verbose=0)


@pytest.mark.parametrize(
    "name", ["length", "source_length", "vocabulary_size", "source_vocabulary_size"]
)
def test_lengths_of_nothing(name):
    with pytest.raises(ValueError, match=r"must be a whole number of at least 1, got 0\.$"):
        keras_gan_zoo.get("unsupervised_translation", **{name: 0})


@pytest.mark.parametrize("weights", [5, ["fashion_mnist"], True, b"x"])
def test_weights_of_a_wrong_type(weights):
    with pytest.raises(TypeError, match=r"^`weights` must be None, a name .* got "):
        keras_gan_zoo.get("dcgan", weights=weights)


def test_labels_as_a_second_argument(gan):
    pictures = np.zeros((8, 16, 16, 1), "float32")
    with pytest.raises(TypeError, match=r"^`fit` takes "):
        gan.fit(pictures, np.zeros(8))


@pytest.mark.parametrize("name", ["tfds:", "folder:", "", " "])
def test_a_data_set_without_a_name(name):
    with pytest.raises(ValueError, match="names no data"):
        keras_gan_zoo.data.load(name)


@pytest.mark.parametrize("error", [MemoryError(), tf.errors.ResourceExhaustedError(None, None, "")])
def test_networks_that_no_memory_holds(monkeypatch, error):
    def build(**arguments):
        raise error

    monkeypatch.setattr(keras_gan_zoo.registry.find("dcgan").load(), "from_defaults", build)
    with pytest.raises(ValueError, match=r"'dcgan' with width=100000 do not fit .* memory"):
        keras_gan_zoo.get("dcgan", width=100_000)


def test_a_picture_that_was_damaged_after_it_was_looked_at(gan, tmp_path, save_picture):
    for index in range(6):
        save_picture(tmp_path / f"{index}.png", 16, 16, "L")
    # Of a folder that was looked at before, nothing is decoded when it is loaded.
    keras_gan_zoo.data.scan_folder(tmp_path)
    pictures = keras_gan_zoo.data.load(tmp_path, batch_size=2)
    later = pictures.map(lambda batch: batch)
    (tmp_path / "3.png").write_bytes(b"x")
    for data in (pictures, later):
        with pytest.raises(DataMismatch) as caught:
            gan.fit(data, verbose=0)
        assert re.fullmatch(
            r"\S+3\.png was whole when it was scanned and is no more \(.*\): repair it, or load "
            r"the folder again\.",
            str(caught.value),
        )


def test_what_was_loaded_says_what_it_takes(tmp_path):
    gan = keras_gan_zoo.get("pix2pix", image_shape=(32, 32, 3), width=1, discriminator_width=1)
    with pytest.raises(DataMismatch, match=r"\(48, 48, 3\) where \(32, 32, 3\) is expected"):
        gan.generate(np.zeros((1, 48, 48, 3), "float32"))
    keras_gan_zoo.hub.publish(gan, tmp_path / "out", name="it")
    served = keras_gan_zoo.hub.load(tmp_path / "out")
    function = getattr(served, gan.directions[0])
    assert function(np.zeros((1, 32, 32, 3), "float32")).shape == (1, 32, 32, 3)
    with pytest.raises(ValueError) as caught:
        function(np.zeros((1, 48, 48, 3), "float32"))
    said = re.fullmatch(
        r"`x_to_y` takes \w+ \(n, 32, 32, 3\) float32, got \(1, 48, 48, 3\)\.", str(caught.value)
    )
    assert said
