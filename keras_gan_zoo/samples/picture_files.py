"""Reads one picture file strictly: either the whole picture, or the reason why not."""

import errno
import io
import os
import stat
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

# Raster formats that Pillow decodes by itself. EPS is left out because it runs Ghostscript, TGA
# because it has no signature, so that any bytes may pass for it.
_FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF", "PPM", "JPEG2000", "AVIF")
Image.init()
_READABLE_FORMATS = tuple(name for name in _FORMATS if name in Image.OPEN)
_MOST_PIXELS = 89_478_485
# A file is read at once up to this size: Pillow then asks the system for nothing more.
_READ_AT_ONCE = 1 << 26
_MAY_TURN = ("exif", "Raw profile type exif", "XML:com.adobe.xmp", "xmp")
_SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N")


class UnreadablePicture(ValueError):
    """A file that is no whole picture; the text is the reason, without the file's name."""


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: uint8 (H, W, 1) if the file is grey, else (H, W, 3) in RGB.
        note: What the user should know about the reading, or None.
    """

    pixels: np.ndarray
    note: str | None = None


def read_picture(
    path: str | os.PathLike,
    image_size: tuple[int, int] | None = None,
    channels: int | None = None,
    half: str | None = None,
) -> Picture:
    """Returns the picture in a file, upright and in 8 bits.

    EXIF rotation is applied; palettes, CMYK and other colour spaces become RGB; 16-bit grey is
    scaled to 8 bits; transparent parts are laid on white; of an animation the first frame is
    taken, and noted. The end of the file is checked too, so a cut-off file is never half used.

    Args:
        path: The file.
        image_size: `(height, width)`: the picture's middle of that aspect ratio is kept and
            resized bilinearly with antialiasing, as `prepare_image` does. None keeps the size.
        channels: 1 or 3 to convert, or None to keep what the file has.
        half: `"left"` or `"right"` to read that half alone, of a file that holds two pictures side
            by side; None reads the whole.

    Raises:
        UnreadablePicture: If the file is missing, empty, not a picture, cut off, corrupt, or has
            more than 89 million pixels.

    Example:
        >>> Image.new("RGB", (4, 2), "red").save("/tmp/red.png")
        >>> read_picture("/tmp/red.png").pixels.shape
        (2, 4, 3)
    """
    opened = open_picture(path)
    return Picture(opened.pixels(image_size, channels, half), opened.note)


@dataclass(frozen=True)
class OpenedPicture:
    """A picture that was decoded once, to be cut and resized in several ways.

    Attributes:
        image: The upright picture, of mode `L` or `RGB`.
        note: As in `Picture`.
    """

    image: Image.Image
    note: str | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of the picture as it is in the file."""
        return self.image.height, self.image.width, 1 if self.image.mode == "L" else 3

    def pixels(
        self,
        image_size: tuple[int, int] | None = None,
        channels: int | None = None,
        half: str | None = None,
    ) -> np.ndarray:
        """Returns uint8 (H, W, channels); the arguments are those of `read_picture`."""
        image = self.image
        if half is not None:
            width = max(1, image.width // 2)
            left = 0 if half == "left" else image.width - width
            image = image.crop((left, 0, left + width, image.height))
        if channels is not None:
            image = _converted(image, "L" if channels == 1 else "RGB")
        if image_size not in (None, (image.height, image.width)):
            image = _fit(image, *image_size)
        pixels = np.asarray(image)
        return pixels[..., None] if pixels.ndim == 2 else pixels


def open_picture(path: str | os.PathLike) -> OpenedPicture:
    """Decodes the picture in a file, which `read_picture` then cuts and resizes.

    Raises:
        UnreadablePicture: As `read_picture`.
    """
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode) and os.path.islink(path):
            raise UnreadablePicture("symbolic link loop")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadablePicture("not a regular file")
        if status.st_size == 0:
            raise UnreadablePicture("empty file")
        with open(path, "rb", buffering=0) as file:
            if status.st_size > _READ_AT_ONCE:
                with io.BufferedReader(file) as buffered:
                    return OpenedPicture(*_decode(buffered))
            content = file.readall()
        return OpenedPicture(*_decode(io.BytesIO(content)))
    except OSError as error:
        raise UnreadablePicture(_file_reason(error, path)) from error


