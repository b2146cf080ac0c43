"""What an editor is told of recipes is what `resolve` says of them."""

import copy
import json

import jsonschema
import pytest

from keras_gan_zoo import cli, recipes
from keras_gan_zoo.recipes.schema import recipe_schema
from keras_gan_zoo.storage.yaml_values import read_settings


@pytest.fixture(scope="module")
def validator():
    schema = recipe_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def stored(request):
    """Every recipe of the repository, and every stored model's, by its file."""
    root = request.config.rootpath
    files = [*root.glob("recipes/*.yaml"), *root.glob("saved_models/*/*/recipe.yaml")]
    assert len(files) > 60
    return {file.relative_to(root).as_posix(): read_settings(file) for file in files}


def test_every_recipe_is_right(validator, stored):
    wrong = {
        name: [error.message for error in validator.iter_errors(settings)]
        for name, settings in stored.items()
    }
    assert not {name: messages for name, messages in wrong.items() if messages}


def change(settings, place, value):
    *way, last = place.split(".")
    changed = part = copy.deepcopy(settings)
    for name in way:
        part[name] = part = dict(part.get(name) or {})
    part[last] = value
    return changed


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("wide", 1),
        ("name", "a/b"),
        ("model.name", "dcgn"),
        ("model.wide", 16),
        ("model.width", "16"),
        ("model.width", True),
        ("model.image_shape", [28, 28]),
        ("model.labels", 3),
        ("optimizers.painter", {}),
        ("data.name", 3),
        ("data.crop", 3),
        ("data.limit", "all"),
        ("training.step", 3),
        ("training.steps", 2.5),
        ("training.precision", "bfloat16"),
        ("training.jit_compile", "yes"),
        ("training.metrics", "fid500"),
        ("training.tracker", "tensorbord"),
        ("training.pretraining", [{"player": "x"}]),
        ("evaluation.protocol", "drawing"),
        ("export", ["onnx"]),
        ("export", "tflite"),
    ],
)
def test_both_refuse_the_same(validator, stored, place, value):
    wrong = change(stored["recipes/dcgan_fashion_mnist.yaml"], place, value)
    assert not validator.is_valid(wrong)
    with pytest.raises(ValueError):
        recipes.resolve(wrong)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("training", None),
        ("evaluation", None),
        ("export", None),
        ("optimizers.generator", {"learning_rate": 1e-3, "beta_1": 0.0}),
        ("data.image_size", [28, 28]),
        ("training.keep_best", None),
        ("training.batch_size", None),
        ("model.penalties", {"r1": {"weight": 1.0, "every": 16}}),
        ("model.label_smoothing", 0.1),
        ("training.tracker", "wandb"),
    ],
)
def test_both_take_the_same(validator, stored, place, value):
    right = change(stored["recipes/dcgan_fashion_mnist.yaml"], place, value)
    validator.validate(right)
    recipes.resolve(right)


def test_arguments_are_explained(validator):
    of_dcgan = next(
        each["then"]["properties"]
        for each in validator.schema["properties"]["model"]["allOf"]
        if each["then"]["properties"]["name"]["const"] == "dcgan"
    )
    assert of_dcgan["packing"]["description"].startswith(
        "Pictures the discriminator judges at once"
    )
    training = validator.schema["properties"]["training"]["properties"]
    assert all("description" in setting for setting in training.values())


def test_it_is_written_once(tmp_path, capsys):
    file = tmp_path / "recipe.schema.json"
    assert cli.main(["schema", "--output", str(file)]) == 0
    assert "# yaml-language-server: $schema=recipe.schema.json" in capsys.readouterr().out
    assert json.loads(file.read_text())["title"] == "A recipe of keras_gan_zoo"
    assert cli.main(["schema", "--output", str(file)]) == 2
