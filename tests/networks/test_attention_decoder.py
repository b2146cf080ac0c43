"""The sequence to sequence network against its equations, and what must make no difference."""

import numpy as np
import pytest
from keras import ops

from keras_gan_zoo.layers import GlobalAttention
from keras_gan_zoo.networks.attention_decoder import AttentionDecoder
from keras_gan_zoo.networks.beam_search import beam_search
from keras_gan_zoo.networks.sampling import sample

ROWS, READ, WRITTEN = 4, 5, 6
RANDOM = np.random.default_rng(0)
SOURCES = RANDOM.integers(1, 9, (ROWS, READ)).astype("int32")
SOURCES[1, 3:] = 0
TOKENS = RANDOM.integers(0, 7, (ROWS, WRITTEN)).astype("int32")


def network(read=READ, seed=1, copying=False):
    size = 9 if copying else 7
    found = AttentionDecoder(
        9, read, size, WRITTEN, 8, 10, source_end=0, end_token=0, copying=copying
    )
    random = np.random.default_rng(seed)
    found.set_weights([random.normal(0, 0.5, w.shape) for w in found.get_weights()])
    return found


def test_attention_is_the_softmax_of_the_products():
    attention = GlobalAttention(3)
    h, m = RANDOM.normal(size=(2, 4, 5)), RANDOM.normal(size=(2, 6, 7))
    mask = np.arange(6) < np.array([[6], [2]])
    found = np.asarray(attention(*map(ops.convert_to_tensor, (np.float32(h), np.float32(m), mask))))
    W_a, W_c = attention.score.kernel.numpy(), attention.output_layer.kernel.numpy()
    scores = np.einsum("btu,uv,bsv->bts", h, W_a, m)
    weights = np.exp(scores) * mask[:, None]
    weights /= weights.sum(axis=2, keepdims=True)
    context = np.einsum("bts,bsv->btv", weights, m)
    expected = np.tanh(np.concatenate([context, h], axis=-1) @ W_c)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    one = attention(np.float32(h[:, 2]), np.float32(m), mask)
    np.testing.assert_allclose(one, expected[:, 2], atol=1e-5)


@pytest.mark.parametrize("copying", [False, True])
def test_step_by_step_it_is_what_it_is_at_once(copying):
    model = network(copying=copying)
    expected = np.asarray(model([SOURCES, TOKENS]))
    start = np.full(ROWS, model.start_token, "int32")
    state, previous = model.given(SOURCES).initial_state(ROWS), start
    for position in range(WRITTEN):
        logits, state = model.step(previous, state, position)
        np.testing.assert_allclose(logits, expected[:, position], atol=1e-5)
        previous = TOKENS[:, position]
    assert expected.std(axis=0).max() > 0.1  # rows differ: it reads its source


def test_what_fills_up_a_source_makes_no_difference():
    short, long = network(), network(READ + 3)
    filled = np.pad(SOURCES, [(0, 0), (0, 3)])
    expected = np.asarray(short([SOURCES, TOKENS]))
    np.testing.assert_allclose(long([filled, TOKENS]), expected, atol=1e-5)
    filled[:, -1] = 3  # a token is no filling
    assert np.abs(np.asarray(long([filled, TOKENS])) - expected).max() > 1e-3


