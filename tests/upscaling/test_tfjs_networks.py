"""UpscalerJS's networks: what TensorFlow.js computes, and files of its format made here."""

import json
import pathlib

import numpy as np
import pytest
from scipy import ndimage

from keras_gan_zoo import upscaling
from keras_gan_zoo.upscaling.tfjs_file import read_layers_model
from tests.shared.downloads import skipped_without_weights

REFERENCE = pathlib.Path(__file__).with_name("tfjs_reference.npz")
RANDOM = np.random.default_rng(0)
KERNELS = {"first": (3, 3, 1, 4), "last": (3, 3, 1, 1)}


def layer(kind, name, *before, **config):
    """Returns a layer as Keras 2 wrote it, behind others."""
    config = {"name": name, "trainable": True, "dtype": "float32", **config}
    inbound = [[[each, 0, 0, {}] for each in before]] if before else []
    return {"class_name": kind, "config": config, "name": name, "inbound_nodes": inbound}


def convolution(name, before, filters):
    return layer("Conv2D", name, before, filters=filters, kernel_size=[3, 3], padding="same")


def network(*instead):
    """Returns a model.json as text: two branches, one of shuffled pixels, one of repeated ones."""
    layers = [
        layer("InputLayer", "small", batch_input_shape=[None, None, None, 1]),
        convolution("first", "small", 4),
        layer("Activation", "relu", "first", activation="relu"),
        layer("PixelShuffle2x", "shuffled", "relu", scale=2),
        layer("MultiplyBeta", "less", "shuffled", beta=0.2),
        layer("UpSampling2D", "repeated", "small", size=[2, 2], interpolation="nearest"),
        layer("Add", "sum", "less", "repeated"),
        convolution("last", "sum", 1),
    ]
    replaced = {each["name"]: each for each in instead}
    config = {
        "name": "generator",
        "layers": [replaced.get(each["name"], each) for each in layers],
        "input_layers": [["small", 0, 0]],
        "output_layers": [["last", 0, 0]],
    }
    weights = [
        {"name": f"{name}/{part}", "shape": list(shape), "dtype": "float32"}
        for name, kernel in KERNELS.items()
        for part, shape in (("kernel", kernel), ("bias", kernel[-1:]))
    ]
    return {
        "format": "layers-model",
        "modelTopology": {"model_config": {"class_name": "Functional", "config": config}},
        "weightsManifest": [{"paths": ["shard.bin"], "weights": weights}],
    }


ARRAYS = {
    f"{name}/{part}": RANDOM.normal(size=shape).astype("<f4")
    for name, kernel in KERNELS.items()
    for part, shape in (("kernel", kernel), ("bias", kernel[-1:]))
}
CONTENT = b"".join(array.tobytes() for array in ARRAYS.values())


def computed(picture):
    """Returns what the network above makes of a picture (height, width)."""
    kernel, bias = ARRAYS["first/kernel"], ARRAYS["first/bias"]
    maps = [
        np.maximum(ndimage.correlate(picture, kernel[:, :, 0, k], mode="constant") + bias[k], 0)
        for k in range(4)
    ]
    grown = picture.repeat(2, axis=0).repeat(2, axis=1)
    for k, each in enumerate(maps):
        grown[k // 2 :: 2, k % 2 :: 2] += 0.2 * each
    last = ndimage.correlate(grown, ARRAYS["last/kernel"][:, :, 0, 0], mode="constant")
    return last + ARRAYS["last/bias"]


def test_a_file_of_the_format_computes_what_its_graph_says():
    picture = RANDOM.uniform(size=(5, 7))
    read = read_layers_model(json.dumps(network()), CONTENT)
    found = np.asarray(read(picture[None, ..., None]))[0, ..., 0]
    np.testing.assert_allclose(found, computed(picture), atol=1e-5)


def test_what_is_no_such_network_is_told_in_a_sentence():
    graph = {**network(), "format": "graph-model"}
    lstm = network(layer("LSTM", "relu", "first", units=4))
    run = network(layer("Lambda", "relu", "first", function=["print()", None, None]))
    smooth = network(
        layer("UpSampling2D", "repeated", "small", size=[2, 2], interpolation="bilinear")
    )
    halves = network()
    halves["weightsManifest"][0]["weights"][0]["dtype"] = "float16"
    other = network()
    other["weightsManifest"][0]["weights"][0]["name"] = "second/kernel"
    more = network()
    more["weightsManifest"][0]["weights"].append(
        {"name": "third/bias", "shape": [1], "dtype": "float32"}
    )
    cut = network()
    del cut["modelTopology"]["model_config"]["config"]["layers"][-1]
    for model, content, sentence in [
        (cut, CONTENT, "layers that make no network, or lacks some"),
        ("hello", b"", "must be the model.json of a layers-model"),
        ([], b"", "must be the model.json"),
        (graph, CONTENT, "must be the model.json"),
        (lstm, CONTENT, "'relu' is a LSTM that is not known"),
        (run, CONTENT, "'relu' is a Lambda that is not known"),
        (smooth, CONTENT, "'repeated' is a UpSampling2D"),
        (halves, CONTENT, "'first/kernel' is not kept in single precision"),
        (other, CONTENT, r"no 'first/kernel' of the shape \(3, 3, 1, 4\)"),
        (more, CONTENT + b"1234", "'third/bias', which no layer takes"),
        (network(), CONTENT[:-1], "end within 'last/bias'"),
        (network(), CONTENT + b"1234", "4 bytes behind the last weight"),
    ]:
        text = model if isinstance(model, str) else json.dumps(model)
        with pytest.raises(ValueError, match=sentence):
            read_layers_model(text, content)


# Those of the package of 110 MB, of residual blocks within others, are recorded too.
@pytest.mark.parametrize(
    "name", ["esrgan-slim-x2", "esrgan-slim-x3", "esrgan-slim-x8", "esrgan-medium-x4"]
)
def test_published_networks_compute_what_tensorflow_js_computes(name):
    with skipped_without_weights():
        gan = upscaling.load_published(name)
    with np.load(REFERENCE) as reference:
        picture, expected = reference["picture"], reference[name]
    found = (np.asarray(gan(picture[None] * 2 - 1))[0] + 1) / 2
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert gan.scale == int(name[-1]) and gan.degradation == "bicubic"


def test_every_network_of_theirs_was_held_against_tensorflow_js():
    names = {name for name in upscaling.list_published() if name.startswith("esrgan-")}
    assert names == set(np.load(REFERENCE)) - {"picture"}
