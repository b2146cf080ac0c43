"""Every network that a family exports computes on a phone what it computes here."""

import numpy as np
import pytest

from keras_gan_zoo import export


@pytest.mark.of_networks
def test_tflite_files_give_the_models_own_pictures(gan, tmp_path):
    for name, network in gan.export_networks().items():
        path = tmp_path / f"{name}.tflite"
        export.tflite(gan, path, signature=name)
        inputs = np.random.default_rng(3).uniform(-1, 1, (3, *network.input_shape[1:]))
        expected = gan.draw(network, inputs.astype("float32"), 3)
        np.testing.assert_allclose(export.TFLiteGenerator(path)(inputs), expected, atol=1e-4)
