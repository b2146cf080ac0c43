"""A strip shows the lectures' moments of a training, each by its own sheet."""

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo.samples.growth import moments
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.texts import Texts

KIND = Pictures((8, 8, 1))


def sheet(folder, step, shade, groups=1):
    path = folder / f"step_{step:06d}.png"
    images = np.full((16, 8, 8, 1), shade, "float32")
    KIND.save_sheet(path, [[(f"row {index}", images)] for index in range(groups)], 8, 16)
    return path


def shades(path):
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("L")).astype(int)
    return pixels


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (range(250, 6001, 250), [250, 1000, 2000, 5000, 6000]),
        ([100, 900, 1100, 60_000], [100, 1100, 60_000]),
        ([50], [50]),
        (range(10, 101, 10), [100]),
    ],
)
def test_the_moments_are_the_lectures(steps, expected):
    assert moments(list(steps)) == expected


@pytest.mark.parametrize("groups", [1, 2])
def test_a_row_a_moment(tmp_path, groups):
    steps = {0: -1.0, 100: -0.5, 1000: 0.0, 1500: 0.25, 2000: 0.5}
    sheets = [sheet(tmp_path, step, shade, groups) for step, shade in steps.items()]
    strip, film = KIND.show_growth(sheets, tmp_path)
    middle = shades(strip)[:, -10]  # of the last picture of each row
    seen = [int(value) for value in dict.fromkeys(middle) if value != 255]
    assert seen == [64, 128, 191]
    with Image.open(film) as opened:
        assert opened.n_frames == 4
        opened.seek(3)
        assert abs(np.asarray(opened.convert("L"))[4, 4].astype(int) - 191) < 6
        assert opened.info["duration"] == 250
    assert KIND.show_growth(sheets, tmp_path) == [strip, film]  # once more, over its own


def test_too_little_to_show(tmp_path):
    assert KIND.show_growth([sheet(tmp_path, 0, 0.0), sheet(tmp_path, 100, 0.5)], tmp_path) == []
    assert Texts(4, 9).show_growth([tmp_path / "step_000100.txt"] * 3, tmp_path) == []
    assert not (tmp_path / "growth.png").exists()
