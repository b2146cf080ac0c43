"""Tomographies are read as they lie in NRRD files, and shown in a window of Hounsfield units."""

import gzip

import numpy as np
import pytest

from keras_gan_zoo.data.sets.chest_ct import hounsfield, read_nrrd
from keras_gan_zoo.storage.packages import DataUnavailable

HEAD = (
    "NRRD0004\n# a remark: of no meaning\ntype: {}\ndimension: 3\nsizes: 4 3 2\n"
    "endian: little\nencoding: gzip\n\n"
)


def test_a_volume_has_its_first_axis_fastest():
    volume = np.arange(24, dtype="<i2").reshape(2, 3, 4) - 1000
    content = HEAD.format("short").encode() + gzip.compress(volume.tobytes())
    np.testing.assert_array_equal(read_nrrd(content), volume)


def test_a_volume_of_another_kind_is_refused():
    with pytest.raises(DataUnavailable, match=r"'type': 'short'.*'type: float'.* was not used"):
        read_nrrd(HEAD.format("float").encode())


def test_slices_of_both_patients(real_set):
    for split, count in (("train", 48), ("test", 61)):
        (slices,) = real_set("chest_ct", split=split, batch_size=count)
        units = hounsfield(slices.numpy())
        assert units.shape == (count, 512, 512, 1)
        assert units.min() == -1000 and units.max() == 400
        # Lungs are nearly air, and most of the rest of a body is nearly water.
        inner = units[count // 2, 150:350, 100:400]
        assert ((inner > -950) & (inner < -700)).mean() > 0.1
        assert ((inner > -100) & (inner < 150)).mean() > 0.2
