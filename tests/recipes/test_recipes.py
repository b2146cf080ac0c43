import dataclasses

import pytest

from keras_gan_zoo.recipes.recipe import first_difference, load_recipe, resolve
from keras_gan_zoo.storage.yaml_values import RecipeError, read_settings, to_yaml

SMALLEST = {"model": {"name": "dcgan"}, "data": {"name": "fashion_mnist"}}


def changed(**sections):
    return {**SMALLEST, **sections}


def test_defaults_are_filled_in():
    recipe = resolve(SMALLEST)
    assert recipe.name == "dcgan"
    assert recipe.model["width"] == 64 and recipe.model["image_shape"] == [28, 28, 1]
    assert "seed" not in recipe.model
    assert recipe.training.batch_size == 64  # the family's own
    assert recipe.export == () and recipe.evaluation is None


def test_a_resolved_recipe_resolves_to_itself():
    recipe = resolve(changed(optimizers={"generator": {"learning_rate": 1e-4}}))
    assert resolve(recipe.to_dict()) == recipe
    assert resolve(recipe.to_dict()).hash == recipe.hash


def test_a_file_and_its_changes(tmp_path):
    path = tmp_path / "my_recipe.yaml"
    path.write_text("model: {name: dcgan}\ndata: {name: cifar10, limit: 100}\n")
    recipe = load_recipe(
        path,
        [
            "training.steps=1000",
            "model.image_shape=[32, 32, 3]",
            "optimizers.discriminator.learning_rate=1e-4",
            "data.limit=",
            "export=[tflite]",
        ],
    )
    assert recipe.name == "my_recipe"
    assert recipe.training.steps == 1000
    assert recipe.model["image_shape"] == [32, 32, 3]
    assert recipe.optimizers == {"discriminator": {"learning_rate": 1e-4}}
    assert recipe.data["limit"] is None
    assert recipe.export == ("tflite",)


def test_yaml_round_trip(tmp_path):
    recipe = resolve(changed(summary="Ärmel: #1, 'quoted'\nand more", score={"fid": 12.5}))
    path = tmp_path / "r.yaml"
    path.write_text(to_yaml({**recipe.to_dict(), "run": {"hash": recipe.hash}}), encoding="utf-8")
    assert load_recipe(path) == recipe
    assert "image_shape: [28, 28, 1]" in path.read_text(encoding="utf-8")


def test_hash_is_of_what_is_run():
    recipe = resolve(SMALLEST)
    assert resolve(changed(score={"fid": 3.0})).hash == recipe.hash
    reordered = {key: SMALLEST[key] for key in reversed(SMALLEST)}
    assert resolve(reordered).hash == recipe.hash
    assert resolve(changed(training={"seed": 1})).hash != recipe.hash
    assert len(recipe.hash) == 64


