"""CSLS against its equation, its criterion, and P@k of a dictionary."""

import numpy as np
import pytest

from keras_gan_zoo.metrics import csls_criterion, csls_nearest, dictionary_precision
from keras_gan_zoo.metrics.text import csls

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(30, 5)), RANDOM.normal(size=(20, 5))


def scaled(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("rows", [7, 512])
def test_it_is_the_cosine_less_both_neighbourhoods(rows, monkeypatch):
    monkeypatch.setattr(csls, "_ROWS", rows)
    cosines = scaled(X) @ scaled(Y).T
    own = np.array([np.sort(row)[-4:].mean() for row in cosines])
    theirs = np.array([np.sort(column)[-4:].mean() for column in cosines.T])
    expected = 2 * cosines - own[:, None] - theirs
    found, scores = csls_nearest(X, Y, count=3, neighbours=4)
    np.testing.assert_array_equal(found, np.argsort(-expected, axis=1)[:, :3])
    np.testing.assert_allclose(scores, -np.sort(-expected, axis=1)[:, :3], atol=1e-5)
    nearest = cosines[np.arange(30), expected.argmax(axis=1)]
    assert csls_criterion(X, Y, neighbours=4) == pytest.approx(nearest.mean(), abs=1e-6)


def test_a_hub_is_no_ones_translation():
    x = np.eye(10) + 0.35
    y = np.concatenate([np.eye(10), np.ones((1, 10))])
    assert np.all((scaled(x) @ scaled(y).T).argmax(axis=1) == 10)
    found = csls_nearest(x, y, neighbours=3)[0][:, 0]
    np.testing.assert_array_equal(found, np.arange(10))


@pytest.mark.parametrize(
    ("x", "y", "arguments", "sentence"),
    [
        (X, Y[:, :4], {}, "`x` has 5 dimensions and `y` 4"),
        (X, Y, {"count": 21}, "`count` must be at most the 20 vectors of `y`, got 21"),
        (X[0], Y, {}, r"`x` must be vectors \(n, dimensions\)"),
        (X, np.full((2, 5), np.nan), {}, "`y`"),
    ],
)
def test_vectors_that_do_not_fit_are_named(x, y, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        csls_nearest(x, y, **arguments)


def test_precision_counts_words_with_a_right_translation_among_the_first():
    dictionary = {"perro": {"dog"}, "gato": {"cat", "tomcat"}, "sol": {"sun"}, "mar": {"sea"}}
    translations = {"perro": ["dog", "cat"], "gato": ["dog", "tomcat"], "sol": ["moon", "sea"]}
    first, second = (dictionary_precision(translations, dictionary, k) for k in (1, 2))
    assert (float(first), float(second)) == (0.25, 0.5)
    assert (first.name, second.name) == ("p@1_4", "p@2_4")
    with pytest.raises(ValueError, match="has 2 for 'perro', where P@3 needs 3"):
        dictionary_precision(translations, dictionary, 3)
    with pytest.raises(ValueError, match="`dictionary` is empty"):
        dictionary_precision({}, {})
