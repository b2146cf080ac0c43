#!/usr/bin/env bash
# clean-fid's statistics of a zip's first `num` pictures are of other pictures in each process.
#
# Guess: `make_custom_stats(name, "set.zip", num=500)`, and `get_folder_features` below it, take the
# first 500 by name, as they do of a folder, so that the statistics can be made again.
#
# Seen with clean-fid 0.1.35 on Python 3.11: of a folder the same four pictures come in every
# process; of a zip with the same files four others each time, as the names go through a set, whose
# order hangs on the hash seed of the process. `seed` counts only with `shuffle=True`, and then
# shuffles what is in another order each time. All pictures of a zip are the same set, so a FID
# without `num` stays as it is. Set PYTHONHASHSEED, or unpack.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet clean-fid==0.1.35

cat > "$folder/pictures.py" <<'PYTHON'
import sys
import zipfile

import numpy as np
from PIL import Image

folder = sys.argv[1]
with zipfile.ZipFile(f"{folder}/set.zip", "w") as archive:
    for number in range(20):
        path = f"{folder}/set/{number:02d}.png"
        Image.fromarray(np.full((8, 8, 3), 10 * number, "uint8")).save(path)
        archive.write(path, f"{number:02d}.png")
PYTHON

cat > "$folder/first.py" <<'PYTHON'
import sys
import warnings

warnings.simplefilter("ignore")
import torch
from cleanfid.fid import get_folder_features

# The grey of each picture tells which it is.
grey = lambda batch: batch.mean(dim=(2, 3))
features = get_folder_features(
    sys.argv[1], model=grey, num=4, num_workers=0, device=torch.device("cpu"), verbose=False
)
print(sorted(int(round(row[0] / 10)) for row in features))
PYTHON

mkdir "$folder/set"
"$folder/venv/bin/python" "$folder/pictures.py" "$folder"
for kind in set set.zip; do
    for seed in 0 1 2; do
        echo "$kind, hash seed $seed:" \
            "$(PYTHONHASHSEED=$seed "$folder/venv/bin/python" "$folder/first.py" "$folder/$kind" \
                2>/dev/null)"
    done
done | tee "$folder/printed"

[ "$(grep "^set," "$folder/printed" | cut -d: -f2 | sort -u)" = " [0, 1, 2, 3]" ]
[ "$(grep "^set.zip," "$folder/printed" | cut -d: -f2 | sort -u | wc -l)" -gt 1 ]
echo "as it was: of a zip the first pictures are others in each process"
