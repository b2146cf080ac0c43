"""Every network that a family exports computes on a phone what it computes here."""

import json

import keras
import numpy as np
import pytest

from keras_gan_zoo import export

OF_WEIGHTS = ("seed", "initializer")
"""Endings of settings on which nothing but the first weights depends."""


@pytest.fixture(scope="session")
def converted():
    """What has been converted so far: many families differ in their losses alone."""
    return set()


@pytest.mark.of_networks
def test_tflite_files_give_the_models_own_pictures(gan, converted, tmp_path):
    networks = gan.export_networks()
    assert networks
    for name, network in networks.items():
        kind = (type(gan).draw, architecture(network))
        if kind in converted:
            continue
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
        converted.add(kind)


def architecture(network):
    """Returns a network's config as text, without names and what its first weights come from."""
    config = keras.saving.serialize_keras_object(network)
    numbers = {}

    def note_names(value):
        if isinstance(value, dict):
            if isinstance(value.get("name"), str):
                numbers.setdefault(value["name"], len(numbers))
            value = list(value.values())
        if isinstance(value, (list, tuple)):
            for part in value:
                note_names(part)

    def unnamed(value):
        if isinstance(value, dict):
            kept = {key: part for key, part in value.items() if not key.endswith(OF_WEIGHTS)}
            return {key: unnamed(part) for key, part in kept.items()}
        if isinstance(value, (list, tuple)):
            return [unnamed(part) for part in value]
        return numbers.get(value, value) if isinstance(value, str) else value

    note_names(config)
    return json.dumps(unnamed(config), sort_keys=True, default=str)


def test_networks_of_other_layers_are_another_architecture():
    def network(units=3, activation="relu", seed=0, second="b"):
        x = keras.Input((2,), name="x")
        initializer = keras.initializers.GlorotUniform(seed=seed)
        h = keras.layers.Dense(units, activation, kernel_initializer=initializer, name="a")(x)
        return keras.Model(x, keras.layers.Dense(1, name=second)(h))

    first = architecture(network())
    assert architecture(network(seed=1, second="c")) == first
    assert (
        len({first, architecture(network(units=4)), architecture(network(activation="gelu"))}) == 3
    )
