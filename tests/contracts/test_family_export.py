"""Every network that a family exports computes on a phone what it computes here."""

import numpy as np
import pytest

from keras_gan_zoo import export


@pytest.mark.of_networks
def test_tflite_files_give_the_models_own_pictures(gan, tmp_path):
    networks = gan.export_networks()
    for name in unlike(networks):
        network = networks[name]
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


def unlike(networks):
    """Returns the names of networks of which no two have the same layers; of some, one."""
    kinds = {}
    for name, network in networks.items():
        shapes = [tuple(takes.shape) for takes in network.inputs]
        kinds.setdefault(str([shapes, len(network.layers), network.count_params()]), name)
    return kinds.values()