def test_first_difference():
    recipe = resolve(SMALLEST)
    assert first_difference(recipe, dataclasses.replace(recipe, score={"fid": 1.0})) is None
    other = resolve(changed(model={"name": "dcgan", "width": 32}))
    assert first_difference(recipe, other) == "`model.width` (64 there, 32 now)"
    gone = resolve(changed(test_data={"name": "fashion_mnist", "split": "test"}))
    assert "test_data" in first_difference(recipe, gone)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"modl": {}}, "no setting `modl`. Did you mean 'model'?"),
        (changed(training={"step": 5}), "no setting `training.step`. Did you mean 'steps'?"),
        (changed(model={"name": "dcgn"}), "Did you mean 'dcgan'?"),
        (changed(model={"width": 3}), "`model.name` is missing"),
        (changed(model={"name": "dcgan", "widht": 3}), "`model.widht`. Did you mean 'width'?"),
        (changed(model={"name": "dcgan", "width": "3"}), "`model.width` must be a whole number"),
        (changed(model={"name": "dcgan", "width": True}), "`model.width` must be a whole number"),
        (changed(model={"name": "dcgan", "image_shape": [28, 28]}), "a list of 3 numbers"),
        (changed(model={"name": "stargan", "domains": ["a", 2]}), "must be a list of names"),
        (changed(model={"name": "dcgan", "seed": 3}), "is set as `training.seed`"),
        (changed(model=None), "`model.name` is missing"),
        (changed(model="dcgan"), "`model` must be a mapping"),
        (changed(data={}), "`data.name` must name"),
        (changed(data={"name": "x", "image_sise": 3}), "Did you mean 'image_size'?"),
        (changed(data={"name": "x", "image_size": "big"}), "image_size='big' must be an integer"),
        (changed(data={"name": "x", "batch_size": 3}), "is set as `training.batch_size`"),
        (changed(test_data={"name": "x", "channels": 4}), "`test_data`: channels=4"),
        (changed(training={"steps": 0}), "`training.steps` must be a whole number of at least 1"),
        (changed(training={"steps": 1.5}), "`training.steps` must be a whole number"),
        (changed(training={"seed": -1}), "`training.seed` must be a whole number of at least 0"),
        (changed(training={"seed": 2**63}), "`training.seed` must be below 2**63"),
        (changed(training={"jit_compile": "yes"}), "must be true, false or auto"),
        (changed(training={"constant_learning_rate": 1.5}), "between 0 and 1"),
        (changed(training={"steps": 10, "steps_per_execution": 3}), "does not divide"),
        (changed(optimizers={"gen": {}}), "no player of DCGAN. Did you mean 'generator'?"),
        (changed(optimizers={"generator": {"learning_rate": -1}}), "a number above 0, got -1"),
        (changed(optimizers={"generator": 3}), "`optimizers.generator` must be a mapping"),
        (changed(evaluation={"shown": 3}), "`evaluation.protocol` must name"),
        (changed(evaluation={"protocol": "translation"}), "needs `test_data`"),
        (
            changed(test_data={"name": "x"}, evaluation={"protocol": "translatoin"}),
            "Did you mean 'translation'?",
        ),
        (changed(export="tflite"), "`export` must be a list"),
        (changed(export=["tflight"]), "Did you mean 'tflite'?"),
        (changed(name="../elsewhere"), "`name` names the run's folder"),
        (changed(summary=3), "`summary` must be text"),
    ],
)
def test_mistakes_are_named(settings, sentence):
    with pytest.raises(RecipeError) as caught:
        resolve(settings)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: !!python/object:os.system {}", "it holds an object (!!python/object:os.system)"),
        ("a: !!python/object/apply:os.system [ls]", "it holds an object"),
        ("a: !!python/name:os.system", "it holds an object"),
        ("training: {steps: 3, steps: 4}", "'steps' is given twice"),
        ("model: {name: dcgan\ndata: 3\n", "line 2"),
        ("- a\n- b\n", "must be a mapping"),
        ("", "must be a mapping"),
    ],
)
def test_files_that_are_no_recipe(tmp_path, text, sentence):
    path = tmp_path / "r.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError) as caught:
        read_settings(path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_and_binary_files(tmp_path):
    with pytest.raises(RecipeError, match="cannot be read: No such file"):
        read_settings(tmp_path / "none.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="not UTF-8"):
        read_settings(tmp_path / "b.yaml")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("training.steps", "changed as section.key=value"),
        ("=3", "changed as section.key=value"),
        ("model.name.x=3", "`model.name` is a value"),
        ("training.stepz=3", "Did you mean 'steps'?"),
        ("training.steps=[1", "is not YAML"),
        ("training.steps=!!python/name:os.system", "it holds an object"),
    ],
)
def test_changes_are_checked_alike(tmp_path, change, sentence):
    path = tmp_path / "r.yaml"
    path.write_text(to_yaml(SMALLEST))
    with pytest.raises(RecipeError) as caught:
        load_recipe(path, [change])
    assert sentence in str(caught.value)


@pytest.mark.parametrize("number", ["1e-4", "1E-4", "1.e-4", "0.0001", "1.0e-04"])
def test_numbers_are_numbers(tmp_path, number):
    path = tmp_path / "r.yaml"
    path.write_text(f"rate: {number}\n")
    assert read_settings(path) == {"rate": pytest.approx(1e-4)}


def test_a_default_that_is_an_object_is_left_to_its_family():
    import keras_gan_zoo
    from keras_gan_zoo import registry

    @keras_gan_zoo.register("gan_of_objects")
    class GANOfObjects(keras_gan_zoo.LatentGAN):
        def __init__(self, generator, discriminator, schedule=lambda step: 1.0, **kwargs):
            super().__init__(generator, discriminator, **kwargs)

    try:
        recipe = resolve(changed(model={"name": "gan_of_objects", "width": 8}))
        assert recipe.model["width"] == 8 and "schedule" not in recipe.model
        assert len(recipe.hash) == 64
    finally:
        registry.unregister("gan_of_objects")


def test_the_repository_s_own_recipes_resolve():
    from pathlib import Path

    paths = sorted((Path(__file__).parents[2] / "recipes").glob("*.yaml"))
    assert paths
    for path in paths:
        assert load_recipe(path).name == path.stem
