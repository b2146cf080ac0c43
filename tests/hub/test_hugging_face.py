"""A folder for Hugging Face: huggingface_hub reads its card, and Keras its files."""

import re
import types
import zipfile

import keras
import numpy as np
import pytest
from huggingface_hub import ModelCard
from huggingface_hub.repocard_data import eval_results_to_model_index, model_index_to_eval_results

import keras_gan_zoo
from keras_gan_zoo import export, hub, registry
from keras_gan_zoo.hub.hugging_face import pipeline_tag
from keras_gan_zoo.hub.model_index import model_index
from keras_gan_zoo.storage.yaml_values import read_settings

LATENTS = np.random.default_rng(0).standard_normal((3, 100)).astype("float32")
STORED = registry.find_weights("dcgan", "fashion_mnist")


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("dcgan", weights="fashion_mnist")


@pytest.fixture(scope="module")
def folder(gan, tmp_path_factory):
    directory = tmp_path_factory.mktemp("hugging_face") / "dcgan_garments"
    return hub.publish(
        gan,
        directory,
        name="dcgan_garments",
        layout="huggingface",
        licence="apache-2.0",
        recipe=STORED.recipe,
    )


def test_the_card_is_read_by_huggingface_hub(folder):
    card = ModelCard.load(folder.card)
    assert card.data.license == "apache-2.0" and card.data.library_name == "keras"
    assert card.data.datasets == ["fashion_mnist"]
    assert card.data.pipeline_tag == "unconditional-image-generation"
    assert {"keras_gan_zoo", "dcgan", "arxiv:1511.06434"} <= set(card.data.tags)
    assert card.data.model_name == "dcgan_garments"
    # Nothing of it is lost, or read as something else, on a way through their classes.
    again = ModelCard(str(card))
    assert again.data.to_dict() == card.data.to_dict() and again.text == card.text


def test_the_scores_are_those_of_the_run(folder):
    results = {each.metric_type: each for each in ModelCard.load(folder.card).data.eval_results}
    tables = read_settings(STORED.recipe)["score"]["tables"]
    fid = tables[0]["rows"][0][1]
    assert results["fid1k_legacy"].metric_value == fid and 40 < fid < 50
    assert results["fid1k_legacy"].metric_name == "Distance to the data: fid1k_legacy (lower)"
    assert results["fid1k_legacy"].dataset_type == "fashion_mnist"
    assert results["fid1k_legacy"].dataset_split == "test"
    count = sum(len(table["columns"]) - 1 for table in tables)
    assert len(results) == count  # each metric of each table, by a name of its own


@pytest.mark.parametrize(
    ("family", "name"),
    [(family, name) for family, names in registry.list_weights().items() for name in names],
)
def test_scores_of_all_stored_weights_have_the_form_of_an_index(family, name):
    settings = read_settings(registry.find_weights(family, name).recipe)
    index = model_index(name, "image-to-image", settings)
    if not settings["score"]["tables"]:
        assert index == []
        return
    read_name, results = model_index_to_eval_results(index)
    assert read_name == name
    assert eval_results_to_model_index(name, results) == index
    names = [(each.metric_type, each.metric_name) for each in results]
    assert len(set(names)) == len(names) > 0


def test_keras_loads_the_folder_and_the_file(gan, folder):
    expected = gan.generate(latents=LATENTS)
    for path in (folder.directory, folder.model):
        loaded = keras.saving.load_model(path)
        np.testing.assert_allclose(loaded.generate(latents=LATENTS), expected, atol=1e-6)


def test_the_tflite_file_draws_the_same_and_says_its_licence(gan, folder):
    (path,) = folder.tflite.values()
    drawn = export.TFLiteGenerator(path)(LATENTS)
    np.testing.assert_allclose(drawn, gan.generate(latents=LATENTS), atol=1e-4)
    assert export.read_metadata(path)["licence"] == "apache-2.0"


def test_what_the_card_says_to_read_it_by(folder):
    text = folder.card.read_text(encoding="utf-8")
    assert "![samples, not selected](samples.png)" in text
    assert (folder.directory / "samples.png").is_file()
    failures = (STORED.directory / "known_failures.md").read_text(encoding="utf-8").strip()
    assert failures in text and "## Files" not in text and "8 bits" not in text
    assert (folder.directory / "recipe.yaml").read_bytes() == STORED.recipe.read_bytes()
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    for file in re.findall(r"`([\w.]+\.(?:keras|tflite))`", text):
        assert (folder.directory / file).is_file(), file
    with zipfile.ZipFile(folder.model) as archive:
        for member in archive.namelist():
            assert (folder.directory / member).read_bytes() == archive.read(member)


@pytest.mark.parametrize(
    ("stored", "task"),
    [
        ("cyclegan/faces_demo/x_to_y", "image-to-image"),
        ("text_to_image/faces/generate", "text-to-image"),
        ("acgan/fashion_mnist/generate", "unconditional-image-generation"),
        ("seqgan/quatrains/generate", "text-generation"),
    ],
)
def test_the_task_is_told_by_what_a_file_takes_and_a_model_gives(stored, task):
    description = export.read_metadata(STORED.directory.parents[1] / f"{stored}.tflite")
    kind = "texts" if task == "text-generation" else "pictures"
    assert pipeline_tag(giving(kind), description) == task
    assert pipeline_tag(giving("points"), description) is None


def giving(kind):
    """Returns a stand-in for a model of which only the kind of its samples is asked."""
    return types.SimpleNamespace(gives=types.SimpleNamespace(name=kind))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"layout": "hugging_face"}, "`layout` must be one of 'huggingface', 'saved_model', got "),
        ({"layout": "huggingface"}, "`licence` must be the weights' licence .* got None"),
        ({"layout": "huggingface", "licence": "Apache 2"}, "small letters, .* got 'Apache 2'"),
        ({"licence": "mit"}, "`licence` is for layout='huggingface', got 'mit'"),
        ({"recipe": "r.yaml"}, "`recipe` is for layout='huggingface', got 'r.yaml'"),
        (
            {"layout": "huggingface", "licence": "mit", "recipe": "r.yaml"},
            "'r.yaml' cannot be read",
        ),
    ],
)
def test_mistakes_are_told_and_leave_nothing(gan, tmp_path, given, sentence):
    with pytest.raises(ValueError, match=sentence):
        hub.publish(gan, tmp_path / "out", **given)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_written_over(gan, folder):
    before = folder.card.read_bytes()
    with pytest.raises(FileExistsError, match="nothing is overwritten"):
        hub.publish(gan, folder.directory, layout="huggingface", licence="mit")
    assert folder.card.read_bytes() == before
