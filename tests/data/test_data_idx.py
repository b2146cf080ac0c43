import gzip
import struct

import numpy as np
import pytest

from keras_gan_zoo.data.sets.idx import read_idx


def idx_bytes(array, code):
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
    return header + array.tobytes()


@pytest.mark.parametrize(("dtype", "code"), [("u1", 8), ("i1", 9), (">i2", 11), (">f4", 13)])
def test_reads_what_the_format_describes(dtype, code):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    for content in (idx_bytes(array, code), gzip.compress(idx_bytes(array, code))):
        found = read_idx(content)
        np.testing.assert_array_equal(found, array)
        assert found.dtype.isnative and found.shape == (2, 3, 4)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "No IDX file"),
        (b"PNG and so on", "No IDX file begins with the bytes '50 4e 47 20'"),
        (bytes([0, 0, 8, 3, 0, 0, 0, 1]), "ends inside its header"),
        (idx_bytes(np.zeros((2, 2), "u1"), 8)[:-1], "15 bytes where its header, shape .* for 16"),
        (idx_bytes(np.zeros((2, 2), "u1"), 8) + b"x", "17 bytes"),
        # Without the time in its header, by which two workers would collect different tests.
        (gzip.compress(idx_bytes(np.zeros(9, "u1"), 8), mtime=0)[:-6], "gzip stream .* is damaged"),
    ],
)
def test_refuses_what_is_no_whole_idx_file(content, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_idx(content)
