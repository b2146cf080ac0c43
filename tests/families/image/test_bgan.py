"""BGAN on continuous pictures: the generator seeks the boundary."""

import numpy as np
import pytest
from tiny import fakes, points, rates, scores, sigmoid, step, tiny


def test_losses_are_those_of_the_paper():
    batch = points(6)
    gan = tiny("bgan")
    logged = step(gan, batch)
    (fake,) = fakes(gan, 6)
    real, fake = sigmoid(scores(gan, batch)), sigmoid(scores(gan, fake))
    assert logged == pytest.approx(
        {
            "discriminator_loss": -np.mean(np.log(real)) - np.mean(np.log(1 - fake)),
            "generator_loss": np.mean((np.log(fake) - np.log(1 - fake)) ** 2) / 2,
        },
        rel=1e-3,
    )


def test_optimizers_are_the_authors():
    assert set(rates(tiny("bgan", still=False)).values()) == {(1e-4, 0.5)}
