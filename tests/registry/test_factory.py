import keras
import numpy as np
import pytest

import keras_gan_zoo
from keras_gan_zoo.engine.weights import load_weights

SMALL = {"image_shape": (16, 16, 1), "width": 2, "latent_dim": 4}


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("dcgan", seed=0, **SMALL)


@pytest.fixture(scope="module")
def weights_file(gan, tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "gan.weights.h5"
    gan.save_weights(path)
    return path


def test_weights_by_path_draw_the_same_pictures(gan, weights_file):
    other = keras_gan_zoo.get("dcgan", seed=1, **SMALL)
    assert np.any(other.generate(2, seed=0) != gan.generate(2, seed=0))
    loaded = keras_gan_zoo.get("dcgan", weights=weights_file, seed=1, **SMALL)
    np.testing.assert_array_equal(loaded.generate(2, seed=0), gan.generate(2, seed=0))


def test_weights_leave_the_optimizers_and_the_random_state_alone(gan, weights_file):
    loaded = keras_gan_zoo.get(
        "dcgan", weights=weights_file, optimizers={"generator": "sgd"}, seed=5, **SMALL
    )
    np.testing.assert_array_equal(loaded.generate(2, seed=0), gan.generate(2, seed=0))
    assert isinstance(loaded.optimizer["generator"], keras.optimizers.SGD)
    other = keras_gan_zoo.get("dcgan", seed=5, **SMALL)
    np.testing.assert_array_equal(loaded.seed_generator.state, other.seed_generator.state)


def test_weights_with_averages_and_without(gan, weights_file, tmp_path):
    fresh = keras_gan_zoo.get("dcgan", weights=weights_file, ema_decay=0.9, seed=1, **SMALL)
    np.testing.assert_array_equal(fresh.generate(2, seed=0), gan.generate(2, seed=0))
    for weight in fresh.generator_average.weights:
        weight.assign(0.5 * weight)
    fresh.save_weights(tmp_path / "averaged.weights.h5")
    loaded = keras_gan_zoo.get(
        "dcgan", weights=tmp_path / "averaged.weights.h5", ema_decay=0.9, seed=2, **SMALL
    )
    for name in ("generator", "generator_average"):
        for mine, theirs in zip(
            getattr(fresh, name).weights, getattr(loaded, name).weights, strict=True
        ):
            np.testing.assert_array_equal(mine, theirs)


def test_weights_of_another_architecture_are_refused_and_change_nothing(weights_file):
    gan = keras_gan_zoo.get("dcgan", seed=3, **{**SMALL, "width": 4})
    before = gan.get_weights()
    with pytest.raises(ValueError, match="does not fit DCGAN as built here"):
        load_weights(gan, weights_file)
    for expected, weight in zip(before, gan.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)


def test_what_is_no_weights_file_is_named(tmp_path, gan):
    with pytest.raises(ValueError, match="does not exist"):
        keras_gan_zoo.get("dcgan", weights=tmp_path / "no.weights.h5", **SMALL)
    with pytest.raises(ValueError, match=r"must be the path of a \.weights\.h5 file"):
        keras_gan_zoo.get("dcgan", weights="fashion.npz", **SMALL)
    with pytest.raises(ValueError, match=r"keras\.models\.load_model"):
        keras_gan_zoo.get("dcgan", weights="gan.keras", **SMALL)
    damaged = tmp_path / "damaged.weights.h5"
    damaged.write_bytes(b"not HDF5")
    with pytest.raises(ValueError, match=r"does not fit|is damaged"):
        keras_gan_zoo.get("dcgan", weights=damaged, **SMALL)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "dcgen"}, "Did you mean 'dcgan'"),
        ({"name": "dcgan", "with": 8}, "Did you mean 'width'"),
        ({"name": "dcgan", "image_shape": (30, 30, 1)}, "nearest is"),
        ({"name": "dcgan", "loss": "hing"}, "Did you mean 'hinge'"),
        (
            {"name": "cyclegan", "normalization_x": "instence"},
            "^`normalization_x` must .*Did you mean 'instance'",
        ),
        ({"name": "cyclegan", "normalization_y": None}, "^`normalization_y` must be one of"),
    ],
)
def test_wrong_arguments_are_answered_with_the_nearest(arguments, message):
    with pytest.raises(ValueError, match=message):
        keras_gan_zoo.get(**arguments)


def test_get_keeps_optimizers_and_compilation():
    gan = keras_gan_zoo.get(
        "dcgan", optimizers={"generator": {"learning_rate": 1e-3}}, jit_compile=True, **SMALL
    )
    assert float(gan.optimizer["generator"].learning_rate) == pytest.approx(1e-3)
    assert float(gan.optimizer["discriminator"].learning_rate) == pytest.approx(2e-4)
    assert gan.jit_compile


def test_summary_prints_the_networks(gan, capsys):
    gan.summary()
    printed = capsys.readouterr().out
    assert "generator" in printed and "discriminator" in printed
