"""Files that would run code when they are loaded are refused."""

import keras
import pytest

from keras_gan_zoo.picture_sources import open_source


def test_a_model_file_with_a_lambda_is_refused(tmp_path):
    layer = keras.layers.Lambda(lambda x: x + 1.0)
    keras.Sequential([keras.Input((2,)), layer]).save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match=r"Lambda.* arbitrary code execution"):
        open_source(tmp_path / "model.keras")
