"""Text families write .txt files."""

import pytest

import keras_gan_zoo
from keras_gan_zoo.cli import drawing
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


def test_describe_says_what_tokens_are():
    description = keras_gan_zoo.describe("seqgan")
    assert description.shapes == ((20,),)
    assert "token sequences, int32 in [0, vocabulary_size)" in str(description)
    assert description.networks["generator"].output_shape == (20, 5000)
