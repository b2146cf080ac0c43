"""What trackers are told of a training, and what TensorBoard reads of it afterwards."""

import numpy as np
import pytest
from given_scores import Given, StopAt
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

import keras_gan_zoo
from keras_gan_zoo import callbacks
from keras_gan_zoo.callbacks import SampleSheets, Track
from keras_gan_zoo.trackers import open_tracker, run_tracker


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).uniform(-1, 1, (24, 16, 16, 1)).astype("float32")


def make_gan():
    return keras_gan_zoo.get("gan", image_shape=(16, 16, 1), width=4, latent_dim=4, seed=0)


def read(folder):
    events = EventAccumulator(str(folder), {"tensors": 0, "images": 0, "scalars": 0})
    return events.Reload()


def curve(events, name):
    points = events.Scalars(name)
    assert len({point.step for point in points}) == len(points)
    return {point.step: point.value for point in points}


@pytest.fixture(scope="module")
def tracked(images, tmp_path_factory):
    """A training of six steps in TensorBoard, with a log of the same losses."""
    folder = tmp_path_factory.mktemp("tracked")
    sheets = SampleSheets(folder / "sheets", every=4, count=4)
    track = Track(
        "tensorboard", folder / "logs", 2, sheets=sheets, config={"model": {"name": "gan"}}
    )
    log = callbacks.LossLog(folder / "log", every=2)
    scores = Given([3.0, 1.0], every=4)
    make_gan().fit(
        images, batch_size=4, verbose=0, callbacks=[scores, sheets, track, log], shuffle=False
    )
    return folder, read(folder / "logs")


def test_curves_are_those_of_the_log(tracked):
    folder, events = tracked
    lines = keras_gan_zoo.runs.history_file.read_history(folder / "log")
    for name in ("discriminator_loss", "generator_loss"):
        assert curve(events, name) == pytest.approx({line["step"]: line[name] for line in lines})
    assert list(curve(events, "generator_loss")) == [2, 4, 6]


def test_scores_are_shown_when_they_come_and_once(tracked):
    _, events = tracked
    assert curve(events, "scores/fid2_pixels") == {4: 3.0, 6: 1.0}
    assert "scores/fid2" not in events.Tags()["scalars"]


def test_sheets_settings_and_weights_are_shown(tracked):
    folder, events = tracked
    shown = {event.step: event.encoded_image_string for event in events.Images("samples")}
    assert list(shown) == [0, 4, 6]
    assert shown[4] == (folder / "sheets" / "step_000004.png").read_bytes()
    with Image.open(folder / "sheets" / "step_000004.png") as sheet:
        assert (events.Images("samples")[1].width, events.Images("samples")[1].height) == sheet.size
    text = tensor_util.make_ndarray(events.Tensors("settings")[0].tensor_proto)
    assert text.item() == b"    model.name: gan"
    kernels = [tag for tag in events.Tags()["tensors"] if tag.startswith("generator/")]
    assert len(kernels) == len(make_gan().player_variables("generator"))
    assert kernels[0] == "generator/01 kernel"  # whatever Keras has counted before
    assert [event.step for event in events.Tensors(kernels[0])] == [0, 4, 6]


def test_a_resumed_training_hides_what_it_takes_again(images, tmp_path):
    def run(last=None, value=3.0):
        sheets = SampleSheets(tmp_path / "sheets", every=2, count=4)
        track = Track("tensorboard", tmp_path / "logs", 1, sheets=sheets)
        saver = callbacks.Checkpoint(tmp_path / "saved", every=4)
        model = make_gan()
        parts = [Given([value] * 3, every=3), sheets, track, saver, StopAt(last)]
        model.fit(images, batch_size=4, verbose=0, callbacks=parts, resume=True)

    run()
    (tmp_path / "saved" / "step_000006.keras").unlink()
    run(value=5.0)
    events = read(tmp_path / "logs")
    assert list(curve(events, "generator_loss")) == [1, 2, 3, 4, 5, 6]
    assert curve(events, "scores/fid2_pixels") == {3: 3.0, 6: 5.0}
    assert [event.step for event in events.Images("samples")] == [0, 2, 4, 6]


class FakePackage:
    """Keeps what a package of runs is called with."""

    __name__ = "trackio"

    def __init__(self):
        self.calls = []
        self.name = None

    def init(self, **arguments):
        self.name = arguments["name"]
        self.calls.append(("init", arguments))
        return self

    def log(self, values, step):
        self.calls.append((step, values))

    def finish(self):
        self.calls.append(("finish", None))

    def Image(self, path, caption):
        return "picture", path.rpartition("/")[2], caption

    def Html(self, text):
        return text

    def Histogram(self, array):
        return array.shape


def test_packages_of_runs_are_told_the_same(tmp_path, monkeypatch):
    package = FakePackage()
    monkeypatch.setattr(run_tracker, "package", lambda name: package)
    for step in (0, 7):
        tracker = open_tracker("trackio", tmp_path, "mine", {"a": 1})
        tracker.begin(step)
        tracker.numbers(step + 1, {"loss": np.float32(2.0)})
        tracker.picture(step + 1, "samples", tmp_path / "x.png")
        tracker.texts(step + 1, "samples", ["a < b"])
        tracker.histograms(step + 1, {"w": np.zeros((2, 3))})
        tracker.close()
    begun = {"project": "keras_gan_zoo", "config": {"a": 1}, "name": "mine"}
    assert package.calls[:6] == [
        ("init", begun),
        (1, {"loss": 2.0}),
        (1, {"samples": ("picture", "x.png", "step 1")}),
        (1, {"samples": "<ol><li>a &lt; b</li></ol>"}),
        (1, {"w": (6,)}),
        ("finish", None),
    ]
    # One that goes on adds to the run that it began.
    assert package.calls[6] == ("init", {**begun, "resume": "allow"})


def test_what_is_not_there_is_told(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="Did you mean 'tensorboard'"):
        Track("tensorbord", tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "trackio", None)
    with pytest.raises(ImportError, match="needs the package trackio: pip install trackio"):
        Track("trackio", tmp_path)
