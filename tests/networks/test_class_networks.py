"""Networks that know a picture's class, against the same arithmetic in NumPy."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.families.conditional.projection_gan.networks import (
    class_normalized_generator,
    projection_discriminator,
)
from keras_gan_zoo.layers import ConditionalBatchNormalization
from keras_gan_zoo.networks.heads import add_heads, features_of
from keras_gan_zoo.networks.label_networks import label_discriminator, label_generator
from keras_gan_zoo.networks.mlp import mlp_discriminator

SHAPE = (4, 4, 1)
IMAGES = np.random.default_rng(0).uniform(-1, 1, (3, *SHAPE)).astype("float32")


def test_conditional_batch_normalization_in_numpy():
    layer = ConditionalBatchNormalization(3, epsilon=1e-5)
    x = np.random.default_rng(1).normal(2, 3, (5, 2, 2, 4)).astype("float32")
    labels = np.array([0, 2, 2, 1, 0])
    layer.build([(None, 2, 2, 4), (None,)])
    gamma, beta = np.random.default_rng(2).normal(size=(2, 3, 4)).astype("float32")
    layer.gamma.assign(gamma)
    layer.beta.assign(beta)
    normal = (x - x.mean(axis=(0, 1, 2))) / np.sqrt(x.var(axis=(0, 1, 2)) + 1e-5)
    expected = gamma[labels][:, None, None] * normal + beta[labels][:, None, None]
    np.testing.assert_allclose(layer([x, labels], training=True), expected, atol=1e-4)
    # Moving statistics, from 0 and 1, have gone a tenth of the way.
    still = (x - 0.1 * x.mean(axis=(0, 1, 2))) / np.sqrt(0.9 + 0.1 * x.var(axis=(0, 1, 2)) + 1e-5)
    expected = gamma[labels][:, None, None] * still + beta[labels][:, None, None]
    np.testing.assert_allclose(layer([x, labels]), expected, atol=1e-3)


def test_projection_is_an_inner_product_with_the_class():
    network = projection_discriminator("mlp", SHAPE, 5, width=6, normalization="none")
    features = keras.Model(network.inputs, network.get_layer("logits").input)
    table = network.get_layer("class_vector").embeddings.numpy()
    labels = np.array([4, 0, 2])
    phi = features([IMAGES, labels]).numpy()
    psi = phi @ network.get_layer("logits").kernel.numpy()
    expected = psi[:, 0] + (table[labels] * phi).sum(axis=1)
    np.testing.assert_allclose(network([IMAGES, labels])[:, 0], expected, atol=1e-5)


def test_the_class_vectors_of_a_projection_are_normalised_too():
    network = projection_discriminator("dcgan", (16, 16, 1), 5, width=2)
    layer = network.get_layer("class_vector")
    assert type(layer).__name__ == "SpectralNormalization"


def test_a_class_may_multiply_the_latents():
    generator = label_generator("mlp", SHAPE, 4, latent_dim=3, width=8, conditioning="multiply")
    table = generator.get_layer("class_vector").embeddings.numpy()
    assert table.shape == (4, 3)
    z, labels = np.random.default_rng(3).normal(size=(5, 3)), np.array([0, 3, 1, 1, 2])
    expected = generator.get_layer("images")(z * table[labels])
    np.testing.assert_allclose(generator([z, labels]), expected, atol=1e-6)
    # Of the class there is nothing that is not of the latents too.
    alone = generator([np.zeros((4, 3)), np.arange(4)]).numpy()
    np.testing.assert_array_equal(alone, alone[:1].repeat(4, axis=0))
    with pytest.raises(ValueError, match=r"`conditioning` must be .*Did you mean 'multiply'"):
        label_generator("mlp", SHAPE, 4, conditioning="multipli")


@pytest.mark.parametrize("body", ["dcgan", "resnet"])
def test_a_class_normalized_generator_knows_the_class_by_nothing_else(body):
    network = class_normalized_generator(body, (16, 16, 1), 4, latent_dim=3, width=1)
    z = np.ones((4, 3), "float32")
    same = network([z, np.arange(4)]).numpy()
    np.testing.assert_allclose(same, same[:1].repeat(4, axis=0), atol=1e-6)
    normalizations = [
        layer for layer in network.layers if isinstance(layer, ConditionalBatchNormalization)
    ]
    normalizations[0].beta.assign(keras.random.normal(normalizations[0].beta.shape, seed=0))
    told = network([z, np.arange(4)]).numpy()
    assert all(np.abs(told[0] - other).max() > 1e-6 for other in told[1:])
    assert not any(layer.name == "batch_normalization" for layer in network.layers)


def test_label_networks_hear_the_class_and_the_codes():
    generator = label_generator("mlp", SHAPE, 4, latent_dim=3, embedding_dim=2, codes=1, width=8)
    assert [tensor.name for tensor in generator.inputs] == ["latents", "labels", "codes"]
    z, c = np.ones((4, 3), "float32"), np.zeros((4, 1), "float32")
    drawn = generator([z, np.array([0, 0, 1, 1]), c]).numpy()
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert np.abs(drawn[0] - drawn[2]).max() > 1e-4
    assert np.abs(generator([z, np.zeros(4, "int32"), c + 1]) - drawn[0]).max() > 1e-4
    judge = label_discriminator("mlp", SHAPE, 4, width=8)
    same = IMAGES[:1].repeat(4, axis=0)
    assert len(np.unique(np.round(judge([same, np.arange(4)]), 6))) == 4


def test_heads_share_the_features():
    judge = mlp_discriminator(SHAPE, width=6, name="judge")
    network = add_heads(judge, {"class_logits": 3, "codes": 2})
    read = network(IMAGES)
    phi = keras.Model(judge.input, features_of(judge))(IMAGES).numpy()
    head = network.get_layer("class_logits")
    expected = phi @ head.kernel.numpy() + head.bias.numpy()
    np.testing.assert_allclose(read["class_logits"], expected, atol=1e-5)
    np.testing.assert_array_equal(read["logits"], judge(IMAGES))
    assert read["codes"].shape == (3, 2)


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="`body` must be one of 'dcgan', 'resnet', got 'mlp'"):
        class_normalized_generator("mlp", SHAPE, 4)
    with pytest.raises(ValueError, match="`classes` must be a whole number of at least 2"):
        label_generator("mlp", SHAPE, 1)
