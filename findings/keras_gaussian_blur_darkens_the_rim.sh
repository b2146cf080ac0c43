#!/usr/bin/env bash
# Keras's Gaussian blur takes what lies outside a picture for 0, so that a white picture comes back
# with a dark rim.
#
# Guess: a blur of a picture of one colour is that picture, as in SciPy, Pillow and torchvision, which
# repeat or mirror the rim; `RandomGaussianBlur`, which shows a network blurred pictures, so too.
#
# Seen with keras 3.15.1, tensorflow 2.21.0 and scipy 1.17.0 on Python 3.11: of a picture of ones,
# blurred with a kernel of 5x5 and a deviation of 1.5, corners are 0.42 and sides 0.65, where the
# middle is 1; SciPy gives 1 everywhere. The layer does the same, and takes a deviation of at most
# one pixel. Of pictures in [-1, 1] the rim goes towards grey: white darker, black lighter. The
# documentation of both says nothing of the rim. Padding by `keras.ops.pad(x, ..., mode="symmetric")`
# before the blur and cropping after it gives what SciPy gives.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow==2.21.0 keras==3.15.1 scipy==1.17.0

cat > "$folder/blur.py" <<'PYTHON'
import keras
import numpy as np
from scipy import ndimage

white = np.ones((1, 32, 32, 1), "float32")
blurred = np.asarray(keras.ops.image.gaussian_blur(white, (5, 5), (1.5, 1.5)))[0, :, :, 0]
corner, side, middle = blurred[0, 0], blurred[0, 16], blurred[16, 16]
print(f"keras.ops.image.gaussian_blur: corner {corner:.3f}, side {side:.3f}, middle {middle:.3f}")
assert abs(middle - 1) < 1e-5
assert corner < 0.5 and side < 0.7

layer = keras.layers.RandomGaussianBlur(
    factor=1.0, kernel_size=5, sigma=(1.0, 1.0), value_range=(0, 1)
)
shown = np.asarray(layer(white, training=True))[0, :, :, 0]
print(f"keras.layers.RandomGaussianBlur: corner {shown[0, 0]:.3f}, middle {shown[16, 16]:.3f}")
assert abs(shown[16, 16] - 1) < 1e-5 and shown[0, 0] < 0.6

theirs = ndimage.gaussian_filter(white[0, :, :, 0], 1.5)
print(f"scipy.ndimage.gaussian_filter: smallest {theirs.min():.3f}")
assert theirs.min() > 0.9999

noise = np.random.default_rng(0).uniform(size=(1, 32, 32, 1)).astype("float32")
padded = keras.ops.pad(noise, [[0, 0], [2, 2], [2, 2], [0, 0]], mode="symmetric")
cropped = np.asarray(keras.ops.image.gaussian_blur(padded, (5, 5), (1.5, 1.5)))[0, 2:-2, 2:-2, 0]
meant = ndimage.gaussian_filter(noise[0, :, :, 0], 1.5, radius=2)
print(f"padded before, cropped after: {np.abs(cropped - meant).max():.1e} from SciPy's")
assert np.abs(cropped - meant).max() < 1e-5
PYTHON

"$folder/venv/bin/python" "$folder/blur.py" 2>/dev/null
echo "As seen: a blur by Keras darkens the rim of a white picture."