def decode_picture(
    content: bytes, image_size: tuple[int, int] | None = None, channels: int | None = None
) -> Picture:
    """Returns the picture in the bytes of a file, as `read_picture` does that in the file.

    Args:
        content: What is in the file.
        image_size: As for `read_picture`.
        channels: As for `read_picture`.

    Raises:
        UnreadablePicture: If there are no bytes, or they are no whole picture.

    Example:
        >>> file = io.BytesIO()
        >>> Image.new("L", (4, 2)).save(file, "PNG")
        >>> decode_picture(file.getvalue()).pixels.shape
        (2, 4, 1)
    """
    opened = open_content(content)
    return Picture(opened.pixels(image_size, channels), opened.note)


def open_content(content: bytes) -> OpenedPicture:
    """Decodes the picture in the bytes of a file, as `open_picture` does that in the file.

    Raises:
        UnreadablePicture: As `decode_picture`.
    """
    if not content:
        raise UnreadablePicture("empty file")
    return OpenedPicture(*_decode(io.BytesIO(content)))


def _file_reason(error, path):
    if error.errno == errno.ELOOP:
        return "symbolic link loop"
    if error.errno == errno.ENOENT:
        return "symbolic link to nothing" if os.path.islink(path) else "file not found"
    return (error.strerror or str(error)).lower()


def _decode(file):
    """Returns the first frame as an upright `L` or `RGB` image, and a note or None."""
    # Whatever a decoder raises on hostile bytes (OSError, SyntaxError, struct.error, ValueError,
    # IndexError, ...) means the same here: this file is not a whole picture.
    try:
        image = Image.open(file, formats=_READABLE_FORMATS)
        too_large = image.width * image.height > _MOST_PIXELS
    except Image.UnidentifiedImageError:
        raise UnreadablePicture("not a picture of a known format") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        too_large = True
    except Exception as error:
        raise UnreadablePicture(f"corrupt: {error}") from error
    if too_large:
        raise UnreadablePicture(f"enormous: more than {_MOST_PIXELS:,} pixels")
    try:
        # Decoding stops at the last pixel; only this reads the checksums of all chunks.
        if image.format == "PNG" and not _chunks_are_whole(file):
            image.verify()  # says what is wrong, and reads files of which we keep no copy
            file.seek(0)
            image = Image.open(file, formats=("PNG",))
        frames = image.n_frames if getattr(image, "is_animated", False) else 1
        image.seek(0)
        image.load()
        # To look for a rotation takes as long as to decode a small picture.
        if image.format not in ("PNG", "JPEG") or any(key in image.info for key in _MAY_TURN):
            ImageOps.exif_transpose(image, in_place=True)
        image = _eight_bit(image)
    except UnreadablePicture:
        raise
    except Exception as error:
        reason = "truncated" if "truncated" in str(error).lower() else f"corrupt: {error}"
        raise UnreadablePicture(reason) from error
    return image, f"the first of {frames} frames was taken" if frames > 1 else None


def _chunks_are_whole(file: Any) -> bool:
    """Returns whether all chunks of a PNG file in memory are there with the right checksums."""
    if not isinstance(file, io.BytesIO):
        return False
    content, place = file.getbuffer(), 8
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        if end > len(content):
            return False
        checked = content[place + 4 : end - 4]
        if zlib.crc32(checked) != int.from_bytes(content[end - 4 : end], "big"):
            return False
        if bytes(checked[:4]) == b"IEND":
            return True
        place = end
    return False


def _eight_bit(image):
    """Returns an image of any mode as `L` or `RGB`, transparency laid on white."""
    if image.mode in _SIXTEEN_BIT or image.mode == "I":
        values = np.asarray(image)
        if values.min() < 0 or values.max() > 65535:
            raise UnreadablePicture("32-bit integer pixels, whose range is not known")
        return Image.fromarray(np.round(values / 257.0).astype(np.uint8))
    if image.mode == "F":
        raise UnreadablePicture("floating-point pixels, whose range is not known")
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return _converted(image, "L" if grey else "RGB")


def _converted(image, mode):
    # Pillow copies a picture also where there is nothing to convert.
    return image if image.mode == mode else image.convert(mode)


def _fit(image, height, width):
    keep_height = max(1, min(image.height, _rounded(image.width * height, width)))
    keep_width = max(1, min(image.width, _rounded(image.height * width, height)))
    top, left = (image.height - keep_height) // 2, (image.width - keep_width) // 2
    # Not the `box` of `resize`, which lets pixels from outside it bleed in at its edges.
    middle = image.crop((left, top, left + keep_width, top + keep_height))
    return middle.resize((width, height), Image.Resampling.BILINEAR)


def _rounded(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)
