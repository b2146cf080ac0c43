import keras
import numpy as np
import pytest
from keras import ops

from keras_gan_zoo.networks import patchgan, resnet_translator
from keras_gan_zoo.networks.normalization import normalize


@pytest.mark.parametrize(
    ("kind", "axes"), [("batch", (0, 1, 2)), ("instance", (1, 2)), ("layer", (1, 2, 3))]
)
def test_each_kind_has_no_mean_and_unit_variance_over_its_own_axes(kind, axes):
    x = np.random.default_rng(0).normal(2.0, 3.0, (4, 6, 6, 5)).astype("float32")
    inputs = keras.Input(x.shape[1:])
    network = keras.Model(inputs, normalize(inputs, kind))
    y = ops.convert_to_numpy(network(x, training=True))
    np.testing.assert_allclose(y.mean(axis=axes), 0.0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=axes), 1.0, atol=1e-3)


def test_none_adds_no_layer():
    inputs = keras.Input((4, 4, 2))
    assert normalize(inputs, "none") is inputs


@pytest.mark.parametrize("build", [resnet_translator, patchgan])
def test_networks_name_the_nearest_kind(build):
    with pytest.raises(ValueError, match=r"`normalization` must be one of .*Did you mean 'layer'"):
        build((32, 32, 3), width=2, normalization="leyer")


def test_without_normalization_convolutions_have_a_bias():
    network = resnet_translator((32, 32, 3), width=2, blocks=1, normalization="none")
    convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    assert all(layer.use_bias for layer in convolutions)


def test_skips_carry_the_input_past_the_bottleneck():
    plain = resnet_translator((32, 32, 3), width=2, blocks=1)
    skipping = resnet_translator((32, 32, 3), width=2, blocks=1, skips=True)
    assert not any(isinstance(layer, keras.layers.Concatenate) for layer in plain.layers)
    joined = [layer for layer in skipping.layers if isinstance(layer, keras.layers.Concatenate)]
    assert [tuple(layer.output.shape[1:3]) for layer in joined] == [(16, 16), (32, 32)]
