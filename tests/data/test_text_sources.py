"""Text by name and by path."""

import numpy as np
import pytest

from keras_gan_zoo import data
from keras_gan_zoo.data.sets import captions_and_quatrains, movie_snippets
from keras_gan_zoo.layers import Tokenizer


def load_or_skip(*arguments, **options):
    try:
        return data.load_text(*arguments, **options)
    except data.DataUnavailable as error:
        pytest.skip(str(error))


def test_captions():
    train, test = (load_or_skip("captions", split) for split in ("train", "test"))
    assert (len(train), len(test)) == (27_435, 3_323)
    assert not set(train) & set(test) and len(set(train)) == len(train)
    assert train[0] == "A person on a horse jumps over a broken down airplane."
    assert data.load_text("captions", limit=3) == train[:3]


def test_quatrains():
    train, test = (load_or_skip("chinese_quatrains", split) for split in ("train", "test"))
    assert len(train) + len(test) == 16_920
    assert not set(train) & set(test)
    assert {len(text) for text in train + test} == {20}


def test_only_quatrains_of_five_characters_are_taken():
    five = {"paragraphs": ["床前明月光\uff0c疑是地上霜\u3002", "舉頭望明月\uff0c低頭思故鄉\u3002"]}
    assert captions_and_quatrains._quatrain(five) == "床前明月光疑是地上霜舉頭望明月低頭思故鄉"
    seven = {"paragraphs": ["朝辭白帝彩雲間\uff0c千里江陵一日還\u3002"] * 2}
    assert captions_and_quatrains._quatrain(seven) is None
    assert captions_and_quatrains._quatrain({"paragraphs": five["paragraphs"][:1]}) is None


def test_movie_snippets_are_of_two_styles():
    lines = load_or_skip("movie_snippets")
    assert {line.partition("\t")[0] for line in lines} == {"negative", "positive"}
    parts = [data.load_text_styles("movie_snippets", split) for split in ("train", "test")]
    assert [tuple(map(len, part)) for part in parts] == [(4_781, 4_721), (544, 520)]
    texts = [text for part in parts for style in part for text in style]
    assert len(set(texts)) == len(texts)
    negative, positive = parts[0]
    assert "Effective but too tepid biopic" in negative
    assert "Offers that rare combination of entertainment and education." in positive


def test_verdicts_of_snippets_make_their_style():
    lines = ["1\t0.5\ta ''fine''  film", "2\t-2\tdull\r", "3\t0\tso", "4\t1\todd", "5\t-1\todd"]
    found = movie_snippets._styles([*lines, ""])
    assert found == {'a "fine" film': "positive", "dull": "negative"}


def test_word_vectors():
    tokenizer = Tokenizer(["dog", "dogs", "carburetor", "zzyzxqq"], length=2)
    try:
        vectors = data.word_vectors(tokenizer)
    except data.DataUnavailable as error:
        pytest.skip(str(error))
    assert vectors.shape == (6, 50)
    assert not vectors[[0, 1, 5]].any()
    dog, dogs, carburetor = vectors[2:5] / np.linalg.norm(vectors[2:5], axis=1, keepdims=True)
    assert dog @ dogs > 0.7 > 0.4 > dog @ carburetor


def test_a_file_of_lines(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("one line\n\n  another \n", encoding="utf-8")
    assert data.load_text(path) == ["one line", "another"]
    assert data.load_text(path, limit=1) == ["one line"]


def test_a_source_of_ones_own():
    @data.register_text("greetings", splits=("train",))
    def greetings(split, cache_dir):
        return ["good morning", "good evening"]

    assert data.load_text("greetings") == ["good morning", "good evening"]
    assert data.text_sources()["greetings"].splits == ("train",)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("caption", {}, "no source of text or file. Did you mean 'captions'"),
        ("captions", {"split": "tset"}, "has no split 'tset'.* Did you mean 'test'"),
        ("captions", {"limit": 0}, "`limit` must be a whole number of at least 1"),
    ],
)
def test_mistakes_are_named(name, options, message):
    with pytest.raises(ValueError, match=message):
        data.load_text(name, **options)


def test_files_that_are_no_text(tmp_path):
    (tmp_path / "empty.txt").write_text("\n")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ValueError, match="is empty: it holds no text"):
        data.load_text(tmp_path / "empty.txt")
    with pytest.raises(ValueError, match=r"is no UTF-8 text\."):
        data.load_text(tmp_path / "bytes.txt")
    (tmp_path / "control.txt").write_text("a dog\r\na \x1b[1mcat")
    with pytest.raises(ValueError, match=r"control character '\\x1b' in line 2"):
        data.load_text(tmp_path / "control.txt")
    with pytest.raises(ValueError, match="has no split 'test'; it has 'train' alone"):
        data.load_text(tmp_path / "empty.txt", "test")
