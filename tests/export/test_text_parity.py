"""A text file is judged by its probabilities, as one other token makes all that follow others."""

import math

import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.export.text_parity import sampled_decoder, text_parity
from keras_gan_zoo.layers import Tokenizer


@pytest.fixture(scope="module")
def model():
    words = Tokenizer.from_texts(["a dog sat on it"], length=5)
    return keras_gan_zoo.get("mle_lm", tokenizer=words, units=8, seed=0)


@pytest.fixture(scope="module")
def written(model):
    uniforms = model.example_inputs("generate", 50)["uniforms"]
    network = model.export_networks()["generate"]
    assert sampled_decoder(network) is model.inference_network("generator")
    return uniforms, network.predict_on_batch(uniforms)


def probabilities(model, tokens):
    logits = np.asarray(model.inference_network("generator")(tokens), "float64")
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


def test_its_own_tokens_miss_by_rounding_alone(model, written):
    uniforms, tokens = written
    assert uniforms.min() >= 0 and uniforms.max() < 1
    measured = text_parity(model.inference_network("generator"), uniforms, tokens)
    assert measured.max_error < 1e-6 and measured.psnr > 100


def test_another_token_misses_by_the_probability_between(model, written):
    uniforms, tokens = written
    others = tokens.copy()
    places = np.argwhere((tokens > 0) & (tokens < model.vocabulary_size - 2))
    row, place = next(found for found in places if found[1] < model.length - 1)
    others[row, place] += 2  # past one token that u lies below, and the rest of its own
    others[row, place + 1 :] = 0  # the first of these is judged too; after the end there is nothing
    decoder = model.inference_network("generator")
    measured = text_parity(decoder, uniforms[row : row + 1], others[row : row + 1])
    reached = probabilities(model, others[row : row + 1])[0].cumsum(-1)
    errors = []
    for position, token in enumerate(others[row]):
        u = float(uniforms[row, position])
        begins = reached[position, token - 1] if token else 0.0
        errors.append(max(0.0, begins - u, u - reached[position, token]))
        if token == 0:
            break
    assert errors[place] > 0
    assert measured.max_error == pytest.approx(max(errors), abs=1e-6)
    psnr = -10 * math.log10(np.mean(np.square(errors)))
    assert measured.psnr == pytest.approx(psnr, abs=1e-3)


def test_eight_bits_that_write_other_words_are_as_good_where_the_odds_are_the_same(tmp_path):
    model = keras_gan_zoo.get("seqgan", weights="quatrains")
    file = export.tflite(model, tmp_path / "poet.tflite", quantize="dynamic")
    uniforms = model.example_inputs("generate", 8)["uniforms"]
    expected = model.export_networks()["generate"].predict_on_batch(uniforms)
    # Of thousands of words a neighbour's share is met, and the rest of the line goes elsewhere.
    assert np.mean(export.TFLiteGenerator(file)(uniforms) == expected) < 0.9
    assert 0 < file.max_error < 0.1 and file.psnr > 40
