import numpy as np
import pytest
import tensorflow as tf
from new_process import output_of

import keras_gan_zoo
from keras_gan_zoo.export import saved_model

# Neither this package nor Keras may be needed; TensorFlow itself imports Keras lazily.
LOAD_ALONE = """
import sys
sys.modules["keras_gan_zoo"] = None
sys.modules["keras"] = None
import numpy as np, tensorflow as tf
served = tf.saved_model.load(sys.argv[1])
inputs = np.load(sys.argv[2])
for name in sys.argv[4:]:
    (output,) = served.signatures[name](tf.constant(inputs)).values()
    np.save(f"{sys.argv[3]}/{name}.npy", output)
"""


def test_loads_and_runs_in_a_process_without_this_package(cyclegan, tmp_path):
    directory = saved_model(cyclegan, tmp_path / "out" / "cyclegan")
    images = np.random.default_rng(0).uniform(-1, 1, (3, 16, 16, 3)).astype("float32")
    np.save(tmp_path / "inputs.npy", images)
    names = ["x_to_y", "y_to_x", "serving_default"]
    output_of(LOAD_ALONE, directory, tmp_path / "inputs.npy", tmp_path, *names)
    outputs = {name: np.load(tmp_path / f"{name}.npy") for name in names}
    for direction in ("x_to_y", "y_to_x"):
        expected = cyclegan.generate(images, direction=direction)
        np.testing.assert_allclose(outputs[direction], expected, atol=1e-5)
    np.testing.assert_array_equal(outputs["serving_default"], outputs["x_to_y"])
    assert np.abs(outputs["x_to_y"] - outputs["y_to_x"]).max() > 0.01


def test_signature_names_its_tensors_and_takes_any_batch_size(dcgan, tmp_path):
    served = tf.saved_model.load(str(saved_model(dcgan, tmp_path / "dcgan")))
    for rows in (1, 5):
        latents = np.random.default_rng(rows).standard_normal((rows, 8)).astype("float32")
        expected = dcgan.generate(latents=latents)
        by_signature = served.signatures["generate"](latents=tf.constant(latents))["images"]
        np.testing.assert_allclose(by_signature, expected, atol=1e-5)
        np.testing.assert_allclose(served.generate(latents), expected, atol=1e-5)


def test_serves_the_average_where_one_is_kept(tmp_path):
    gan = keras_gan_zoo.get(
        "dcgan", image_shape=(16, 16, 1), latent_dim=8, width=4, ema_decay=0.9, seed=0
    )
    for weight in gan.generator.weights:
        weight.assign(weight + 0.5)
    served = tf.saved_model.load(str(saved_model(gan, tmp_path / "averaged")))
    latents = np.ones((2, 8), "float32")
    np.testing.assert_allclose(
        served.generate(latents), gan.generator_average(latents, training=False), atol=1e-5
    )


def test_overwrites_nothing(dcgan, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"`directory` .* is not empty"):
        saved_model(dcgan, tmp_path)
    with pytest.raises(FileExistsError, match=r"`directory` .* is not empty"):
        saved_model(dcgan, tmp_path / "notes.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_fills_an_empty_directory_and_leaves_nothing_else(dcgan, tmp_path):
    (tmp_path / "empty").mkdir()
    assert saved_model(dcgan, tmp_path / "empty") == tmp_path / "empty"
    assert (tmp_path / "empty" / "saved_model.pb").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_refuses_what_is_no_model_of_the_zoo(dcgan, tmp_path):
    with pytest.raises(TypeError, match="`model` must be a model of keras_gan_zoo"):
        saved_model(dcgan.generator, tmp_path / "generator")


def test_sequential_networks_are_served_too(sequential, tmp_path):
    served = tf.saved_model.load(str(saved_model(sequential, tmp_path / "sequential")))
    inputs = np.ones((3, 4), "float32")
    outputs = served.signatures["run"](codes=tf.constant(inputs))["pictures"]
    np.testing.assert_allclose(outputs, sequential.network.predict_on_batch(inputs), atol=1e-6)
