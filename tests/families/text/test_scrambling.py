"""The first stage of summaries: words in a row, and texts whose words have changed places."""

import numpy as np

from keras_gan_zoo.families.text.summary_gan.scrambling import scrambled, spans

RANDOM = np.random.default_rng(0)


def test_spans_are_words_in_a_row_of_any_size_and_place():
    tokens = np.tile(np.array([[3, 4, 5, 6, 7, 0, 0]], "int32"), (500, 1))
    counts, uniforms = np.full(500, 5, "int32"), RANDOM.random((500, 2))
    found = np.asarray(spans(tokens, counts, (2, 4), 6, 0, uniforms))
    assert found.shape == (500, 6)
    whole = [3, 4, 5, 6, 7]
    wanted = {tuple(whole[at : at + n]) for n in (2, 3, 4) for at in range(6 - n)}
    assert {tuple(row[row > 0]) for row in found} == wanted
    assert (np.diff(found > 0, axis=1).sum(axis=1) == 1).all()  # the end, and nothing behind it
    short = np.asarray(spans(tokens[:1], np.array([1]), (2, 4), 6, 0, uniforms[:1]))
    np.testing.assert_array_equal(short, [[3, 0, 0, 0, 0, 0]])


def test_a_share_of_the_words_changes_places():
    tokens = np.tile(np.arange(1, 11, dtype="int32"), (2000, 1))
    tokens[:, 8:] = 0
    counts, uniforms = np.full(2000, 8, "int32"), RANDOM.random((2000, 2, 10)).astype("float32")
    found = np.asarray(scrambled(tokens, counts, 0.5, uniforms))
    np.testing.assert_array_equal(np.sort(found[:, :8], axis=1), tokens[:, :8])
    assert not found[:, 8:].any()
    np.testing.assert_array_equal(scrambled(tokens, counts, 0.0, uniforms), tokens)
    chosen = uniforms[:, 0, :8] < 0.5
    np.testing.assert_array_equal(found[:, :8][~chosen], tokens[:, :8][~chosen])
    # Of m words that change places one comes back to its own with 1 / m.
    moved = (found[:, :8] != tokens[:, :8]).sum(axis=1)
    several = chosen.sum(axis=1) > 1
    assert abs(moved[several].mean() - (chosen.sum(axis=1)[several] - 1).mean()) < 0.15
