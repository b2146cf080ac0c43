"""The zoo's recipes by name."""

import re

import pytest

from keras_gan_zoo import cli
from keras_gan_zoo.recipes import (
    RecipeError,
    find_recipe,
    list_recipes,
    load_recipe,
    stored_recipes,
)


def test_a_recipe_by_name_is_the_recipe_by_path():
    path = stored_recipes._ROOT.parent / "recipes" / "dcgan_fashion_mnist.yaml"
    assert find_recipe("dcgan_fashion_mnist") == path
    by_name, by_path = load_recipe("dcgan_fashion_mnist"), load_recipe(path)
    assert by_name.hash == by_path.hash and by_name.name == "dcgan_fashion_mnist"
    assert list_recipes() == sorted(each.stem for each in path.parent.glob("*.yaml"))


def test_an_installed_package_looks_into_itself(tmp_path, monkeypatch):
    root = tmp_path / "site-packages" / "keras_gan_zoo"
    for folder, name in ((root / "recipe_files", "own"), (root.parent / "recipes", "strange")):
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text("model: {name: dcgan}\n")
    monkeypatch.setattr(stored_recipes, "_ROOT", root)
    assert list_recipes() == ["own"]
    assert find_recipe("own") == root / "recipe_files" / "own.yaml"
    with pytest.raises(RecipeError, match=r"There are 'own'\.$"):
        find_recipe("strange")


def test_a_file_of_ones_own_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gan_fashion_mnist").write_text("model: {name: lsgan}\ndata: {name: mnist}\n")
    assert load_recipe("gan_fashion_mnist").model["name"] == "lsgan"
    assert find_recipe("sub/gan_fashion_mnist").as_posix() == "sub/gan_fashion_mnist"


def test_a_name_that_is_none_is_told_with_the_nearest(capsys):
    sentence = (
        "`recipe` 'dcgan_fashion_mnits' is neither a file nor a recipe of the zoo. "
        "Did you mean 'dcgan_fashion_mnist'?"
    )
    with pytest.raises(RecipeError, match=re.escape(sentence)):
        find_recipe("dcgan_fashion_mnits")
    assert cli.main(["train", "--recipe", "dcgan_fashion_mnits", "--dry_run"]) == 2
    assert "Did you mean 'dcgan_fashion_mnist'?" in capsys.readouterr().err


def test_the_plan_of_a_recipe_by_name(capsys):
    assert cli.main(["train", "--recipe", "dcgan_fashion_mnist", "--dry_run"]) == 0
    assert "dcgan_fashion_mnist" in capsys.readouterr().out
