"""Text to tokens and back, in Python, in a graph and from a file."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.layers import Tokenizer

POEM = "床前明月光疑是地上霜"


@pytest.fixture
def words():
    return Tokenizer.from_texts(["A dog runs.", "the dog sat, the end"])


def test_words_are_ranked_by_frequency_then_alphabet(words):
    assert words.vocabulary == ("dog", "the", ",", ".", "a", "end", "runs", "sat")
    assert (words.vocabulary_size, words.length) == (10, 6)


def test_words_and_marks(words):
    tokens = words.encode(["The DOG runs.", "a cat"])
    np.testing.assert_array_equal(tokens, [[3, 2, 8, 5, 0, 0], [6, 1, 0, 0, 0, 0]])
    assert words.decode(tokens) == ["the dog runs .", "a \N{REPLACEMENT CHARACTER}"]
    assert words.decode([[2, 0, 3, 3, 3, 3]]) == ["dog"]  # nothing follows the end


def test_characters_keep_spaces_and_chinese_drops_them():
    characters = Tokenizer.from_texts(["ab  a"], split="characters")
    assert characters.decode(characters.encode(["b a"])) == ["b a"]
    assert characters.length == 4  # a run of spaces is one
    chinese = Tokenizer.from_texts([POEM], split="chinese", length=12)
    spaced = f"{POEM[:5]} {POEM[5:]}"
    np.testing.assert_array_equal(chinese.encode([spaced]), chinese.encode([POEM]))
    assert chinese.decode(chinese.encode([spaced])) == [POEM]


def test_a_smaller_vocabulary_keeps_the_most_frequent():
    tokenizer = Tokenizer.from_texts(["b b a a a c"], vocabulary_size=4)
    assert tokenizer.vocabulary == ("a", "b")


def test_graphs_cut_what_is_too_long(words):
    in_graph = tf.function(lambda texts: words(texts))
    tokens = in_graph(tf.constant(["a dog " * 9, ""]))
    np.testing.assert_array_equal(tokens, [[6, 2, 6, 2, 6, 2], [0] * 6])


def test_config_and_saved_model_keep_the_vocabulary(words, tmp_path):
    again = Tokenizer.from_config(words.get_config())
    np.testing.assert_array_equal(again.encode(["the end"]), words.encode(["the end"]))
    inputs = keras.Input((), dtype="string")
    network = keras.Model(inputs, words(inputs))
    network.save(tmp_path / "tokenizer.keras")
    loaded = keras.models.load_model(tmp_path / "tokenizer.keras")
    np.testing.assert_array_equal(loaded(tf.constant(["the end"])), words.encode(["the end"]))


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a dog", "  "], r"texts\[1\] is empty text, where at least one token is expected"),
        ([], "texts is empty: it holds no text"),
        ("a dog", r"texts is one text where a list of them is expected: pass \[texts\]"),
        (["a dog", 3], r"texts\[1\] is int where text is expected"),
        (["a " * 7], r"texts\[0\] has 7 tokens, '.*', where at most 6 are expected"),
    ],
)
def test_bad_text_gets_one_sentence(words, texts, message):
    with pytest.raises(DataMismatch, match=message) as refusal:
        words.encode(texts)
    assert "\n" not in str(refusal.value)


def test_unknown_words_are_named_with_the_nearest(words):
    with pytest.raises(DataMismatch, match=r"'dgo', which is not in the .*Did you mean 'dog'"):
        words.encode(["a dgo"], unknown_allowed=False)


def test_mistakes_of_construction():
    with pytest.raises(ValueError, match=r"`split` must be one of .*Did you mean 'words'"):
        Tokenizer(["a"], 3, split="word")
    with pytest.raises(ValueError, match="has 'a' twice"):
        Tokenizer(["a", "b", "a"], 3)
    with pytest.raises(ValueError, match="`length` must be a whole number of at least 1"):
        Tokenizer(["a"], 0)
