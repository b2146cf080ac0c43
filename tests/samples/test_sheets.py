import json

import numpy as np
import pytest
from PIL import Image

from keras_gan_zoo.samples import pictures
from keras_gan_zoo.samples.pictures import Pictures
from keras_gan_zoo.samples.points import Points
from keras_gan_zoo.samples.sheet_labels import above, beside
from keras_gan_zoo.samples.sheets import as_colours, grid, save_png, stack, to_uint8


def test_to_uint8_spans_the_range():
    values = np.array([-2.0, -1.0, -0.5, 0.0, 1.0, 3.0])
    assert to_uint8(values).tolist() == [0, 0, 64, 128, 255, 255]
    bytes_ = np.array([0, 7, 255], "uint8")
    assert to_uint8(bytes_) is bytes_


@pytest.mark.filterwarnings("error")
def test_what_is_no_number_is_black_or_at_the_end_of_the_range():
    assert to_uint8(np.array([np.nan, np.inf, -np.inf])).tolist() == [0, 255, 0]


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 8])
def test_any_number_of_channels_is_drawn(channels, tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (3, 4, 4, channels), "uint8")
    colours = as_colours(images)
    shown = min(channels, 3)
    np.testing.assert_array_equal(colours[..., :shown], images[..., :shown])
    assert colours.shape[-1] == (1 if channels == 1 else 3)
    assert channels != 2 or not colours[..., 2].any()
    sheet = grid(images, columns=2, gap=1)
    np.testing.assert_array_equal(sheet[:4, :4] * np.ones((1, 1, 3), "uint8"), sheet[:4, :4])
    np.testing.assert_array_equal(sheet[5:, :4, :shown], images[2, ..., :shown])

    kind = Pictures((4, 4, channels))
    samples = images / np.float32(127.5) - 1.0
    kind.save_sheet(tmp_path / "sheet.png", [[("samples", samples)]], columns=2, smallest_side=8)
    kind.shrink_sheet(tmp_path / "sheet.png")
    (label, row), _ = kind.rows([[("a", samples), ("b", samples)]], columns=3)
    assert label == "a" and row.shape == (4, 16, 3)
    (one, *_) = kind.write(tmp_path / "each", 3, iter([samples]))
    with Image.open(one) as file:
        kept = np.asarray(file).reshape(4, 4, -1)
    kept_channels = 4 if channels == 4 else shown  # a fourth is in the file, as opacity
    np.testing.assert_array_equal(kept[..., :kept_channels], images[0, ..., :kept_channels])
    assert set(kind.numbers(samples)) == {"brightness", "contrast", "difference", "sharpness"}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_points_are_drawn_wherever_they_are(dimensions, tmp_path):
    kind, points = Points((dimensions,)), np.eye(4, dimensions)
    (label, row), *rest = kind.rows([[("samples", points)]])
    assert label == "samples" and row.shape[-1] == 3 and not rest
    assert (row == 0).any() and (row == 255).any()
    points[0] = np.nan
    kind.save_sheet(tmp_path / "some.png", [[("samples", points)]])
    kind.save_sheet(tmp_path / "none.png", [[("samples", points[:1])]])
    with Image.open(tmp_path / "none.png") as sheet:
        assert np.asarray(sheet).min() == 255


def test_grid_places_pictures_and_leaves_the_rest_white():
    images = np.arange(3, dtype="uint8")[:, None, None, None] * np.ones((1, 2, 3, 1), "uint8")
    sheet = grid(images, columns=2, gap=1)
    assert sheet.shape == (5, 7, 3)
    assert (sheet[0:2, 0:3] == 0).all() and (sheet[0:2, 4:7] == 1).all()
    assert (sheet[3:5, 0:3] == 2).all()
    assert (sheet[3:5, 4:7] == 255).all() and (sheet[2] == 255).all()


def test_grid_scales_by_whole_pixels():
    images = np.random.default_rng(0).integers(0, 256, (1, 2, 2, 3), "uint8")
    sheet = grid(images, columns=1, scale=3)
    np.testing.assert_array_equal(sheet, np.kron(images[0], np.ones((3, 3, 1), "uint8")))


def test_stack_is_as_wide_as_the_widest():
    stacked = stack([np.zeros((2, 3, 3), "uint8"), np.ones((1, 5, 3), "uint8")], gap=2)
    assert stacked.shape == (5, 5, 3)
    assert (stacked[:2, 3:] == 255).all() and (stacked[4] == 1).all()


def test_save_png_keeps_pixels_and_notes(tmp_path):
    sheet = np.random.default_rng(0).integers(0, 256, (4, 5, 3), "uint8")
    save_png(tmp_path / "deep/er/sheet.png", sheet, {"note": "ü"})
    with Image.open(tmp_path / "deep/er/sheet.png") as image:
        np.testing.assert_array_equal(np.asarray(image), sheet)
        assert image.text["note"] == "ü"
    save_png(tmp_path / "grey.png", sheet[..., :1])
    with Image.open(tmp_path / "grey.png") as image:
        assert image.mode == "L"
    assert sorted(path.name for path in tmp_path.rglob("*.png")) == ["grey.png", "sheet.png"]


def test_labels_have_their_room():
    names = above(["a", "Ankle boot", "T-shirt/top", "incomprehensible"], pitch=40, width=160)
    assert names.shape[1] == 160
    ink = [int((part < 128).sum()) for part in np.array_split(names, 4, axis=1)]
    assert 0 < ink[0] < min(ink[1:])
    # Nothing of a name stands in the next one's column, nor is cut by the edge.
    assert all((names[:, edge] == 255).all() for edge in (0, 39, 79, 119, 159))
    rows = beside([(0, 20, "x_to_y input"), (22, 20, "x_to_y output")], height=42)
    assert rows.shape[0] == 42 and (rows[:, 0] == 255).all() and (rows[:, -1] == 255).all()
    assert (rows[:20] == 0).any() and (rows[22:] == 0).any()


def test_a_sheet_that_is_too_large_keeps_whole_rows_and_its_names(tmp_path, monkeypatch):
    kind, path = Pictures((16, 16, 3)), tmp_path / "sheet.png"
    samples = np.random.default_rng(0).uniform(-1, 1, (32, 16, 16, 3))
    kind.save_sheet(path, [[("samples", samples)]], 4, 40, ["one", "two", "three", "four"])
    with Image.open(path) as sheet:
        before = np.asarray(sheet)
        (first, *_) = json.loads(sheet.text["bands"])
    monkeypatch.setattr(pictures, "MAX_SHEET_BYTES", path.stat().st_size - 1)
    kind.shrink_sheet(path)
    with Image.open(path) as sheet:
        after = np.asarray(sheet)
    assert len(after) == first["top"] + 4 * (first["height"] + 2) - 2
    np.testing.assert_array_equal(after, before[: len(after)])
