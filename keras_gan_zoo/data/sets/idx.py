"""The IDX file format, in which MNIST and its kin are published."""

import gzip
import math
import zlib

import numpy as np

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(content: bytes) -> np.ndarray:
    """Returns the array that an IDX file holds.

    The format: two zero bytes, a type code, the number of dimensions, each dimension as a
    big-endian 32-bit integer, then the values in row order.

    Args:
        content: The file's bytes, gzip-compressed or not.

    Returns:
        An array of the file's shape, in the machine's byte order.

    Raises:
        ValueError: If the bytes are no IDX file, or are cut off.

    Reference:
        Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits", 1998.

    Example:
        >>> read_idx(bytes([0, 0, 0x08, 1, 0, 0, 0, 2, 7, 9]))
        array([7, 9], dtype=uint8)
    """
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"The gzip stream of the IDX file is damaged: {error}.") from error
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _TYPES:
        raise ValueError(f"No IDX file begins with the bytes {content[:4].hex(' ')!r}.")
    dtype, rank = np.dtype(_TYPES[content[2]]), content[3]
    start = 4 + 4 * rank
    if len(content) < start:
        raise ValueError(f"The IDX file ends inside its header, after {len(content)} bytes.")
    shape = tuple(int(side) for side in np.frombuffer(content[4:start], ">u4"))
    size = math.prod(shape) * dtype.itemsize
    if len(content) != start + size:
        raise ValueError(
            f"The IDX file has {len(content)} bytes where its header, shape {shape}, asks for "
            f"{start + size}."
        )
    return (
        np.frombuffer(content, dtype, offset=start).reshape(shape).astype(dtype.newbyteorder("="))
    )
