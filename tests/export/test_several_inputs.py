"""Networks of several inputs leave by name: latents and class numbers, say."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from keras_gan_zoo.export import TFLiteGenerator, saved_model, tflite

LATENTS = np.random.default_rng(0).standard_normal((7, 4)).astype("float32")
LABELS = np.arange(7) % 3


class ByLabel:
    def __init__(self):
        keras.utils.set_random_seed(0)
        latents = keras.Input((4,), name="latents")
        labels = keras.Input((), dtype="int32", name="labels")
        both = layers.Concatenate()([latents, layers.Embedding(3, 2)(labels)])
        self.network = keras.Model([latents, labels], layers.Dense(5, name="images")(both))

    def export_networks(self):
        return {"generate": self.network}

    def example_inputs(self, name, count):
        return {"labels": np.arange(count) % 3}


@pytest.fixture(scope="module")
def model():
    return ByLabel()


@pytest.mark.parametrize(("batch_size", "quantize"), [(2, None), (None, "int8")])
def test_a_file_takes_them_by_name(model, tmp_path, batch_size, quantize):
    file = tflite(model, tmp_path / "a.tflite", batch_size=batch_size, quantize=quantize)
    generator = TFLiteGenerator(file)
    assert generator.input_shapes == {"labels": (batch_size,), "latents": (batch_size, 4)}
    assert generator.input_shape is None
    expected = model.network([LATENTS, LABELS])
    drawn = generator(latents=LATENTS, labels=LABELS)
    np.testing.assert_allclose(drawn, expected, atol=0.1 if quantize else 1e-4)
    for wrong, message in (
        ({"latents": LATENTS, "labels": LABELS[:3]}, "as many rows each, got latents 7, labels 3"),
        ({"latents": LATENTS[:, :2], "labels": LABELS}, r"`latents` must have shape \(n, 4\)"),
        ({"latents": LATENTS}, r"takes \(labels=\.\.\., latents=\.\.\.\), got latents"),
    ):
        with pytest.raises(ValueError, match=message):
            generator(**wrong)


def test_a_saved_model_takes_them_by_name(model, tmp_path):
    served = tf.saved_model.load(str(saved_model(model, tmp_path / "served")))
    labels = tf.constant(LABELS, "int32")
    images = served.signatures["generate"](latents=tf.constant(LATENTS), labels=labels)["images"]
    np.testing.assert_allclose(images, model.network([LATENTS, LABELS]), atol=1e-5)
    np.testing.assert_allclose(served.generate(LATENTS, labels), images, atol=1e-6)


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        (LATENTS, "an array for each of 'labels', 'latents', got ndarray"),
        ({"latents": LATENTS}, "an array for each of 'labels', 'latents', got 'latents'"),
        (
            {"latents": LATENTS[:, 1:], "labels": LABELS},
            r"`examples` of `latents` must have shape \(n, 4\), got \(7, 3\)",
        ),
    ],
)
def test_mistakes_are_named(model, tmp_path, examples, message):
    with pytest.raises(ValueError, match=message):
        tflite(model, tmp_path / "a.tflite", examples=examples)
