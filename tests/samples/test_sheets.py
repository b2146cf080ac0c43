import numpy as np
from PIL import Image

from keras_gan_zoo.samples.sheets import grid, save_png, stack, to_uint8


def test_to_uint8_spans_the_range():
    values = np.array([-2.0, -1.0, -0.5, 0.0, 1.0, 3.0])
    assert to_uint8(values).tolist() == [0, 0, 64, 128, 255, 255]
    bytes_ = np.array([0, 7, 255], "uint8")
    assert to_uint8(bytes_) is bytes_


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
