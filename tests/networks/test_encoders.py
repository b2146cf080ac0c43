"""Encoders and their decoders: shapes, settings, and networks that are parts of others."""

import keras
import numpy as np
import pytest

from keras_gan_zoo.layers import DiscretizedLogisticLikelihood
from keras_gan_zoo.networks import (
    autoencoder,
    build_encoder,
    build_picture_decoder,
    infogan_discriminator,
    infogan_generator,
)
from keras_gan_zoo.networks.subnetworks import first_output, without_last_layer


@pytest.mark.parametrize("body", ["dcgan", "infogan", "mlp"])
@pytest.mark.parametrize("normalization", [None, "batch", "layer", "none"])
def test_codes_and_pictures_have_their_shapes(body, normalization):
    sizes = (body, (16, 16, 3), 5, 4, normalization)
    encoder = build_encoder(*sizes, outputs=("mean", "log_deviation"))
    assert [output.shape for output in encoder.outputs] == [(None, 5), (None, 5)]
    assert encoder.output_names == ["mean", "log_deviation"]
    decoder = build_picture_decoder(*sizes)
    assert decoder.output_shape == encoder.input_shape == (None, 16, 16, 3)
    normalized = [x for x in decoder.layers if isinstance(x, keras.layers.BatchNormalization)]
    own = {"dcgan": "batch", "infogan": "batch"}
    assert bool(normalized) == ((normalization or own.get(body)) == "batch")


def test_the_multilayer_perceptron_is_that_of_the_paper():
    encoder = build_encoder("mlp", (28, 28, 1), 50, outputs=("mean", "log_deviation"))
    decoder = build_picture_decoder("mlp", (28, 28, 1), 50)
    # 1509.00519, section 5: 200 deterministic units twice, 50 stochastic ones, and back.
    hidden = 784 * 200 + 200 + 200 * 200 + 200
    assert encoder.count_params() == hidden + 2 * (200 * 50 + 50)
    assert decoder.count_params() == 50 * 200 + 200 + 200 * 200 + 200 + 200 * 784 + 784
    activations = [
        x.activation.__name__ for x in encoder.layers if isinstance(x, keras.layers.Activation)
    ]
    assert activations == ["tanh", "tanh"]


def test_the_networks_of_the_comparison_are_those_of_its_gans():
    encoder = build_encoder("infogan", (28, 28, 1), 64, outputs=("mean", "log_deviation"))
    decoder = build_picture_decoder("infogan", (28, 28, 1), 64)
    discriminator = infogan_discriminator((28, 28, 1))
    logit, heads = 1024 + 1, 2 * (1024 * 64 + 64)
    assert encoder.count_params() - heads == discriminator.count_params() - logit
    generator = infogan_generator((28, 28, 1))
    assert decoder.count_params() == generator.count_params()
    decoder.set_weights(generator.get_weights())
    latents = np.random.default_rng(0).normal(size=(2, 64)).astype("float32")
    np.testing.assert_array_equal(decoder(latents), generator(latents))


def test_points_have_networks_too():
    encoder = build_encoder("mlp", (3,), 2, 4)
    decoder = build_picture_decoder("mlp", (3,), 2, 4)
    assert decoder.output_shape == encoder.input_shape == (None, 3)
    far = decoder(np.float32([[1e4, -1e4]]))
    decoder.layers[-2].kernel.assign(10 * decoder.layers[-2].kernel)
    assert np.abs(decoder(np.float32([[1e4, -1e4]]))).max() > max(1.0, np.abs(far).max())


def test_a_last_layer_with_two_numbers_a_value_is_given_as_many_channels():
    decoder = build_picture_decoder(
        "dcgan", (16, 16, 3), 5, 4, last=DiscretizedLogisticLikelihood(name="images")
    )
    assert decoder.output_shape == (None, 16, 16, 3)
    assert without_last_layer(decoder).output_shape == (None, 16, 16, 6)
    assert decoder.output_names == ["images"]


def test_a_part_of_a_network_is_made_once_and_shares_its_weights():
    network = autoencoder((16, 16, 1), width=2, code_dim=3)
    part = first_output(network)
    assert first_output(network) is part and first_output(part) is part
    pictures = np.random.default_rng(0).uniform(-1, 1, (2, 16, 16, 1)).astype("float32")
    for factor in (1.0, 2.0):
        for weight in network.trainable_weights:
            weight.assign(factor * weight)
        np.testing.assert_array_equal(part(pictures), network(pictures)[0])
    without = without_last_layer(part)
    np.testing.assert_allclose(np.tanh(without(pictures)), part(pictures), atol=1e-6)


@pytest.mark.parametrize("build", [build_encoder, build_picture_decoder])
def test_what_is_refused(build):
    with pytest.raises(
        ValueError, match=r"`body` must be one of 'dcgan', 'infogan', 'mlp', got 'resnet'"
    ):
        build("resnet", (32, 32, 3), 5)
    with pytest.raises(ValueError, match=r"`image_shape` must have a shorter side"):
        build("dcgan", (30, 30, 1), 5)
    with pytest.raises(ValueError, match=r"`shape` must be \(dimensions,\)"):
        build("mlp", (30, 30), 5)
    with pytest.raises(ValueError, match=r"`latent_dim` must be a whole number of at least 1"):
        build("mlp", (16, 16, 1), 0)
    with pytest.raises(ValueError, match=r"`width` must be a whole number of at least 1, got 0"):
        build("dcgan", (16, 16, 1), 5, width=0)
    with pytest.raises(ValueError, match=r"`normalization` must be one of 'batch', 'layer'"):
        build("mlp", (16, 16, 1), 5, normalization="spectral")
