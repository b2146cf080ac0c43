"""Trained weights: those that come with the zoo, and the way a run becomes some."""

import json
import re

import h5py
import new_process
import numpy as np
import pytest
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo import export, recipes
from keras_gan_zoo.engine.weights import save_weights
from keras_gan_zoo.pretrained import (
    card,
    find_weights,
    list_weights,
    small_sample_scores,
    store,
    storing,
)
from keras_gan_zoo.pretrained.card import write_card
from keras_gan_zoo.pretrained.small_sample import compare
from keras_gan_zoo.pretrained.storing import MAX_BYTES, convert_again
from keras_gan_zoo.registry.stored_weights import StoredWeights, saved_models_folders
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.sheets import grid, save_png
from keras_gan_zoo.storage.yaml_values import RecipeError
from keras_gan_zoo.training import trainer

MAX_BYTES_IN_ALL = 90_000_000


@pytest.mark.parametrize(
    ("family", "name"),
    [(family, name) for family, names in list_weights().items() for name in names],
)
def test_stored_weights_give_the_stored_scores(family, name):
    gan = keras_gan_zoo.get(family, weights=name)
    stored = find_weights(family, name)
    assert compare(stored.small_sample_scores(), small_sample_scores(gan)) == []
    assert max(file.stat().st_size for file in stored.directory.iterdir()) <= MAX_BYTES


def test_all_that_is_stored_is_small_enough_for_a_repository():
    folder = saved_models_folders()[-1]
    assert sum(file.stat().st_size for file in folder.rglob("*.*")) <= MAX_BYTES_IN_ALL


