"""What a trained model is called: a run, stored weights, their folder, a file."""

import numpy as np
import pytest
from small_families import small

import keras_gan_zoo
from keras_gan_zoo.training import opening
from keras_gan_zoo.training.opening import is_stored, open_model


@pytest.fixture(scope="module")
def faces():
    return open_model("dcgan/faces")


def test_stored_weights_are_known_by_family_and_name(faces):
    expected = keras_gan_zoo.get("dcgan", weights="faces").generate(n=2, seed=1)
    np.testing.assert_array_equal(faces.gan.generate(n=2, seed=1), expected)
    assert faces.name == "dcgan/faces" and faces.settings["data"]["name"] == "captioned_faces"


def test_their_folder_is_as_good_as_their_name(faces):
    folder = keras_gan_zoo.registry.find_weights("dcgan", "faces").directory
    opened = open_model(folder)
    assert is_stored(folder) and is_stored("dcgan/faces")
    np.testing.assert_array_equal(opened.gan.generate(n=2, seed=1), faces.gan.generate(n=2, seed=1))


def test_a_keras_file_has_no_recipe(tmp_path):
    gan = small("gan", seed=2)
    gan.save(tmp_path / "gan.keras")
    opened = open_model(tmp_path / "gan.keras")
    assert opened.settings is None
    np.testing.assert_array_equal(opened.gan.generate(2, seed=0), gan.generate(2, seed=0))


def test_what_the_user_has_goes_before_what_is_stored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dcgan" / "faces").mkdir(parents=True)
    (tmp_path / "dcgan" / "faces" / "a.txt").write_text("mine")
    assert not is_stored("dcgan/faces")
    with pytest.raises(ValueError, match="holds no run"):
        open_model("dcgan/faces")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("dcgan/facs", r"no weights 'dcgan/facs'\. There are 'dcgan/faces'.* mean 'dcgan/faces'"),
        ("dcgan", "'dcgan' alone is no trained model"),
        ("dcgn/faces", "does not exist: .* Did you mean 'dcgan/faces'"),
        ("README.md", "is neither a run, nor stored weights, nor a .keras file"),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(name, says, monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)
    with pytest.raises(ValueError, match=says):
        open_model(name)


def test_a_family_without_weights_is_told_to_be_trained(monkeypatch):
    without = {name: kept for name, kept in opening.list_weights().items() if name != "glow"}
    monkeypatch.setattr(opening, "list_weights", lambda: without)
    with pytest.raises(ValueError, match="No weights of 'glow' are stored: train some"):
        open_model("glow")
