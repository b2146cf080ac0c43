"""SRGAN and ESRGAN: their losses, the stage before the game, interpolation, tiles, and refusals."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from moves import check_moves, descend, moves_in
from tiny import numpy, reloaded
from translators import softplus

import keras_gan_zoo
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.upscaling.esrgan import ESRGAN
from keras_gan_zoo.families.upscaling.networks import (
    compact_network,
    rrdb_network,
    srresnet,
    vgg_discriminator,
)
from keras_gan_zoo.layers.degradation.pipelines import bicubic
from keras_gan_zoo.metrics.judges.lpips_networks import build_lpips, load_lpips_weights
from keras_gan_zoo.metrics.judges.weights import lpips_weights
from keras_gan_zoo.models.tiles import tiles_of
from keras_gan_zoo.models.upscaler import enlarged_bicubically
from keras_gan_zoo.networks.published_features import feature_network
from tests.shared.downloads import skipped_without_weights

RANDOM = np.random.default_rng(0)
HIGH = RANDOM.uniform(-0.9, 0.9, (3, 8, 8, 3)).astype("float32")
LOW = np.asarray(bicubic(HIGH, 2, None))
WEIGHTS = {"perceptual_weight": 0.7, "adversarial_weight": 0.4, "pixel_weight": 0.3}


def small_features():
    images = keras.Input((None, None, 3))
    return keras.Model(images, layers.Conv2D(4, 3, strides=2)(images))


def small(family, **arguments):
    shape = {"image_shape": (8, 8, 3), "scale": 2, "width": 4, "blocks": 1, "seed": 5}
    judge = {"discriminator_width": 2, "discriminator_downsamplings": 2, "discriminator_units": 4}
    arguments = {"features": small_features(), **shape, **judge, **arguments}
    return keras_gan_zoo.get(family, **arguments)


def run(network, images):
    return numpy(network(images, training=True))


@pytest.mark.parametrize("family", ["srgan", "esrgan"])
def test_each_player_goes_down_its_loss(family):
    gan = descend(small(family, **WEIGHTS))

    def C(images):
        return run(gan.discriminator, images)

    def phi(images):
        return numpy(gan.features(images))

    def enlarged():
        return np.float32(run(gan.generator, LOW))

    def judged(real, fake, enlarger):
        if family == "srgan":
            believed = softplus(-fake).mean()
            return believed if enlarger else softplus(-real).mean() + softplus(fake).mean()
        real, fake = real - fake.mean(), fake - real.mean()
        real, fake = (fake, real) if enlarger else (real, fake)
        return softplus(-real).mean() + softplus(fake).mean()

    def discriminator_loss():
        return judged(C(HIGH), C(enlarged()), enlarger=False)

    def generator_loss():
        made = enlarged()
        squared = family == "srgan"
        distance = np.square if squared else np.abs
        features = distance(phi(HIGH) - phi(made)).mean()
        pixels = distance(np.float64(HIGH) - made).mean() * (1 if squared else 0.5)
        game = judged(C(HIGH), C(made), enlarger=True)
        return 0.7 * features + 0.4 * game + 0.3 * pixels

    moves = moves_in(gan, HIGH)
    losses = [("discriminator", discriminator_loss), ("generator", generator_loss)]
    check_moves(gan, moves, losses, rtol=0.05, stride=2e-4)


@pytest.mark.parametrize("family", ["srgan", "esrgan"])
def test_before_the_game_the_generator_learns_pixels_alone(family):
    gan = descend(small(family))
    (move,) = moves_in(gan, step=lambda: gan.pixel_step(ops.array(HIGH)))

    def loss():
        apart = np.float64(HIGH) - run(gan.generator, LOW)
        return np.square(apart).mean() if family == "srgan" else np.abs(apart).mean() / 2

    check_moves(gan, [move], [("generator", loss)], rtol=0.05, stride=2e-4)
    judge = [weight.numpy().copy() for weight in gan.discriminator.weights]
    gan.compile()
    history = gan.pretrain(HIGH, batch_size=3, epochs=12, verbose=0).history
    assert history["pixel"][-1] < history["pixel"][0]
    assert int(gan.optimizer.iterations) == 0
    for weight, value in zip(gan.discriminator.weights, judge, strict=True):
        np.testing.assert_array_equal(weight, value)
    with pytest.raises(ValueError, match="must be one of 'generator', got 'generater'"):
        gan.pretrain(HIGH, "generater")


def test_without_an_adversary_the_discriminator_stands_still():
    gan = small("esrgan", adversarial_weight=0)
    before = [weight.numpy().copy() for weight in gan.discriminator.weights]
    logs = {name: float(value) for name, value in gan.train_step(ops.array(HIGH)).items()}
    assert logs["adversarial"] == logs["discriminator_loss"] == 0 < logs["perceptual"]
    for weight, value in zip(gan.discriminator.weights, before, strict=True):
        np.testing.assert_array_equal(weight, value)


def test_larger_photographs_are_cropped_and_made_small():
    gan = small("srgan")
    large = RANDOM.uniform(-1, 1, (2, 13, 20, 3)).astype("float32")
    low, high = gan.low_and_high(ops.array(large))
    assert high.shape == (2, 8, 8, 3)
    np.testing.assert_allclose(low, bicubic(high, 2, None), atol=1e-6)
    windows = np.lib.stride_tricks.sliding_window_view(large, (8, 8), axis=(1, 2))
    for crop, of in zip(numpy(high), windows, strict=True):
        assert np.any(np.all(np.moveaxis(of, 2, -1) == crop, axis=(2, 3, 4)))
    other, _ = small("srgan", degradation="real_esrgan").low_and_high(ops.array(high))
    assert other.shape == low.shape and np.abs(numpy(other) - numpy(low)).mean() > 0.01


def test_a_mixed_generator_lies_between_two():
    gan, other = small("esrgan"), small("esrgan", seed=6)
    between = gan.interpolated(other, 0.75)
    for mixed, mine, others in zip(
        *(each.generator.get_weights() for each in (between, gan, other)), strict=True
    ):
        np.testing.assert_allclose(mixed, 0.75 * mine + 0.25 * others, atol=1e-7)
    np.testing.assert_array_equal(gan.interpolated(other, 1).generate(LOW), gan.generate(LOW))
    judges = (each.discriminator.get_weights() for each in (between, gan))
    for mixed, mine in zip(*judges, strict=True):
        np.testing.assert_array_equal(mixed, mine)
    with pytest.raises(ValueError, match=r"`alpha` must be in \[0, 1\], got 1.5"):
        gan.interpolated(other, 1.5)
    with pytest.raises(ValueError, match="other shapes"):
        gan.interpolated(small("esrgan", width=6), 0.5)


def test_a_file_keeps_features_that_were_given(tmp_path):
    gan = small("esrgan")
    again = reloaded(gan, tmp_path)
    np.testing.assert_array_equal(again.features(HIGH), gan.features(HIGH))
    assert not again.features.trainable_variables
    assert small("esrgan", features="vgg16").get_config()["features"] == "vgg16"


@pytest.mark.parametrize("family", ["srgan", "esrgan"])
def test_the_published_features_are_vggs_last_and_none_of_the_models(family):
    gan = small(family, features="vgg16", image_shape=(16, 16, 3), pixel_weight=0)
    photographs = np.tile(HIGH, (1, 2, 2, 1))
    with skipped_without_weights():
        logs = gan.train_on_batch(photographs)
    assert logs["perceptual"] > 0
    assert gan.count_params() < 1_000_000  # VGG has fifteen times as many
    phi = feature_network("vgg16", activated=family == "srgan")
    judge = build_lpips("vgg")
    load_lpips_weights(judge, lpips_weights("vgg"))
    vgg = next(layer for layer in judge.layers if isinstance(layer, keras.Model))
    found, expected = numpy(phi(photographs)), numpy(vgg(photographs)[-1])
    assert (found.min() < 0) == (family == "esrgan")
    np.testing.assert_allclose(np.maximum(found, 0), expected, atol=1e-4)


# Tiles


@pytest.mark.parametrize("builder", [srresnet, rrdb_network, compact_network])
def test_tiles_are_the_whole_picture_where_they_see_enough(builder):
    kinds = {
        srresnet: {"width": 4, "blocks": 1},
        rrdb_network: {"width": 4, "blocks": 1, "growth": 3},
        compact_network: {"width": 4, "convolutions": 4},
    }
    generator = builder(3, scale=2, **kinds[builder])
    gan = ESRGAN(generator, vgg_discriminator((8, 8, 3), 2, 1, 2))
    for variable in gan.generator.trainable_variables:
        variable.assign(variable + 0.05 * RANDOM.normal(size=variable.shape))
    pictures = RANDOM.uniform(-0.5, 0.5, (2, 50, 75, 3)).astype("float32")
    whole = gan.generate(pictures, tile=80)
    assert whole.shape == (2, 100, 150, 3)
    # 17 convolutions of three pixels see 17 pixels far; three in high resolution half as far.
    np.testing.assert_allclose(gan.generate(pictures, tile=44, overlap=20), whole, atol=1e-5)
    seams = np.abs(gan.generate(pictures, tile=20, overlap=0) - whole).max()
    assert seams > 1e-4


@pytest.mark.parametrize(
    ("length", "size", "overlap"), [(10, 6, 1), (11, 6, 1), (50, 9, 4), (7, 9, 4)]
)
def test_tiles_cover_each_pixel_once_and_keep_their_middles(length, size, overlap):
    tiles = tiles_of(length, size, overlap)
    kept = [pixel for tile in tiles for pixel in range(tile.first, tile.last)]
    assert kept == list(range(length))
    for tile in tiles:
        assert tile.start >= 0 and tile.start + min(size, length) <= length
        if tile.first > 0:
            assert tile.first - tile.start >= overlap
        if tile.last < length:
            assert tile.start + size - tile.last == overlap


# Networks


def test_networks_are_the_published_ones():
    one, two = (rrdb_network(3, blocks=blocks).count_params() for blocks in (1, 2))
    assert one + 22 * (two - one) == 16_697_987  # Real-ESRGAN's x4plus
    assert compact_network(3).count_params() == 621_424  # its video network
    judge = vgg_discriminator((96, 96, 3))
    assert [layer.filters for layer in judge.layers if isinstance(layer, layers.Conv2D)] == [
        *[64] * 2,
        *[128] * 2,
        *[256] * 2,
        *[512] * 2,
    ]
    sizes = [layer.kernel_size[0] for layer in srresnet(3).layers if "conv" in layer.name]
    assert sizes == [9, *[3] * 35, 9]


def test_what_a_block_adds_is_scaled():
    network = rrdb_network(3, 2, width=2, blocks=1, growth=2)
    scaled = [each for each in network.layers if isinstance(each, layers.Rescaling)]
    assert [float(each.scale) for each in scaled[1:-1]] == [0.2] * 4
    kernels = [w for w in rrdb_network(3, 2, blocks=1).weights if w.path.endswith("kernel")]
    he = [np.std(w.numpy()) / np.sqrt(2 / np.prod(w.shape[:-1])) for w in kernels[:-1]]
    np.testing.assert_allclose(he, 0.1, rtol=0.15)


def test_what_is_watched_is_the_photograph_beside_two_enlargements():
    gan = small("srgan")
    ((photographs, by_kernel, enlarged),) = gan.watched_samples({"up": HIGH[:, :7]})
    assert photographs[0] == "photographs"
    np.testing.assert_array_equal(photographs[1], HIGH[:, :6])
    assert photographs[1].shape == by_kernel[1].shape == enlarged[1].shape == (3, 6, 8, 3)
    low = bicubic(HIGH[:, :6], 2, None)
    np.testing.assert_allclose(by_kernel[1], enlarged_bicubically(low, 2), atol=1e-6)
    np.testing.assert_allclose(enlarged[1], gan.generate(low), atol=1e-6)


def test_mistakes_are_told_in_a_sentence():
    for arguments, sentence in [
        ({"scale": 3}, "`scale` must be 2, 4 or 8, got 3"),
        ({"image_shape": (10, 10, 3), "scale": 4}, "multiples of `scale`=4, got 10 times 10"),
        ({"degradation": "bicubik"}, "'bicubik'.*'bicubic'"),
        ({"features": "vgg19"}, "`features` must be 'vgg16' or a network, got 'vgg19'"),
        (dict.fromkeys(WEIGHTS, 0), "are all 0: nothing is learned"),
        ({"discriminator_downsamplings": 4}, "sides of at least 16"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            small("esrgan", **arguments)
    gan = small("srgan")
    with pytest.raises(DataMismatch, match=r"7 times 8 pixels.*smaller `image_shape`"):
        gan.fit(HIGH[:, :7])
    with pytest.raises(ValueError, match="has no noise"):
        gan.generate(LOW, n=2)
    with pytest.raises(ValueError, match=r"`tile` must be .* at least 33"):
        gan.generate(LOW, tile=32, overlap=16)
    with pytest.raises(ValueError, match="whole number of times larger, with the 3 channels"):
        type(gan)(srresnet(1, 2, 2, 1), vgg_discriminator((8, 8, 3), 2, 1, 2))
