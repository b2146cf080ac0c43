"""Prepares the files that the competitors read.

    python -m benchmarks.costs.beside_the_step.pictures FOLDER COUNT ...

Writes cartoon faces of 64 pixels: `FOLDER/pictures.npy`, and for each COUNT a folder of so many
PNG files. Prints as JSON what the competitors are given. A process of its own, so that what
PyTorch's interpreter need not have, nor the benchmark itself hold, ends with it.
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from keras_gan_zoo import data
from keras_gan_zoo.metrics.judges.weights import inception_archive


def main():
    folder, counts = Path(sys.argv[1]), [int(count) for count in sys.argv[2:]]
    most = max(counts)
    batches = data.load("faces", limit=most, batch_size=most)
    pictures = np.rint((next(iter(batches)).numpy() + 1) * 127.5).astype("uint8")
    np.save(folder / "pictures.npy", pictures)
    for count in counts:
        (folder / "png" / str(count)).mkdir(parents=True)
    for index, picture in enumerate(pictures):
        image = Image.fromarray(picture)
        for count in counts:
            if index < count:
                image.save(folder / "png" / str(count) / f"{index:05d}.png")
    prepared = {
        "features": {
            "pictures": str(folder / "pictures.npy"),
            "archive": str(inception_archive()),
        },
        "loading": {"folders": str(folder / "png")},
    }
    print(json.dumps(prepared))


if __name__ == "__main__":
    main()
