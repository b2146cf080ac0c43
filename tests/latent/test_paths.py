"""Interpolation and truncation against their closed forms."""

import numpy as np
import pytest

from keras_gan_zoo.latent import linear, spherical, truncated_latents

A, B = np.random.default_rng(0).standard_normal((2, 3, 40))


@pytest.mark.parametrize("path", [linear, spherical])
def test_begins_and_ends_where_it_should(path):
    row = path(A, B, [0.0, 0.3, 1.0])
    assert row.shape == (3, 3, 40) and row.dtype == "float32"
    np.testing.assert_allclose(row[:, 0], A, rtol=1e-5)
    np.testing.assert_allclose(row[:, 2], B, rtol=1e-5)
    np.testing.assert_allclose(path(A[1], B[1], 0.3), row[1, 1], rtol=1e-5)


def test_the_arc_turns_at_constant_speed_and_keeps_the_length():
    start, end = np.array([2.0, 0.0]), np.array([0.0, 2.0])
    angles = np.array([0, 1 / 6, 1 / 3, 1]) * np.pi / 2
    expected = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    np.testing.assert_allclose(spherical(start, end, [0, 1 / 6, 1 / 3, 1]), expected, atol=1e-6)
    np.testing.assert_allclose(linear(start, end, 0.5), [1.0, 1.0])


def test_halfway_the_arc_is_as_long_as_latents_are_and_the_chord_is_not():
    lengths = np.linalg.norm(A, axis=1), np.linalg.norm(spherical(A, B, 0.5), axis=1)
    np.testing.assert_allclose(lengths[1], lengths[0], rtol=0.25)
    assert (np.linalg.norm(linear(A, B, 0.5), axis=1) < 0.85 * lengths[0]).all()


def test_the_arc_between_parallel_latents_is_the_chord():
    np.testing.assert_allclose(spherical(A, 3 * A, 0.5), 2 * A, rtol=1e-5)


def test_truncated_latents_are_a_normal_cut_off():
    latents = truncated_latents(500, 20, threshold=1.0, seed=0)
    assert np.abs(latents).max() <= 1.0 and latents.dtype == "float32"
    # The variance of a standard normal on [-1, 1] is 1 - 2 phi(1) / (2 Phi(1) - 1) = 0.2911.
    assert latents.var() == pytest.approx(0.2911, abs=0.01)
    np.testing.assert_array_equal(latents, truncated_latents(500, 20, 1.0, seed=0))


def test_mistakes_are_named():
    with pytest.raises(ValueError, match=r"latents of one shape.*\(3, 40\) and \(3, 39\)"):
        linear(A, B[:, 1:], 0.5)
    with pytest.raises(ValueError, match="`shares` must be a number or a sequence"):
        spherical(A, B, np.zeros((2, 2)))
    with pytest.raises(ValueError, match="`threshold` must be a number above 0"):
        truncated_latents(2, 3, threshold=0)
