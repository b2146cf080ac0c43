"""Stacked GANs for tomographies: what they undo, each player's loss, and what they are for."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from moves import check_moves, descend, moves_in
from scipy.ndimage import gaussian_filter
from tiny import numpy, rates, reloaded
from translators import images, run, softplus

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.upscaling.ct_enhancement_gan import degradations
from keras_gan_zoo.families.upscaling.ct_enhancement_gan.networks import restorer
from keras_gan_zoo.families.upscaling.networks import vgg_discriminator

PHOTOGRAPHS = 0.8 * images(3)
SMALL = {
    "image_shape": (12, 12, 1),
    "denoising_crop": 8,
    "width": 3,
    "denoising_blocks": 1,
    "blocks": 1,
    "discriminator_width": 2,
    "discriminator_downsamplings": 1,
    "discriminator_units": 4,
    "seed": 5,
}


def small_features():
    seen = keras.Input((None, None, 3))
    return keras.Model(seen, layers.Conv2D(4, 3, strides=2)(seen))


def small(**arguments):
    arguments.setdefault("perceptual_weight", 0.0)
    return keras_gan_zoo.get("ct_enhancement_gan", **{**SMALL, **arguments})


def seed():
    return keras.random.SeedGenerator(2)


def square(difference):
    return np.mean(difference**2)


def test_each_player_goes_down_its_loss():
    weights = {"perceptual_weight": 0.7, "adversarial_weight": 0.4}
    gan = descend(small(features=small_features(), **weights))
    found = [
        tuple(map(numpy, pair)) for pair in gan.training_pairs(ops.convert_to_tensor(PHOTOGRAPHS))
    ]
    as_tensors = [tuple(ops.convert_to_tensor(one.astype("float32")) for one in p) for p in found]
    gan.training_pairs = lambda photographs: as_tensors

    def phi(pictures):
        return numpy(gan.features(ops.repeat(ops.cast(pictures, "float32"), 3, axis=-1)))

    def losses_of(i):
        (x, _), (_, y) = as_tensors[i - 1], found[i - 1]
        G, D = getattr(gan, f"generator_{i}"), getattr(gan, f"discriminator_{i}")

        def drawn():
            return np.float32(run(G, x))

        def discriminator():
            return softplus(-run(D, np.float32(y))).mean() + softplus(run(D, drawn())).mean()

        def generator():
            near = square(y - drawn()) + 0.7 * square(phi(y) - phi(drawn()))
            return near + 0.4 * softplus(-run(D, drawn())).mean()

        return [(f"discriminator_{i}", discriminator), (f"generator_{i}", generator)]

    moves = moves_in(gan, PHOTOGRAPHS)
    check_moves(gan, moves, losses_of(1) + losses_of(2), stride=2e-4)


def test_nothing_flows_from_the_second_gan_into_the_first():
    gan = descend(small(enhancer_sees="denoised", adversarial_weight=0.0))
    moves = {move.player: move for move in moves_in(gan, PHOTOGRAPHS)}
    assert moves["generator_2"].of(gan, "generator_1") == 0
    # The first generator's own step is the same whatever the second one makes of it.
    again = descend(small(enhancer_sees="clean", adversarial_weight=0.0))
    other = {move.player: move for move in moves_in(again, PHOTOGRAPHS)}
    for one, two in zip(moves["generator_1"].gradient, other["generator_1"].gradient, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-6)
    assert moves["generator_2"].value != pytest.approx(other["generator_2"].value, rel=1e-3)


def test_noise_is_white_and_of_any_strength_up_to_the_largest():
    grey = ops.zeros((400, 12, 12, 1))
    noisy = numpy(degradations.with_noise(grey, 25.5, seed()))
    strengths = noisy.std(axis=(1, 2, 3))
    assert strengths.min() < 0.02 and 0.17 < strengths.max() < 0.25  # 0.2 at most
    assert strengths.mean() == pytest.approx(0.1, abs=0.01)
    beside = np.mean(noisy[:, 1:] * noisy[:, :-1]) / noisy.var()
    assert abs(beside) < 0.01


def test_low_quality_is_a_blur_in_the_small_picture_and_less_contrast():
    smooth = gaussian_filter(np.random.default_rng(0).normal(size=(2, 48, 48, 1)), (0, 3, 3, 0))
    y = np.float32(0.9 * smooth / np.abs(smooth).max())

    def made(*ranges):
        return numpy(degradations.of_low_quality(ops.convert_to_tensor(y), *ranges, seed()))

    np.testing.assert_allclose(made((1, 1), (0, 0), (1, 1)), y, atol=1e-5)
    paled = made((1, 1), (0, 0), (2, 2))
    mean = y.mean(axis=(1, 2, 3), keepdims=True)
    np.testing.assert_allclose(paled, mean + (y - mean) / 2, atol=1e-5)
    blurred = gaussian_filter(y.astype("float64"), (0, 2, 2, 0), mode="nearest")
    np.testing.assert_allclose(made((1, 1), (2, 2), (1, 1)), blurred, atol=2e-3)
    # A pixel of the small picture is two of the large one.
    inner = np.s_[:, 12:-12, 12:-12]
    blurred = gaussian_filter(y.astype("float64"), (0, 4, 4, 0), mode="nearest")
    np.testing.assert_allclose(made((2, 2), (2, 2), (1, 1))[inner], blurred[inner], atol=0.02)


@pytest.mark.parametrize("sees", ["clean", "denoised", "noisy"])
def test_what_the_second_generator_is_trained_on(sees):
    gan = small(enhancer_sees=sees, scales=(1, 1), blurs=(0, 0), contrasts=(1, 1), noise=40)
    # As it is after some training: it darkens.
    gan.generator_1 = lambda x, training: 0 * x - 0.5
    (x_0, y_1), (x_1, y_2) = gan.training_pairs(ops.convert_to_tensor(PHOTOGRAPHS))
    assert y_1.shape == (3, 8, 8, 1) and y_2.shape == (3, 12, 12, 1)
    assert float(ops.std(x_0 - y_1)) > 0.02
    off = float(ops.std(x_1 - y_2))
    expected = {"clean": off < 1e-4, "noisy": 0.02 < off < 0.35, "denoised": off > 0.35}
    assert expected[sees]


def test_generating_stacks_both_and_keeps_any_size():
    gan = small()
    slices = PHOTOGRAPHS[:2, :14, :10]
    denoised = numpy(gan.generator_1(slices))
    np.testing.assert_allclose(gan.generate(slices, direction="denoise"), denoised, atol=1e-6)
    enhanced = numpy(gan.generator_2(np.float32(denoised)))
    np.testing.assert_allclose(gan.generate(slices), enhanced, atol=1e-6)
    channels = np.concatenate([slices, denoised, enhanced], axis=-1)
    np.testing.assert_allclose(gan.three_channels(slices), channels, atol=1e-6)
    crops = PHOTOGRAPHS[:, :12, :12]
    exported = gan.export_networks()["enhance"](crops)
    np.testing.assert_allclose(gan.generate(crops), exported, atol=1e-6)


def test_defaults_and_saving(tmp_path):
    gan = small()
    assert rates(gan) == dict.fromkeys(gan.players, (1e-4, 0.5))
    kept = {"noise": 7.0, "scales": (1.0, 2.0), "blurs": (0.5, 1.0), "contrasts": (1.0, 1.5)}
    weights = {"perceptual_weight": 0.2, "adversarial_weight": 0.1}
    gan = small(enhancer_sees="noisy", features=small_features(), **kept, **weights)
    again = reloaded(gan, tmp_path)
    for name, value in {**kept, **weights, "enhancer_sees": "noisy"}.items():
        assert getattr(again, name) == value
    assert not again.features.trainable_variables


def test_what_is_refused():
    for arguments, sentence in (
        ({"scales": (0.5, 2)}, r"`scales` must be \(lowest, highest\), both at least 1, got"),
        ({"blurs": 3}, r"`blurs` must be \(lowest, highest\), both at least 0, got 3"),
        ({"enhancer_sees": "denoise"}, "`enhancer_sees` must be one of .* mean 'denoised'"),
        ({"denoising_crop": 16}, r"crops of \(16, 16, 1\), which must be no larger"),
    ):
        with pytest.raises(ValueError, match=sentence):
            small(**arguments)
    gan = small()
    with pytest.raises(DataMismatch, match="no crops of 12 times 12 can be cut"):
        gan.fit(PHOTOGRAPHS[:, :8, :8])
    with pytest.raises(ValueError, match="`n` asks for 2 of each picture"):
        gan.generate(PHOTOGRAPHS, n=2)
    networks = {name: getattr(gan, name) for name in gan.network_names}
    networks["generator_2"] = restorer(3, 2, 1)
    with pytest.raises(ValueError, match="`generator_2` must take pictures of any size with the 1"):
        type(gan)(**networks)
    networks["discriminator_2"] = vgg_discriminator((12, 12, 3), 2, 1, 4)
    with pytest.raises(ValueError, match="`generator_1` must take pictures of any size with the 3"):
        type(gan)(**networks)
