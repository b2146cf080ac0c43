"""Two trainings do not write into one folder of checkpoints."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from duel import Duel, linear

from keras_gan_zoo import callbacks
from keras_gan_zoo.callbacks.checkpoint_folder import latest_checkpoint
from keras_gan_zoo.samples.points import Points
from keras_gan_zoo.storage.folder_lock import FolderLock

X = np.random.default_rng(0).normal(size=(8, 2)).astype("float32")
TOLD = "Another training writes its checkpoints into .* choose another folder"


class Game(Duel):
    takes = (Points((2,)),)


def game():
    model = Game(linear([[1.0], [2.0]]), linear([[3.0], [-1.0]]), seed=1)
    model.compile()
    return model


def fit(folder, *added, **arguments):
    saver = callbacks.Checkpoint(folder, every=1)
    arguments = {"batch_size": 4, "verbose": 0, **arguments}
    return game().fit(X, callbacks=[saver, *added], **arguments)


class Within(keras.callbacks.Callback):
    """Does something at the first step of a training."""

    def __init__(self, do):
        super().__init__()
        self.do = do

    def on_train_batch_end(self, batch, logs=None):
        if batch == 0:
            self.do()


@pytest.mark.parametrize("resume", [False, True])
def test_a_second_training_is_refused_and_the_first_goes_on(tmp_path, resume):
    refused = []

    def again():
        with pytest.raises(ValueError, match=TOLD):
            fit(tmp_path, resume=resume)
        refused.append(True)

    fit(tmp_path, Within(again))
    assert refused and latest_checkpoint(tmp_path).name == "step_000002.keras"


def test_the_folder_is_free_however_a_training_ended(tmp_path):
    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, Within(fail))
    fit(tmp_path, resume=True, epochs=2)
    fit(tmp_path, resume=True, epochs=3)
    assert latest_checkpoint(tmp_path).name == "step_000006.keras"
    assert {path.suffix for path in tmp_path.iterdir()} == {".keras", ".json"}


HOLD = """
import sys, time
from keras_gan_zoo.storage.folder_lock import FolderLock
lock = FolderLock(sys.argv[1])
print(lock.acquire(), flush=True)
time.sleep(600)
"""


def test_another_process_holds_it_until_it_ends(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "True\n"
        with pytest.raises(ValueError, match=TOLD):
            fit(tmp_path)
    finally:
        holder.kill()
        holder.wait()
    fit(tmp_path)


def test_a_lock_is_held_once(tmp_path):
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    assert first.acquire() and first.acquire() and not second.acquire()
    first.release()
    first.release()
    assert second.acquire()
    second.release()
