"""The bodies by name: what they take and give, their papers' widths, and a user's own layers."""

import keras
import numpy as np
import pytest

from keras_gan_zoo import layers as zoo_layers
from keras_gan_zoo.networks import (
    build_discriminator,
    build_generator,
    infogan_discriminator,
    infogan_generator,
    list_bodies,
    mlp_discriminator,
    mlp_generator,
    resnet_discriminator,
    resnet_generator,
)

SHAPE = (16, 16, 1)
LATENTS = np.random.default_rng(0).normal(size=(4, 5)).astype("float32")
PICTURES = np.random.default_rng(1).uniform(-1, 1, (4, *SHAPE)).astype("float32")

NORMALIZATIONS = {
    "batch": keras.layers.BatchNormalization,
    "layer": (zoo_layers.GlobalLayerNormalization, keras.layers.LayerNormalization),
    "spectral": zoo_layers.SpectralNormalization,
    "virtual_batch": zoo_layers.VirtualBatchNormalization,
}


def kernels(network):
    """The shapes of the kernels, in the order of the layers."""
    return [tuple(weight.shape) for weight in network.trainable_weights if len(weight.shape) > 1]


@pytest.mark.parametrize("body", list_bodies())
@pytest.mark.parametrize("normalization", [*NORMALIZATIONS, "none"])
def test_generators_draw_in_range(body, normalization):
    network = build_generator(body, SHAPE, 5, 2, normalization)
    images = network(10 * LATENTS, training=True)
    assert images.shape == (4, *SHAPE) and images.dtype == "float32"
    assert np.abs(images).max() <= 1
    for name, kind in NORMALIZATIONS.items():
        assert any(isinstance(layer, kind) for layer in network.layers) == (name == normalization)


@pytest.mark.parametrize("body", list_bodies())
@pytest.mark.parametrize("normalization", ["batch", "layer", "spectral", "none"])
def test_discriminators_give_one_logit(body, normalization):
    network = build_discriminator(body, SHAPE, 2, normalization)
    logits = network(PICTURES, training=True)
    assert logits.shape == (4, 1) and logits.dtype == "float32"
    assert network.layers[-1].name == "logits"
    for name, kind in NORMALIZATIONS.items():
        assert any(isinstance(layer, kind) for layer in network.layers) == (name == normalization)


@pytest.mark.parametrize("body", list_bodies())
def test_all_kernels_of_a_spectral_discriminator_are_normalised(body):
    network = build_discriminator(body, SHAPE, 2, "spectral")
    with_kernel = [layer for layer in network.layers if hasattr(layer, "kernel")]
    assert with_kernel
    assert all(isinstance(layer, zoo_layers.SpectralNormalization) for layer in with_kernel)


@pytest.mark.parametrize("body", list_bodies())
def test_a_users_layers_come_first_and_before_the_logits(body):
    network = build_discriminator(
        body,
        SHAPE,
        2,
        before=(zoo_layers.InstanceNoise(0.1), zoo_layers.Packing(2)),
        before_logits=(zoo_layers.MinibatchStdDev(), zoo_layers.MinibatchDiscrimination(7)),
    )
    assert network(PICTURES).shape == (2, 1)
    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds[1:3] == ["InstanceNoise", "Packing"]
    assert kinds.index("MinibatchDiscrimination") > kinds.index("MinibatchStdDev") > 3
    alike = np.repeat(PICTURES[:1], 4, axis=0)
    assert np.abs(network(PICTURES)[0] - network(alike)[0]).max() > 1e-6


