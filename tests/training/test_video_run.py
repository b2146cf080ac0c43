"""A recipe of videos goes all the way: sheets that move, exports, a card, films as answers."""

import json

import numpy as np
import pytest
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo import cli
from keras_gan_zoo.pretrained import small_sample_scores, store
from keras_gan_zoo.recipes import resolve
from keras_gan_zoo.samples.video_files import read_video, write_video
from keras_gan_zoo.samples.videos import Videos
from keras_gan_zoo.storage.yaml_values import RecipeError
from keras_gan_zoo.training.trainer import train


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A recipe of three made-up clips of six frames."""
    folder = tmp_path_factory.mktemp("clips")
    for index, video in enumerate(Videos((6, 8, 8, 1)).examples(3)):
        write_video(folder / "films" / f"{index}.npy", video)
    return {
        "name": "video_gan_clips",
        "summary": "Squares that move.",
        "model": {
            "name": "video_gan",
            "image_shape": [8, 8, 1],
            "past": 2,
            "scales": 2,
            "patch": 8,
            "width": 2,
            "latent_dim": 2,
        },
        "data": {"name": str(folder / "films"), "frames": 3, "cache_dir": str(folder / "cache")},
        "training": {"steps": 2, "batch_size": 4, "seed": 3, "picture_every": 2},
        "export": ["saved_model", "tflite"],
    }


@pytest.fixture(scope="module")
def run(settings, tmp_path_factory):
    """A finished run of it."""
    return train(resolve(settings), tmp_path_factory.mktemp("videos") / "run")


def test_a_run_draws_strips_that_move_and_exports_its_generator(run):
    sheets = run.directory.sheets(".png")
    assert [sheet.stem for sheet in sheets] == ["step_000000", "step_000002"]
    with Image.open(sheets[-1].with_suffix(".webp")) as film:
        assert film.n_frames == 2 + 5
    assert {path.name for path in run.directory.export.iterdir()} == {"saved_model", "next.tflite"}
    assert run.directory.report_file.is_file()


def test_it_is_stored_with_its_small_sample(run, settings, tmp_path):
    stored = store(run.directory.path, tmp_path, known_failures="Squares stand still.")
    scores = json.loads(stored.small_sample.read_text())["scores"]
    assert {"next.motion", "next.sharpness"} <= set(scores)
    model = keras_gan_zoo.get(**settings["model"], weights=stored.weights)
    assert small_sample_scores(model) == pytest.approx(scores, abs=1e-3)
    assert (stored.directory / "samples.png").is_file()
    assert "next.motion" in stored.card.read_text()


def test_the_command_line_goes_on_with_a_film(run, tmp_path, capsys):
    clip = write_video(tmp_path / "clip.npy", Videos((4, 8, 8, 1)).examples(1)[0])
    command = ["generate", "--run_dir", str(run.directory), "--input", str(clip), "--output"]
    assert cli.main([*command, str(tmp_path / "more.gif"), "--frames", "3"]) == 0
    assert read_video(tmp_path / "more.gif").shape == (4 + 3, 8, 8, 3)
    assert cli.main([*command, str(tmp_path / "more.npy")]) == 0
    video = read_video(tmp_path / "more.npy")
    assert video.shape == (4 + 8, 8, 8, 1)
    np.testing.assert_array_equal(video[:4], read_video(clip))
    capsys.readouterr()
    draw = ["generate", "--run_dir", str(run.directory), "--output", str(tmp_path / "x.gif")]
    assert cli.main([*draw, "--frames", "3"]) == 2
    assert "--frames is for videos to go on with: add --input" in capsys.readouterr().err


def test_frames_of_no_number_are_told(settings):
    changed = {**settings, "data": {**settings["data"], "frames": 0}}
    with pytest.raises((ValueError, RecipeError), match="frames=0 must be 1 or more"):
        train(resolve(changed), "never")
