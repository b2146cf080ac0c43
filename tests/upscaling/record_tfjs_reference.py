"""Records what TensorFlow.js makes of a picture with UpscalerJS's networks; needs scikit-image.

    NODE_PATH=.../node_modules python record_tfjs_reference.py FOLDER tfjs_reference.npz

FOLDER holds them by name, as the cache's `weights` does after `load_published`. All is in [0, 1].
"""

import pathlib
import subprocess
import sys

import numpy as np

HIGHEST = {"slim": 255, "medium": 255, "thick": 1}
SCALES = (2, 3, 4, 8)


def enlarged(picture, model, highest, scale):
    script = pathlib.Path(__file__).with_suffix(".js")
    height, width, _ = picture.shape
    done = subprocess.run(
        ["node", script, model, str(height), str(width)],
        input=(picture * np.float32(highest)).tobytes(),
        stdout=subprocess.PIPE,
        check=True,
    )
    found = np.frombuffer(done.stdout, "<f4").reshape(scale * height, scale * width, 3)
    return found / np.float32(highest)


def main():
    from skimage import data

    folder, path = pathlib.Path(sys.argv[1]), sys.argv[2]
    picture = data.astronaut()[60:66, 210:215].astype("float32") / 255
    recorded = {
        f"esrgan-{size}-x{scale}": enlarged(
            picture, folder / f"esrgan-{size}-x{scale}" / "model.json", highest, scale
        )
        for size, highest in HIGHEST.items()
        for scale in SCALES
    }
    np.savez_compressed(path, picture=picture, **recorded)


if __name__ == "__main__":
    main()
