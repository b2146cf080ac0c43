"""LSGAN's least squares."""

import numpy as np
import pytest
from tiny import fakes, points, rates, scores, step, tiny


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_losses_are_those_of_the_paper(smoothing):
    batch = points(6)
    gan = tiny("lsgan", label_smoothing=smoothing)
    logged = step(gan, batch)
    (fake,) = fakes(gan, 6)
    real, fake = scores(gan, batch), scores(gan, fake)
    assert logged == pytest.approx(
        {
            "discriminator_loss": np.mean((real - (1 - smoothing)) ** 2) / 2 + np.mean(fake**2) / 2,
            "generator_loss": np.mean((fake - 1) ** 2) / 2,
        },
        rel=1e-4,
    )


def test_optimizers_have_the_papers_momentum():
    assert set(rates(tiny("lsgan", still=False)).values()) == {(2e-4, 0.5)}
