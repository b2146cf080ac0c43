import io
import os
import struct
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from keras_gan_zoo.samples import picture_files
from keras_gan_zoo.samples.picture_files import UnreadablePicture, read_picture


def smooth(height=24, width=32):
    """A colour picture that JPEG keeps almost exactly."""
    rows, columns = np.mgrid[0:height, 0:width]
    planes = [rows * 8, columns * 6, 255 - rows * 5]
    return np.stack(planes, -1).clip(0, 255).astype("uint8")


def png_header(width, height):
    """A PNG that claims a size and holds no pixels."""

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("extension", ["png", "bmp", "tiff", "ppm", "webp"])
def test_lossless_formats_give_their_pixels(tmp_path, extension):
    path = tmp_path / f"a.{extension}"
    Image.fromarray(smooth()).save(path, **({"lossless": True} if extension == "webp" else {}))
    picture = read_picture(path)
    np.testing.assert_array_equal(picture.pixels, smooth())
    assert picture.note is None


def test_grey_stays_one_channel_and_converts_on_request(tmp_path):
    grey = smooth()[..., 0]
    Image.fromarray(grey).save(tmp_path / "a.png")
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png").pixels[..., 0], grey)
    rgb = read_picture(tmp_path / "a.png", channels=3).pixels
    np.testing.assert_array_equal(rgb, np.repeat(grey[..., None], 3, -1))


def test_colour_becomes_grey_by_luma(tmp_path):
    Image.fromarray(smooth()).save(tmp_path / "a.png")
    grey = read_picture(tmp_path / "a.png", channels=1).pixels[..., 0]
    luma = smooth() @ np.array([0.299, 0.587, 0.114])
    assert np.abs(grey - luma).max() <= 1


def test_sixteen_bit_grey_is_scaled_and_not_clipped(tmp_path):
    values = np.array([[0, 257, 32896, 65535]], "uint16")
    Image.fromarray(values).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png").pixels[0, :, 0].tolist() == [0, 1, 128, 255]


def test_transparency_is_laid_on_white(tmp_path):
    pixels = np.zeros((1, 3, 4), "uint8")
    pixels[0, :, 3] = [0, 128, 255]
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png").pixels[0, :, 0].tolist() == [255, 127, 0]
    Image.fromarray(pixels[..., 2:]).save(tmp_path / "grey.png")
    assert read_picture(tmp_path / "grey.png").pixels[0, :, 0].tolist() == [255, 127, 0]


def test_palettes_and_their_transparency_become_colours(tmp_path):
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putdata([0, 1])
    image.save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png").pixels.tolist() == [[[255, 0, 0], [0, 0, 255]]]
    image.save(tmp_path / "b.png", transparency=1)
    assert read_picture(tmp_path / "b.png").pixels.tolist() == [[[255, 0, 0], [255, 255, 255]]]


def test_cmyk_becomes_rgb(tmp_path):
    Image.fromarray(smooth()).convert("CMYK").save(tmp_path / "a.jpg", quality=95)
    pixels = read_picture(tmp_path / "a.jpg").pixels
    assert np.abs(pixels.astype(int) - smooth()).mean() < 4


