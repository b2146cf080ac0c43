"""How many faces a detector finds: the homework's second number, for `gan-zoo evaluate`.

    gan-zoo evaluate dcgan/faces --import lectures.face_detector --metrics fid500,detected_faces500

to be typed in the folder that `lectures/` lies in. The detectors that the course's judges took know
photographs, or other drawers' hands; this one has learned the zoo's cartoon faces.
"""

import os

import numpy as np

from keras_gan_zoo.metrics import register_metric

SHORT = os.environ.get("KERAS_GAN_ZOO_SHORT") == "1"
FACES, EPOCHS, WIDTH = (24, 1, 4) if SHORT else (600, 6, 8)
FIRST_IDENTITY = 30_000
"""Faces that no stored generator was trained on, and by which none is judged, begin here."""


def face_detector(size: int = 64):
    """Returns a detector of cartoon faces, trained once and then kept in the cache.

    Its head "genuine" tells faces from faces that were torn, melted, blended or drowned in noise.

    Args:
        size: Side of the pictures in pixels.

    Returns:
        A `keras_gan_zoo.metrics.AttributeClassifier`.

    Raises:
        ImportError: If the `data` extra, which draws the faces, is not installed.

    Example:
        >>> face_detector().finds_face(gan.generate(25, seed=0)).sum()
        24
    """
    from keras_gan_zoo.data import cache_folder, render_faces
    from keras_gan_zoo.metrics import AttributeClassifier, train_attribute_classifier

    path = cache_folder() / "lectures" / f"face_detector-{FACES}-{EPOCHS}-{WIDTH}-{size}.keras"
    if path.exists():
        return AttributeClassifier.load(path)
    images, known = render_faces("colour", FIRST_IDENTITY, FACES, size, progress=False)
    detector = train_attribute_classifier(
        images, known, ["skin"], epochs=EPOCHS, width=WIDTH, batch_size=32, verbose=0
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{os.getpid()}-{path.name}")
    detector.save(partial)
    os.replace(partial, path)
    return detector


@register_metric("detected_faces", table="Faces", better="higher, up to real")
def detected_faces(generated: np.ndarray) -> float:
    """Percentage of pictures in which a detector finds a face."""
    detector = face_detector(generated.shape[1])
    return 100 * float(np.mean(detector.finds_face(generated)))
