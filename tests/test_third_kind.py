"""A kind of model that the zoo has not goes all the way, defined in the tests alone."""

import json
import wave

import keras
import numpy as np
import pytest
import third_kind
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo import callbacks, cli
from keras_gan_zoo.pretrained import small_sample_scores, store
from keras_gan_zoo.recipes import resolve
from keras_gan_zoo.storage.yaml_values import to_yaml
from keras_gan_zoo.training.trainer import load_trained, train

SETTINGS = {
    "name": "toy_sound_coder_tones",
    "model": {"name": "toy_sound_coder"},
    "data": {"name": "toy_tones"},
    "training": {
        "steps": 12,
        "batch_size": 16,
        "picture_every": 6,
        "checkpoint_every": 6,
        "log_every": 4,
    },
    "export": ["saved_model", "tflite"],
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A finished run of its recipe."""
    return train(resolve(SETTINGS), tmp_path_factory.mktemp("sounds") / "run")


def test_it_is_described_as_what_it_is():
    text = str(keras_gan_zoo.describe("toy_sound_coder"))
    assert "sounds, float32 in [-1, 1], of shape 64" in text


def test_its_losses_fall_and_it_resumes_exactly(tmp_path):
    def model():
        return keras_gan_zoo.get("toy_sound_coder", seed=3, ema_decay=0.5)

    sounds = third_kind.Sounds((64,)).examples(32)
    whole = model()
    losses = whole.fit(sounds, batch_size=8, epochs=4, verbose=0).history["coder_loss"]
    assert losses[-1] < 0.8 * losses[0]
    saver = callbacks.Checkpoint(tmp_path / "checkpoints", every=4)
    model().fit(sounds, batch_size=8, epochs=2, verbose=0, callbacks=[saver])
    again = model()
    again.fit(
        sounds,
        batch_size=8,
        epochs=4,
        verbose=0,
        resume=True,
        callbacks=[callbacks.Checkpoint(tmp_path / "checkpoints", every=4)],
    )
    for one, other in zip(whole.weights, again.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_its_file_comes_back(tmp_path):
    model = keras_gan_zoo.get("toy_sound_coder", seed=3)
    model.save(tmp_path / "sounds.keras")
    loaded = keras.models.load_model(tmp_path / "sounds.keras")
    np.testing.assert_array_equal(loaded.generate(3, seed=0), model.generate(3, seed=0))


def test_what_it_cannot_take_is_told_in_a_sentence():
    with pytest.raises(keras_gan_zoo.data.DataMismatch, match="values from 9 to 9"):
        keras_gan_zoo.get("toy_sound_coder").fit(np.full((40, 64), 9.0, "float32"), verbose=0)
    with pytest.raises(ValueError, match=r"image_size=.* is for pictures, and 'toy_tones'"):
        keras_gan_zoo.data.load("toy_tones", image_size=8)


def test_a_run_draws_its_sheets_and_exports_its_networks(run):
    sheets = run.directory.sheets(".png")
    assert [sheet.stem for sheet in sheets] == ["step_000000", "step_000006", "step_000012"]
    with Image.open(sheets[-1]) as sheet:
        assert sheet.size == (64, 64 * 16)
    assert {path.name for path in run.directory.export.iterdir()} == {
        "saved_model",
        "generate.tflite",
    }
    assert run.directory.report_file.is_file()


def test_the_command_line_trains_and_generates(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    settings = {**SETTINGS, "export": [], "training": {"steps": 3, "batch_size": 16}}
    (tmp_path / "sounds.yaml").write_text(to_yaml(settings))
    imported = ["--import", "third_kind"]
    assert cli.main(["train", "--recipe", "sounds.yaml", *imported, "--dry_run"]) == 0
    assert "toy_sound_coder (SoundCoder)" in capsys.readouterr().out
    assert cli.main(["train", "--recipe", "sounds.yaml", "--run_dir", "run", *imported]) == 0
    arguments = ["generate", "--run_dir", "run", "--n", "3", "--seed", "0", *imported]
    assert cli.main([*arguments, "--output", "out"]) == 0
    with wave.open("out/002.wav") as file:
        written = np.frombuffer(file.readframes(64), "<i2") / 32767
    (drawn,) = load_trained(keras_gan_zoo.training.RunDirectory("run")).generate(3, seed=0)[2:]
    np.testing.assert_allclose(written, drawn, atol=1e-4)
    capsys.readouterr()
    assert cli.main([*arguments, "--output", "other", "--input", "out"]) == 2
    assert "takes no input sounds" in capsys.readouterr().err


def test_it_is_stored_with_its_small_sample(run, tmp_path):
    stored = store(run.directory.path, tmp_path, known_failures="It hums.")
    scores = json.loads(stored.small_sample.read_text())["scores"]
    assert set(scores) == {"generate.loudness", "generate.crossings"}
    model = keras_gan_zoo.get("toy_sound_coder", weights=stored.weights)
    assert small_sample_scores(model) == pytest.approx(scores, abs=1e-3)
    assert (stored.directory / "samples.png").is_file()
    assert (stored.directory / "generate.tflite").is_file()
    assert "generate.loudness" in stored.card.read_text()
