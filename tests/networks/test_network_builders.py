"""Shapes, sizes and value ranges of what the builders build."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.families.translation.simgan.networks import local_discriminator, refiner
from keras_gan_zoo.families.translation.stargan.domain_critic import domain_critic
from keras_gan_zoo.networks import (
    dcgan_discriminator,
    dcgan_generator,
    patchgan,
    resnet_translator,
    unet,
)

SIDES = (16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128)


def pictures(side, channels, count=2):
    generator = np.random.default_rng(0)
    return generator.uniform(-1, 1, (count, side, side, channels)).astype("float32")


@pytest.mark.parametrize("side", SIDES)
def test_dcgan_at_every_side(side):
    generator = dcgan_generator((side, side, 1), latent_dim=5, width=2)
    discriminator = dcgan_discriminator((side, side, 1), width=2)
    assert generator.input_shape == (None, 5)
    assert generator.output_shape == discriminator.input_shape == (None, side, side, 1)
    assert discriminator.output_shape == (None, 1)


def test_dcgan_draws_in_range_and_judges():
    latents = 10 * np.random.default_rng(0).normal(size=(3, 5)).astype("float32")
    images = dcgan_generator((28, 28, 3), latent_dim=5, width=4)(latents, training=True)
    assert images.shape == (3, 28, 28, 3)
    assert np.abs(images).max() <= 1
    assert dcgan_discriminator((28, 28, 3), width=4)(images).shape == (3, 1)


def test_dcgan_has_the_papers_widths():
    # 1511.06434, figure 1: 64 x 64 from 4 x 4 x 1024 over 512, 256 and 128 channels
    generator = dcgan_generator((64, 64, 3), width=128)
    kernels = [w for w in generator.trainable_weights if len(w.shape) == 4]
    assert [kernel.shape[2] for kernel in kernels] == [512, 256, 128, 3]
    assert generator.layers[1].units == 4 * 4 * 1024
    discriminator = dcgan_discriminator((64, 64, 3), width=128)
    kernels = [w for w in discriminator.trainable_weights if len(w.shape) == 4]
    assert [kernel.shape[3] for kernel in kernels] == [128, 256, 512, 1024]


@pytest.mark.parametrize("build", [dcgan_generator, dcgan_discriminator])
def test_dcgan_refuses_other_sides(build):
    with pytest.raises(ValueError, match=r"`image_shape` must have a shorter side"):
        build((30, 30, 1))


@pytest.mark.parametrize(
    ("side", "downsamplings", "logits"),
    [(16, 1, 8), (16, 2, 4), (32, 3, 4), (64, 2, 16), (64, 3, 8), (128, 3, 16)],
)
def test_patchgan_gives_one_logit_a_patch(side, downsamplings, logits):
    network = patchgan((side, side, 3), width=2, downsamplings=downsamplings)
    assert network.output_shape == (None, logits, logits, 1)


@pytest.mark.parametrize(
    ("downsamplings", "patch"), [(0, 1), (1, 16), (2, 34), (3, 70), (4, 142), (5, 286)]
)
def test_patchgan_judges_patches_of_the_size_it_says(downsamplings, patch):
    field = 1
    network = patchgan((128, 128, 1), width=2, downsamplings=downsamplings)
    convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    for layer in reversed(convolutions):
        field = (field - 1) * layer.strides[0] + layer.kernel_size[0]
    assert field == patch


def test_patchgan_refuses_pictures_that_are_too_small():
    with pytest.raises(
        ValueError, match=r"sides of at least 32 for a PatchGAN of 3 .*\(16, 16, 3\)"
    ):
        patchgan((16, 16, 3), downsamplings=3)


@pytest.mark.parametrize("side", [16, 20, 28, 32, 48, 64, 96, 128])
def test_resnet_translator_keeps_the_size(side):
    network = resnet_translator((side, side, 3), output_channels=1, width=2, blocks=1)
    assert network.input_shape == (None, side, side, 3)
    assert network.output_shape == (None, side, side, 1)


def test_resnet_translator_of_oblong_pictures_in_range():
    network = resnet_translator((24, 32, 3), width=2, blocks=2)
    images = network(np.random.default_rng(0).uniform(-1, 1, (2, 24, 32, 3)).astype("float32"))
    assert images.shape == (2, 24, 32, 3)
    assert np.abs(images).max() <= 1


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_resnet_translator_has_as_many_blocks_as_asked_for(blocks):
    network = resnet_translator((32, 32, 3), width=2, blocks=blocks)
    assert sum(isinstance(layer, keras.layers.Add) for layer in network.layers) == blocks


@pytest.mark.parametrize("shape", [(30, 30, 3), (32, 30, 3), (12, 12, 3)])
def test_resnet_translator_refuses_sides_it_cannot_halve_twice(shape):
    with pytest.raises(
        ValueError, match=r"divisible by 4 and of at least 16 .*got \(\d+, \d+, 3\)"
    ):
        resnet_translator(shape)


@pytest.mark.parametrize(
    "network",
    [
        lambda: dcgan_generator((16, 16, 1), 4, 2),
        lambda: dcgan_discriminator((16, 16, 1), 2),
        lambda: patchgan((16, 16, 1), 2, 1),
        lambda: resnet_translator((16, 16, 1), 1, 2, 1),
        lambda: unet((16, 16, 1), 1, 2),
        lambda: refiner((16, 16, 1), 2, 1),
        lambda: local_discriminator((16, 16, 1), 6),
        lambda: domain_critic((16, 16, 1), 2, 2, 2),
    ],
)
def test_no_two_kernels_start_alike(network):
    # An initializer that is shared draws the same numbers for each kernel of one shape.
    kernels = [w.numpy().ravel()[:8] for w in network().trainable_weights if len(w.shape) > 1]
    starts = {tuple(kernel) for kernel in kernels}
    assert len(starts) == len(kernels)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_outputs_are_float32_in_mixed_precision(policy):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        networks = [
            dcgan_generator((16, 16, 1), 4, 2),
            dcgan_discriminator((16, 16, 1), 2),
            patchgan((16, 16, 1), 2, 1),
            resnet_translator((16, 16, 1), 1, 2, 1),
            unet((16, 16, 1), 1, 2, 2),
            refiner((16, 16, 1), 2, 1),
            local_discriminator((16, 16, 1), 2),
        ]
    finally:
        keras.config.set_dtype_policy(before)
    for network in networks:
        assert network.output.dtype == "float32"
