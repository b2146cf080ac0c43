"""Keras's own ways to a file: what works stays, what would not says what does."""

import re
import subprocess
import sys

import keras
import numpy as np
import pytest
from duel import Duel, linear

import keras_gan_zoo
from keras_gan_zoo import callbacks, export
from keras_gan_zoo.samples.points import Points

X = np.random.default_rng(0).normal(size=(8, 2)).astype("float32")
FIT = {"batch_size": 4, "verbose": 0}


@keras.saving.register_keras_serializable(package="tests.keras_saving")
class Deep(Duel):
    """A player of two layers, one of which can be frozen."""

    takes = (Points((2,)),)


def network(seed):
    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3, name="lower"), keras.layers.Dense(1, name="top")]
    )


def deep(seed=0, **kwargs):
    model = Deep(network(seed), network(seed + 1), seed=1, **kwargs)
    model.compile({"first": keras.optimizers.Adam(0.1), "second": keras.optimizers.Adam(0.1)})
    return model


def values(model):
    return [v.numpy() for v in (*model.variables, *model.optimizer.variables)]


def kernel(model):
    return model.a.get_layer("lower").kernel.numpy()


@pytest.mark.parametrize("before_fit", [True, False])
def test_a_layer_that_was_frozen_stays_so_through_the_file(tmp_path, before_fit):
    model = deep()
    if not before_fit:
        model.fit(X, **FIT)  # what was traced would go on moving it
    model.a.get_layer("lower").trainable = False
    still = kernel(model)
    model.fit(X, **FIT)
    np.testing.assert_array_equal(kernel(model), still)
    model.save(tmp_path / "deep.keras")
    loaded = keras.models.load_model(tmp_path / "deep.keras")
    for value, expected in zip(values(loaded), values(model), strict=True):
        np.testing.assert_array_equal(value, expected)
    loaded.fit(X, **FIT)
    np.testing.assert_array_equal(kernel(loaded), still)
    loaded.a.get_layer("lower").trainable = True
    loaded.fit(X, **FIT)
    assert not np.array_equal(kernel(loaded), still)


def test_a_layer_frozen_between_fit_and_save(tmp_path):
    model = deep()
    model.fit(X, **FIT)
    model.a.get_layer("lower").trainable = False
    model.save(tmp_path / "deep.keras")
    loaded = keras.models.load_model(tmp_path / "deep.keras")
    assert int(loaded.optimizer["first"].iterations) == 2
    model.save_weights(tmp_path / "deep.weights.h5")
    loaded.load_weights(tmp_path / "deep.weights.h5")


@pytest.mark.parametrize("again", [True, False], ids=["frozen again", "free again"])
def test_a_training_with_a_frozen_layer_is_resumed(tmp_path, again):
    saver = callbacks.Checkpoint(tmp_path)
    model = deep()
    model.a.get_layer("lower").trainable = False
    model.fit(X, callbacks=[saver], **FIT)
    resumed = deep()
    resumed.a.get_layer("lower").trainable = not again
    resumed.fit(X, callbacks=[saver], epochs=2, resume=True, **FIT)
    assert int(resumed.optimizer["first"].iterations) == 4
    assert np.array_equal(kernel(resumed), kernel(model)) == again


def test_load_weights_is_all_or_nothing(tmp_path, recwarn):
    model = deep(seed=3)
    model.fit(X, **FIT)
    model.save_weights(tmp_path / "deep.weights.h5")
    same = deep()
    same.load_weights(tmp_path / "deep.weights.h5")
    np.testing.assert_array_equal(kernel(same), kernel(model))
    assert int(same.optimizer["first"].iterations) == 2

    wider = Deep(network(0), linear([[1.0], [2.0]]))
    wider.compile()
    others = deep()
    others.compile({"first": "sgd"})
    recwarn.clear()
    for other, why in ((wider, "nothing was loaded"), (others, "its stored optimizer state has")):
        before = values(other)
        with pytest.raises(
            ValueError, match=r"`filepath` .* does not fit Deep as built"
        ) as refused:
            other.load_weights(tmp_path / "deep.weights.h5")
        assert why in str(refused.value) and "\n" not in str(refused.value)
        for value, expected in zip(values(other), before, strict=True):
            np.testing.assert_array_equal(value, expected)
    assert not [each for each in recwarn if "sav" in str(each.filename)]
    with pytest.raises(ValueError, match="which does not exist"):
        same.load_weights(tmp_path / "none.weights.h5")


def test_the_variable_that_does_not_fit_is_named(tmp_path):
    small = keras_gan_zoo.get("dcgan", width=8, latent_dim=8)
    small.save_weights(tmp_path / "a.weights.h5")
    large = keras_gan_zoo.get("dcgan", image_shape=(32, 32, 1), width=8, latent_dim=8)
    with pytest.raises(ValueError, match=r"as built here: its '\w+' is another, .* nothing was"):
        large.load_weights(tmp_path / "a.weights.h5")


