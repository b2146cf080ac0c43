"""The head that paints with few colours, and the normalizations a network is built with."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers import GlobalLayerNormalization, InstanceNormalization, MinibatchStdDev
from keras_gan_zoo.layers.edge_aware_smoothing import EdgeAwareSmoothing
from keras_gan_zoo.networks import patchgan, resnet_translator
from keras_gan_zoo.networks.enclosed_areas import SMOOTHING
from keras_gan_zoo.networks.normalization import normalize
from keras_gan_zoo.networks.palette_head import PACE, SHARPNESS, palette_head


@pytest.fixture(scope="module")
def head():
    regions, images = keras.Input((6, 5, 4)), keras.Input((6, 5, 3))
    with seeded(1):
        return keras.Model([regions, images], palette_head(regions, images, channels=3))


def inputs(seed=0, count=2):
    generator = np.random.default_rng(seed)
    return (
        generator.normal(size=(count, 6, 5, 4)).astype("float32"),
        generator.uniform(-1, 1, size=(count, 6, 5, 3)).astype("float32"),
    )


def test_every_pixel_mixes_the_pictures_own_colours(head):
    regions, images = inputs()
    projection, kernel_1, bias_1, kernel_2, bias_2 = [
        weight.numpy() for weight in head.weights if "calls" not in weight.path
    ]
    smooth = EdgeAwareSmoothing(**SMOOTHING)([regions, images])
    shares = ops.convert_to_numpy(ops.softmax(SHARPNESS * smooth, axis=-1))
    weights = shares.reshape(2, 30, 4)
    sums = np.einsum("npk,npc->nkc", weights, images.reshape(2, 30, 3))
    present = (sums / (weights.sum(1)[..., None] + 1)).reshape(2, 12)
    choice = np.sin(images.reshape(2, -1) @ projection)
    hidden = np.maximum(np.concatenate([present, choice], 1) @ kernel_1 + bias_1, 0)
    palette = np.tanh(PACE * (np.concatenate([hidden, present], 1) @ kernel_2 + bias_2))
    expected = np.einsum("nhwk,nkc->nhwc", shares, palette.reshape(2, 4, 3))
    np.testing.assert_allclose(head([regions, images]), expected, atol=1e-4)


def test_sure_regions_are_painted_flat_and_not_moved_by_the_noise(head):
    _, images = inputs()
    regions = np.full((2, 6, 5, 4), -50.0, "float32")
    regions[:, :3, :, 0] = regions[:, 3:, :, 1] = 50.0
    for painted in (head([regions, images]), head([regions, images], training=True)):
        for picture in painted.numpy():
            assert len(np.unique(picture.round(5).reshape(-1, 3), axis=0)) == 2
        assert np.abs(painted).max() <= 1


def test_what_a_line_encloses_has_one_colour_whatever_the_logits_are(head):
    regions, _ = inputs()
    images = np.ones((2, 6, 5, 3), "float32")
    images[:, :, 2] = -1  # a black line from top to bottom
    for picture in head([regions, images]).numpy():
        left, line, right = picture[:, :2], picture[:, 2], picture[:, 3:]
        assert max(np.ptp(area, axis=(0, 1)).max() for area in (left, right)) < 0.05
        assert np.abs(left.mean((0, 1)) - line.mean(0)).max() > 0.1


def test_undecided_regions_are_painted_otherwise_each_time_in_training(head):
    _, images = inputs()
    undecided = np.zeros((2, 6, 5, 4), "float32")
    first, second = (head([undecided, images], training=True).numpy() for _ in range(2))
    assert np.abs(first - second).max() > 0.05
    np.testing.assert_array_equal(head([undecided, images]), head([undecided, images]))


def test_the_same_regions_have_other_colours_in_another_picture_from_the_start(head):
    regions, _ = inputs()
    _, images = inputs(count=24)
    painted = head([np.repeat(regions[:1], 24, axis=0), images]).numpy()
    assert painted.std(axis=0).mean() > 0.2


def kinds(network):
    return {type(layer) for layer in network.layers}


@pytest.mark.parametrize(
    ("kind", "layer"),
    [
        ("batch", layers.BatchNormalization),
        ("instance", InstanceNormalization),
        ("layer", GlobalLayerNormalization),
    ],
)
@pytest.mark.parametrize("build", [patchgan, resnet_translator])
def test_networks_are_built_with_the_normalization_asked_for(build, kind, layer):
    others = {layers.BatchNormalization, InstanceNormalization, GlobalLayerNormalization} - {layer}
    network = build((32, 32, 1), width=2, normalization=kind)
    assert layer in kinds(network)
    assert not others & kinds(network)
    none = build((32, 32, 1), width=2, normalization="none")
    assert not (others | {layer}) & kinds(none)
    convolutions = [item for item in none.layers if isinstance(item, layers.Conv2D)]
    assert all(convolution.use_bias for convolution in convolutions)


@pytest.mark.parametrize("build", [patchgan, resnet_translator])
def test_an_unknown_normalization(build):
    with pytest.raises(
        ValueError, match=r"`normalization` must be one of .*Did you mean 'instance'"
    ):
        build((32, 32, 1), width=2, normalization="instanse")


def test_normalize_none_changes_nothing():
    x = keras.Input((4, 4, 2))
    assert normalize(x, "none") is x


@pytest.mark.parametrize("palette", [None, 5])
@pytest.mark.parametrize("skips", [False, True])
def test_translator_with_skips_and_palette(skips, palette):
    network = resnet_translator((24, 32, 1), 3, width=2, blocks=1, skips=skips, palette=palette)
    images = network(np.random.default_rng(0).uniform(-1, 1, (2, 24, 32, 1)).astype("float32"))
    assert images.shape == (2, 24, 32, 3)
    assert np.abs(images).max() <= 1
    joins = sum(isinstance(layer, layers.Concatenate) for layer in network.layers)
    assert joins == (2 if skips else 0) + (2 if palette else 0)


def test_discriminator_that_sees_the_variety_of_a_batch():
    network = patchgan((16, 16, 1), width=2, downsamplings=1, minibatch_stddev=True)
    assert MinibatchStdDev in kinds(network)
    assert network.output_shape == (None, 8, 8, 1)
    pictures = np.random.default_rng(0).uniform(-1, 1, (4, 16, 16, 1)).astype("float32")
    alike = np.repeat(pictures[:1], 4, axis=0)
    assert np.abs(network(pictures)[0] - network(alike)[0]).max() > 1e-4
