"""Files that would run code when they are loaded are refused."""

import io
import json
import os
import pickle
import zipfile

import keras
import numpy as np
import pytest

from keras_gan_zoo.cli.picture_sources import open_source


def test_a_model_file_with_a_lambda_is_refused(tmp_path):
    layer = keras.layers.Lambda(lambda x: x + 1.0)
    keras.Sequential([keras.Input((2,)), layer]).save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match=r"Lambda.* arbitrary code execution"):
        open_source(tmp_path / "model.keras")


class Harm:
    """Makes a folder when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def pickled_weights(parts, harm):
    weights = io.BytesIO()
    np.savez(weights, __root__=np.array([Harm(harm)], object))
    del parts["model.weights.h5"]
    parts["model.weights.npz"] = weights.getvalue()


def pickle_for_weights(parts, harm):
    parts["model.weights.h5"] = pickle.dumps(Harm(harm))


def foreign_class(parts, harm):
    parts["config.json"] = json.dumps(
        {"module": "os", "class_name": "mkdir", "config": {"path": str(harm)}}
    ).encode()


@pytest.mark.parametrize("change", [pickled_weights, pickle_for_weights, foreign_class])
def test_a_model_file_with_a_pickle_or_a_foreign_class_is_refused(change, tmp_path):
    path, harm = tmp_path / "model.keras", tmp_path / "harm"
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)]).save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts, harm)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(ValueError, match=r"model\.keras' cannot be read: ") as caught:
        open_source(path)
    assert not harm.exists() and "\n" not in str(caught.value)
