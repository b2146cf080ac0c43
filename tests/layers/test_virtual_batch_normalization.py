"""Virtual batch normalization against NumPy, and the properties it exists for."""

import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.layers import DropReference, ReferenceBatch, VirtualBatchNormalization
from keras_gan_zoo.networks import dcgan_generator

GENERATOR = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(3, 4, 2), (5,)])
def test_statistics_are_those_of_the_reference_batch_and_the_example(shape):
    x = GENERATOR.normal(2.0, 3.0, (4 + 6, *shape)).astype("float32")
    y = VirtualBatchNormalization(4, epsilon=1e-3)(x).numpy()
    reference, axes = x[:4], tuple(range(len(shape)))

    def normalised(example, batch):
        mean, variance = batch.mean(axes), batch.var(axes)
        return (example - mean) / np.sqrt(variance + 1e-3)

    np.testing.assert_allclose(y[:4], normalised(reference, reference), rtol=1e-4, atol=1e-5)
    for example, result in zip(x[4:], y[4:], strict=True):
        joint = np.concatenate([reference, example[None]])
        np.testing.assert_allclose(result, normalised(example, joint), rtol=1e-4, atol=1e-5)


def test_the_reference_is_put_in_front_and_dropped_again():
    layer = ReferenceBatch(3, seed=0)
    latents = GENERATOR.normal(size=(5, 7)).astype("float32")
    joined = layer(latents)
    assert tuple(joined.shape) == (8, 7) == tuple(layer.compute_output_shape((5, 7)))
    np.testing.assert_array_equal(joined[:3], layer.reference)
    np.testing.assert_array_equal(DropReference(3)(joined), latents)
    again = ReferenceBatch(3, seed=0)
    again(latents)
    np.testing.assert_array_equal(again.reference, layer.reference)
    assert not layer.trainable_weights
    assert abs(ReferenceBatch(400, seed=1)(latents)[:400].numpy().std() - 1) < 0.05


@pytest.fixture(scope="module")
def generator():
    return dcgan_generator((16, 16, 1), latent_dim=4, width=2, normalization="virtual_batch")


LATENTS = GENERATOR.normal(size=(6, 4)).astype("float32")


def test_a_picture_does_not_depend_on_its_batch_nor_on_training(generator):
    assert generator.output_shape == (None, 16, 16, 1)
    together = generator(LATENTS, training=True).numpy()
    alone = np.concatenate([generator(latent[None]) for latent in LATENTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert np.abs(together[0] - together[1]).max() > 1e-3


def test_saved_with_its_reference(generator, tmp_path):
    generator.save(tmp_path / "generator.keras")
    loaded = keras.models.load_model(tmp_path / "generator.keras")
    np.testing.assert_array_equal(loaded(LATENTS), generator(LATENTS))


def test_sizes_are_checked():
    for layer in (ReferenceBatch, DropReference, VirtualBatchNormalization):
        with pytest.raises(ValueError, match="`size` must be a whole number of at least 2"):
            layer(1)


def test_exported_to_tflite(tmp_path):
    gan = keras_gan_zoo.get(
        "dcgan",
        image_shape=(16, 16, 1),
        latent_dim=4,
        width=2,
        generator_normalization="virtual_batch",
    )
    file = keras_gan_zoo.export.tflite(gan, tmp_path / "generator.tflite")
    assert file.max_error < 1e-5
