"""A decoder judges whole sequences and goes on by one token: both must say the same."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.engine.averaging import clone_network
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.networks import LSTMDecoder, TransformerDecoder, build_decoder

V, LENGTH = 9, 5

BUILDERS = {
    "lstm": lambda **kwargs: LSTMDecoder(V, LENGTH, 6, 7, **kwargs),
    "deep tied lstm": lambda **kwargs: LSTMDecoder(
        V, LENGTH, 6, 7, depth=2, given_dim=3, tied=True, **kwargs
    ),
    "transformer": lambda **kwargs: TransformerDecoder(V, LENGTH, 6, heads=2, **kwargs),
}


@pytest.fixture(params=BUILDERS, scope="module")
def build(request):
    return BUILDERS[request.param]


@pytest.fixture(scope="module")
def decoder(build):
    decoder = build()
    generator = np.random.default_rng(0)
    decoder.set_weights([generator.normal(size=w.shape, scale=0.7) for w in decoder.weights])
    return decoder


@pytest.fixture(scope="module")
def tokens():
    return np.random.default_rng(1).integers(0, V, (4, LENGTH)).astype("int32")


def test_steps_give_the_logits_of_whole_sequences(decoder, tokens):
    whole = np.asarray(decoder(tokens))
    assert whole.shape == (4, LENGTH, V) == (4, *decoder.output_shape[1:])
    state = decoder.initial_state(4)
    previous = np.full(4, decoder.start_token, "int32")
    for position in range(LENGTH):
        logits, state = decoder.step(previous, state, position)
        np.testing.assert_allclose(logits, whole[:, position], atol=2e-5)
        previous = tokens[:, position]


def test_a_token_sees_only_those_before_it(decoder, tokens):
    before = np.asarray(decoder(tokens))
    changed = tokens.copy()
    changed[:, 3] = (changed[:, 3] + 1) % V
    after = np.asarray(decoder(changed))
    np.testing.assert_array_equal(after[:, :4], before[:, :4])
    assert np.abs(after[:, 4] - before[:, 4]).max() > 1e-3


def test_probabilities_of_all_sequences_sum_to_one():
    decoder = LSTMDecoder(3, 3, 2, 4, end_token=0)
    every = np.stack(np.meshgrid(*[range(3)] * 3, indexing="ij"), -1).reshape(-1, 3)
    # After the end token there is one way to go on.
    possible = [row for row in every if all(row[i + 1] == 0 for i in (0, 1) if row[i] == 0)]
    log_probs = np.asarray(decoder.log_probs(np.array(possible, "int32")))
    assert np.exp(log_probs.sum(axis=1)).sum() == pytest.approx(1.0, abs=1e-5)


def test_the_mask_ends_with_the_end_token():
    decoder = LSTMDecoder(V, LENGTH, 2, 2, end_token=0)
    mask = decoder.mask(np.array([[3, 0, 0, 0, 0], [1, 2, 3, 4, 5], [0, 0, 0, 0, 0]], "int32"))
    np.testing.assert_array_equal(mask, [[1, 1, 0, 0, 0], [1] * 5, [1, 0, 0, 0, 0]])


def test_distributions_that_are_sure_are_tokens(decoder, tokens):
    state = decoder.initial_state(4)
    by_token, _ = decoder.step(tokens[:, 0], state, 1)
    sure, _ = decoder.step(np.eye(V, dtype="float32")[tokens[:, 0]], state, 1)
    np.testing.assert_allclose(sure, by_token, atol=1e-5)


def test_a_clone_and_a_file_are_the_same_decoder(decoder, tokens, tmp_path):
    expected = np.asarray(decoder(tokens))
    np.testing.assert_array_equal(clone_network(decoder)(tokens), expected)
    decoder.save(tmp_path / "decoder.keras")
    np.testing.assert_array_equal(
        keras.models.load_model(tmp_path / "decoder.keras")(tokens), expected
    )


def test_weights_of_another_vocabulary_are_refused(build, tmp_path):
    first, same, other, none = (build() for _ in range(4))
    first.assign_vocabulary(["a", "b"])
    same.assign_vocabulary(["a", "b"])
    other.assign_vocabulary(["a", "c"])
    first.save_weights(tmp_path / "first.weights.h5")
    same.load_weights(tmp_path / "first.weights.h5")
    none.load_weights(tmp_path / "first.weights.h5")
    with pytest.raises(VocabularyMismatch, match=r"^The weights .* are of another vocabulary"):
        other.load_weights(tmp_path / "first.weights.h5")
    larger = LSTMDecoder(V + 1, LENGTH, 6, 7)
    with pytest.raises(VocabularyMismatch, match=r"a vocabulary of 9 tokens, but .* has 10"):
        larger.load_weights(tmp_path / "first.weights.h5")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "lstn"}, "Did you mean 'lstm'"),
        ({"vocabulary_size": 1}, "`vocabulary_size` must be a whole number of at least 2"),
        ({"kind": "transformer", "embedding_dim": 6}, "`heads` must divide the width 6"),
        ({"end_token": V}, r"`end_token` must be None or in \[0, 9\)"),
    ],
)
def test_mistakes_are_named(arguments, message):
    sizes = {"kind": "lstm", "vocabulary_size": V, "length": 4, "embedding_dim": 8}
    with pytest.raises(ValueError, match=message):
        build_decoder(**{**sizes, "units": 4, "depth": 1, **arguments})