@pytest.mark.parametrize("body", list_bodies())
def test_saved_and_loaded(body, tmp_path):
    for network, inputs in (
        (build_generator(body, SHAPE, 5, 2, "virtual_batch"), LATENTS),
        (build_discriminator(body, SHAPE, 2, "spectral", (zoo_layers.Packing(2),)), PICTURES),
    ):
        network.save(tmp_path / "network.keras")
        loaded = keras.models.load_model(tmp_path / "network.keras")
        np.testing.assert_allclose(loaded(inputs), network(inputs), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("body", list_bodies())
def test_no_two_kernels_start_alike(body):
    for network in (build_generator(body, SHAPE, 5, 2), build_discriminator(body, SHAPE, 2)):
        starts = [w.numpy().ravel()[:6] for w in network.trainable_weights if len(w.shape) > 1]
        starts = [start for start in starts if np.any(start)]  # some begin at 0, each of them
        assert len({tuple(start) for start in starts}) == len(starts)


@pytest.mark.parametrize("build", [build_generator, build_discriminator])
def test_mistakes_name_the_nearest(build):
    with pytest.raises(ValueError, match=r"`body` must be one of .*Did you mean 'infogan'"):
        build("inforgan", SHAPE)
    with pytest.raises(ValueError, match=r"'mlp' has no setting 'dept'; .*Did you mean 'depth'"):
        build("mlp", (2,), dept=3)
    with pytest.raises(ValueError, match=r"`normalization` must be .*Did you mean 'spectral'"):
        build("dcgan", SHAPE, normalization="spektral")
    for body in list_bodies():
        with pytest.raises(ValueError, match="`width` must be a whole number of at least 1, got 0"):
            build(body, SHAPE, width=0)


def test_what_is_no_layer():
    with pytest.raises(TypeError, match=r"`before` must hold Keras layers, .* got 'packing'"):
        build_discriminator("dcgan", SHAPE, before=("packing",))


# InfoGAN: 1606.03657, table 1, as 1711.10337 uses it


def test_infogan_has_the_papers_layers():
    assert kernels(infogan_generator((28, 28, 1), latent_dim=64)) == [
        (64, 1024),
        (1024, 7 * 7 * 128),
        (4, 4, 64, 128),
        (4, 4, 1, 64),
    ]
    assert kernels(infogan_discriminator((32, 32, 3))) == [
        (4, 4, 3, 64),
        (4, 4, 64, 128),
        (8 * 8 * 128, 1024),
        (1024, 1),
    ]


def test_infogan_refuses_sides_it_cannot_halve_twice():
    with pytest.raises(ValueError, match=r"divide by 4 .* got \(30, 28, 1\).*\(32, 28, 1\)"):
        infogan_generator((30, 28, 1))


# SNGAN: 1802.05957, tables 4 and 5


def convolutions(network):
    return [(shape[0], *shape[2:]) for shape in kernels(network) if len(shape) == 4]


def channels_of_sums(network):
    return [
        tuple(layer.output.shape[1:])
        for layer in network.layers
        if isinstance(layer, keras.layers.Add)
    ]


def test_resnet_for_32_pixels_is_table_4():
    generator, discriminator = resnet_generator((32, 32, 3)), resnet_discriminator((32, 32, 3))
    assert channels_of_sums(generator) == [(8, 8, 256), (16, 16, 256), (32, 32, 256)]
    assert channels_of_sums(discriminator) == [(16, 16, 128), *3 * [(8, 8, 128)]]
    assert kernels(generator)[0] == (128, 4 * 4 * 256)
    # The last two blocks keep shape and channels: their shortcut is the identity.
    assert sum(kernel[0] == 1 for kernel in convolutions(discriminator)) == 2


def test_resnet_for_48_pixels_is_table_5():
    generator, discriminator = resnet_generator((48, 48, 3)), resnet_discriminator((48, 48, 3))
    assert channels_of_sums(generator) == [(12, 12, 256), (24, 24, 128), (48, 48, 64)]
    assert kernels(generator)[0] == (128, 6 * 6 * 512)
    assert channels_of_sums(discriminator) == [
        (24, 24, 64),
        (12, 12, 128),
        (6, 6, 256),
        (3, 3, 512),
        (3, 3, 1024),
    ]


def test_the_first_block_of_the_resnet_sees_the_picture_before_any_activation():
    network = resnet_discriminator((32, 32, 3), width=2)
    assert isinstance(network.layers[1], zoo_layers.SpectralNormalization)
    pooled = [layer for layer in network.layers if isinstance(layer, keras.layers.AveragePooling2D)]
    assert sum(tuple(layer.input.shape[1:]) == (32, 32, 3) for layer in pooled) == 1


def test_the_resnet_sums_over_places():
    network = resnet_discriminator((32, 32, 3), width=2)
    summed = network.get_layer("logits").input
    features = keras.Model(network.input, [summed, network.layers[-4].output])
    total, maps = features(np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype("float32"))
    np.testing.assert_allclose(total, np.sum(maps, axis=(1, 2)), rtol=1e-4, atol=1e-6)


# PacGAN's networks for mixtures of Gaussians: 1712.04086


def test_mlp_has_the_papers_layers():
    assert kernels(mlp_generator((2,))) == [(2, 400), *3 * [(400, 400)], (400, 2)]
    packed = mlp_discriminator((2,), before=(zoo_layers.Packing(2),))
    assert kernels(packed) == [(4, 1000), (200, 1000), (200, 1000), (200, 1)]
    assert sum(isinstance(layer, zoo_layers.Maxout) for layer in packed.layers) == 3


def test_points_are_not_bounded():
    points = mlp_generator((2,), latent_dim=5, width=20, normalization="none")(1e4 * LATENTS)
    assert np.abs(points).max() > 2


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh", "maxout"])
def test_mlp_activations(activation):
    network = mlp_discriminator((2,), 3, 2, activation=activation, pieces=2)
    assert kernels(network)[-1] == (3, 1)
    assert network(np.ones((4, 2), "float32")).shape == (4, 1)


def test_mlp_mistakes():
    with pytest.raises(ValueError, match=r"`activation` must be .*Did you mean 'maxout'"):
        mlp_discriminator((2,), activation="max_out")
    for shape in ((2, 3), (0,), 2, None):
        with pytest.raises(ValueError, match=r"`shape` must be \(dimensions,\) for points"):
            mlp_generator(shape)
