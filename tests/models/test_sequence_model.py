"""What every text family does: writing, prompts, text, and one sentence for each mistake."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from text_games import LENGTH, rising, text_game

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.layers import Tokenizer

TEXTS = ["a dog runs", "a cat sat", "the dog sat down", "the cat runs"]


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.from_texts(TEXTS)


@pytest.fixture(scope="module")
def writer(tokenizer):
    model = keras_gan_zoo.get("mle_lm", tokenizer=tokenizer, seed=0)
    model.fit(TEXTS * 4, batch_size=8, epochs=40, verbose=0)
    return model


@pytest.fixture(scope="module")
def model():
    return text_game("mle_lm")


def test_learns_and_writes_text(writer):
    written = writer.generate(40, seed=0)
    assert isinstance(written, list) and len(written) == 40
    assert sum(text in TEXTS for text in written) > 20
    assert writer.generate(40, seed=0) == written != writer.generate(40, seed=1)
    assert writer.generate_tokens(3, seed=0).shape == (3, writer.length)


def test_prompts_begin_what_is_written(writer):
    assert all(text.startswith("the dog") for text in writer.generate(5, prompt="The dog"))
    token = writer.tokenizer.vocabulary.index("cat") + 2
    assert all(text.startswith("cat") for text in writer.generate(5, prompt=[token]))


def test_a_beam_writes_the_most_probable_first(writer):
    likely = writer.generate(4, beam=12)
    assert set(likely) == set(TEXTS)
    log_probs = np.asarray(writer.generator.log_probs(writer.tokenizer.encode(likely))).sum(1)
    assert (np.diff(log_probs) <= 1e-5).all()


def test_low_temperature_repeats_itself(writer):
    assert len(set(writer.generate(30, temperature=0.05, seed=0))) <= len(
        set(writer.generate(30, temperature=2.0, seed=0))
    )


def test_a_file_keeps_the_tokenizer(writer, tmp_path):
    writer.save(tmp_path / "writer.keras")
    loaded = keras.models.load_model(tmp_path / "writer.keras")
    assert loaded.generate(5, seed=3) == writer.generate(5, seed=3)
    assert loaded.tokenizer.vocabulary == writer.tokenizer.vocabulary


def test_batches_draw_what_one_call_draws(model):
    np.testing.assert_array_equal(
        model.generate(7, seed=0, batch_size=3), model.generate(7, seed=0)
    )


@pytest.mark.parametrize("batched", [False, True])
def test_datasets_of_tokens_and_of_text(model, writer, batched):
    tokens = tf.data.Dataset.from_tensor_slices(rising(8).astype("int64"))
    texts = tf.data.Dataset.from_tensor_slices(TEXTS)
    if batched:
        tokens, texts = tokens.batch(4), texts.batch(2)
    (batch, *_) = model.prepare_data(tokens, 4, shuffle=False)
    np.testing.assert_array_equal(batch, rising(8)[:4])
    (batch, *_) = writer.prepare_data(texts, 2, shuffle=False)
    np.testing.assert_array_equal(batch, writer.tokenizer.encode(TEXTS[:2]))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (["a dog"], "x is text, but this MLELanguageModel has no tokenizer"),
        (rising(8) + 3, "x has the token 7, which is unknown to a vocabulary of 5"),
        (rising(8) - 1, "x has the token -1, which is unknown"),
        (np.zeros((8, LENGTH + 2), "int32"), r"shape \(8, 6\) where .*\(n, 4\).*x\[:, :4\]"),
        (np.zeros((8, LENGTH)), "x has the dtype float64 where tokens, whole numbers"),
        (np.zeros((0, LENGTH), "int32"), "x is empty: it holds no token sequences"),
        ([[1, 2], [1]], "x has sequences of several lengths"),
    ],
)
def test_sequences_that_do_not_fit(model, data, message):
    with pytest.raises(DataMismatch, match=message) as refusal:
        model.fit(data, batch_size=4)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a dog", ""], r"x\[1\] is empty text"),
        (["a dog " * 9], r"x\[0\] has 18 tokens, .* where at most 4 are expected"),
        ("a dog runs", "x is one text where a list of them is expected"),
    ],
)
def test_text_that_does_not_fit(writer, texts, message):
    with pytest.raises(DataMismatch, match=message):
        writer.fit(texts, batch_size=1)


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ("", r"prompt\[0\] is empty text"),
        ("a dgo", "'dgo', which is not in the vocabulary of .*Did you mean 'dog'"),
        ("a dog sat down the cat", r"prompt\[0\] has 6 tokens, .* where at most 4"),
        ([99], "prompt has the token 99, which is unknown"),
        ([], "prompt must have 1 to 4 tokens"),
    ],
)
def test_prompts_that_do_not_fit(writer, prompt, message):
    with pytest.raises(DataMismatch, match=message):
        writer.generate(1, prompt=prompt)


def test_a_prompt_of_text_needs_a_tokenizer(model):
    with pytest.raises(DataMismatch, match=r"prompt='a' is text, but .* has no tokenizer"):
        model.generate(1, prompt="a")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "`n` must be a whole number of at least 1"),
        ({"temperature": 0}, "`temperature` must be a number above 0"),
        ({"top_p": 1.5}, r"`top_p` must be in \(0, 1\]"),
        ({"n": 3, "beam": 2}, "`beam` must be at least n=3"),
        ({"beam": 2, "temperature": 0.5}, "`beam` finds the most probable"),
    ],
)
def test_numbers_out_of_range(model, arguments, message):
    with pytest.raises(ValueError, match=message):
        model.generate(**{"n": 1, **arguments})


def test_vocabularies_that_do_not_match(tokenizer, tmp_path):
    sizes = {"embedding_dim": 4, "units": 4}
    model = keras_gan_zoo.get("mle_lm", tokenizer=tokenizer, **sizes)
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    keras_gan_zoo.get("mle_lm", tokenizer=tokenizer, weights=path, **sizes)
    others = Tokenizer(tuple(reversed(tokenizer.vocabulary)), tokenizer.length)
    with pytest.raises(VocabularyMismatch, match="are of another vocabulary of 9 tokens"):
        keras_gan_zoo.get("mle_lm", tokenizer=others, weights=path, **sizes)
    fewer = Tokenizer(tokenizer.vocabulary[:-1], tokenizer.length)
    with pytest.raises(VocabularyMismatch, match=r"a vocabulary of 9 tokens, but .* has 8"):
        keras_gan_zoo.get("mle_lm", tokenizer=fewer, **sizes).load_weights(path)
    with pytest.raises(VocabularyMismatch, match="`vocabulary_size` is 50, but the tokenizer"):
        keras_gan_zoo.get("mle_lm", tokenizer=tokenizer, vocabulary_size=50)
    with pytest.raises(VocabularyMismatch, match="`tokenizer` has vocabulary_size=8, but"):
        type(model)(model.generator, tokenizer=fewer)
