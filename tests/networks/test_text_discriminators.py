"""What the discriminators of sequences see, and the oracle."""

import hashlib

import numpy as np
import pytest

from keras_gan_zoo.networks import cnn_text_discriminator, recurrent_text_discriminator
from keras_gan_zoo.networks.oracle import draw_sequences, oracle

V, LENGTH = 7, 6
ORACLE_DIGEST = "13e5e6a437aacd2b"
"""Of the weights of the oracle that the benchmark is about; another seed is another table."""


@pytest.fixture
def tokens():
    return np.random.default_rng(0).integers(0, V, (5, LENGTH)).astype("int32")


def test_the_papers_discriminator_has_its_filters():
    network = cnn_text_discriminator(5000, 20)
    widths = {
        layer.kernel_size[0]: layer.filters for layer in network.layers if "width" in layer.name
    }
    assert sum(widths.values()) == 1720 and widths[1] == 100 and widths[20] == 160
    assert network.output_shape == (None, 1)


def test_widths_beyond_the_length_are_left_out():
    network = cnn_text_discriminator(V, LENGTH, filters=2)
    assert sum("width" in layer.name for layer in network.layers) == 6


def test_sure_distributions_are_tokens(tokens):
    hard = cnn_text_discriminator(V, LENGTH, 4, filters={2: 3})
    soft = cnn_text_discriminator(V, LENGTH, 4, filters={2: 3}, soft=True)
    soft.set_weights(hard.get_weights())
    np.testing.assert_allclose(soft(np.eye(V, dtype="float32")[tokens]), hard(tokens), atol=1e-6)


def test_a_score_at_a_step_sees_nothing_after_it(tokens):
    network = recurrent_text_discriminator(V, LENGTH, 4, units=5)
    before = np.asarray(network(tokens))
    assert before.shape == (5, LENGTH)
    tokens[:, 3] = (tokens[:, 3] + 1) % V
    after = np.asarray(network(tokens))
    np.testing.assert_array_equal(after[:, :3], before[:, :3])
    assert (after[:, 3:] != before[:, 3:]).all()


def test_the_oracle_is_the_same_everywhere():
    decoder = oracle()
    values = np.concatenate([weight.ravel() for weight in decoder.get_weights()])
    assert abs(values.mean()) < 0.01 and abs(values.std() - 1) < 0.01
    assert not decoder.trainable_variables
    digest = hashlib.sha256(values.astype("<f4").tobytes()).hexdigest()
    assert digest.startswith(ORACLE_DIGEST)


def test_sequences_of_a_seed_are_the_same():
    decoder = oracle(50, 8)
    first, again, other = (draw_sequences(decoder, 30, seed, 16) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (30, 8) and np.any(first != other)
    whole = draw_sequences(decoder, 30, 0, 30)
    np.testing.assert_array_equal(first, whole)
