"""Hides messages in pictures by plus-minus-one embedding, and reads them back."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import ArrayLike, Tensor

PAYLOAD = 0.4
"""Bits a pixel, the paper's; of 64x64 pixels 1,638."""

LENGTH_BITS = 32
"""Of the number of bytes, which is hidden before the message."""


def capacity(height: int, width: int) -> int:
    """Returns how many bytes can be hidden in a picture.

    Example:
        >>> capacity(64, 64)
        200
    """
    return max(0, (int(PAYLOAD * height * width) - LENGTH_BITS) // 8)


def hide(
    pictures: ArrayLike, messages: Sequence[bytes | str], key: int, seed: int | None = None
) -> np.ndarray:
    """Hides a message in each picture, by plus-minus-one embedding ("LSB matching").

    The first channel of 0.4 of the pixels takes part, which ones the key says. Where the lowest bit
    is not the message's, the value goes up or down by one at random. After the message comes noise,
    so that a short message changes as many pixels as a long one.

    The key is no encryption: it says where to read. Encrypt a message that is to stay secret first.

    Args:
        pictures: (n, height, width, channels), uint8.
        messages: n of them; a text is hidden in UTF-8.
        key: A whole number of at least 0, which `read_message` needs as well.
        seed: Of the directions and of the noise, or `None`.

    Returns:
        New pictures, uint8, in which no value differs by more than one. Only a format without
        loss, such as PNG, keeps them.

    Raises:
        ValueError: If the pictures are no bytes, there are not as many messages, one is too long,
            or the key is none.

    Example:
        >>> hidden = hide(pictures, [b"at noon"], key=7)
        >>> read_message(hidden, key=7)
        [b'at noon']
    """
    pictures = _checked(pictures)
    if isinstance(messages, (bytes, str)) or len(messages) != len(pictures):
        got = "one text" if isinstance(messages, (bytes, str)) else f"{len(messages)}"
        raise ValueError(
            f"`messages` must be a list of {len(pictures)}, one a picture, got {got}; an empty "
            "message is b''."
        )
    for number, message in enumerate(messages):
        if not isinstance(message, (bytes, bytearray, str)):
            raise ValueError(
                f"`messages[{number}]` must be bytes or text, got {type(message).__name__}; of a "
                "number, str(number)."
            )
    contents = [m.encode() if isinstance(m, str) else bytes(m) for m in messages]
    room = capacity(*pictures.shape[1:3])
    for number, content in enumerate(contents):
        if len(content) > room:
            raise ValueError(
                f"`messages[{number}]` has {len(content)} bytes, and a picture of "
                f"{pictures.shape[1]}x{pictures.shape[2]} pixels hides {room}; split it over "
                "several pictures."
            )
    random = np.random.default_rng(seed)
    places = _places(key, *pictures.shape[1:3])
    if len(places) < LENGTH_BITS:
        raise ValueError(
            f"Pictures of {pictures.shape[1]}x{pictures.shape[2]} pixels are too small to hide "
            f"anything in, not even how long a message is: {LENGTH_BITS} bits take 81 pixels."
        )
    bits = random.integers(0, 2, (len(pictures), len(places)), dtype=np.uint8)
    for row, content in zip(bits, contents, strict=True):
        header = len(content).to_bytes(LENGTH_BITS // 8, "big")
        told = np.unpackbits(np.frombuffer(header + content, np.uint8))
        row[: len(told)] = told
    hidden = pictures.copy()
    values = hidden[..., 0].reshape(len(pictures), -1)
    chosen = values[:, places].astype(int)
    direction = random.choice([-1, 1], chosen.shape)
    direction = np.where(chosen == 0, 1, np.where(chosen == 255, -1, direction))
    values[:, places] = chosen + np.where(chosen % 2 != bits, direction, 0)
    hidden[..., 0] = values.reshape(pictures.shape[:3])
    return hidden


def read_message(pictures: ArrayLike, key: int) -> list[bytes]:
    """Returns the message that `hide` has put into each picture.

    Args:
        pictures: (n, height, width, channels), uint8, as `hide` returned them.
        key: That of `hide`.

    Raises:
        ValueError: If the pictures are no bytes, or hold no message under this key.
    """
    pictures = _checked(pictures)
    places = _places(key, *pictures.shape[1:3])
    bits = pictures[..., 0].reshape(len(pictures), -1)[:, places] % 2
    found = []
    for number, row in enumerate(bits):
        length = int.from_bytes(np.packbits(row[:LENGTH_BITS]).tobytes(), "big")
        if length > capacity(*pictures.shape[1:3]):
            raise ValueError(
                f"`pictures[{number}]` holds no message under the key {key}: give the key of "
                "`hide`, and the very pictures that it returned, kept as PNG and not as JPEG."
            )
        told = row[LENGTH_BITS : LENGTH_BITS + 8 * length]
        found.append(np.packbits(told).tobytes())
    return found


def draw_changes(like: Tensor, seed: keras.random.SeedGenerator) -> Tensor:
    """Returns what embedding adds at each pixel of a batch: -1, 0 or 1, (batch, height, width, 1).

    As of a random key and message: a pixel takes part with the probability 0.4, and its lowest bit
    is the wrong one half of the time.
    """
    shape = (*(ops.shape(like)[axis] for axis in range(3)), 1)
    drawn = random_rows(keras.random.uniform, shape, dtype="float32", seed=seed)
    down, up = drawn < PAYLOAD / 4, drawn >= 1 - PAYLOAD / 4
    return ops.cast(up, "float32") - ops.cast(down, "float32")


def in_bytes(images: Tensor) -> Tensor:
    """Returns images in [-1, 1] with the values that a file of 8 bits keeps, float32.

    The gradient passes as if nothing had been rounded.
    """
    images = ops.cast(images, "float32")
    kept = ops.round((images + 1) * 127.5) / 127.5 - 1
    return images + ops.stop_gradient(kept - images)


def embedded(images: Tensor, changes: Tensor) -> Tensor:
    """Returns images with a message in them, Stego(x): `in_bytes` and changes by a grey level.

    Args:
        images: (batch, height, width, channels) in [-1, 1].
        changes: What `draw_changes` drew.

    Returns:
        float32 in [-1, 1]. The gradient passes as if nothing had been hidden.
    """
    images = in_bytes(images)
    first = images[..., :1]
    # At black there is no way down, and at white none up.
    least, most = first < -1 + 1 / 255, first > 1 - 1 / 255
    changes = ops.where(least, ops.abs(changes), ops.where(most, -ops.abs(changes), changes))
    return images + ops.stop_gradient(
        ops.pad(changes / 127.5, [(0, 0), (0, 0), (0, 0), (0, images.shape[-1] - 1)])
    )


def _places(key, height, width):
    """Returns the pixels that take part, in the order of the message."""
    random = np.random.default_rng(check_whole(key, "key", least=0))
    return random.permutation(height * width)[: int(PAYLOAD * height * width)]


def _checked(pictures):
    pictures = np.asarray(pictures)
    if pictures.dtype != np.uint8 or pictures.ndim != 4:
        raise ValueError(
            "`pictures` must be uint8 (n, height, width, channels), got "
            f"{pictures.dtype} {pictures.shape}; of images in [-1, 1] make such by "
            "np.round((images + 1) * 127.5).astype('uint8')."
        )
    return pictures
