#!/usr/bin/env bash
# Of an animated WebP `imageio.v3.imread` gives the first frame alone; of a GIF and of an APNG all.
#
# Guess: three formats that hold frames are read alike, as (frames, height, width, channels): whoever
# changes a film from GIF to WebP, as it is a third of the size, reads the same film.
#
# Seen with imageio 2.38.1 and pillow 12.1.0 on Python 3.11, of four frames that one call of Pillow
# has written to each: `imread` gives (4, 16, 16, 3) of the GIF, (4, 16, 16, 3) of the APNG, and
# (16, 16, 3) of the WebP, without a word. `imread(path, index=...)` gives all four frames of each
# format, and so does `imiter`: ask for what is meant where a format may change.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet imageio==2.38.1 pillow==12.1.0 numpy==2.4.6

cat > "$folder/frames.py" <<'PYTHON'
import sys
from pathlib import Path

import imageio.v3 as iio
import numpy as np
from PIL import Image

folder = Path(sys.argv[1])
frames = [
    Image.fromarray(np.full((16, 16, 3), (60 * shade, 0, 255 - 60 * shade), np.uint8))
    for shade in range(4)
]
read = {}
for name, options in (("gif", {}), ("png", {}), ("webp", {"lossless": True})):
    path = folder / f"film.{name}"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, **options)
    assert Image.open(path).n_frames == 4
    asked = iio.imread(path, index=...)
    read[name] = (iio.imread(path).shape, asked.shape, len(list(iio.imiter(path))))
    print(f"RESULT {name}: imread {read[name][0]}, index=... {asked.shape}, imiter {read[name][2]}")
assert read["gif"][0][0] == read["png"][0][0] == 4 and len(read["gif"][0]) == 4
assert read["webp"][0] == (16, 16, 3)
assert all(asked[0] == iterated == 4 for _, asked, iterated in read.values())
PYTHON

"$folder/venv/bin/python" "$folder/frames.py" "$folder" 2>"$folder/log" | grep RESULT ||
    { tail -5 "$folder/log"; exit 1; }
echo "As seen: one frame of an animated WebP, where there are four."
