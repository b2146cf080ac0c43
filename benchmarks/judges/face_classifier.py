"""A classifier of cartoon faces, by which benchmarks tell what a generator has drawn.

    python -m benchmarks.judges.face_classifier

Draws 8,000 faces that no generator is trained on, trains on 7,000 of them in some ten minutes, and
prints the accuracy of each attribute on the other 1,000.
"""

import os
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

FOLDER = Path("build/face_classifier")
NAME = "a convolutional network of ours on cartoon faces"
ATTRIBUTES = ("hair_colour", "eye_colour", "glasses")
FIRST_IDENTITY, HELD_OUT = 30_000, 1000


def trained(
    folder=FOLDER,
    faces=8000,
    held_out=HELD_OUT,
    epochs=10,
    size=64,
    attributes=ATTRIBUTES,
    verbose=2,
):
    """Returns the classifier and, by attribute, its accuracy on faces it has not seen.

    A classifier is trained once for the attributes it tells, then taken from the folder.
    """
    from keras_gan_zoo.data import render_faces
    from keras_gan_zoo.metrics.judges.attribute_classifier import (
        AttributeClassifier,
        train_attribute_classifier,
    )

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = folder / f"faces-{faces}-{size}.npy"
    if not drawn.exists():
        images, _ = render_faces("colour", FIRST_IDENTITY, faces, size)
        np.save(drawn, images)
    images = np.load(drawn)
    known = known_attributes(faces)
    names = "" if attributes == ATTRIBUTES else "-" + "-".join(attributes)
    path = folder / f"classifier-{faces}-{held_out}-{epochs}-{size}{names}.keras"
    if path.exists():
        classifier = AttributeClassifier.load(path)
    else:
        classifier = train_attribute_classifier(
            images[held_out:], known[held_out:], attributes, epochs=epochs, verbose=verbose
        )
        classifier.save(path)
    found = classifier.classify(images[:held_out])
    return classifier, {
        name: float(np.mean([one == of[name] for one, of in zip(found[name], known, strict=False)]))
        for name in attributes
    }


def known_attributes(count):
    """Returns what is known of each of the faces, with `long_hair` for its cut."""
    from keras_gan_zoo.data import face_attributes
    from keras_gan_zoo.data.sets.faces.drawing import SHORT_HAIR

    known = [face_attributes(FIRST_IDENTITY + index) for index in range(count)]
    return [{**one, "long_hair": one["hair"] not in SHORT_HAIR} for one in known]


if __name__ == "__main__":
    print(trained()[1])
