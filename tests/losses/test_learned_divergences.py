"""What a trained discriminator says of two known Gaussians is their divergence."""

import pytest

from benchmarks.families.divergences import f_gan_bound


def test_the_bound_of_f_gan_reaches_the_divergence_within_2_percent():
    # Of the Kullback-Leibler divergence; the benchmark goes through all of them.
    bound, true = f_gan_bound("kl", steps=1000)
    assert true > 0.1
    assert bound == pytest.approx(true, rel=0.02)
    assert bound < true * 1.001  # it is a lower bound
