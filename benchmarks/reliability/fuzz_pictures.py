"""Random folders of pictures for benchmarks/reliability/fuzz.py."""

import functools
import io
import os
import random
import shutil

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from keras_gan_zoo import data

_SAVED = (
    *(("PNG", "RGB"), ("PNG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16")),
    *(("PNG", "LA"), ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("TIFF", "CMYK")),
    *(("TIFF", "I;16"), ("TIFF", "F"), ("TIFF", "LAB"), ("GIF", "P"), ("BMP", "RGB")),
    *(("WEBP", "RGB"), ("WEBP", "RGBA"), ("PPM", "RGB"), ("ICO", "RGB"), ("TGA", "RGB")),
)
_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".webp", ".bmp", ".txt", "", ".PNG", ".npy")
_LAYOUTS = (
    *(("",), ("a", "b"), ("train", "test"), ("trainA", "trainB"), ("A", "B"), ("input", "target")),
    *(("", "a"), ("a/b", "c"), ("train/a", "train/b", "test/a"), ("\udcff", "\N{SNOWMAN}")),
)
# As often as they are likely to be met, or to find something.
_KINDS = (
    *("whole",) * 6,
    *("flipped",) * 6,
    *("cut",) * 3,
    *("rotated",) * 2,
    *("animated", "empty", "text", "loop", "dangling", "outside", "pipe", "secret", "tiny"),
    *("wide", "huge", "loop_of_folders"),
)
_pictures = st.lists(
    st.tuples(st.sampled_from(_KINDS), st.integers(0, 2**32 - 1)), min_size=1, max_size=5
)


def pictures(folder):
    """Returns a strategy of folders, and a function that makes one and reads all its pictures."""
    outside = folder / "outside.png"
    outside.write_bytes(_encoded("PNG", "RGB", (5, 4)))

    def read(value):
        layout, files, image_size, channels, unreadable, labels = value
        root = folder / "pictures"
        if root.is_symlink() or root.exists():
            _open_up(root)
            shutil.rmtree(root)
        for number, (kind, seed) in enumerate(files):
            chance = random.Random(seed)
            place = root / layout[number % len(layout)]
            place.mkdir(parents=True, exist_ok=True)
            _make(kind, place / f"{number}{chance.choice(_SUFFIXES)}", chance, outside)
        sets = data.load(
            root,
            image_size=image_size,
            channels=channels,
            unreadable=unreadable,
            labels=labels,
            cache_dir=folder / "cache",
        )
        for one in sets if isinstance(sets, tuple) else (sets,):
            for element in one.as_numpy_iterator():
                _check(element, image_size, channels)

    return (
        st.tuples(
            st.sampled_from(_LAYOUTS),
            _pictures,
            st.sampled_from([None, 8, (4, 6), 1]),
            st.sampled_from([None, 1, 3]),
            st.sampled_from(["stop", 0.5, 0.99]),
            st.booleans(),
        ),
        read,
    )


def _check(element, image_size, channels):
    images = element if isinstance(element, tuple) else (element,)
    for image in images:
        if image.ndim != 3:  # a label
            continue
        assert image.dtype == "float32" and image.shape[-1] in ((channels,) if channels else (1, 3))
        wanted = (image_size,) * 2 if isinstance(image_size, int) else image_size
        assert wanted in (None, image.shape[:2]), image.shape
        assert np.isfinite(image).all() and image.min() >= -1 and image.max() <= 1


def _make(kind, path, chance, outside):
    """Makes a file of a kind, or what is in the place of one."""
    if kind in _IN_PLACE_OF_A_FILE:
        _IN_PLACE_OF_A_FILE[kind](path, outside)
        return
    content = _CONTENTS[kind](chance)
    path.write_bytes(content)
    if kind == "secret":
        path.chmod(0)


def _whole(chance):
    return _encoded(*chance.choice(_SAVED), chance.choice([(8, 8), (5, 9), (12, 7)]))


def _flipped(chance):
    content = bytearray(_whole(chance))
    for _ in range(chance.randrange(1, 6)):
        # The beginning says what the rest is.
        end = len(content) if chance.random() < 0.5 else min(64, len(content))
        content[chance.randrange(end)] = chance.randrange(256)
    return bytes(content)


def _cut(chance):
    content = _whole(chance)
    return content[: chance.randrange(1, len(content))]


def _rotated(chance):
    format_ = chance.choice(["JPEG", "PNG", "WEBP"])
    return _encoded(format_, "RGB", (7, 4), chance.choice([*range(10), 65535]))


def _animated(chance):
    frames = [Image.new("RGB", (6, 6), (shade, 0, 0)) for shade in (0, 90, 200)]
    file = io.BytesIO()
    format_ = chance.choice(["GIF", "WEBP", "PNG"])
    frames[0].save(file, format_, save_all=True, append_images=frames[1:])
    return file.getvalue()


@functools.cache
def _encoded(format_, mode, size, orientation=None):
    noise = np.random.default_rng(0).integers(0, 256, (*size[::-1], 3), "uint8")
    if mode in ("I;16", "F"):
        image = Image.fromarray(noise[..., 0].astype("uint16" if mode == "I;16" else "float32"))
    elif mode == "LAB":
        image = Image.frombytes("LAB", size, noise.tobytes())
    else:
        image = Image.fromarray(noise).convert(mode)
    file = io.BytesIO()
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    image.save(file, format_, **({"exif": exif} if orientation is not None else {}))
    return file.getvalue()


@functools.cache
def _blank(width, height):
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def _open_up(root):
    """Gives back the right to remove what cannot be read."""
    for place, _, files in os.walk(root):
        for name in files:
            if not os.path.islink(os.path.join(place, name)):
                os.chmod(os.path.join(place, name), 0o600)


_CONTENTS = {
    "whole": _whole,
    "flipped": _flipped,
    "cut": _cut,
    "rotated": _rotated,
    "animated": _animated,
    "empty": lambda chance: b"",
    "text": lambda chance: b"This is no picture.\n",
    "secret": _whole,
    "tiny": lambda chance: _encoded(*chance.choice(_SAVED), (1, 1)),
    "wide": lambda chance: _blank(*chance.choice([(20_000, 1), (1, 20_000), (20_000, 30)])),
    "huge": lambda chance: _blank(20_000, 20_000),
}
_IN_PLACE_OF_A_FILE = {
    "loop": lambda path, outside: path.symlink_to(path.name),
    "loop_of_folders": lambda path, outside: path.symlink_to("..", target_is_directory=True),
    "dangling": lambda path, outside: path.symlink_to("nothing.png"),
    "outside": lambda path, outside: path.symlink_to(outside),
    "pipe": lambda path, outside: os.mkfifo(path),
}
