import errno
import json
import os
import re
import signal

import keras
import numpy as np
import pytest

from keras_gan_zoo import callbacks
from keras_gan_zoo.callbacks.checkpoint_folder import latest_checkpoint
from keras_gan_zoo.callbacks.progress import duration
from keras_gan_zoo.callbacks.recent_means import RecentMeans
from keras_gan_zoo.runs.history_file import read_history


def make_model():
    """A model of one weight whose loss at each step is easy to know."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.0), loss="mse", run_eagerly=True)
    model.layers[0].kernel.assign([[1.0]])
    return model


@pytest.fixture
def model():
    return make_model()


def fit(model, inputs, *added, epochs=1):
    """One step for each input x, at which the loss is x squared."""
    x = np.reshape(inputs, (-1, 1)).astype("float32")
    model.fit(
        x,
        np.zeros_like(x),
        batch_size=1,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=list(added),
    )


@pytest.mark.parametrize("every", [1, 3, 4, 7])
def test_recent_means_are_of_the_latest_steps(every):
    values = np.random.default_rng(0).normal(size=20)
    means, taken = RecentMeans(), []
    for step in range(20):
        epoch, batch = divmod(step, 10)
        if batch == 0:
            means.begin_epoch()
        means.add(batch, {"loss": values[10 * epoch : step + 1].mean()})
        if (step + 1) % every == 0:
            taken.append(means.take()["loss"])
    expected = [values[end - every : end].mean() for end in range(every, 21, every)]
    np.testing.assert_allclose(taken, expected, atol=1e-9)


def test_loss_log_holds_the_mean_of_each_stretch(model, tmp_path):
    log = callbacks.LossLog(tmp_path / "logs/history.jsonl", every=4)
    fit(model, [1, 2, 3, 4, 5], log, epochs=2)
    history = read_history(log.path)
    assert [line["step"] for line in history] == [4, 8, 10]
    squares = np.array([1, 4, 9, 16, 25] * 2)
    expected = [squares[0:4].mean(), squares[4:8].mean(), squares[8:].mean()]
    np.testing.assert_allclose([line["loss"] for line in history], expected, rtol=1e-5)
    seconds = [line["seconds"] for line in history]
    assert seconds == sorted(seconds)


def test_loss_log_drops_lines_from_after_the_checkpoint(model, tmp_path):
    path = tmp_path / "history.jsonl"
    lines = [{"step": step, "seconds": 100.0 * step, "loss": 0.0} for step in (1, 2, 7)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"step": 9, "sec')
    fit(model, [1, 1])
    fit(model, [1, 1], callbacks.LossLog(path, every=1))
    history = read_history(path)
    assert [line["step"] for line in history] == [1, 2, 3, 4]
    assert history[-1]["seconds"] >= 200.0  # the clock goes on from the line of step 2


def test_infinite_losses_are_logged_as_null(model, tmp_path):
    log = callbacks.LossLog(tmp_path / "history.jsonl", every=1)
    fit(model, [np.inf], log)
    (line,) = log.path.read_text().splitlines()
    assert '"loss": null' in line


def test_checkpoints_are_whole_and_the_newest_stay(model, tmp_path):
    fit(model, range(5), callbacks.Checkpoint(tmp_path, every=2, keep=2))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        f"step_00000{step}.{suffix}" for step in (4, 5) for suffix in ("json", "keras")
    ]
    copy = keras.models.load_model(latest_checkpoint(tmp_path))
    assert int(copy.optimizer.iterations) == 5


def test_a_failed_save_leaves_the_checkpoint_before(model, tmp_path, monkeypatch):
    saver = callbacks.Checkpoint(tmp_path, every=1, keep=1)
    fit(model, [1], saver)

    def half_save(self, path):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(keras.Sequential, "save", half_save)
    kept = r"step 2: No space left on device. The last good one is '.*step_000001.keras'"
    with pytest.raises(callbacks.CheckpointNotWritten, match=kept):
        fit(model, [1], saver)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".keras"]
    assert latest_checkpoint(tmp_path).name == "step_000001.keras"
    assert int(keras.models.load_model(latest_checkpoint(tmp_path)).optimizer.iterations) == 1


def test_a_folder_that_cannot_be_written_is_found_before_the_first_step(model, tmp_path):
    (tmp_path / "file").touch()
    saver = callbacks.Checkpoint(tmp_path / "file/checkpoints")
    with pytest.raises(callbacks.CheckpointNotWritten, match=r"Not a directory. There is none"):
        fit(model, [1], saver)
    assert int(model.optimizer.iterations) == 0


def test_checkpoints_of_another_training_are_not_mixed_in(model, tmp_path):
    fit(model, [1, 1], callbacks.Checkpoint(tmp_path))
    with pytest.raises(ValueError, match=r"a checkpoint of step 2, but this training is at step 0"):
        fit(make_model(), [1], callbacks.Checkpoint(tmp_path))


def raising(number, at):
    """A callback that sends this process a signal in the middle of a step."""
    return keras.callbacks.LambdaCallback(
        on_train_batch_begin=lambda batch, logs: batch == at and signal.raise_signal(number)
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_signal_ends_fit_after_the_step(model, number):
    before = signal.getsignal(number)
    stop = callbacks.StopSignal()
    fit(model, range(5), stop, raising(number, at=1), epochs=3)
    assert stop.received == number
    assert int(model.optimizer.iterations) == 2
    assert signal.getsignal(number) == before


def test_a_second_signal_is_not_caught(model):
    twice = raising(signal.SIGINT, at=1), raising(signal.SIGINT, at=1)
    # A shell starts what it runs in the background with SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            fit(model, range(5), callbacks.StopSignal(), *twice)
    finally:
        signal.signal(signal.SIGINT, before)


class Terminal:
    """A stream that says it is a terminal, and knows what a terminal would show of it."""

    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def screen(self):
        lines = []
        for part in self.text.split("\x1b[")[1:]:
            if part.endswith("F"):
                del lines[-int(part[:-1]) :]
            else:
                assert part.startswith("J")
                lines += part[1:].splitlines()
        return lines


def test_progress_redraws_in_place_and_names_each_loss(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    terminal = Terminal()
    model = make_model()
    model.compile(keras.optimizers.SGD(0.0), loss="mse", metrics=["mae"], run_eagerly=True)
    fit(model, range(5), callbacks.Progress(total_steps=5, stream=terminal, seconds=0))
    screen = terminal.screen()
    assert screen[0].startswith("step 5/5 [####")
    assert screen[1:] == ["loss 16   mae 4"]
    assert all(len(line) < 30 for line in terminal.text.splitlines() if "\x1b" not in line)


def test_progress_never_parts_a_loss_from_its_name(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    progress = callbacks.Progress(total_steps=9, stream=terminal, seconds=0)
    progress.set_model(make_model())
    names = ["generators_loss", "discriminators_loss", "cycle_x", "cycle_y"]
    progress.on_train_batch_end(0, dict.fromkeys(names, 0.25))
    assert terminal.screen()[1:] == [
        "generators_loss 0.25",
        "discriminators_loss 0.25   cycle_x 0.25",
        "cycle_y 0.25",
    ]


def test_progress_without_a_terminal(model, capsys):
    fit(model, range(5), callbacks.Progress(total_steps=5, seconds=0))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "step 1/5: loss 0"
    assert re.fullmatch(r"step 3/5, about \d+ s left: loss 4", lines[2])
    assert len(lines) == 5


def test_durations():
    said = [duration(seconds) for seconds in (0.4, 59.4, 60, 95, 600, 3599, 3600, 8000)]
    assert said == ["0 s", "59 s", "1 min", "1 min 35 s", "10 min", "1 h", "1 h", "2 h 13 min"]


@pytest.mark.parametrize("every", [0, -3, 2.0, True, "10"])
def test_every_must_be_a_number_of_steps(every):
    with pytest.raises(ValueError, match="`every` must be a whole number of steps"):
        callbacks.LossLog("x", every=every)
    with pytest.raises(ValueError, match="`keep` must be a whole number"):
        callbacks.Checkpoint("x", keep=every)
