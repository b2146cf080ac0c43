"""What docs/metrics.md says of bytes and readers, by which FIDs of one set of pictures differ."""

import io

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from keras_gan_zoo.metrics.features import image_batches

LEVELS = np.arange(256, dtype="uint8")


def test_floats_become_the_bytes_that_they_came_from():
    floats = LEVELS.astype("float32") / np.float32(127.5) - np.float32(1)
    np.testing.assert_array_equal(np.rint((floats + 1) * 127.5).astype("uint8"), LEVELS)
    (ours,) = image_batches(floats.reshape(1, 16, 16, 1))
    np.testing.assert_array_equal(ours.ravel(), LEVELS)
    # Multiplied by 255 and cut off, as torchmetrics does with `normalize=True`.
    cut_off = ((floats + 1) / np.float32(2) * np.float32(255)).astype("uint8")
    assert np.count_nonzero(cut_off != LEVELS) == 63 and (LEVELS - cut_off).max() == 1


@pytest.mark.parametrize("quality", [75, 95])
def test_tensorflow_reads_jpeg_as_pillow_does_only_if_asked_to(quality):
    photograph = pytest.importorskip("skimage.data").astronaut()
    file = io.BytesIO()
    Image.fromarray(photograph).save(file, "JPEG", quality=quality)
    by_pillow = np.asarray(Image.open(file), int)
    asked = tf.io.decode_jpeg(file.getvalue(), dct_method="INTEGER_ACCURATE").numpy()
    np.testing.assert_array_equal(asked, by_pillow)
    by_default = tf.io.decode_image(file.getvalue(), expand_animations=False).numpy()
    assert 0.5 < np.abs(by_default - by_pillow).mean() < 2