def test_exif_rotation_is_applied(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees clockwise to see it upright
    Image.fromarray(smooth()).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png").pixels, np.rot90(smooth(), -1))


def test_an_animation_gives_its_first_frame_and_a_note(tmp_path):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    picture = read_picture(tmp_path / "a.gif")
    assert picture.pixels[0, 0].tolist() == [255, 0, 0]
    assert picture.note == "the first of 3 frames was taken"


def write_truncated(path, extension):
    whole = path.with_suffix(f".whole.{extension}")
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), "uint8")
    Image.fromarray(noise).save(whole)
    content = whole.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def write_bit_flip(path):
    Image.fromarray(smooth()).save(path)
    content = bytearray(path.read_bytes())
    content[content.index(b"IDAT") + 40] ^= 4
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "write", "reason"),
    [
        ("empty.png", lambda p: p.write_bytes(b""), "^empty file$"),
        ("text.jpg", lambda p: p.write_text("hello"), "^not a picture of a known format$"),
        ("page.png", lambda p: p.write_text("%!PS-Adobe-3.0 EPSF-3.0\n"), "not a picture"),
        ("cut.jpg", lambda p: write_truncated(p, "jpg"), "^truncated$"),
        ("cut.png", lambda p: write_truncated(p, "png"), "^truncated|^corrupt"),
        ("cut.webp", lambda p: write_truncated(p, "webp"), "^corrupt|not a picture|^truncated"),
        ("flip.png", write_bit_flip, "^corrupt"),
        ("header.png", lambda p: p.write_bytes(png_header(4, 4)), "^truncated|^corrupt"),
        ("huge.png", lambda p: p.write_bytes(png_header(30000, 30000)), "^enormous: more than 89,"),
        ("large.png", lambda p: p.write_bytes(png_header(10000, 10000)), "^enormous"),
        ("loop.png", lambda p: p.symlink_to(p), "^symbolic link loop$"),
        ("gone.png", lambda p: p.symlink_to("nowhere"), "^symbolic link to nothing$"),
        ("missing.png", lambda p: None, "^file not found$"),
        ("folder.png", lambda p: p.mkdir(), "^not a regular file$"),
        ("pipe.png", lambda p: os.mkfifo(p), "^not a regular file$"),
        (
            "float.tiff",
            lambda p: Image.fromarray(np.ones((2, 2), "f")).save(p),
            "^floating-point pixels",
        ),
        (
            "wide.tiff",
            lambda p: Image.fromarray(np.full((2, 2), 70000, "i4")).save(p),
            "^32-bit integer pixels",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made")
def test_bad_files_are_refused_with_their_reason(tmp_path, name, write, reason):
    write(tmp_path / name)
    with pytest.raises(UnreadablePicture, match=reason):
        read_picture(tmp_path / name)


def test_resizing_keeps_the_middle(tmp_path):
    pixels = np.zeros((4, 8, 3), "uint8")
    pixels[:, 2:6] = 200
    Image.fromarray(pixels).save(tmp_path / "a.png")
    found = read_picture(tmp_path / "a.png", image_size=(2, 2)).pixels
    assert found.shape == (2, 2, 3) and (found == 200).all()


def test_checksums_are_read_by_us_where_they_are_right_and_by_pillow_where_not(tmp_path):
    Image.fromarray(smooth()).save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    assert picture_files._chunks_are_whole(io.BytesIO(whole))
    place = whole.index(b"IDAT")
    for damaged in (
        whole[:-12],  # no end
        whole[:place] + b"IDAX" + whole[place + 4 :],
        whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:],
    ):
        assert not picture_files._chunks_are_whole(io.BytesIO(damaged))
        (tmp_path / "b.png").write_bytes(damaged)
        with pytest.raises(UnreadablePicture):
            read_picture(tmp_path / "b.png")


def test_a_large_file_is_read_as_a_small_one(tmp_path, monkeypatch):
    Image.fromarray(smooth()).save(tmp_path / "a.png")
    monkeypatch.setattr(picture_files, "_READ_AT_ONCE", 10)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png").pixels, smooth())


@pytest.mark.parametrize("format", ["png", "jpeg"])
def test_a_picture_is_turned_wherever_its_file_says_so(tmp_path, format):
    image = Image.fromarray(smooth())
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(tmp_path / "exif", format, exif=exif)
    assert read_picture(tmp_path / "exif").pixels.shape == (32, 24, 3)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d tiff:Orientation="6"/></x:xmpmeta>'
    if format == "png":
        notes = PngImagePlugin.PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", xmp.decode())
        image.save(tmp_path / "xmp", format, pnginfo=notes)
    else:
        image.save(tmp_path / "xmp", format, xmp=xmp)
    assert read_picture(tmp_path / "xmp").pixels.shape == (32, 24, 3)
