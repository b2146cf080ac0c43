import math
import sys

import numpy as np
import pytest

from keras_gan_zoo.metrics.pictures.face_share import HaarFaceDetector, face_share


@pytest.fixture(scope="module")
def photographs():
    """A hundred faces, and a hundred pieces of photographs without any, 25 pixels a side."""
    skimage_data = pytest.importorskip("skimage.data")
    images = np.asarray(skimage_data.lfw_subset(), "float32")[..., np.newaxis]
    return 2 * images[:100] - 1, 2 * images[100:] - 1


def test_the_cascade_tells_faces_from_other_photographs(photographs):
    pytest.importorskip("cv2")
    detector = HaarFaceDetector(neighbours=1)
    # The data's faces are cut close, and the cascade wants something around them.
    faces, others = (
        np.pad(images, ((0, 0), (8, 8), (8, 8), (0, 0)), mode="edge") for images in photographs
    )
    found, mistaken = (face_share(images, detector, detector.name) for images in (faces, others))
    assert found.value > 0.5 and mistaken.value < 0.1
    assert found.name == "faces100_haar_frontalface_alt2"


def test_the_share_and_its_error():
    images = np.zeros((40, 4, 4, 3), "float32")
    images[:10] = 1.0
    score = face_share(
        images, lambda batch: batch.mean(axis=(1, 2, 3)) > 200, "bright", value_range=(-1, 1)
    )
    assert score.value == 0.25 and score.samples == 40
    assert score.error == pytest.approx(math.sqrt(0.25 * 0.75 / 40))


@pytest.mark.parametrize("answer", [np.zeros(3), np.zeros(2, bool), True])
def test_a_detector_answers_for_each_picture(answer):
    with pytest.raises(ValueError, match="3 booleans"):
        face_share(np.zeros((3, 4, 4, 3)), lambda batch: answer, "odd")


def test_no_pictures_and_no_such_cascade():
    with pytest.raises(ValueError, match="at least one"):
        face_share([], lambda batch: batch, "none")
    with pytest.raises(ValueError, match="Did you mean 'frontalface_alt'"):
        HaarFaceDetector("frontalface_al")


def test_without_opencv_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(ImportError, match="opencv-python-headless<5"):
        HaarFaceDetector()
