"""R3GAN's networks are those of 2501.05441, config E."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.layers import GroupedConvolution2D
from keras_gan_zoo.networks.r3gan import r3gan_discriminator, r3gan_generator

RANDOM = np.random.default_rng(0)
SMALL = {"body": "r3gan", "image_shape": (16, 16, 3), "width": 4, "latent_dim": 8, "seed": 5}


def sums(network):
    """Returns (side, channels) behind each residual block."""
    found = [each.output for each in network.layers if isinstance(each, keras.layers.Add)]
    return [(x.shape[1], x.shape[-1]) for x in found]


@pytest.mark.parametrize(
    ("side", "width", "channels"),
    [
        (32, 384, {4: 768, 8: 768, 16: 768, 32: 768}),
        (64, 384, {4: 768, 8: 768, 16: 768, 32: 768, 64: 384}),
        (256, 96, {4: 768, 8: 768, 16: 768, 32: 768, 64: 384, 128: 192, 256: 96}),
        (28, 3, {7: 6, 14: 6, 28: 6}),
    ],
)
def test_widths_are_the_papers(side, width, channels):
    if width > 4:  # networks as wide as that take long to draw
        width, channels = width // 96, {at: count // 96 for at, count in channels.items()}
    expected = [(at, count) for at, count in channels.items() for _ in range(2)]
    assert sums(r3gan_generator((side, side, 3), 4, width)) == expected
    assert sums(r3gan_discriminator((side, side, 3), width)) == expected[::-1]


def test_groups_have_sixteen_channels_or_fewer_where_these_do_not_divide():
    def groups(width):
        network = r3gan_generator((16, 16, 1), 4, width, blocks=1)
        kinds = [each for each in network.layers if isinstance(each, GroupedConvolution2D)]
        return {(each.filters, each.groups) for each in kinds}

    assert groups(8) == {(32, 2)}
    assert groups(3) == {(12, 1)}
    assert groups(11) == {(44, 4)}


def test_branches_begin_at_zero_and_kernels_smaller_the_more_there_are():
    network = r3gan_discriminator((32, 32, 3), 32, blocks=2)
    kinds = {"one": [], "grouped": []}
    narrow = []
    for layer in network.layers:
        if isinstance(layer, GroupedConvolution2D):
            kinds["grouped"].append(np.asarray(layer.kernel))
        elif isinstance(layer, keras.layers.Conv2D) and layer.use_bias:
            kinds["one"].append(np.asarray(layer.kernel))
        elif isinstance(layer, keras.layers.Conv2D) and layer.kernel.shape[2] == 128:
            narrow.append(np.asarray(layer.kernel))
    gain = np.sqrt(2 / 1.04) * 8 ** (-1 / 4)
    for kernels, fan_in in ((kinds["one"], 64), (kinds["grouped"], 9 * 16)):
        assert len(kernels) == 8
        assert np.std(kernels) == pytest.approx(gain / np.sqrt(fan_in), rel=0.03)
    assert len(narrow) == 8 and not np.any(narrow)


def test_a_new_discriminator_is_linear_in_the_picture_and_no_kernel_is_left_behind():
    network = r3gan_discriminator((16, 16, 3), 4)
    x, y = RANDOM.normal(size=(2, 3, 16, 16, 3)).astype("float32")
    np.testing.assert_allclose(network(x + y), network(x) + network(y), rtol=1e-3, atol=1e-4)
    # Once the branches say something, it is not any more, and each kernel has a gradient.
    for weight in network.trainable_weights:
        weight.assign_add(0.1 * RANDOM.normal(size=weight.shape))
    assert np.abs(network(x + y) - network(x) - network(y)).max() > 1e-2
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(network(x))
    for weight, gradient in zip(
        network.trainable_weights,
        tape.gradient(loss, [w.value for w in network.trainable_weights]),
        strict=True,
    ):
        assert np.any(gradient), weight.path


def test_the_family_trains_and_exports_on_it(tmp_path):
    gan = keras_gan_zoo.get("r3gan", **SMALL)
    x = RANDOM.uniform(-1, 1, (4, 16, 16, 3)).astype("float32")
    before = [w.numpy() for w in gan.trainable_variables]
    for _ in range(2):  # the first step moves only what begins at 0 of each branch
        logs = gan.train_step(ops.convert_to_tensor(x))
    assert all(np.isfinite(float(value)) for value in logs.values())
    for old, weight in zip(before, gan.trainable_variables, strict=True):
        if len(weight.shape) > 1:
            assert np.any(old != weight.numpy()), weight.path
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    z = RANDOM.normal(size=(3, 8)).astype("float32")
    expected = gan.generate(latents=z)
    np.testing.assert_array_equal(loaded.generate(latents=z), expected)
    export.tflite(gan, tmp_path / "gan.tflite")
    drawn = export.TFLiteGenerator(tmp_path / "gan.tflite")(latents=z)
    np.testing.assert_allclose(drawn, expected, atol=1e-4)


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"`image_shape` must have a shorter .* got \(50, 50, 3\)"):
        keras_gan_zoo.get("r3gan", **{**SMALL, "image_shape": (50, 50, 3)})
    with pytest.raises(ValueError, match="`blocks` must be a whole number of at least 1, got 0"):
        r3gan_generator((16, 16, 3), blocks=0)
    with pytest.raises(ValueError, match="BatchNormalization"):
        keras_gan_zoo.get("r3gan", discriminator_normalization="batch", **SMALL)
