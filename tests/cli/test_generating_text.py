"""Text families write .txt files."""

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.cli import drawing
from keras_gan_zoo.cli.picture_sources import open_source
from keras_gan_zoo.layers import Tokenizer

SIZES = {"embedding_dim": 4, "units": 4}


def test_texts_and_tokens_go_to_lines(tmp_path):
    tokenizer = Tokenizer(["a", "dog", "runs"], length=3)
    for name, model in {
        "texts": keras_gan_zoo.get("mle_lm", tokenizer=tokenizer, seed=0, **SIZES),
        "tokens": keras_gan_zoo.get("mle_lm", vocabulary_size=5, length=3, seed=0, **SIZES),
    }.items():
        (path,) = drawing.draw(model, 4, tmp_path / f"{name}.txt", seed=1)
        lines = path.read_text(encoding="utf-8").split("\n")
        assert len(lines) == 5 and lines[-1] == ""
    assert all(0 <= int(token) < 5 for line in lines[:-1] for token in line.split())
    with pytest.raises(ValueError, match=r"must be a \.txt file, got '.*texts\.png'"):
        drawing.draw(model, 4, tmp_path / "texts.png")
    with pytest.raises(FileExistsError):
        drawing.draw(model, 4, tmp_path / "texts.txt")


@pytest.fixture(scope="module")
def translator():
    tokenizers = Tokenizer(["a", "dog", "runs"], length=3), Tokenizer(["un", "perro"], length=4)
    names = {"source_tokenizer": tokenizers[0], "tokenizer": tokenizers[1]}
    return keras_gan_zoo.get("mle_seq2seq", seed=0, **names, **SIZES)


def test_texts_are_translated_from_lines_to_lines(translator, tmp_path):
    source = tmp_path / "in.txt"
    source.write_text("a dog runs\na dog\n", encoding="utf-8")
    (path,) = drawing.translate(translator, source, tmp_path / "out.txt")
    written = path.read_text(encoding="utf-8").split("\n")
    assert written == [*translator.generate(["a dog runs", "a dog"], temperature=0.0), ""]
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "one.txt").write_bytes(b"\xef\xbb\xbfa dog runs\r\n")
    (path,) = drawing.translate(translator, tmp_path / "many", tmp_path / "all")
    assert path == tmp_path / "all" / "one.txt"
    assert path.read_text(encoding="utf-8").split("\n") == [written[0], ""]


@pytest.mark.parametrize(
    ("content", "output", "told"),
    [
        (b"a dog\n\nruns\n", "out.txt", "must hold a text on each line, but line 2 is empty"),
        (b"", "out.txt", "must hold a text on each line, but it is empty"),
        ("é".encode("latin-1"), "out.txt", "cannot be read as UTF-8 text"),
        (b"ein Hund\n", "out.txt", r"sources\[0\] is 'ein Hund', of which no word is among"),
        (b"a dog\n", "out.png", r"output for one file must be a \.txt or \.npy file"),
    ],
)
def test_what_holds_no_texts_is_told(translator, tmp_path, content, output, told):
    (tmp_path / "in.txt").write_bytes(content)
    with pytest.raises(ValueError, match=told):
        drawing.translate(translator, tmp_path / "in.txt", tmp_path / output)
    assert not (tmp_path / output).exists()


def test_tokens_are_translated_from_arrays(tmp_path):
    model = keras_gan_zoo.get("mle_seq2seq", vocabulary_size=5, length=3, seed=0, **SIZES)
    np.save(tmp_path / "in.npy", np.int32([2, 3, 4]))
    expected = model.generate(np.int32([[2, 3, 4]]), temperature=0.0)
    (path,) = drawing.translate(model, tmp_path / "in.npy", tmp_path / "out.npy")
    np.testing.assert_array_equal(np.load(path), expected)
    (path,) = drawing.translate(model, tmp_path / "in.npy", tmp_path / "out.txt")
    assert path.read_text() == " ".join(map(str, expected[0])) + "\n"
    (tmp_path / "in.txt").write_text("a dog\n")
    with pytest.raises(ValueError, match=r"no tokenizer to read it by: .*\.npy file of 3 whole"):
        drawing.translate(model, tmp_path / "in.txt", tmp_path / "other.txt")


def test_what_a_translator_of_texts_is_asked_otherwise(translator, tmp_path):
    with pytest.raises(
        ValueError, match="MLESequenceToSequence translates texts: give it some by --input"
    ):
        drawing.draw(translator, 4, tmp_path / "out.txt")
    translator.save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match="gives texts, and pictures are judged here"):
        open_source(tmp_path / "model.keras")


def test_describe_says_what_tokens_are():
    description = keras_gan_zoo.describe("seqgan")
    assert description.shapes == ((20,),)
    assert "token sequences, int32 in [0, vocabulary_size)" in str(description)
    assert description.networks["generator"].output_shape == (20, 5000)
