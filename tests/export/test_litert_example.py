"""The example that runs a file on a device, without TensorFlow and without this package."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from keras_gan_zoo.export import tflite
from keras_gan_zoo.export.metadata import describe
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.models.text_data import tokenizer_notes
from keras_gan_zoo.samples.sheets import to_uint8

EXAMPLE = Path(__file__).parents[2] / "examples" / "generate_with_litert.py"

RUN_ALONE = """
import runpy, sys
for name in ("tensorflow", "keras", "keras_gan_zoo"):
    sys.modules[name] = None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def example():
    specification = importlib.util.spec_from_file_location("example", EXAMPLE)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_draws_what_keras_draws_in_a_process_without_tensorflow(dcgan, tmp_path):
    tflite(dcgan, tmp_path / "gan.tflite")
    arguments = [EXAMPLE, tmp_path / "gan.tflite", tmp_path / "out.png", "--n=3", "--seed=5"]
    subprocess.run([sys.executable, "-c", RUN_ALONE, *arguments], check=True, capture_output=True)
    drawn = np.asarray(Image.open(tmp_path / "out.png"), "int32")
    expected = to_uint8(dcgan.generate(3, seed=5))[..., 0].astype("int32")
    assert np.abs(drawn - np.concatenate(list(expected), axis=1)).max() <= 1


def test_translates_a_picture_file(example, exportable, tmp_path):
    negative = exportable(keras.layers.Rescaling(-1.0), (4, 6, 3))
    tflite(negative, tmp_path / "negative.tflite")
    picture = np.random.default_rng(0).integers(0, 256, (4, 6, 3), "uint8")
    Image.fromarray(picture).save(tmp_path / "in.png")
    model, output = str(tmp_path / "negative.tflite"), str(tmp_path / "out.png")
    example.main([model, output, "--input", str(tmp_path / "in.png")])
    np.testing.assert_array_equal(np.asarray(Image.open(output)), 255 - picture)
    with pytest.raises(SystemExit, match="give it by --input"):
        example.main([model, output])


def test_a_class_is_given_by_its_number_or_its_name(example):
    names = ["black", "pink"]
    assert [example.class_number(label, names) for label in ("pink", "1", "0")] == [1, 1, 0]
    assert example.class_number("7", []) == 7
    assert example.class_number("7", [], (0, 9)) == 7
    with pytest.raises(SystemExit, match=r"a class from 0 to 9, got '99'\.$"):
        example.class_number("99", [], (0, 9))
    with pytest.raises(SystemExit, match=r"from 0 to 1, or one of black, pink, got '2'\.$"):
        example.class_number("2", names)
    with pytest.raises(SystemExit, match=r"one of black, pink, got 'green'\."):
        example.class_number("green", names)


@pytest.mark.parametrize("split", ["words", "characters", "chinese"])
def test_makes_the_tokens_that_the_tokenizer_makes(example, exportable, split):
    texts = ["A dog's nose, wet!", "the  old\tdog", "un_known Über dog"]
    tokenizer = Tokenizer.from_texts(texts, split, length=20)
    model = exportable(keras.layers.Dense(1))
    model.file_notes = lambda: {"tokenizer": tokenizer_notes(tokenizer)}
    said = describe(model, "run", model.network, None)["tokenizer"]
    for text in texts:
        expected = tokenizer(tf.constant([text]))[0]
        np.testing.assert_array_equal(example.tokens_of(text, said), expected)
    for text, sentence in {
        "": "--text must say what to draw",
        " \t": "--text must say what to draw",
        "a dog § the": "--text has '§', which the model does not know; it knows .*dog|it knows",
        "dog " * 21: "--text must have at most 20",
    }.items():
        with pytest.raises(SystemExit, match=sentence):
            example.tokens_of(text, said)


def test_a_file_that_says_nothing_is_refused_by_a_sentence(example, tmp_path):
    (tmp_path / "bare.tflite").write_bytes(b"TFL3")
    for name, sentence in (("bare", "no TF-Lite file with a"), ("missing", "cannot be read: No")):
        with pytest.raises(SystemExit, match=sentence):
            example.main([str(tmp_path / f"{name}.tflite"), str(tmp_path / "out.png")])
    with pytest.raises(SystemExit, match="--n must be at least 1, got 0"):
        example.main(["a.tflite", "out.png", "--n=0"])
