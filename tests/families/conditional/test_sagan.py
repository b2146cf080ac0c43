"""SAGAN: where its networks attend, at which rates it learns, and what cannot be built."""

import keras
import numpy as np
import pytest
from tiny import rates

import keras_gan_zoo
from keras_gan_zoo.layers import SelfAttention, SpectralNormalization
from keras_gan_zoo.networks.resnet_gan import usual_attention

SMALL = {"image_shape": (16, 16, 1), "width": 2, "latent_dim": 4, "classes": 3, "seed": 5}


def attended(network):
    return [each.input.shape[1] for each in network.layers if isinstance(each, SelfAttention)]


@pytest.mark.parametrize(
    ("side", "usual"), [(16, 8), (28, 14), (32, 16), (48, 24), (64, 32), (96, 24), (128, 32)]
)
def test_both_networks_attend_once_at_the_same_side(side, usual):
    assert usual_attention((side, side, 3)) == (usual,)
    if side <= 32:
        gan = keras_gan_zoo.get("sagan", **{**SMALL, "image_shape": (side, side, 1)})
        assert attended(gan.generator) == attended(gan.discriminator) == [usual]


def test_one_attends_where_one_is_told_to():
    gan = keras_gan_zoo.get("sagan", attention=(8, 16), **{**SMALL, "image_shape": (32, 32, 1)})
    assert attended(gan.generator) == [8, 16]
    assert attended(gan.discriminator) == [16, 8]  # behind the first of three blocks of 8
    assert attended(keras_gan_zoo.get("sagan", attention=(), **SMALL).generator) == []


def test_every_kernel_of_both_players_is_spectrally_normalized():
    gan = keras_gan_zoo.get("sagan", **SMALL)
    for network in (gan.generator, gan.discriminator):
        kernels = {
            id(v) for v in network.trainable_variables if v.path.endswith(("kernel", "embeddings"))
        }
        held = {
            id(layer.kernel)
            for layer in network._flatten_layers()
            if isinstance(layer, SpectralNormalization)
        }
        assert kernels == held and len(held) > 8


def test_defaults_are_the_papers():
    gan = keras_gan_zoo.get("sagan", **SMALL)
    assert rates(gan) == {"discriminator": (4e-4, 0.0), "generator": (1e-4, 0.0)}
    assert gan.optimizer["generator"].beta_2 == 0.9
    assert gan.critic_steps == 1 and gan.adversarial.name == "hinge"


def test_gamma_learns(tmp_path):
    gan = keras_gan_zoo.get("sagan", **SMALL)
    x = np.random.default_rng(0).uniform(-1, 1, (4, 16, 16, 1)).astype("float32")
    gan.train_step((keras.ops.array(x), keras.ops.array([0, 1, 2, 0])))
    for network in (gan.generator, gan.discriminator):
        (layer,) = (each for each in network.layers if isinstance(each, SelfAttention))
        assert float(layer.gamma) != 0


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`attention` .* maps, which are 8, 16, got 32"):
        keras_gan_zoo.get("sagan", attention=(32,), **SMALL)
    with pytest.raises(ValueError, match=r"discriminator's maps, which are 4, 8, got 16"):
        keras_gan_zoo.get("sagan", attention=(16,), **SMALL)
    with pytest.raises(ValueError, match=r"`attention` must be .* such as \(32,\), got 32"):
        keras_gan_zoo.get("sagan", attention=32, **SMALL)
    with pytest.raises(ValueError, match=r"`image_shape` must have a longer side"):
        keras_gan_zoo.get("sagan", **{**SMALL, "image_shape": (22, 16, 1)})
