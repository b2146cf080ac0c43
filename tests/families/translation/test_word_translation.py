"""Word translation: which way each player moves, the refinement, the choice, and what they find."""

import keras
import numpy as np
import pytest
import scipy.linalg
from moves import check_moves, descend, moves_in
from scipy.stats import ortho_group

import keras_gan_zoo
from keras_gan_zoo.families.translation.word_translation.choosing import ChooseMapping
from keras_gan_zoo.families.translation.word_translation.refinement import (
    mutual_translations,
    procrustes,
)
from keras_gan_zoo.metrics import csls_criterion

DIMENSIONS = 6
RANDOM = np.random.default_rng(0)
TURN = ortho_group.rvs(DIMENSIONS, random_state=3)


def words(count, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSIONS))
    return np.float32(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def small(**arguments):
    sizes = {"dimensions": DIMENSIONS, "width": 5, "discriminator_steps": 1, "seed": 5}
    return keras_gan_zoo.get("word_translation", **{**sizes, **arguments})


def test_each_player_goes_down_the_papers_loss():
    gan = descend(small(beta=0.0, smoothing=0.1))
    x, y = words(4, 1), words(4, 2)

    def says_source(vectors):
        return 1 / (1 + np.exp(-np.asarray(gan.discriminator(vectors), "float64")))

    def cross_entropy(share, vectors):
        p = says_source(vectors)
        return -np.mean(share * np.log(p) + (1 - share) * np.log(1 - p))

    mapped = lambda: np.asarray(gan.mapping(x))  # noqa: E731
    losses = [
        ("discriminator", lambda: cross_entropy(0.9, mapped()) + cross_entropy(0.1, y)),
        ("mapping", lambda: cross_entropy(0.1, mapped())),
    ]
    check_moves(gan, moves_in(gan, x, y), losses)


def test_the_mapping_is_drawn_to_the_nearest_orthogonal_matrix():
    gan = small(beta=0.01)
    start = TURN + 0.1 * RANDOM.normal(size=TURN.shape)
    gan.mapping.set_weights([start])
    gan.draw_to_orthogonal()
    (once,) = gan.mapping.get_weights()
    np.testing.assert_allclose(once, 1.01 * start - 0.01 * start @ start.T @ start, atol=1e-6)
    for _ in range(700):
        gan.draw_to_orthogonal()
    nearest, _ = scipy.linalg.polar(start)
    np.testing.assert_allclose(gan.mapping.get_weights()[0], nearest, atol=1e-3)


def test_each_d_step_has_words_of_its_own():
    gan = small(discriminator_steps=3)
    steps = list(gan.prepare_data((words(24), words(12, 1)), 4, shuffle=False))
    assert [tuple(part.shape) for part in steps[0]] == [(12, DIMENSIONS)] * 2
    assert len(steps) == 2  # the shorter set comes twice
    lengths = np.linalg.norm(np.concatenate([x for x, _ in steps]), axis=1)
    np.testing.assert_allclose(lengths, DIMENSIONS**0.5, rtol=1e-5)


def test_procrustes_is_scipys_and_finds_a_rotation():
    x = words(30)
    y = x @ TURN.T + 0.05 * RANDOM.normal(size=(30, DIMENSIONS))
    expected, _ = scipy.linalg.orthogonal_procrustes(x, y)
    np.testing.assert_allclose(procrustes(x, y), expected.T, atol=1e-6)


def test_mutual_translations_are_found_both_ways():
    x = words(40)
    order = RANDOM.permutation(40)[:30]
    rows, theirs = mutual_translations(x, x[order])
    np.testing.assert_array_equal(order[theirs], rows)
    assert len(rows) == 30


def test_refining_goes_from_about_right_to_right():
    x = words(200)
    order = RANDOM.permutation(200)
    y = np.float32(x @ TURN.T)[order]
    gan = small()
    twist = scipy.linalg.expm(0.12 * (lambda a: a - a.T)(RANDOM.normal(size=TURN.shape)))
    gan.mapping.set_weights([(twist @ TURN).T])
    before = np.mean(order[gan.translations(x, y)[:, 0]] == np.arange(200))
    found = gan.refine(x, y, iterations=5)
    assert before < 0.9
    np.testing.assert_allclose(gan.mapping.get_weights()[0].T, TURN, atol=1e-4)
    np.testing.assert_array_equal(order[gan.translations(x, y)[:, 0]], np.arange(200))
    assert found == sorted(found) and found[-1] == pytest.approx(1, abs=1e-4)
    assert gan.translations(x, y, k=3).shape == (200, 3)


def test_the_best_by_the_criterion_is_kept_and_the_rates_fall():
    x, y = words(50), np.float32(words(50) @ TURN.T)
    gan = small(decay=0.9, choose_every=2)
    chooser = ChooseMapping(x, y)
    chooser.set_model(gan)
    rates = []
    for epoch, matrix in enumerate([np.eye(6), TURN, TURN, TURN, np.eye(6), np.eye(6)]):
        gan.mapping.set_weights([np.asarray(matrix).T])
        chooser.on_epoch_end(epoch)
        rates.append(float(gan.optimizer["mapping"].learning_rate))
    # Nothing at every other epoch; the criterion stood, and fell at the last.
    np.testing.assert_allclose(rates, [0.1, 0.09, 0.09, 0.081, 0.081, 0.03645], rtol=1e-5)
    assert float(gan.last_criterion) == pytest.approx(csls_criterion(x, y))
    assert float(gan.best_criterion) == pytest.approx(1, abs=1e-5)
    chooser.on_train_end()
    np.testing.assert_allclose(gan.mapping.get_weights()[0].T, TURN, atol=1e-6)


def test_what_was_chosen_is_in_the_file(tmp_path):
    x, y = words(16), np.float32(words(16) @ TURN.T)
    gan = small(choose_every=1)
    gan.fit((x, y), batch_size=4, epochs=2, verbose=0)
    best = float(gan.best_criterion)
    assert best >= float(gan.last_criterion) > -1
    assert gan.criterion(x, y) == pytest.approx(best, abs=1e-6)
    gan.save(tmp_path / "gan.keras")
    other = keras.models.load_model(tmp_path / "gan.keras")
    assert float(other.best_criterion) == best
    np.testing.assert_array_equal(other.chosen.numpy(), gan.mapping.get_weights()[0])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"smoothing": 0.5}, r"`smoothing` must be in \[0, 0.5\), got 0.5"),
        ({"decay": 1.5}, r"`decay` must be in \(0, 1\], got 1.5"),
        ({"dropout": 1.0}, r"`dropout` must be in \[0, 1\), got 1.0"),
        ({"choose_every": 0}, "`choose_every` must be a whole number of at least 1"),
    ],
)
def test_settings_out_of_range_are_named(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        small(**wrong)


def test_networks_and_data_that_do_not_fit_are_named():
    gan = small()
    inputs = keras.Input((DIMENSIONS,))
    with pytest.raises(ValueError, match=r"`mapping` must have one matrix \(6, 6\) and no bias"):
        type(gan)(keras.Model(inputs, keras.layers.Dense(6)(inputs)), gan.discriminator)
    with pytest.raises(ValueError, match="takes 4 dimensions, but `mapping` gives 6"):
        type(gan)(gan.mapping, small(dimensions=4).discriminator)
    with pytest.raises(ValueError, match=r"must be a pair \(vectors of X, vectors of Y\)"):
        gan.fit(words(8))
    with pytest.raises(ValueError, match=r"x\[1\]"):
        gan.fit((words(8), words(8)[:, :3]))
    with pytest.raises(ValueError, match="`discriminator_steps`"):
        small(discriminator_steps=5).fit((words(8), words(8)), batch_size=4)
