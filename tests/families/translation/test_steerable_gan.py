"""Steerable GAN: its filters steer, their term is what it is said to be, and lines count in it."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in
from scipy import ndimage
from tiny import rates, reloaded
from translators import images, run, softplus, step

import keras_gan_zoo
from keras_gan_zoo.families.translation.steerable_gan.steerable_filters import (
    basis_angles,
    derivative_kernels,
    huber,
    steerable_responses,
    steering_weights,
)

X, Y = images(2, channels=3), images(2, seed=1)
SMALL = {
    "image_shape": (16, 16, 3),
    "width": 2,
    "downsamplings": 2,
    "discriminator_width": 2,
    "discriminator_downsamplings": 1,
    "orientations": 5,
    "seed": 3,
}


def small(**arguments):
    return keras_gan_zoo.get("steerable_gan", **{**SMALL, **arguments})


def term(y, fake, orientations=5, order=2, size=5, sigma=1.0, delta=1.0):
    """Returns the steerable term, each filter of the bank laid over both pictures by itself."""
    kernels = derivative_kernels(np.pi * np.arange(orientations) / orientations, order, size, sigma)
    total = []
    for real, made in zip(np.float64(y), np.float64(fake), strict=True):
        for channel in range(real.shape[-1]):
            for kernel in kernels:
                of_y, of_fake = (
                    ndimage.correlate(one[..., channel], kernel, mode="mirror")
                    for one in (real, made)
                )
                d = np.abs(of_y - of_fake)
                total.append(np.where(d <= delta, d**2 / 2, delta * (d - delta / 2)).mean())
    return np.mean(total)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [3, 5, 9])
def test_kernels_of_any_angle_are_sums_of_the_basis(order, size):
    angles = np.random.default_rng(order).uniform(-4, 4, 12)
    basis = derivative_kernels(basis_angles(order), order, size)
    assert len(basis) == order + 1
    steered = np.tensordot(steering_weights(angles, order), basis, axes=1)
    np.testing.assert_allclose(steered, derivative_kernels(angles, order, size), atol=1e-12)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_a_kernel_that_is_turned_as_a_picture_is_the_same_sum(order):
    size, sigma = 81, 8.0
    upright = derivative_kernels([0.0], order, size, sigma)[0]
    basis = derivative_kernels(basis_angles(order), order, size, sigma)
    for degrees in (20.0, 75.0, 130.0):
        # `rotate` turns the other way round, as it has rows for its first axis.
        turned = ndimage.rotate(upright, -degrees, reshape=False, order=3)
        steered = steering_weights(np.radians([degrees]), order)[0] @ basis.reshape(order + 1, -1)
        np.testing.assert_allclose(turned.ravel(), steered, atol=0.01 * np.abs(upright).max())


def test_the_second_derivative_is_freeman_and_adelsons():
    spacing = 0.67  # of their taps, whose Gaussian is exp(-(x^2 + y^2))
    kernels = derivative_kernels(np.radians([0, 90, 35]), 2, 13, sigma=1 / np.sqrt(2) / spacing)
    x, y = spacing * np.mgrid[-6:7, -6:7][::-1]
    gaussian = np.exp(-(x**2 + y**2))
    g2a, g2b, g2c = (0.9213 * (2 * x**2 - 1), 1.843 * x * y, 0.9213 * (2 * y**2 - 1)) * gaussian
    c, s = np.cos(np.radians(35)), np.sin(np.radians(35))
    expected = [g2a, g2c, c**2 * g2a + 2 * c * s * g2b + s**2 * g2c]
    np.testing.assert_allclose(kernels, spacing * np.array(expected), atol=2e-3)
    thetas = np.linspace(0, 3, 7)
    np.testing.assert_allclose(
        steering_weights(thetas, 2), (1 + 2 * np.cos(2 * (thetas[:, None] - basis_angles(2)))) / 3
    )


@pytest.mark.parametrize("order", [1, 2, 3])
def test_filters_see_no_brightness_and_have_one_strength(order):
    kernels = derivative_kernels(np.linspace(0, np.pi, 9), order)
    np.testing.assert_allclose(kernels.sum(axis=(1, 2)), 0, atol=1e-12)
    strengths = np.square(kernels).sum(axis=(1, 2))
    assert strengths[0] == pytest.approx(1) and 0.8 < strengths.min() <= strengths.max() < 1.3
    size = {"order": order, "orientations": 6}
    flat = steerable_responses(np.full((1, 8, 8, 1), 0.7, "float32"), **size)
    np.testing.assert_allclose(flat, 0, atol=1e-6)


@pytest.mark.parametrize(("order", "size"), [(1, 3), (2, 5), (3, 7)])
def test_the_bank_answers_as_each_of_its_filters_does(order, size):
    pictures = images(2, seed=4, channels=2)
    found = steerable_responses(pictures, 7, order, size, sigma=1.2)
    assert found.shape == (2, 2, 16, 16, 7)
    kernels = derivative_kernels(np.pi * np.arange(7) / 7, order, size, 1.2)
    for channel in range(2):
        for number, kernel in enumerate(kernels):
            expected = [
                ndimage.correlate(one[..., channel], kernel, mode="mirror") for one in pictures
            ]
            np.testing.assert_allclose(found[:, channel, ..., number], expected, atol=1e-5)


def test_a_line_is_answered_by_the_filter_across_it():
    line = np.zeros((1, 17, 17, 1), "float32")
    line[0, :, 8] = 1.0
    middle = np.asarray(steerable_responses(line, 12))[0, 0, 8, 8]
    assert np.abs(middle).argmax() == 0 and np.abs(middle[6]) < 0.2 * np.abs(middle[0])


def test_huber_is_a_square_within_and_straight_beyond():
    d = np.array([-3.0, -0.5, 0.0, 0.25, 0.5, 2.0], "float32")
    expected = [0.5 * (3 - 0.25), 0.125, 0, 0.03125, 0.125, 0.5 * (2 - 0.25)]
    np.testing.assert_allclose(huber(ops.convert_to_tensor(d), 0.5), expected, atol=1e-7)


@pytest.mark.parametrize("conditional", [True, False])
def test_each_player_goes_down_its_loss(conditional):
    filters = {"filter_order": 1, "filter_size": 3, "filter_sigma": 0.8, "huber_delta": 0.4}
    gan = descend(
        small(
            l1_weight=2.0,
            adversarial_weight=10.0,  # or what D tells is lost in what a slope may be off
            steerable_weight=3.0,
            conditional=conditional,
            **filters,
        )
    )

    def D(y):
        return run(gan.discriminator, np.concatenate([X, y], axis=-1) if conditional else y)

    def judged():
        return 0.5 * (softplus(-D(Y)).mean() + softplus(D(run(gan.generator, X))).mean())

    def painted():
        fake = run(gan.generator, X)
        lines = term(Y, fake, order=1, size=3, sigma=0.8, delta=0.4)
        return 2.0 * np.abs(Y - fake).mean() + 10.0 * softplus(-D(fake)).mean() + 3.0 * lines

    losses = [("discriminator", judged), ("generator", painted)]
    check_moves(gan, moves_in(gan, X, Y), losses)


def test_the_filters_alone_move_the_generator():
    def length(steerable_weight):
        arguments = {"adversarial_weight": 0.0, "l1_weight": 1e-12}
        gan = descend(small(steerable_weight=steerable_weight, **arguments))
        (move,) = moves_in(gan, X, Y)
        return move.of(gan, "generator")

    assert length(0.0) < 1e-9 and length(1.0) > 1e-3
    assert length(2.0) == pytest.approx(2 * length(1.0), rel=1e-4)


def test_terms_are_logged_by_their_weights():
    gan = small()
    gan.compile({player: keras.optimizers.SGD(0.0) for player in gan.players})
    fake = run(gan.generator, X)
    logs = step(gan, X, Y)
    logits = run(gan.discriminator, np.concatenate([X, fake], axis=-1))
    expected = {
        "l1": 0.8 * np.abs(Y - fake).mean(),
        "adversarial": 0.005 * softplus(-logits).mean(),
        "steerable": 0.145 * term(Y, fake),
    }
    assert {name: logs[name] for name in expected} == pytest.approx(expected, rel=1e-4)
    assert logs["generator_loss"] == pytest.approx(sum(expected.values()), rel=1e-4)


def test_without_the_filters_it_is_pix2pix():
    weights = {"l1_weight": 2.0, "adversarial_weight": 0.3, "dropout": 0.0, "target_channels": 1}
    shared = {name: value for name, value in SMALL.items() if name != "orientations"}
    found = [
        step(gan, X, Y)
        for gan in (
            small(steerable_weight=0, **weights),
            keras_gan_zoo.get("pix2pix", **shared, **weights),
        )
    ]
    assert found[0].pop("steerable") == 0
    assert found[0] == pytest.approx(found[1], rel=1e-5)


def test_defaults_and_saving(tmp_path):
    gan = small()
    assert rates(gan) == dict.fromkeys(gan.players, (2e-4, 0.5))
    assert gan.data_shapes() == ((16, 16, 3), (16, 16, 1)) and gan.gives.shape == (16, 16, 1)
    # A missing contrast is one picture, and no draw.
    np.testing.assert_array_equal(gan.generate(X, seed=0), gan.generate(X, seed=1))
    own = {
        "steerable_weight": 2.0,
        "orientations": 3,
        "filter_order": 4,
        "filter_size": 7,
        "filter_sigma": 1.5,
        "huber_delta": 0.25,
    }
    again = reloaded(small(l1_weight=3, adversarial_weight=4, **own), tmp_path)
    assert {name: getattr(again, name) for name in own} == own
    assert (again.l1_weight, again.adversarial_weight) == (3, 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"steerable_weight": -1}, r"`steerable_weight` must be a number of at least 0, got -1"),
        ({"filter_size": 4}, r"`filter_size` must be odd and .* \(16, 16\), got 4: pass 5"),
        ({"filter_size": 33}, r"`filter_size` must be odd and .* \(16, 16\), got 33: pass 5"),
        ({"filter_sigma": 0}, r"`filter_sigma` must be a number above 0, got 0"),
        ({"filter_order": 0}, r"`filter_order` must be a whole number"),
        ({"orientations": 2.5}, r"`orientations` must be a whole number"),
        ({"huber_delta": 0}, r"`huber_delta` must be a number above 0, got 0"),
        ({"l1_weight": 0, "adversarial_weight": 0}, r"are both 0"),
    ],
)
def test_what_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        small(**arguments)
