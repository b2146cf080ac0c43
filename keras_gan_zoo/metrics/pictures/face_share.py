"""In how many generated pictures a detector finds a face."""

import math
from collections.abc import Callable

import numpy as np

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.metrics.features.features import image_batches
from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.types import Images

_SMALLEST_SIDE = 96
_CASCADES = (
    "frontalface_alt",
    "frontalface_alt2",
    "frontalface_default",
    "frontalcatface",
    "profileface",
)


def face_share(
    images: Images,
    detector: Callable[[np.ndarray], np.ndarray],
    name: str,
    count: int | None = None,
    value_range: tuple[float, float] | None = None,
) -> Score:
    """Share of pictures in which a detector finds a face.

    A detector misses faces and finds some where there are none, so the number means something
    only beside the same detector's on real pictures, and a generator that draws one good face
    again and again scores best: look at diversity too.

    Args:
        images: Images, as `keras_gan_zoo.metrics.features.features.image_batches` takes them.
        detector: Function from uint8 images (n, height, width, channels) to booleans (n,), such
            as a `HaarFaceDetector` or `AttributeClassifier.finds_face`.
        name: The detector's name; part of the score's.
        count: How many images, all by default.
        value_range: Of float images; by default [-1, 1], and images that look like [0, 1] are
            refused.

    Returns:
        A `Score` named like `faces500_haar_frontalface_alt2`; its `error` is the share's standard
        error.

    Raises:
        ValueError: If there are no images, or plainly of another value range, or the detector
            gives no boolean for each.

    Example:
        >>> detector = HaarFaceDetector()
        >>> print(face_share(gan.generate(500), detector, detector.name))
        faces500_haar_frontalface_alt2 = 0.742 +- 0.01957 (500 samples)
    """
    found = []
    for batch in image_batches(images, count=count, value_range=value_range):
        faces = np.asarray(detector(batch))
        if faces.shape != (len(batch),) or faces.dtype != bool:
            raise ValueError(
                f"`detector` must return {len(batch)} booleans, got {faces.dtype} of shape "
                f"{faces.shape}."
            )
        found.append(faces)
    if not found:
        raise ValueError("`images` must hold at least one image, got none.")
    told = np.concatenate(found)
    share = float(told.mean())
    return Score(
        value=share,
        name=f"faces{count_name(len(told))}_{name}",
        samples=len(told),
        error=math.sqrt(share * (1 - share) / len(told)),
        extractor=name,
    )


class HaarFaceDetector:
    """OpenCV's cascade of Haar features, for photographs of faces.

    It looks for upright faces that fill a good part of the picture. Pictures smaller than 96
    pixels are enlarged first: the cascade's window is 20 to 24 pixels wide.

    Args:
        cascade: Which of OpenCV's cascades, such as `"frontalface_alt2"`.
        neighbours: How many overlapping detections make a face; fewer find more, also where
            there is none.

    Attributes:
        name: The detector's name, for scores.

    Raises:
        ImportError: If OpenCV is not installed, or has no cascades (they left with OpenCV 5).
        ValueError: If there is no such cascade.

    Example:
        >>> float(HaarFaceDetector()(photographs).mean())
        0.87

    Reference:
        Viola and Jones, "Rapid object detection using a boosted cascade of simple features",
        CVPR 2001.
    """

    def __init__(self, cascade: str = "frontalface_alt2", neighbours: int = 3):
        if cascade not in _CASCADES:
            raise ValueError(
                f"`cascade` must be one of {listed(_CASCADES)}, got {cascade!r}."
                f"{nearest(cascade, _CASCADES)}"
            )
        try:
            import cv2

            folder = cv2.data.haarcascades  # type: ignore[attr-defined]  # not in its stubs
        except (ImportError, AttributeError) as error:
            raise ImportError(
                "HaarFaceDetector needs OpenCV 4 with its cascades: "
                "pip install 'opencv-python-headless<5'."
            ) from error
        self.name = f"haar_{cascade}"
        self._cv2 = cv2
        self._neighbours = neighbours
        self._cascade = cv2.CascadeClassifier(f"{folder}haarcascade_{cascade}.xml")

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Returns, for uint8 images (n, height, width, 1 or 3), whether each holds a face."""
        return np.array([self._has_face(image) for image in images], bool)

    def _has_face(self, image):
        grey = image[..., 0]
        if image.shape[-1] == 3:
            grey = self._cv2.cvtColor(image, self._cv2.COLOR_RGB2GRAY)
        scale = math.ceil(_SMALLEST_SIDE / min(grey.shape))
        if scale > 1:
            size = (grey.shape[1] * scale, grey.shape[0] * scale)
            grey = self._cv2.resize(grey, size, interpolation=self._cv2.INTER_CUBIC)
        smallest = min(grey.shape) // 4
        boxes = self._cascade.detectMultiScale(
            np.ascontiguousarray(grey), 1.1, self._neighbours, minSize=(smallest, smallest)
        )
        return len(boxes) > 0
