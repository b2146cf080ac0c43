"""What is wrong far back in a dataset ends in one sentence when its batch comes."""

import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.samples.element_checks import check_numbers, mismatch_of

PICTURES = np.random.default_rng(0).uniform(-1, 1, (600, 16, 16, 1)).astype("float32")
LABELS = np.arange(600) % 3


def dataset_of(*arrays, batch=None):
    dataset = tf.data.Dataset.from_tensor_slices(arrays if len(arrays) > 1 else arrays[0])
    return dataset if batch is None else dataset.batch(batch, drop_remainder=True)


def refusal(model, x, **kwargs):
    before = [weight.numpy().copy() for weight in model.generator.trainable_weights]
    with pytest.raises(DataMismatch) as caught:
        model.fit(x, verbose=0, **kwargs)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value), before


@pytest.fixture(scope="module")
def cgan():
    return keras_gan_zoo.get(
        "cgan", image_shape=(16, 16, 1), classes=3, width=4, latent_dim=4, body="mlp"
    )


@pytest.mark.parametrize("wrong", [-1, 3])
@pytest.mark.parametrize(
    ("batch", "shape", "where"),
    [
        (50, (-1,), "in row 7 of batch 8 (counted from 0)."),
        (50, (-1, 1), "in row 7 of batch 8 (counted from 0)."),
        (None, (-1,), "in example 407 (counted from 0)."),
    ],
)
def test_a_label_far_back(cgan, wrong, batch, shape, where):
    # -1 was trained on as a class of zeros; 3 ended in a page of the graph's own words.
    labels = LABELS.copy()
    labels[407] = wrong
    x = dataset_of(PICTURES, labels.reshape(shape), batch=batch)
    said, _ = refusal(cgan, x, batch_size=50, shuffle=False)
    assert said == f"x has the label {wrong} where 0 to 2 are expected, {where}"


def test_labels_of_arrays_are_named_with_their_place(cgan):
    labels = LABELS.copy()
    labels[407] = -1
    said, _ = refusal(cgan, (PICTURES, labels))
    assert said == (
        "x[1] has labels from -1 to 2 where 0 to 2 are expected. The first is x[1][407]."
    )


def test_one_hot_labels_of_a_dataset_get_advice_that_works(cgan):
    x = dataset_of(PICTURES[:64], np.eye(3, dtype=int)[LABELS[:64]], batch=32)
    said, _ = refusal(cgan, x)
    advice = said.partition(": pass ")[2].rstrip(".")
    cgan.fit(eval(advice, {"tf": tf, "x": x}), verbose=0)


def test_a_model_of_several_steps_a_batch_says_the_same():
    labels = LABELS.copy()
    labels[407] = 9
    gan = keras_gan_zoo.get(
        "stargan", image_shape=(16, 16, 1), domains=3, width=4, blocks=0, discriminator_width=2
    )
    said, _ = refusal(gan, dataset_of(PICTURES, labels, batch=50))
    assert said.startswith("x has the number of a domain 9 where 0 to 2 are expected, in row 7 of")
    said, _ = refusal(gan, (PICTURES, labels))
    assert said.startswith("The number 9 is no domain's: there are 3, from 0 to 2")


@pytest.fixture(scope="module")
def language_model():
    tokenizer = Tokenizer(["a", "dog", "runs"], length=4)
    return keras_gan_zoo.get("mle_lm", tokenizer=tokenizer, units=4)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("a dog runs a dog", 5), ("A\u3000dög \N{RIGHT SINGLE QUOTATION MARK} runs a", 5)],
)
def test_a_text_far_back(language_model, text, count):
    # What was too long was cut off, and nothing was taken for a text.
    texts = ["a dog"] * 40
    texts[33] = text
    said, _ = refusal(language_model, dataset_of(texts, batch=10))
    assert said == (
        f"x has a text of {count} tokens where 1 to 4 are expected, '{text}', in row 3 of batch 3 "
        "(counted from 0)."
    )


@pytest.mark.parametrize("token", [-1, 5])
def test_a_token_far_back(language_model, token):
    tokens = np.full((40, 4), 2)
    tokens[33, 1] = token
    said, _ = refusal(language_model, dataset_of(tokens), batch_size=10)
    assert said.startswith(f"x has the token {token} where 0 to 4 are expected, in ")


def test_what_is_right_passes_unchanged():
    x = dataset_of(PICTURES[:6], LABELS[:6], batch=2)
    for one, other in zip(x, check_numbers(x, 3, which=-1), strict=True):
        for before, after in zip(one, other, strict=True):
            np.testing.assert_array_equal(before, after)
    assert check_numbers(x, 3, which=-1).element_spec == x.element_spec
    assert int(check_numbers(x, 3, which=-1).cardinality()) == 3
    assert mismatch_of(tf.errors.InvalidArgumentError(None, None, "another")) is None
