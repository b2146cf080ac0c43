"""A film comes by what its seeds draw, goes evenly, and ends where it began."""

import numpy as np
import pytest
from PIL import Image
from small_families import small

import keras_gan_zoo
from keras_gan_zoo import cli
from keras_gan_zoo.latent import film, loop, spherical
from keras_gan_zoo.samples.sheets import grid
from keras_gan_zoo.training.opening import OpenedModel

STOPS = np.random.default_rng(0).standard_normal((3, 2, 20)).astype("float32")


def test_a_loop_comes_by_its_stops_at_an_even_pace():
    path = loop(STOPS, 12)
    assert path.shape == (12, 2, 20) and path.dtype == "float32"
    np.testing.assert_allclose(path[::4], STOPS, rtol=1e-5)
    for walk in range(2):
        arc = spherical(STOPS[2, walk], STOPS[0, walk], [0, 0.25, 0.5, 0.75])
        np.testing.assert_allclose(path[8:, walk], arc, rtol=1e-5)
    # Where the stops do not divide the frames, too.
    uneven = loop(STOPS, 10)
    np.testing.assert_allclose(uneven[5, 0], spherical(STOPS[1, 0], STOPS[2, 0], 0.5), rtol=1e-5)
    with pytest.raises(ValueError, match=r"at least two stops, got the shape \(1, 2, 20\)"):
        loop(STOPS[:1], 12)
    with pytest.raises(ValueError, match="`frames` must be a whole number of at least 3, got 2"):
        loop(STOPS, 2)


def pictures_in(path, rate):
    """Yields the frames; of those that are alike a file has one, which stands for longer."""
    with Image.open(path) as opened:
        for index in range(opened.n_frames):
            opened.seek(index)
            picture = np.asarray(opened.convert("RGB")).astype(int)
            yield from [picture] * round(opened.info["duration"] * rate / 1000)


def lively(family):
    """Returns a family that draws other pictures from other latents, as a new one hardly does."""
    gan = small(family, seed=3)
    for weight in gan.trainable_variables:
        if weight.path.endswith("kernel"):
            weight.assign(5.0 * weight)
    return gan


@pytest.mark.parametrize("family", ["dcgan", "real_nvp", "cgan"])
def test_frames_are_what_the_seeds_draw(family, tmp_path):
    gan = lively(family)
    path = film(gan, tmp_path / "walk.webp", seeds=(5, 8), n=4, seconds=0.4, rate=10)
    frames = list(pictures_in(path, rate=10))
    scale = 128 // gan.image_shape[0]
    for frame, seed in ((0, 5), (2, 8)):
        expected = grid(gan.generate(n=4, seed=seed), 2, 0, scale)
        assert frames[frame].shape == expected.shape
        assert np.abs(frames[frame] - expected).mean() < 6
    assert np.abs(frames[0] - frames[2]).mean() > 1


def test_one_condition_alone(tmp_path):
    gan = lively("cgan")
    path = film(gan, tmp_path / "w.gif", seeds=(5, 8), n=2, seconds=0.4, rate=10, condition=1)
    expected = grid(gan.generate(1, n=2, seed=5), 2, 0, 8)
    assert np.abs(next(pictures_in(path, rate=10)) - expected).mean() < 3


def test_mistakes(tmp_path):
    gan = small("dcgan")
    for settings, sentence in (
        ({"seeds": (3,)}, r"`seeds` must be at least two, .* got \(3,\)"),
        ({"seeds": 3}, r"`seeds` must be at least two, .* got 3"),
        ({"seconds": 0.1}, r"are 2 frames, fewer than the 4 seeds: give seconds=0.16 or more"),
        ({"n": 0}, "`n` must be a whole number of at least 1, got 0"),
        ({"condition": 3}, "DCGAN draws by no condition: leave out `condition`=3"),
    ):
        with pytest.raises(ValueError, match=sentence):
            film(gan, tmp_path / "walk.gif", **settings)
    for family in ("seqgan", "cyclegan"):
        with pytest.raises(TypeError, match="draws nothing from latents that lead from one"):
            film(small(family), tmp_path / "walk.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def run_dir(tmp_path, monkeypatch):
    opened = OpenedModel("run", lively("dcgan"), None)
    monkeypatch.setattr("keras_gan_zoo.training.opening.open_model", lambda name: opened)
    return tmp_path / "run"


def test_a_film_of_a_run_by_the_command_line(run_dir, tmp_path, capsys):
    run = ["generate", "--run_dir", str(run_dir)]
    written = tmp_path / "walk.gif"
    command = [*run, "--film", str(written), "--seeds", "1,2", "--seconds", "0.2", "--n", "6"]
    assert cli.main(command) == 0
    frames = list(pictures_in(written, rate=25))
    assert frames[0].shape == (2 * 128, 3 * 128, 3) and len(frames) == 5
    for wrong, sentence in (
        (["--film", str(written)], "exists and is not written over"),
        (["--film", "w.gif", "--seed", "3"], "--seed does not go with --film: give --seeds"),
        (
            ["--film", "w.gif", "--seeds", "a,b"],
            "--seeds must be whole numbers such as 0,1,2,3, got a,b",
        ),
        (["--film", "w.png"], "--film must end in one of"),
        (["--output", "x.png", "--seconds", "3"], "--seconds is for a film: add --film walk.mp4"),
    ):
        assert cli.main([*run, *wrong]) == 2
        assert sentence in capsys.readouterr().err


def test_the_packages_name_is_the_function():
    assert callable(keras_gan_zoo.latent.film)