def test_a_word_is_written_or_copied_from_where_it_stands():
    model = network(copying=True)
    found = np.exp(np.asarray(model([SOURCES, TOKENS]), "float64"))
    np.testing.assert_allclose(found.sum(axis=-1), 1.0, atol=1e-5)
    # A second way: what the network's own layers give, mixed word by word.
    memory, mask, read, hidden, cell = model.encode(SOURCES)
    np.testing.assert_array_equal(read, SOURCES)
    embedded = model.embedding(model.shifted(ops.convert_to_tensor(TOKENS)))
    x, *_ = model.writer(embedded, initial_state=[hidden, cell])
    output, attention = model.attention(x, memory, mask, with_weights=True)
    np.testing.assert_array_equal(output, model.attention(x, memory, mask))
    attention, logits = np.asarray(attention), np.asarray(model.output_layer(output), "float64")
    np.testing.assert_allclose(attention.sum(axis=-1), 1.0, atol=1e-5)
    gate = np.concatenate([output, embedded], axis=-1) @ model.gate.kernel.numpy()
    generates = 1 / (1 + np.exp(-gate - model.gate.bias.numpy()))
    expected = generates * np.exp(logits - np.logaddexp.reduce(logits, axis=-1)[..., None])
    for row, position, place in np.ndindex(ROWS, WRITTEN, READ):
        if SOURCES[row, place]:  # the end is never copied
            share = (1 - generates[row, position, 0]) * attention[row, position, place]
            expected[row, position, SOURCES[row, place]] += share
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert 0.05 < generates.mean() < 0.95


def test_what_is_copied_from_is_a_soft_source_too_and_a_blank_is_no_word():
    model = network(copying=True)
    expected = np.asarray(model([SOURCES, TOKENS]))
    sure = np.eye(9, dtype="float32")[SOURCES]
    np.testing.assert_allclose(model([sure, TOKENS]), expected, atol=1e-5)
    blanked = SOURCES.copy()
    blanked[0, 1] = model.start_token
    mixed = np.exp(np.asarray(model([blanked, TOKENS]))).sum(axis=-1)
    np.testing.assert_allclose(mixed[1:], 1.0, atol=1e-5)
    assert (mixed[0] < 1 - 1e-3).all()


def test_one_vocabulary_is_copied_from():
    with pytest.raises(ValueError, match=r"source_vocabulary_size=9 and vocabulary_size=7: make"):
        AttentionDecoder(9, READ, 7, WRITTEN, copying=True)
    copied = AttentionDecoder.from_config(network(copying=True).get_config())
    assert copied.copying and len(copied.weights) == len(network().weights) + 2


def test_a_soft_source_is_read_up_to_its_first_end():
    model = network()
    sure = np.eye(9, dtype="float32")[SOURCES]
    expected = np.asarray(model([SOURCES, TOKENS]))
    np.testing.assert_allclose(model([sure, TOKENS]), expected, atol=1e-5)
    blurred = 0.9 * sure + 0.1 / 9
    assert np.abs(np.asarray(model([blurred, TOKENS])) - expected).max() > 1e-3
    sure[1, 4] = np.eye(9)[5]  # row 1 has ended at 3
    np.testing.assert_allclose(model([sure, TOKENS]), expected, atol=1e-5)


def test_the_order_of_the_source_matters():
    model = network()
    turned = np.asarray(model([SOURCES[:1, ::-1].copy(), TOKENS[:1]]))
    assert np.abs(turned - np.asarray(model([SOURCES[:1], TOKENS[:1]]))).max() > 1e-3


@pytest.mark.parametrize("copying", [False, True])
def test_samplers_and_beams_take_it_as_a_decoder(copying):
    model = network(copying=copying)
    uniforms = np.random.default_rng(2).random((ROWS, WRITTEN), dtype="float32")
    written = np.asarray(sample(model.given(SOURCES), uniforms))
    alone = np.asarray(sample(model.given(SOURCES[2:3]), uniforms[2:3]))
    np.testing.assert_array_equal(alone[0], written[2])
    found, scores = beam_search(model.given(np.repeat(SOURCES[:1], 400, axis=0)), 400)
    first = np.asarray(found)[:3]
    likelihoods = model.given(np.repeat(SOURCES[:1], 3, axis=0)).log_probs(first)
    np.testing.assert_allclose(np.asarray(scores)[:3], np.sum(likelihoods, axis=1), atol=1e-4)
    assert np.asarray(scores)[0] >= np.sum(model.given(SOURCES).log_probs(written), axis=1)[0]


def test_without_a_source_there_is_no_state():
    with pytest.raises(NotImplementedError, match="given"):
        network().initial_state(4)
