"""A recipe made by looking at a family and at pictures of one's own."""

import re

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo import cli
from keras_gan_zoo.recipes.of_data import recipe_of_data
from keras_gan_zoo.recipes.recipe import load_recipe
from keras_gan_zoo.storage.yaml_values import read_settings


def write(folder, count=4):
    folder.mkdir(parents=True)
    random = np.random.default_rng(0)
    for number in range(count):
        picture = random.integers(0, 256, (20 + number, 30, 3), "uint8")
        Image.fromarray(picture).save(folder / f"{number}.png")


@pytest.fixture
def photos(tmp_path, monkeypatch, cache_dir):
    """A folder of two classes, of pictures of several sizes."""
    monkeypatch.chdir(tmp_path)
    for name in ("cats", "dogs"):
        write(tmp_path / "photos" / name)
    return "photos"


def test_the_recipe_has_the_size_of_the_pictures_and_is_complete(photos, capsys):
    arguments = ["recipe", "dcgan", "--data", photos, "--image_size", "16"]
    assert cli.main([*arguments, "--output", "mine.yaml"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "gan-zoo train --recipe mine.yaml"
    recipe = load_recipe("mine.yaml")
    assert (recipe.name, recipe.model["image_shape"]) == ("mine", [16, 16, 3])
    assert recipe.data == {"name": "photos", "image_size": 16} == recipe.test_data
    assert recipe.evaluation == {"protocol": "generation", "samples": 8}
    assert recipe.training.picture_every == 100 and recipe.export == ("saved_model", "tflite")
    # What else is there is the family's own affair.
    assert set(read_settings("mine.yaml")["model"]) == {"name", "image_shape", "width"}
    assert recipe.model["width"] == 32
    assert cli.main([*arguments, "--output", "mine.yaml"]) == 2
    assert "'mine.yaml' exists and is not written over" in capsys.readouterr().err


def test_a_recipe_that_was_written_trains(photos, capsys):
    assert cli.main(["recipe", "gan", "--data", photos, "--image_size", "16,32"]) == 0
    assert load_recipe("gan_photos.yaml").model["image_shape"] == [16, 32, 3]
    small = ["model.width=2", "model.latent_dim=4", "training.steps=2"]
    small += ["test_data=null", "evaluation=null", "export=null"]
    changes = [word for change in small for word in ("--set", change)]
    assert cli.main(["train", "--recipe", "gan_photos.yaml", *changes]) == 0


def test_classes_are_those_of_the_folders(photos):
    settings = recipe_of_data("cgan", photos, 16)
    assert settings["model"] == {
        "name": "cgan",
        "image_shape": [16, 16, 3],
        "width": 32,
        "classes": 2,
    }
    assert settings["data"]["labels"] is True
    assert not {"test_data", "evaluation"} & set(settings)


@pytest.mark.parametrize(
    ("family", "batch_size"),
    [("dcgan", 8), ("wgan", 1), ("glo", 8)],  # a step of wgan takes five batches
)
def test_few_pictures_make_a_smaller_batch(photos, family, batch_size):
    settings = recipe_of_data(family, photos, 16)
    assert settings["training"]["batch_size"] == batch_size
    assert settings["model"].get("pictures") == (8 if family == "glo" else None)


def test_families_of_pairs_take_folders_of_persons(photos):
    settings = recipe_of_data("siamese_gan", photos, 16)
    assert settings["data"]["labels"] is True
    assert settings["training"]["batch_size"] == 8  # two of whom make a pair


def test_a_test_split_is_what_is_scored_on(tmp_path, cache_dir):
    write(tmp_path / "set" / "train")
    write(tmp_path / "set" / "test")
    assert recipe_of_data("gan", tmp_path / "set", 16)["test_data"]["split"] == "test"


def test_two_sets_are_for_those_who_translate(tmp_path, cache_dir):
    for name in ("trainA", "trainB"):
        write(tmp_path / "pair" / name)
    settings = recipe_of_data("cyclegan", tmp_path / "pair", 32)
    assert settings["model"]["image_shape"] == [32, 32, 3] and "evaluation" not in settings
    with pytest.raises(ValueError, match=r"pair' is not what 'gan' is trained on, images: `keras"):
        recipe_of_data("gan", tmp_path / "pair", 16)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gan"], "`--data` is missing: name a folder .* `gan-zoo recipe gan --data photos`"),
        (["seqgan", "--data", "photos"], "'seqgan' is trained on token sequences, and a recipe"),
        (["cyclegan", "--data", "photos"], "--data=photos is not what 'cyclegan' is trained on"),
        (["gan", "--data", "photos", "--image_size", "wide"], "`--image_size` is 'wide': give"),
        (["gan", "--data", "photos", "--image_size", "97"], "97"),
        (["gan", "--data", "photo"], "'photo'"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(photos, tmp_path, capsys, words, told):
    assert cli.main(["recipe", *words]) == 2
    message = capsys.readouterr().err
    assert len(message.splitlines()) == 1
    assert re.search(told, message), message
    assert list(tmp_path.glob("*.yaml")) == []
