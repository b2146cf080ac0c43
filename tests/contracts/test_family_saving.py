"""What every family's files have to keep."""

import json

import keras
import numpy as np
import pytest
from small_families import (
    BATCH_SIZE,
    all_variables,
    generated,
    restore,
    small,
    train,
    train_eagerly,
    values,
)


def test_config_is_json(gan):
    config = json.loads(json.dumps(gan.get_config()))
    again = type(gan).from_config(config).get_config()
    assert again.keys() == config.keys()
    for key, value in config.items():
        if not isinstance(value, dict):  # those are networks, which the files' tests compare
            assert json.loads(json.dumps(again[key])) == value


def test_keras_file_keeps_everything(gan, data, tmp_path):
    train(gan, data, steps=2)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert type(loaded) is type(gan)
    for variable, other in zip(all_variables(gan), all_variables(loaded), strict=True):
        np.testing.assert_array_equal(values([variable])[0], values([other])[0], variable.path)
    np.testing.assert_array_equal(generated(gan, data), generated(loaded, data))
    assert train_eagerly(gan, data) == train_eagerly(loaded, data)


def test_weights_file_keeps_the_networks(family, gan, data, tmp_path):
    train(gan, data, steps=1)
    gan.save_weights(tmp_path / "gan.weights.h5")
    other = small(family, seed=8, ema_decay=0.9)
    assert np.any(generated(other, data) != generated(gan, data))
    other.load_weights(tmp_path / "gan.weights.h5")
    np.testing.assert_array_equal(generated(other, data), generated(gan, data))


@pytest.mark.of_algorithms
def test_backup_resumes_as_if_never_interrupted(gan, data, tmp_path):
    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path / "backup", delete_checkpoint=False)

    def fit(epochs, *callbacks):
        return gan.fit(
            data,
            batch_size=BATCH_SIZE,
            shuffle=False,
            epochs=epochs,
            verbose=0,
            callbacks=[*callbacks],
        )

    new = values(all_variables(gan))
    fit(3)
    uninterrupted = values(all_variables(gan))
    restore(all_variables(gan), new)
    with pytest.raises(KeyboardInterrupt):
        fit(3, backup(), InterruptedAtEpoch(2))
    restore(all_variables(gan), new)
    fit(3, backup())
    for variable, value, expected in zip(
        all_variables(gan), values(all_variables(gan)), uninterrupted, strict=True
    ):
        np.testing.assert_array_equal(value, expected, variable.path)
    assert fit(2).epoch == [0, 1]  # a later `fit` begins at the beginning


class InterruptedAtEpoch(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            raise KeyboardInterrupt
