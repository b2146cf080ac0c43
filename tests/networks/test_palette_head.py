"""The head that paints with few colours, and the normalizations a network is built with."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from keras_gan_zoo.layers import GlobalLayerNormalization, InstanceNormalization, MinibatchStdDev
from keras_gan_zoo.networks import patchgan, resnet_translator
from keras_gan_zoo.networks.normalization import normalize
from keras_gan_zoo.networks.palette_head import SHARPNESS, palette_head


@pytest.fixture(scope="module")
def head():
    regions, context = keras.Input((6, 5, 4)), keras.Input((2, 3, 7))
    return keras.Model([regions, context], palette_head(regions, context, channels=3))


def inputs(seed=0, count=2):
    generator = np.random.default_rng(seed)
    return [
        generator.normal(size=(count, *shape)).astype("float32") for shape in ((6, 5, 4), (2, 3, 7))
    ]


def test_every_pixel_mixes_the_pictures_own_colours(head):
    regions, context = inputs()
    kernel, bias = head.get_weights()
    summary = np.maximum(context, 0).mean((1, 2))
    palette = np.tanh(summary @ kernel + bias).reshape(2, 4, 3)
    shares = ops.convert_to_numpy(ops.softmax(SHARPNESS * regions, axis=-1))
    expected = np.einsum("nhwk,nkc->nhwc", shares, palette)
    np.testing.assert_allclose(head([regions, context]), expected, atol=1e-5)


def test_sure_regions_are_painted_flat(head):
    _, context = inputs()
    regions = np.full((2, 6, 5, 4), -50.0, "float32")
    regions[:, :3, :, 0] = regions[:, 3:, :, 1] = 50.0
    for picture in head([regions, context]).numpy():
        assert len(np.unique(picture.round(5).reshape(-1, 3), axis=0)) == 2
    assert np.abs(head([regions, context])).max() <= 1


def test_the_colours_depend_on_the_picture_and_differ_from_the_start(head):
    regions, context = inputs()
    first, second = head([regions[:1], context[:1]]), head([regions[:1], context[1:]])
    assert np.abs(first - second).max() > 1e-3
    colours = np.tanh(head.get_weights()[1]).reshape(4, 3)
    distances = np.linalg.norm(colours[:, None] - colours[None], axis=-1)
    assert distances[~np.eye(4, dtype=bool)].min() > 1e-3


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
    assert joins == (2 if skips else 0)


def test_discriminator_that_sees_the_variety_of_a_batch():
    network = patchgan((16, 16, 1), width=2, downsamplings=1, minibatch_stddev=True)
    assert MinibatchStdDev in kinds(network)
    assert network.output_shape == (None, 8, 8, 1)
    pictures = np.random.default_rng(0).uniform(-1, 1, (4, 16, 16, 1)).astype("float32")
    alike = np.repeat(pictures[:1], 4, axis=0)
    assert np.abs(network(pictures)[0] - network(alike)[0]).max() > 1e-4
