"""How much of each tissue there is where, in the average of 152 brains."""

import gzip
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members

ATLAS = Package("pip", "nilearn", "0.14.1")
TISSUES = ("grey", "white", "fluid")

_MEMBERS = {
    "grey": (
        "nilearn/datasets/data/mni_icbm152_gm_tal_nlin_sym_09a_converted.nii.gz",
        "97a5ca69bd24db37a9cb7b32525e1733a209af904129bf1cd36da06d24243bed",
    ),
    "white": (
        "nilearn/datasets/data/mni_icbm152_wm_tal_nlin_sym_09a_converted.nii.gz",
        "382d92812de4744f9c86c7a0e4f680dc317a0a50e4da1f0153618a6798c7b7db",
    ),
}
_HEAD = 352
_BRAIN = 0.3  # of grey and white matter together, from which on a millimetre is within the brain
_CLOSED = 2  # millimetres


def read_nifti(content: bytes) -> np.ndarray:
    """Reads a volume of bytes in the NIfTI-1 format, a single file compressed by gzip.

    Args:
        content: Of the file: a head of 352 bytes and the values, the first axis fastest.

    Returns:
        uint8 of three axes: to the right, to the front and to the top, where the volume lies so.

    Raises:
        DataUnavailable: If it is a file of another kind.
    """
    unpacked = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else b""
    head = unpacked[:_HEAD].ljust(_HEAD, b"\0")
    axes, *sides = struct.unpack("<8h", head[40:56])
    (kind,) = struct.unpack("<h", head[70:72])
    (start,) = struct.unpack("<f", head[108:112])
    if (head[344:347], axes, kind, start) != (b"n+1", 3, 2, _HEAD):
        raise DataUnavailable(
            "The volume is no NIfTI-1 file of three axes and of bytes behind a head of 352, but "
            f"has the mark {head[344:347]!r}, {axes} axes, numbers of the kind {kind} and values "
            f"from byte {start:g} on, and was not used."
        )
    values = np.frombuffer(unpacked, "uint8", offset=_HEAD)
    return values.reshape(sides[:3], order="F")


def tissues(cache_dir: Path) -> dict[str, np.ndarray]:
    """Returns the share of each tissue in each cubic millimetre, fetched once.

    Args:
        cache_dir: Folder of prepared data.

    Returns:
        uint8 volumes by the names of `TISSUES`, of 0 to 255. Within the brain they sum to 255, as
        the fluid is what is neither grey nor white; outside they are 0.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If they have to be fetched and cannot be.
    """
    folder = cache_dir / "contrasts_and_angiograms" / "atlas"
    made_from = {"members": dict(_MEMBERS.values()), "brain": [_BRAIN, _CLOSED]}
    return prepared_arrays(folder, TISSUES, _fetched, made_from)


def _fetched() -> tuple[Mapping[str, np.ndarray], dict[str, object]]:
    from scipy import ndimage

    found, archive = fetch_members(ATLAS, dict(_MEMBERS.values()))
    grey, white = (read_nifti(found[path]).astype("int32") for path, _ in _MEMBERS.values())
    matter = grey + white > _BRAIN * 255
    closed = ndimage.binary_closing(np.pad(matter, _CLOSED), iterations=_CLOSED)
    brain = ndimage.binary_fill_holes(closed)[(slice(_CLOSED, -_CLOSED),) * 3]
    grey = np.minimum(grey, 255) * brain
    white = np.minimum(white, 255 - grey) * brain
    volumes = {"grey": grey, "white": white, "fluid": brain * (255 - grey - white)}
    arrays = {name: volume.astype("uint8") for name, volume in volumes.items()}
    return arrays, {"package": archive, "counts": {"volumes": len(arrays)}}
