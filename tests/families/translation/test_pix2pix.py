"""pix2pix: its terms, its two baselines, and pairs in all the forms they come in."""

import numpy as np
import pytest
import tensorflow as tf
from translators import images, run, softplus, step, still

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.translation.pix2pix import Pix2Pix
from keras_gan_zoo.layers import InstanceNoise
from keras_gan_zoo.networks import patchgan, unet

X, Y = images(4), images(4, seed=1)


@pytest.fixture(scope="module")
def untrained():
    return still("pix2pix")


def judged(gan, x, y):
    return run(gan.discriminator, np.concatenate([x, y], axis=-1))


def test_terms_are_those_of_the_paper(untrained):
    fake = run(untrained.generator, X)
    real_logits, fake_logits = judged(untrained, X, Y), judged(untrained, X, fake)
    expected = {
        "l1": 100.0 * np.mean(np.abs(Y - fake)),
        "adversarial": np.mean(softplus(-fake_logits)),
        "discriminator_loss": 0.5
        * (np.mean(softplus(-real_logits)) + np.mean(softplus(fake_logits))),
    }
    expected["generator_loss"] = expected["l1"] + expected["adversarial"]
    assert step(untrained, X, Y) == pytest.approx(expected, rel=1e-4)


def test_l1_alone_has_no_discriminators_step():
    gan = still("pix2pix", adversarial_weight=0)
    before = gan.discriminator.get_weights()
    gan.compile({"discriminator": {"learning_rate": 1.0}})
    losses = step(gan, X, Y)
    assert losses["adversarial"] == losses["discriminator_loss"] == 0
    assert losses["generator_loss"] == pytest.approx(losses["l1"])
    for weight, value in zip(gan.discriminator.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_the_gan_alone_has_no_l1():
    losses = step(still("pix2pix", l1_weight=0, loss="least_squares"), X, Y)
    assert losses["l1"] == 0
    assert losses["generator_loss"] == pytest.approx(losses["adversarial"]) != 0


def test_an_unconditional_discriminator_sees_the_picture_alone():
    gan = still("pix2pix", conditional=False, target_channels=3)
    target = images(4, seed=1, channels=3)
    assert gan.discriminator.input_shape == (None, 16, 16, 3) and not gan.conditional
    fake = run(gan.generator, X)
    real_logits, fake_logits = run(gan.discriminator, target), run(gan.discriminator, fake)
    losses = step(gan, X, target)
    assert losses["adversarial"] == pytest.approx(np.mean(softplus(-fake_logits)), rel=1e-4)
    assert losses["discriminator_loss"] == pytest.approx(
        0.5 * (np.mean(softplus(-real_logits)) + np.mean(softplus(fake_logits))), rel=1e-4
    )


def test_the_discriminator_sees_drawings_and_targets_through_noise():
    gan = still("pix2pix", instance_noise=(0.3, 50))
    pair = np.concatenate([X, Y], axis=-1)
    (noise,) = [layer for layer in gan.discriminator.layers if isinstance(layer, InstanceNoise)]
    seen = noise(pair, training=True).numpy() - pair
    np.testing.assert_allclose(seen.std(axis=(0, 1, 2)), 0.3, rtol=0.15)
    assert not np.array_equal(*(run(gan.discriminator, pair) for _ in range(2)))
    clear = [gan.discriminator(pair, training=False) for _ in range(2)]
    np.testing.assert_array_equal(*clear)


def test_a_residual_generator_with_noise_and_other_channels():
    gan = keras_gan_zoo.get(
        "pix2pix",
        image_shape=(16, 16, 1),
        target_channels=3,
        architecture="resnet",
        width=2,
        blocks=1,
        discriminator_width=2,
        discriminator_downsamplings=0,
        seed=3,
    )
    assert gan.data_shapes() == ((16, 16, 1), (16, 16, 3))
    assert gan.gives.shape == (16, 16, 3)
    assert gan.discriminator.input_shape == (None, 16, 16, 4)
    first, second = gan.generate(X, n=2, seed=0)[0]
    assert first.shape == (16, 16, 3) and np.any(first != second)


def test_pairs_stay_pairs_in_every_form(untrained):
    y = X + 0.25 * np.sign(-X)
    datasets = [tf.data.Dataset.from_tensor_slices(part) for part in (X, y)]
    zipped = tf.data.Dataset.zip(tuple(datasets))
    forms = [(X, y), [X, y], tuple(datasets), zipped, zipped.batch(2), (X, datasets[1])]
    for x in forms:
        batches = list(untrained.prepare_data(x, 2, shuffle=True))
        assert len(batches) == 2
        for inputs, targets in batches:
            np.testing.assert_allclose(inputs + 0.25 * np.sign(-inputs), targets, atol=1e-6)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (
            X,
            r"must be a pair \(input, target\) .*got ndarray; e\.g\. fit\(\(inputs, targets\)\)",
        ),
        ((X, Y[:3]), r"`x` must hold a target for each input, got 4 inputs and 3 targets"),
        (tf.data.Dataset.from_tensor_slices(X), r"`x` must yield pairs .*one picture .*zip\("),
        ((X, np.zeros((4, 16, 16, 1), "uint8")), r"x\[1\].*uint8"),
        ((X, images(4, channels=3)), r"x\[1\] has images of shape \(16, 16, 3\)"),
        (
            (tf.data.Dataset.from_tensor_slices(X).batch(2), Y),
            r"x\[0\] is batched and x\[1\] is not: batch both alike, or neither",
        ),
    ],
)
def test_what_is_no_set_of_pairs_is_refused_in_one_sentence(untrained, x, message):
    with pytest.raises((ValueError, DataMismatch), match=message):
        untrained.fit(x)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"l1_weight": 0, "adversarial_weight": 0}, r"are both 0: nothing is learned"),
        ({"l1_weight": -1}, r"`l1_weight` must be a number of at least 0, got -1"),
        ({"architecture": "unett"}, r"`architecture` must be .*Did you mean 'unet'"),
        ({"discriminator_downsamplings": 2.0}, r"`discriminator_downsamplings` must be a whole"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        still("pix2pix", **arguments)


def test_networks_must_fit_each_other():
    with pytest.raises(
        ValueError, match=r"`discriminator` must take \(16, 16, 3\).* or \(16, 16, 2\).*takes"
    ):
        Pix2Pix(unet((16, 16, 1), 2, 2), patchgan((16, 16, 4), 2, 1))


@pytest.mark.parametrize("architecture", ["unet", "resnet"])
def test_flat_areas_are_either_generators(architecture):
    gan = still("pix2pix", architecture=architecture, flat_areas=True)
    assert gan.generator.get_layer("enclosed_areas")
