"""Stages before a recipe's game: each whole or begun anew, and never taken twice."""

import os
import signal

import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo import recipes, registry
from keras_gan_zoo.families.image.dcgan import DCGAN
from keras_gan_zoo.storage.yaml_values import RecipeError
from keras_gan_zoo.training import trainer

STAGES = [{"player": "generator", "epochs": 1}, {"player": "generator", "epochs": 2}]


@pytest.fixture
def recipe(drawing_recipe):
    """A recipe of a DCGAN whose generator is first fitted to the mean picture, in two stages."""

    @keras.saving.register_keras_serializable(package="tests")
    @keras_gan_zoo.register("fitted_gan", title="A GAN fitted beforehand", task="image")
    class FittedGAN(DCGAN):
        stages = ("generator",)
        begun = []

        def pretrain(self, x, player, *, batch_size, shuffle, **kwargs):
            self.begun.append(kwargs["epochs"])
            pairs = x.map(lambda images: (keras.ops.zeros((len(images), 8)), images))
            self.generator.compile(keras.optimizers.SGD(0.1), "mse")
            self.generator.fit(pairs, shuffle=shuffle, **kwargs)

    settings = drawing_recipe(pretraining=[]).to_dict()
    settings["model"]["name"] = "fitted_gan"
    settings["training"]["pretraining"] = STAGES
    try:
        yield recipes.resolve(settings)
    finally:
        registry.unregister("fitted_gan")


def begun(recipe):
    """Returns the epochs of each stage that was begun since the last call."""
    family = registry.find("fitted_gan").load()
    stages, family.begun[:] = list(family.begun), []
    return stages


def weights(gan):
    return [weight.numpy() for weight in gan.variables]


def test_a_run_goes_on_after_the_last_whole_stage(recipe, tmp_path, monkeypatch, capsys):
    straight = trainer.train(recipe, tmp_path / "straight")
    assert begun(recipe) == [1, 2] and straight.directory.finished
    without = recipes.resolve(recipe.to_dict() | {"training": drawing(recipe)})
    plain = trainer.train(without, tmp_path / "plain")
    assert begun(recipe) == []
    assert any(
        not np.array_equal(one, other)
        for one, other in zip(weights(straight.gan), weights(plain.gan), strict=True)
    )

    # A signal in the second stage, which is then begun anew.
    fit, calls = keras.Model.fit, []

    def fit_and_be_told_to_stop(self, *args, callbacks=(), **kwargs):
        calls.append(self)
        if len(calls) == 2:
            telling = keras.callbacks.LambdaCallback(
                on_train_batch_begin=lambda batch, logs=None: os.kill(os.getpid(), signal.SIGTERM)
            )
            callbacks = [*callbacks, telling]
        return fit(self, *args, callbacks=callbacks, **kwargs)

    monkeypatch.setattr(keras.Model, "fit", fit_and_be_told_to_stop)
    stopped = trainer.train(recipe, tmp_path / "stopped")
    monkeypatch.undo()
    assert stopped.interrupted and int(stopped.gan.optimizer.iterations) == 0
    assert "Stopped in stage 2 of 2 before the game" in capsys.readouterr().out
    assert begun(recipe) == [1, 2]
    assert [path.name for path in stopped.directory.pretraining.iterdir()] == ["stage_001.keras"]

    resumed = trainer.train(recipe, tmp_path / "stopped")
    assert begun(recipe) == [2] and resumed.directory.finished
    for one, other in zip(weights(straight.gan), weights(resumed.gan), strict=True):
        np.testing.assert_array_equal(one, other)
    assert [path.name for path in stopped.directory.pretraining.iterdir()] == ["stage_002.keras"]


def drawing(recipe):
    """Returns the recipe's settings of training without its stages."""
    return {
        key: value for key, value in recipe.to_dict()["training"].items() if key != "pretraining"
    }


def test_no_stage_is_taken_again_once_the_game_has_begun(
    recipe, tmp_path, interrupt_at, monkeypatch
):
    interrupt_at(6)
    stopped = trainer.train(recipe, tmp_path / "run")
    monkeypatch.undo()
    assert stopped.interrupted and begun(recipe) == [1, 2]
    assert trainer.train(recipe, tmp_path / "run").directory.finished
    assert begun(recipe) == []


def test_the_plan_names_the_stages(recipe, tmp_path):
    plan = trainer.dry_run(recipe, tmp_path / "run")
    assert "stage 2          generator, 2 epochs before the game" in plan
    assert begun(recipe) == []


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ({"player": "generator"}, "must be a list of stages"),
        ([{"player": "generator"}], r"pretraining\[0\]` must have the settings player and epochs"),
        ([{"player": 3, "epochs": 1}], r"pretraining\[0\].player` must be a name, got 3"),
        ([{"player": "generator", "epochs": 0}], "a whole number of at least 1, got 0"),
        ([{"player": "generater", "epochs": 1}], "Did you mean 'generator'"),
    ],
)
def test_a_stage_that_there_is_not_is_refused(recipe, stages, said):
    settings = recipe.to_dict()
    settings["training"]["pretraining"] = stages
    with pytest.raises(RecipeError, match=said):
        recipes.resolve(settings)


def test_a_family_without_stages_has_none(drawing_recipe):
    with pytest.raises(RecipeError, match="no stage before the game of DCGAN: there are none"):
        drawing_recipe(pretraining=STAGES)


def test_stages_run_on_one_device(recipe, tmp_path):
    with pytest.raises(RecipeError, match=r"runs on one device, and `strategy` is 'mirrored'"):
        trainer.train(recipe, tmp_path / "run", strategy="mirrored")
    assert not (tmp_path / "run").exists()
