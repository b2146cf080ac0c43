"""Slices of two computed tomographies of the chest."""

import gzip

import numpy as np

from keras_gan_zoo.data.options import LoadOptions
from keras_gan_zoo.data.sources import register_source
from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members

_PACKAGE = Package("sdist", "pyradiomics", "3.1.0")
_MEMBERS = {
    "train": (
        "pyradiomics-3.1.0/data/lung1_image.nrrd",
        "379fa48bf34cfa961e6f5ec19c0c38757a30b9aa884212ef28dc29b5061c64ed",
    ),
    "test": (
        "pyradiomics-3.1.0/data/lung2_image.nrrd",
        "aa2b94eec79127ed786798ac8dc3c013010e1692d5787bebfae1a1e9685a4651",
    ),
}
WINDOW = (-1000, 400)
"""Hounsfield units of black and of white: from air to dense bone."""


@register_source(
    "chest_ct",
    kind="images",
    splits=tuple(_MEMBERS),
    image_shape=(512, 512, 1),
    licence="BSD-3-Clause, as the package declares",
    description=(
        "Computed tomographies of two chests with a tumour, slices at 5 mm: 48 of one patient for "
        "training and 61 of another for testing, -1,000 to 400 Hounsfield units as black to white."
    ),
)
def _chest_ct(options: LoadOptions) -> np.ndarray:
    held = prepared_arrays(
        options.cache_dir / "chest_ct", list(_MEMBERS), _fetched, {"package": str(_PACKAGE)}
    )
    return held[options.split]


def hounsfield(images: np.ndarray) -> np.ndarray:
    """Returns the Hounsfield units of pixels in [-1, 1], as far as the window reaches.

    Args:
        images: Slices as `load("chest_ct")` gives them.

    Example:
        >>> hounsfield(np.array([-1.0, 0.0, 1.0]))
        array([-1000.,  -300.,   400.])
    """
    low, high = WINDOW
    return low + (np.asarray(images) + 1) / 2 * (high - low)


def read_nrrd(content: bytes) -> np.ndarray:
    """Reads a volume of int16 in the NRRD format, compressed by gzip.

    Args:
        content: Of the file: lines of text, an empty one, and the values, the first axis fastest.

    Returns:
        int16 (slices, rows, columns).

    Raises:
        DataUnavailable: If it is a file of another kind.
    """
    head, _, values = content.partition(b"\n\n")
    lines = head.decode("ascii", "replace").splitlines()
    fields = dict(line.split(": ", 1) for line in lines if ": " in line and line[0] != "#")
    wanted = {"type": "short", "dimension": "3", "endian": "little", "encoding": "gzip"}
    if not lines or not lines[0].startswith("NRRD") or wanted.items() - fields.items():
        raise DataUnavailable(
            f"The volume is not of the kind {wanted} but begins with {lines[:8]}, and was not used."
        )
    columns, rows, slices = map(int, fields["sizes"].split())
    return np.frombuffer(gzip.decompress(values), "<i2").reshape(slices, rows, columns)


def _fetched() -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """Returns the slices of both patients as uint8 pictures."""
    found, archive = fetch_members(_PACKAGE, dict(_MEMBERS.values()))
    low, high = WINDOW
    arrays = {}
    for split, (member, _) in _MEMBERS.items():
        share = (read_nrrd(found[member]).astype("float32") - low) / (high - low)
        arrays[split] = np.round(255 * np.clip(share, 0, 1)).astype("uint8")[..., None]
    return arrays, {"package": archive, "counts": {k: len(v) for k, v in arrays.items()}}
