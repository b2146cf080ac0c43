"""What a model computes in, and how `auto` chooses it."""

import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.engine.speed import precision
from keras_gan_zoo.engine.speed.precision import Choice, faster_precision
from keras_gan_zoo.recipes import resolve
from keras_gan_zoo.training.building import build_model, choose_precision
from keras_gan_zoo.training.trainer import dry_run

SETTINGS = {
    "model": {"name": "gan", "body": "mlp", "image_shape": [8, 8, 1], "latent_dim": 4, "width": 4},
    "training": {"steps": 4, "batch_size": 4},
}


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_GAN_ZOO_CACHE", str(tmp_path / "cache"))
    pictures = np.random.default_rng(0).integers(0, 256, (8, 8, 8, 1), "uint8")
    np.save(tmp_path / "x.npy", pictures)

    def make(**training):
        data = {"name": str(tmp_path / "x.npy")}
        return resolve({**SETTINGS, "data": data, "training": {**SETTINGS["training"], **training}})

    return make


def test_get_builds_in_a_precision_and_leaves_keras_as_it_was():
    before = keras.config.dtype_policy()
    gan = keras_gan_zoo.get("gan", body="mlp", image_shape=(8, 8, 1), precision="mixed_bfloat16")
    assert keras.config.dtype_policy() == before
    assert gan.dtype_policy.name == "mixed_bfloat16"
    assert {layer.compute_dtype for layer in gan.generator.layers[1:-1]} == {"bfloat16"}
    assert all(variable.dtype == "float32" for variable in gan.trainable_variables)
    assert gan.generate(2, seed=0).dtype == "float32"
    for player in gan.players:
        assert all(v.dtype == "float32" for v in gan.optimizer[player].variables[2:])


def test_a_precision_outlives_saving(tmp_path):
    gan = keras_gan_zoo.get("gan", body="mlp", image_shape=(8, 8, 1), precision="mixed_bfloat16")
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.dtype_policy.name == "mixed_bfloat16"
    np.testing.assert_array_equal(loaded.generate(2, seed=0), gan.generate(2, seed=0))


@pytest.mark.parametrize(
    ("given", "nearest"), [("bfloat16", "mixed_bfloat16"), ("auto", "float32"), (16, "float32")]
)
def test_a_precision_that_is_none_is_named(given, nearest):
    with pytest.raises(ValueError, match=rf"`precision` must be one of .*{nearest}.*got {given!r}"):
        keras_gan_zoo.get("gan", precision=given)


def test_a_recipe_says_its_precision_and_float32_changes_no_hash(recipe):
    half, full = recipe(precision="mixed_bfloat16"), recipe(precision="float32")
    assert full.hash == recipe().hash != half.hash
    assert "precision" not in full.to_dict()["training"]
    assert build_model(half).dtype_policy.name == "mixed_bfloat16"
    assert "mixed_bfloat16" in dry_run(half)
    with pytest.raises(ValueError, match=r"`training.precision` must be one of .*got 'half'"):
        recipe(precision="half")


def test_auto_leaves_alone_what_was_not_measured_to_be_as_good(recipe, monkeypatch):
    gan = type(build_model(recipe()))
    monkeypatch.setattr(gan, "good_in_half_precision", False)
    monkeypatch.setattr(precision, "_step", lambda *given: pytest.fail("it was timed"))
    assert choose_precision(recipe(precision="auto")) == Choice("float32")


@pytest.mark.parametrize(("half", "chosen"), [(0.5, "mixed_bfloat16"), (0.95, "float32")])
def test_auto_measures_once_and_keeps_the_faster(recipe, monkeypatch, capfd, half, chosen):
    gan = type(build_model(recipe()))
    monkeypatch.setattr(gan, "good_in_half_precision", True)
    timed = []

    def step(model, batch):
        timed.append(model.dtype_policy.name)
        return {"float32": 1.0, "mixed_bfloat16": half}[timed[-1]]

    monkeypatch.setattr(precision, "_step", step)
    assert build_model(recipe(precision="auto")).dtype_policy.name == chosen
    assert set(timed) == {"float32", "mixed_bfloat16"}
    assert f"{chosen}: {1000 * half:.3g} ms a step in bfloat16" in capfd.readouterr().err
    timed.clear()
    assert f"{chosen}: " in dry_run(recipe(precision="auto"))
    assert timed == []


def test_the_real_clock_chooses_without_moving_what_is_trained(recipe):
    auto, plain = recipe(precision="auto"), recipe()
    choice = faster_precision(
        lambda name: keras_gan_zoo.get(
            "gan", body="mlp", image_shape=(8, 8, 1), width=4, latent_dim=4, precision=name, seed=0
        ),
        lambda gan: gan.prepare_data(np.zeros((4, 8, 8, 1), "float32"), 4, False),
    )
    assert choice.float32_seconds > 0 and choice.bfloat16_seconds > 0
    for one, other in zip(build_model(auto).weights, build_model(plain).weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_run_that_is_gone_on_with_computes_as_it_did(recipe, monkeypatch):
    monkeypatch.setattr(precision, "_step", lambda *given: pytest.fail("it was timed"))
    gan = build_model(recipe(precision="auto"), "mixed_bfloat16")
    assert gan.dtype_policy.name == "mixed_bfloat16"
