"""Reads the two files of a network for ncnn: a text of its layers, and their weights."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

_MAGIC = "7767517"
_HALVES = 0x01306B47
"""Stands before weights that are kept in half precision; 0 stands before single precision."""


@dataclass(frozen=True)
class NcnnLayer:
    """A layer of a network for ncnn.

    Attributes:
        kind: Such as "Convolution".
        name: Its name.
        inputs: The names of the maps it takes.
        outputs: The names of those it gives.
        settings: Its settings by number, as text.
        weights: A convolution's kernel (height, width, channels, filters) and bias, a PReLU's
            slopes; float32.
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    settings: Mapping[str, str]
    weights: tuple[np.ndarray, ...] = ()


def read_ncnn(param: str, content: bytes) -> list[NcnnLayer]:
    r"""Reads a network of convolutions and PReLUs, beside layers that have no weights.

    Args:
        param: The text of the `.param` file.
        content: The `.bin` file.

    Returns:
        The layers, in the order in which they are computed.

    Raises:
        ValueError: If the text is no network of ncnn's, a layer has weights that are not known
            here, or the weights are too few or too many.

    Example:
        >>> text = "7767517\n2 2\nInput in 0 1 data\nReLU relu 1 1 data output\n"
        >>> [layer.kind for layer in read_ncnn(text, b"")]
        ['Input', 'ReLU']
    """
    lines = [line.split() for line in param.splitlines() if line.split()]
    if not lines or lines[0] != [_MAGIC] or len(lines) < 2 or not lines[1][0].isdigit():
        raise ValueError(f"`param` is no network of ncnn's: it must begin with {_MAGIC}.")
    if len(lines) - 2 != int(lines[1][0]):
        raise ValueError(f"`param` says {lines[1][0]} layers and has {len(lines) - 2}.")
    weights = _Weights(content)
    layers = []
    for kind, name, takes, gives, *rest in lines[2:]:
        ends = int(takes), int(takes) + int(gives)
        settings = dict(word.split("=", 1) for word in rest[ends[1] :])
        arrays: tuple[np.ndarray, ...] = ()
        if kind == "Convolution":
            arrays = _convolution(settings, weights, name)
        elif kind == "PReLU":
            arrays = (weights.singles(int(settings["0"]), name),)
        elif kind not in _WITHOUT_WEIGHTS:
            raise ValueError(f"The layer {name!r} is a {kind}, whose weights are not known here.")
        inputs, outputs = tuple(rest[: ends[0]]), tuple(rest[ends[0] : ends[1]])
        layers.append(NcnnLayer(kind, name, inputs, outputs, settings, arrays))
    if weights.left:
        raise ValueError(f"The weights go on for {weights.left} bytes behind the last layer.")
    return layers


_WITHOUT_WEIGHTS = (
    *("BinaryOp", "Concat", "Eltwise", "Input", "Interp", "PixelShuffle", "ReLU", "Split"),
)


def _convolution(settings, weights, name):
    filters, size = int(settings["0"]), int(settings["1"])
    count = int(settings["6"])
    flat = weights.tagged(count, name)
    kernel = flat.reshape(filters, count // (filters * size * size), size, size)
    bias = np.zeros(filters, "float32")
    if settings.get("5") == "1":
        bias = weights.singles(filters, name)
    return np.ascontiguousarray(kernel.transpose(2, 3, 1, 0)), bias


class _Weights:
    """Hands out numbers from the file, one layer's after another's."""

    def __init__(self, content: bytes):
        self._content, self._at = content, 0

    @property
    def left(self) -> int:
        """How many bytes there are yet."""
        return len(self._content) - self._at

    def tagged(self, count: int, name: str) -> np.ndarray:
        """Returns numbers whose precision stands before them."""
        (tag,) = struct.unpack("<I", self._bytes(4, name))
        if tag == 0:
            return self.singles(count, name)
        if tag != _HALVES:
            raise ValueError(
                f"The weights of {name!r} are neither in single nor in half precision (their tag "
                f"is {tag:#x})."
            )
        halves = np.frombuffer(self._bytes(-(-2 * count // 4) * 4, name), "<f2")
        return halves[:count].astype("float32")

    def singles(self, count: int, name: str) -> np.ndarray:
        """Returns numbers of single precision."""
        return np.frombuffer(self._bytes(4 * count, name), "<f4").astype("float32")

    def _bytes(self, count, name):
        if count > self.left:
            raise ValueError(f"The weights end within the layer {name!r}.")
        self._at += count
        return self._content[self._at - count : self._at]
