"""What every family's files have to keep."""

import keras
import numpy as np
import pytest
from small_families import (
    BATCH_SIZE,
    all_variables,
    generated,
    restore,
    settings,
    train,
    values,
)

from keras_gan_zoo import callbacks
from keras_gan_zoo.engine.weights import load_weights, save_weights
from keras_gan_zoo.runs.history_file import read_history


# That the loaded model takes the same step, too, is of test_family_training: the first step is its.
def test_keras_file_keeps_everything(gan, loaded):
    assert type(loaded.model) is type(gan)
    assert settings(loaded.model) == settings(gan)
    for variable, value, saved in zip(
        all_variables(loaded.model), loaded.state, loaded.saved_state, strict=True
    ):
        np.testing.assert_array_equal(value, saved, variable.path)
    np.testing.assert_array_equal(loaded.examples, loaded.saved_examples)


def kernels(gan):
    return [v for v in gan.weights if v.path.endswith("kernel")]


def kernels_of_networks(gan):
    """Without those that a training alone needs, such as GoGAN's generator of the stage before."""
    names = [*gan.network_names, *gan.average_names.values()]
    return [v for name in names for v in kernels(getattr(gan, name))]


# That every network's weights are in a file is of the `.keras` file above.
@pytest.mark.of_bases("save_weights", "load_weights", "save_own_variables", "load_own_variables")
def test_weights_file_keeps_the_networks(gan, loaded, data, tmp_path):
    train(gan, data, steps=1)
    gan.save_weights(tmp_path / "gan.weights.h5")
    other = loaded.model
    for kernel in kernels(other):
        kernel.assign(kernel * -3.0)
    mine, others = (values(kernels(model)) for model in (gan, other))
    assert mine and all(np.any(a != b) for a, b in zip(mine, others, strict=True))
    assert np.any(generated(other, data) != generated(gan, data))
    other.load_weights(tmp_path / "gan.weights.h5")
    np.testing.assert_array_equal(generated(other, data), generated(gan, data))
    # The zoo's own way, from Keras's file and from its own, where averages are found, too.
    save_weights(gan, tmp_path / "networks.weights.h5")
    for name in ("gan", "networks"):
        for kernel in kernels_of_networks(other):
            kernel.assign(kernel * -0.5)
        load_weights(other, tmp_path / f"{name}.weights.h5")
        pairs = zip(kernels_of_networks(other), kernels_of_networks(gan), strict=True)
        for kernel, expected in pairs:
            np.testing.assert_array_equal(kernel, expected, f"{kernel.path} from {name}")


# That a file keeps all variables is tested above, and that a step depends on nothing else in
# test_family_training, so that what is left to `fit` is of the engine: here one family of each kind
# of data, and those that keep something of their own from step to step.
@pytest.mark.of_families(
    "acgan",
    "cyclegan",
    "dcgan",
    "energy_model",
    "glo",
    "gogan",
    "scratch_gan",
    "seqgan",
    "simgan",
    "sound_to_image",
    "talking_head",
    "toy_matching_asr",
    "toy_sound_coder",
    "unsupervised_asr",
    "video_gan",
)
def test_a_resumed_fit_comes_to_what_an_uninterrupted_one_does(gan, data, tmp_path):
    def fit(name, *added, **arguments):
        log = callbacks.LossLog(tmp_path / name, every=3)
        arguments = {"batch_size": BATCH_SIZE, "epochs": 2, "verbose": 0, **arguments}
        history = gan.fit(data, callbacks=[*added, log], **arguments).history
        lines = [{**line, "seconds": 0} for line in read_history(log.path)]
        return values(all_variables(gan)), history, lines

    new = values(all_variables(gan))
    uninterrupted, history, lines = fit("straight.jsonl")
    steps = int(gan.optimizer.iterations)
    restore(all_variables(gan), new)
    saver = callbacks.Checkpoint(tmp_path / "checkpoints")
    fit("interrupted.jsonl", StoppedAtStep(steps // 2 - 1), saver)  # in the middle of an epoch
    restore(all_variables(gan), new)
    saver = callbacks.Checkpoint(tmp_path / "checkpoints")
    resumed, history_of_both, lines_of_both = fit("interrupted.jsonl", saver, resume=True)
    for variable, value, expected in zip(all_variables(gan), resumed, uninterrupted, strict=True):
        np.testing.assert_array_equal(value, expected, variable.path)
    assert (history_of_both, lines_of_both) == (history, lines)


# Keras's own way works too, from an epoch's edge.
@pytest.mark.of_families("dcgan")
def test_backup_resumes_as_if_never_interrupted(gan, data, tmp_path):
    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path / "backup", delete_checkpoint=False)

    def fit(epochs, *added):
        arguments = {"batch_size": BATCH_SIZE, "shuffle": False, "verbose": 0}
        return gan.fit(data, epochs=epochs, callbacks=[*added], **arguments)

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


class StoppedAtStep(keras.callbacks.Callback):
    def __init__(self, step):
        super().__init__()
        self.step = step

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = int(self.model.optimizer.iterations) >= self.step


class InterruptedAtEpoch(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            raise KeyboardInterrupt