@pytest.mark.parametrize("name", ["a.h5", "a.hdf5", "folder", "a.weights.h5"])
def test_a_model_is_saved_as_keras_files_alone(tmp_path, name):
    model = deep(ema_decay=0.9)
    path = str(tmp_path / name)
    with pytest.raises(ValueError, match=r"`filepath` must end in \.keras") as refused:
        model.save(path)
    assert not list(tmp_path.iterdir())
    whole, weights = re.findall(r"'([^']+\.(?:keras|weights\.h5))'", str(refused.value))[-2:]
    model.save(whole)
    assert isinstance(keras.models.load_model(whole), Deep)
    model.save_weights(weights)
    model.load_weights(weights)


def test_model_checkpoint_is_told_before_the_first_step(tmp_path):
    model = deep()
    keeper = keras.callbacks.ModelCheckpoint(tmp_path / "a.h5")
    with pytest.raises(ValueError, match=r"`filepath` must end in \.keras"):
        model.fit(X, callbacks=[keeper], **FIT)
    assert int(model.optimizer.iterations) == 0
    for name, alone in (("a.keras", False), ("a.weights.h5", True)):
        keeper = keras.callbacks.ModelCheckpoint(tmp_path / name, save_weights_only=alone)
        model.fit(X, callbacks=[keeper], **FIT)
        assert (tmp_path / name).exists()


def test_export_and_quantize_name_the_zoos_own(tmp_path):
    gan = keras_gan_zoo.get("dcgan", width=8, latent_dim=8)
    for arguments in ({}, {"format": "litert"}):
        with pytest.raises(NotImplementedError, match="writes what generates") as refused:
            gan.export(tmp_path / "out", **arguments)
        way = re.search(r"keras_gan_zoo\.\S+\(gan, '.*?'\)", str(refused.value))[0]
        eval(way, {"keras_gan_zoo": keras_gan_zoo, "gan": gan})
    assert (tmp_path / "out" / "saved_model.pb").exists() and (tmp_path / "out.tflite").exists()
    with pytest.raises(NotImplementedError, match=r"export\.tflite\(gan, .* in 8 bits"):
        gan.quantize("int8")


def test_a_quantised_network_is_refused_everywhere(tmp_path):
    gan = keras_gan_zoo.get("dcgan", width=8, latent_dim=8)
    gan.generator.quantize("int8")
    x = np.zeros((4, 28, 28, 1), "float32")
    for use in (
        lambda: gan.fit(x, batch_size=2, verbose=0),
        lambda: gan.train_on_batch(x),
        lambda: gan.save(tmp_path / "a.keras"),
        lambda: export.saved_model(gan, tmp_path / "served"),
        lambda: export.tflite(gan, tmp_path / "a.tflite"),
    ):
        with pytest.raises(
            ValueError, match=r"Keras has quantized, and `generat\w+` is: build the"
        ):
            use()
    assert not list(tmp_path.iterdir())


SETTINGS = {
    "channels_first": "keras.config.set_image_data_format('channels_first')",
    "float16": "keras.config.set_floatx('float16')",
    "float64": "keras.config.set_floatx('float64')",
    "policy float64": "keras.config.set_dtype_policy('float64')",
    "policy float16": "keras.config.set_dtype_policy('float16')",
}
SCRIPT = """
import re, sys, keras, keras_gan_zoo
for name, setting in {settings}.items():
    exec(setting)
    try:
        keras_gan_zoo.get("dcgan", width=8, latent_dim=8)
    except ValueError as error:
        print(name, "|", error)
        for advice in re.findall(r"keras\\.config\\.set_\\w+\\('\\w+'\\)", str(error)):
            exec(advice)
    keras_gan_zoo.get("dcgan", width=8, latent_dim=8)
print("all work by what was advised")
"""


def test_settings_of_keras_that_do_not_fit_are_named_with_what_sets_them_right():
    script = SCRIPT.format(settings=SETTINGS)
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert told.stdout.splitlines()[-1] == "all work by what was advised", told.stderr
    for name, setting in SETTINGS.items():
        (line,) = (line for line in told.stdout.splitlines() if line.startswith(f"{name} |"))
        assert re.search(r"'(\w+)'", setting)[1] in line


def test_another_backend_is_named(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ValueError, match=r"runs on 'jax', .* KERAS_BACKEND=tensorflow"):
        keras_gan_zoo.get("dcgan")


def test_a_scope_that_computes_again_is_named():
    with keras.RematScope(mode="larger_than"):
        with pytest.raises(ValueError, match=r"RematScope\(mode='larger_than'\) is open.* outside"):
            keras_gan_zoo.get("dcgan")
        with keras.RematScope(mode=None):
            keras_gan_zoo.get("dcgan", width=2)
    keras_gan_zoo.get("dcgan", width=2)
