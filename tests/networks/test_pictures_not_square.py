"""Pictures whose height and width differ, in both directions, by every body that can draw them."""

import numpy as np
import pytest
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo import data, export
from keras_gan_zoo.networks.bodies import build_discriminator, build_generator, list_bodies

BODIES = [name for name in list_bodies() if name not in ("infogan",)]  # 28 or 32 pixels alone
LATENTS = np.random.default_rng(0).normal(size=(2, 8)).astype("float32")


@pytest.mark.parametrize("shape", [(24, 40, 3), (40, 24, 3), (40, 64, 1)])
@pytest.mark.parametrize("body", BODIES)
def test_both_networks_of_a_body(body, shape):
    images = build_generator(body, shape, 8, 4)(LATENTS, training=True)
    assert images.shape == (2, *shape)
    logits = build_discriminator(body, shape, 4, "none")(images)
    assert logits.shape == (2, 1)


@pytest.mark.parametrize("augment", ["color,translation,cutout", "adaptive"])
def test_a_folder_of_them_is_trained_on_drawn_and_exported(augment, tmp_path):
    random = np.random.default_rng(1)
    for index in range(4):
        pixels = random.integers(0, 255, (40, 24, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{index}.png")
    pictures = data.load(tmp_path, image_size=(40, 24), batch_size=2)
    gan = keras_gan_zoo.get(
        "dcgan", image_shape=(40, 24, 3), width=2, latent_dim=8, augment=augment, seed=0
    )
    before = [weight.numpy() for weight in gan.generator.trainable_weights]
    gan.fit(pictures, epochs=1, verbose=0)
    assert any(
        np.abs(weight.numpy() - start).max() > 0
        for weight, start in zip(gan.generator.trainable_weights, before, strict=True)
    )
    assert gan.generate(3, seed=0).shape == (3, 40, 24, 3)
    export.tflite(gan, tmp_path / "gan.tflite")  # compares the file with Keras


def test_a_shape_that_does_not_fit_is_told_before_training():
    with pytest.raises(ValueError, match=r"a multiple of 16, got \(64, 90, 3\).*\(64, 96, 3\)"):
        keras_gan_zoo.get("dcgan", image_shape=(64, 90, 3))
