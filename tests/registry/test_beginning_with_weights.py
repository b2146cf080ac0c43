"""Training begins with stored weights, with or without layers that stand still."""

import keras
import numpy as np
import pytest
from small_families import small, values

import keras_gan_zoo
from keras_gan_zoo.networks import dcgan_discriminator
from keras_gan_zoo.networks.freezing import freeze_first
from keras_gan_zoo.recipes.recipe import resolve
from keras_gan_zoo.storage.yaml_values import RecipeError
from keras_gan_zoo.training.building import build_model

X = np.random.default_rng(0).uniform(-1, 1, (4, 28, 28, 1)).astype("float32")
GARMENTS = {"model": {"name": "dcgan", "weights": "fashion_mnist"}, "data": {"name": "mnist"}}


def kernels(gan):
    return [v for v in gan.discriminator.weights if len(v.shape) > 1]


def test_the_first_layers_stand_still_and_the_others_learn():
    gan = keras_gan_zoo.get("dcgan", weights="fashion_mnist", freeze_discriminator=2, seed=0)
    stored = keras_gan_zoo.get("dcgan", weights="fashion_mnist", seed=1)
    for kernel, other in zip(kernels(gan), kernels(stored), strict=True):
        np.testing.assert_array_equal(kernel, other)
    before = values(gan.discriminator.weights)
    gan.train_on_batch(X)
    paths = [weight.path for weight in gan.discriminator.weights]
    moved = {
        path.split("/")[0]
        for path, old, new in zip(paths, before, values(gan.discriminator.weights), strict=True)
        if np.any(old != new)
    }
    layers = [layer.name for layer in gan.discriminator.layers if layer.trainable_weights]
    still = [
        layer.name for layer in gan.discriminator.layers if layer.weights and not layer.trainable
    ]
    assert sum(name.startswith("conv") for name in still) == 2
    assert moved >= set(layers) and not moved & set(still)


def test_frozen_layers_stay_so_through_a_file(tmp_path):
    gan = small("dcgan", freeze_discriminator=1, seed=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    trainable = [[layer.trainable for layer in each.discriminator.layers] for each in (gan, loaded)]
    assert trainable[0] == trainable[1] and not all(trainable[0]) and any(trainable[0])
    names = [v.path for v in gan.player_variables("discriminator")]
    assert names == [v.path for v in loaded.player_variables("discriminator")]


def test_what_cannot_be_frozen_is_said():
    with pytest.raises(ValueError, match=r"one of the 3 layers with a kernel .* got 3: give 2 or"):
        small("dcgan", freeze_discriminator=3)
    with pytest.raises(ValueError, match="`freeze_discriminator` must be a whole number of at"):
        small("dcgan", freeze_discriminator=-1)
    with pytest.raises(ValueError, match=r"for families with a discriminator, and VAE has 'dec"):
        small("vae", freeze_discriminator=1)
    network = dcgan_discriminator((16, 16, 1), 4)
    freeze_first(network, 0)
    assert all(layer.trainable for layer in network.layers)


def test_a_residual_block_counts_as_one():
    gan = small("sngan", body="resnet", image_shape=(32, 32, 1), freeze_discriminator=1, seed=0)
    still = [layer.name for layer in gan.discriminator.layers if not layer.trainable]
    assert still and len(gan.player_variables("discriminator")) < len(
        small("sngan", body="resnet", image_shape=(32, 32, 1)).player_variables("discriminator")
    )


def test_a_recipe_begins_with_weights_and_their_arguments():
    recipe = resolve(GARMENTS)
    stored = keras_gan_zoo.registry.find_weights("dcgan", "fashion_mnist")
    assert recipe.model["weights"] == "fashion_mnist"
    assert recipe.model["width"] == stored.model_arguments()["width"]
    gan = build_model(resolve({**GARMENTS, "training": {"seed": 3}}))
    other = keras_gan_zoo.get("dcgan", weights="fashion_mnist")
    np.testing.assert_array_equal(gan.generate(2, seed=0), other.generate(2, seed=0))
    assert int(gan.optimizer.iterations) == 0


def test_a_recipe_without_them_is_what_it_was():
    recipe = resolve({"model": {"name": "dcgan"}, "data": {"name": "mnist"}})
    assert not {"weights", "freeze_discriminator"} & set(recipe.model)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (
            {"weights": "fases"},
            r"`model.weights`: `weights` 'fases' is no trained 'dcgan': .*'faces'",
        ),
        ({"weights": 3}, "`model.weights` must be text, such as 'faces', got 3"),
        ({"freeze_discriminator": "x"}, "`model.freeze_discriminator` must be a whole number"),
    ],
)
def test_a_recipes_mistakes(model, sentence):
    with pytest.raises(RecipeError, match=sentence):
        resolve({**GARMENTS, "model": {"name": "dcgan", **model}})


def test_weights_of_another_size_are_refused_in_a_sentence():
    sentence = (
        r"`weights` 'faces' of 'dcgan' were trained with image_shape=\(64, 64, 3\), and do not fit "
        r"image_shape=\(32, 32, 3\): leave it out, or give no `weights`\."
    )
    with pytest.raises(ValueError, match=sentence):
        keras_gan_zoo.get("dcgan", weights="faces", image_shape=(32, 32, 3), ema_decay=0.5)