def test_every_family_with_a_recipe_has_weights():
    folder = saved_models_folders()[-1].parent / "recipes"
    trained = {recipes.load_recipe(path).model["name"] for path in folder.glob("*.yaml")}
    assert len(trained) > 20 and trained <= set(list_weights())


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A finished run of two steps."""
    folder = tmp_path_factory.mktemp("tiny")
    np.save(folder / "noise.npy", np.random.default_rng(0).integers(0, 256, (8, 8, 8, 1), "uint8"))
    model = {"name": "gan", "body": "mlp", "width": 4, "image_shape": [8, 8, 1], "latent_dim": 4}
    settings = {
        "name": "gan_noise",
        "summary": "Draws noise.",
        "model": {**model, "ema_decay": 0.5},
        "data": {"name": str(folder / "noise.npy")},
        "training": {"steps": 2, "batch_size": 4, "seed": 3},
    }
    return trainer.train(recipes.resolve(settings), folder / "run")


@pytest.fixture(scope="module")
def stored(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved_models")
    return store(run.directory.path, folder, known_failures="It draws *noise*.")


@pytest.fixture
def saved_models(stored, monkeypatch):
    folder = stored.directory.parents[1]
    monkeypatch.setenv("KERAS_GAN_ZOO_SAVED_MODELS", str(folder))
    return folder


def test_a_run_becomes_weights_that_get_loads_by_name(run, stored, saved_models):
    assert "noise" in list_weights("gan")["gan"]
    gan = keras_gan_zoo.get("gan", weights="noise", seed=9)
    np.testing.assert_array_equal(gan.generate(3, seed=1), run.gan.generate(3, seed=1))
    # The average is what draws: it has taken the place of the network it is of.
    for name, as_trained in {
        "generator": "generator_average",
        "generator_average": "generator_average",
        "discriminator": "discriminator",
    }.items():
        mine, theirs = getattr(gan, name).weights, getattr(run.gan, as_trained).weights
        for one, other in zip(mine, theirs, strict=True):
            np.testing.assert_array_equal(one, other)
    latents = np.random.default_rng(1).standard_normal((3, 4)).astype("float32")
    said = export.read_metadata(stored.directory / "generate.tflite")
    assert said["name"] == "gan/noise"
    assert said["recipe_sha256"] == run.directory.settings()["run"]["hash"]
    drawn = export.TFLiteGenerator(stored.directory / "generate.tflite")(latents)
    np.testing.assert_allclose(drawn, gan.generate(latents=latents), atol=1e-4)
    with h5py.File(stored.weights) as file:
        assert set(file) == {"discriminator", "generator", "vars"}
        assert len(file["vars"]) == 0  # the random state


def test_the_scores_tell_other_weights(stored, saved_models):
    gan = keras_gan_zoo.get("gan", weights="noise")
    assert compare(stored.small_sample_scores(), small_sample_scores(gan)) == []
    bias = gan.generator_average.weights[-1]
    bias.assign(bias + 0.05)
    (*_, last) = compare(stored.small_sample_scores(), small_sample_scores(gan))
    assert "was stored." in last
    assert json.loads(stored.small_sample.read_text())["samples"] == 64


def test_the_card_says_it_all(run, stored):
    card = stored.card.read_text()
    settings = run.directory.settings()
    for said in (
        "# gan/noise",
        "Draws noise.",
        'keras_gan_zoo.get("gan", weights="noise")',
        settings["run"]["hash"],
        "| steps | 2 of batch size 4 |",
        "| seed | 3 |",
        settings["run"]["machine"]["processor"],
        "nothing was scored",
        "generate.contrast",
        "It draws *noise*.",
        "`generate.tflite`",
        "Licence of the data: see the data's owner.",
    ):
        assert said in card
    assert (stored.directory / "samples.png").is_file()


def test_the_card_says_what_was_computed_in(run, stored, tmp_path, monkeypatch):
    assert run.directory.settings()["run"]["precision"] == "float32"
    assert "| precision |" not in stored.card.read_text()

    def in_half(name, settings, *facts):
        settings = {**settings, "run": {**settings["run"], "precision": "mixed_bfloat16"}}
        return card.write_card(name, settings, *facts)

    monkeypatch.setattr(storing, "write_card", in_half)
    half = store(run.directory.path, tmp_path, known_failures="It draws *noise*.")
    assert "| precision | mixed_bfloat16: " in half.card.read_text()


def test_a_mistake_of_the_command_is_one_sentence():
    script = (
        "import runpy, sys; sys.argv[1:] = ['dcgan/fashon_mnist']\n"
        "runpy.run_module('keras_gan_zoo.pretrained', run_name='__main__', alter_sys=True)"
    )
    done = new_process.run(script)
    assert done.code == 2 and "Traceback" not in done.errors
    assert "Did you mean 'fashion_mnist'?" in done.errors.splitlines()[-1]


def test_mistakes_are_named(run, stored, saved_models, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="Did you mean 'noise'"):
        keras_gan_zoo.get("gan", weights="noize")
    without_weights = min(set(keras_gan_zoo.list_models()) - set(list_weights()))
    with pytest.raises(ValueError, match="there are none of it"):
        keras_gan_zoo.get(without_weights, weights="noise")
    with pytest.raises(ValueError, match="trained with width=4, and do not fit width=8: leave it"):
        keras_gan_zoo.get("gan", weights="noise", width=8)
    with pytest.raises(ValueError, match="Did you mean 'dcgan'"):
        list_weights("dcgam")
    path = run.directory.path
    with pytest.raises(FileExistsError, match="overwrite=True"):
        store(path, saved_models)
    with pytest.raises(ValueError, match="`known_failures` must say"):
        store(path, tmp_path)
    with pytest.raises(RecipeError, match="holds no finished run"):
        store(tmp_path / "nowhere", tmp_path)
    monkeypatch.setattr("keras_gan_zoo.pretrained.storing.MAX_BYTES", 1000)
    with pytest.raises(ValueError, match="bytes, where 1,000 are allowed: use half_precision"):
        store(path, tmp_path, known_failures="Large.")
    assert list((tmp_path / "gan").iterdir()) == []


def test_half_precision_halves_the_file_and_what_is_stored_is_what_was_scored(
    run, stored, saved_models, tmp_path
):
    halved = store(run.directory.path, tmp_path, known_failures="Noise.", half_precision=True)
    with h5py.File(halved.weights) as file:
        kinds = set()
        file.visititems(lambda _, item: kinds.add(getattr(item, "dtype", None)))
    assert np.dtype("float16") in kinds and np.dtype("float32") not in kinds
    gan = keras_gan_zoo.get("gan", weights=halved.weights, **halved.model_arguments())
    theirs = run.gan.generator_average.weights
    for one, other in zip(gan.generator.weights, theirs, strict=True):
        if other.dtype == "float32":
            np.testing.assert_array_equal(one, np.float16(other))
    assert compare(halved.small_sample_scores(), small_sample_scores(gan)) == []
    latents = np.random.default_rng(1).standard_normal((3, 4)).astype("float32")
    drawn = export.TFLiteGenerator(halved.directory / "generate.tflite")(latents)
    np.testing.assert_allclose(drawn, gan.generate(latents=latents), atol=2e-3)
    assert "weights of 16 bits, rounded" in halved.card.read_text()


def test_tflite_files_of_8_bits_beside_weights_of_16(run, tmp_path):
    stored = store(
        run.directory.path,
        tmp_path,
        known_failures="Noise.",
        half_precision=True,
        quantize="dynamic",
    )
    gan = keras_gan_zoo.get("gan", weights=stored.weights, **stored.model_arguments())
    path = stored.directory / "generate.tflite"
    half = export.tflite(gan, tmp_path / "half.tflite", quantize="float16")
    assert path.stat().st_size < half.path.stat().st_size
    latents = np.random.default_rng(1).standard_normal((3, 4)).astype("float32")
    drawn = export.TFLiteGenerator(path)(latents)
    np.testing.assert_allclose(drawn, gan.generate(latents=latents), atol=5e-2)
    assert "weights of 16 bits, rounded" in stored.card.read_text()
    assert "TF-Lite with weights of 8 bits" in stored.card.read_text()


def test_files_converted_again_are_those_that_storing_writes(run, tmp_path):
    failures = "Noise."
    small, large = (
        store(
            run.directory.path,
            tmp_path / (quantize or "none"),
            known_failures=failures,
            half_precision=True,
            quantize=quantize,
        )
        for quantize in ("dynamic", None)
    )
    kept = large.weights.read_bytes()
    before = (large.directory / "generate.tflite").stat().st_size
    assert convert_again(large, quantize="dynamic") == large
    assert (large.directory / "generate.tflite").stat().st_size < before
    assert large.weights.read_bytes() == kept
    # Apart from the names of the tensors, which Keras numbers in each process.
    cards = [re.sub(r"(tflite` \|) \d,\d+", r"\1", x.card.read_text()) for x in (large, small)]
    assert cards[0] == cards[1]
    assert [file.name for file in large.directory.parent.iterdir()] == ["noise"]


def test_what_only_judged_in_training_is_not_stored(tmp_path):
    small = {"image_shape": [16, 16, 3], "width": 1, "latent_dim": 2, "units": 3}
    arguments = {**small, "encoder_learns": False, "matching_weight": 1.0}
    gan = keras_gan_zoo.get("text_to_image", ema_decay=0.5, **arguments)
    stored = StoredWeights("text_to_image", "tiny", tmp_path)
    model = {"name": "text_to_image", "ema_decay": 0.5, **arguments}
    stored.recipe.write_text(json.dumps({"model": model}))
    save_weights(gan, stored.weights, averages_instead=True, without=gan.training_only)
    with h5py.File(stored.weights) as file:
        assert "text_encoder" in file and "image_encoder" not in file
    loaded = keras_gan_zoo.get("text_to_image", weights=stored.weights, **stored.model_arguments())
    assert "image_encoder" not in loaded.network_names and loaded.matching_weight == 0
    texts = "a girl with long blue hair"
    np.testing.assert_array_equal(
        loaded.generate(texts, n=2, seed=0), gan.generate(texts, n=2, seed=0)
    )
    facts = {
        "known_failures": "-",
        "files": {},
        "runtimes": {},
        "bits": 32,
        "quantize": None,
        "columns": [texts],
    }
    tokens = {"name": "tokens", "meaning": "tokens"}
    cut = {"length": 9, "split": "words", "vocabulary": ["girl", "hair"]}
    described = {"inputs": [tokens], "tokenizer": cut}
    card = _card_of_nothing({**facts, "without": ["image_encoder"], "description": described})
    assert "\n## What may be asked for\n\nTexts of up to 9 words out of these: girl hair\n" in card
    assert "without `image_encoder`, which only training asks" in card
    assert f"\n1. {texts}\n" in card
    assert compare(small_sample_scores(gan), small_sample_scores(loaded)) == []


def _card_of_nothing(facts):
    settings = {
        "name": "text_to_image_tiny",
        "summary": "Draws.",
        "data": {"name": "fashion_mnist"},
        "training": {"batch_size": 1},
        "run": {"hash": "0"},
        "score": {
            "steps": 1,
            "seed": 0,
            "seconds": {"training": 1.0},
            "machine": {"cores": 1, "processor": "one", "accelerators": []},
            "versions": {},
            "finished": "today",
            "tables": [],
        },
    }
    return write_card("text_to_image/tiny", settings, {}, facts)


def test_half_precision_refuses_what_it_cannot_hold(tmp_path):
    gan = keras_gan_zoo.get("gan", body="mlp", width=4, image_shape=(8, 8, 1), latent_dim=4)
    gan.generator.weights[0].assign(gan.generator.weights[0] + 1e5)
    with pytest.raises(ValueError, match=r"holds values up to 65504, and .*kernel"):
        save_weights(gan, tmp_path / "large.weights.h5", half_precision=True)
    assert not (tmp_path / "large.weights.h5").exists()


def test_a_sheet_that_is_too_large_keeps_its_upper_rows(tmp_path, monkeypatch):
    pictures = np.random.default_rng(0).uniform(-1, 1, (32, 8, 8, 3))
    whole, kept = (grid(pictures[:count], columns=4) for count in (32, 8))
    monkeypatch.setattr("keras_gan_zoo.samples.pictures.MAX_SHEET_BYTES", kept.nbytes + 500)
    save_png(tmp_path / "samples.png", whole)
    Pictures((8, 8, 3)).shrink_sheet(tmp_path / "samples.png")
    np.testing.assert_array_equal(Image.open(tmp_path / "samples.png"), kept)
    before = (tmp_path / "samples.png").read_bytes()
    Pictures((8, 8, 3)).shrink_sheet(tmp_path / "samples.png")
    assert (tmp_path / "samples.png").read_bytes() == before


def test_a_grey_sheet_is_stored_without_colours(tmp_path):
    sheet = grid(np.random.default_rng(0).uniform(-1, 1, (8, 8, 8, 1)), columns=4)
    save_png(tmp_path / "samples.png", sheet)
    before = (tmp_path / "samples.png").stat().st_size
    Pictures((8, 8, 3)).shrink_sheet(tmp_path / "samples.png")
    with Image.open(tmp_path / "samples.png") as picture:
        np.testing.assert_array_equal(picture, sheet[..., 0])
    assert (tmp_path / "samples.png").stat().st_size < before
