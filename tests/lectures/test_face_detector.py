"""The homework's detector: trained once, right on faces, and counted in per cent by name."""

import new_process

# A registered metric stays registered, so that each script has a process of its own.
BEGIN = """
import os, sys
import numpy as np
from lectures import face_detector as module
from keras_gan_zoo.data import render_faces
"""

TRAINED_ONCE = """
os.environ["KERAS_GAN_ZOO_CACHE"] = sys.argv[1]
module.FACES, module.EPOCHS, module.WIDTH = 96, 6, 4
first = module.face_detector(32)
(file,) = (path for _, _, files in os.walk(sys.argv[1]) for path in files)
assert file.endswith("-32.keras"), file
module.render_faces = None
import keras_gan_zoo.metrics as metrics
metrics.train_attribute_classifier = None  # a second training would fail
again = module.face_detector(32)
faces, _ = render_faces("colour", 6000, 24, 32, progress=False)
noise = np.random.default_rng(0).integers(0, 256, faces.shape, "uint8")
for pictures in (faces, noise):
    np.testing.assert_array_equal(first.finds_face(pictures), again.finds_face(pictures))
print(again.finds_face(faces).mean() - again.finds_face(noise).mean())
"""

BY_NAME = """
from keras_gan_zoo.evaluation.generation import score_pictures
class Bright:
    def finds_face(self, pictures):
        return pictures.mean((1, 2, 3)) > 100
module.face_detector = lambda size: Bright() if size == 16 else None
pictures = np.zeros((8, 16, 16, 3), "uint8")
pictures[:6] = 200
real = np.full((16, 16, 16, 3), 200, "uint8")
(table,) = score_pictures(lambda n: pictures[:n], real, metrics=["detected_faces8"], progress=False)
print([row[1] for row in table.to_dict()["rows"]], table.to_dict()["title"])
"""


def test_the_detector_is_trained_once_and_tells_faces_from_noise(tmp_path):
    assert float(new_process.output_of(BEGIN + TRAINED_ONCE, tmp_path)) > 0.5


def test_the_sheet_has_the_share_in_per_cent_beside_that_of_real_faces():
    printed = new_process.output_of(BEGIN + BY_NAME).split("\n")[-2]
    assert printed == "[75.0, 100.0] Faces"
