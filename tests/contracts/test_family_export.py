"""Every network that a family exports computes on a phone what it computes here."""

import numpy as np

from keras_gan_zoo import export


def test_tflite_files_give_the_models_own_pictures(gan, tmp_path):
    for name, network in gan.export_networks().items():
        path = tmp_path / f"{name}.tflite"
        export.tflite(gan, path, signature=name)
        inputs = {
            takes.name: np.float32(np.random.default_rng(3).uniform(-1, 1, (3, *takes.shape[1:])))
            for takes in network.inputs
        }
        inputs |= gan.example_inputs(name, 3)
        arrays = [inputs[takes.name] for takes in network.inputs]
        expected = gan.draw(network, arrays if len(arrays) > 1 else arrays[0], 3)
        np.testing.assert_allclose(export.TFLiteGenerator(path)(**inputs), expected, atol=1e-4)
