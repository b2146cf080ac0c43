"""Bits per dimension, against closed forms."""

import numpy as np
import pytest

from keras_gan_zoo.metrics import bits_per_dimension

PICTURES = np.zeros((2000, 2, 3, 1), "float32")


class Known:
    """Finds every picture as probable as it was told."""

    def __init__(self, nats):
        self.nats = nats

    def log_likelihood(self, images, draws, seed):
        self.asked = draws, seed
        return np.resize(self.nats, len(images))


def test_even_levels_take_a_byte_each():
    model = Known([-6 * np.log(256)])
    score = bits_per_dimension(model, PICTURES, source="grey/test", draws=3, seed=4)
    assert float(score) == pytest.approx(8)
    assert (score.name, score.samples, score.source) == ("bits_per_dimension2k", 2000, "grey/test")
    assert score.error == pytest.approx(0, abs=1e-9) and score.seed == 4
    assert model.asked == (3, 4)


def test_error_is_the_standard_error_over_pictures():
    score = bits_per_dimension(Known([-6 * np.log(2), -18 * np.log(2)]), PICTURES)
    assert float(score) == pytest.approx(2)
    assert score.error == pytest.approx(1 / np.sqrt(2000), rel=1e-3)
    assert bits_per_dimension(Known([-1.0]), PICTURES[:1]).error is None


def test_a_model_without_a_likelihood_is_refused():
    with pytest.raises(TypeError, match=r"`model` must have a `log_likelihood`.*got object: of a"):
        bits_per_dimension(object(), PICTURES)
