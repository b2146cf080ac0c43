#!/usr/bin/env bash
# Pairs of sentences in two files are read by TensorFlow Datasets' TranslateFolder, whose own example
# asks for them shuffled: `builder.as_dataset(split="train", shuffle_files=True)`.
#
# Guess: as ImageFolder does, it shuffles within all examples of the split, so that of 1,000 pairs the
# first ten come from anywhere.
#
# Seen with tensorflow-datasets 4.9.10 and tensorflow-cpu 2.21.0 on Python 3.11: the buffer it shuffles
# in is as long as there are languages, not examples. With two of them no pair comes more than one
# place before its own, and the first ten of 1,000 come from the first eleven. A training on a corpus
# that is sorted (by length, by source) is then given it all but sorted, and says nothing of it; what
# helps is `.shuffle(len)` of one's own behind it. ImageFolder, beside it, does mix all of its pictures.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorflow-datasets==4.9.10 tensorflow-cpu==2.21.0 pillow==12.0.0

cat > "$folder/read.py" <<'PYTHON'
import pathlib
import sys

import tensorflow as tf
import tensorflow_datasets as tfds
from PIL import Image

count, folder = 1000, pathlib.Path(sys.argv[1])
texts, pictures = folder / "texts", folder / "pictures" / "train" / "grey"
texts.mkdir()
pictures.mkdir(parents=True)
for language in ("en", "es"):
    lines = "".join(f"{language} {number}\n" for number in range(count))
    (texts / f"{language}.train.txt").write_text(lines)
for number in range(256):
    Image.new("L", (4, 4), number).convert("RGB").save(pictures / f"{number:03d}.png")

tf.random.set_seed(0)
pairs = tfds.TranslateFolder(str(texts)).as_dataset(split="train", shuffle_files=True)
places = [int(pair["en"].numpy().split()[1]) for pair in pairs]
assert sorted(places) == list(range(count))
print("pairs: moved", places != list(range(count)))
print("pairs: places before its own, at most", max(came - at for at, came in enumerate(places)))
print("pairs: highest of the first ten at most 10:", max(places[:10]) <= 10)

images = tfds.ImageFolder(str(folder / "pictures")).as_dataset(split="train", shuffle_files=True)
shades = [int(image["image"].numpy()[0, 0, 0]) for image in images]
print("pictures: highest of the first ten above 100:", max(shades[:10]) > 100)
PYTHON

TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" "$folder/read.py" "$folder" 2>/dev/null | tee "$folder/read.txt"
diff "$folder/read.txt" - <<'TEXT'
pairs: moved True
pairs: places before its own, at most 1
pairs: highest of the first ten at most 10: True
pictures: highest of the first ten above 100: True
TEXT
echo "as seen"
