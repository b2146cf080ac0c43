#!/usr/bin/env bash
# An .mp3 file read at once, and the same file read in blocks, one after the other, as long files are:
# `soundfile.blocks`, on which `librosa.stream` stands, and `SoundFile.read(n)` again and again.
#
# Guess: the blocks, one behind the other, are what `soundfile.read` gives. Nothing is skipped, so that
# the decoder need not look for a place in the file.
#
# Seen with soundfile 0.14.0 (libsndfile 1.2.2) on Python 3.11, on a tone that soundfile has written
# itself: read at once it is off by less than 0.02. In blocks of 1,024 samples more than nine of ten
# samples of two seconds at 44.1 kHz are off by more than 0.01, and some by as much as the tone is loud;
# there is no error and no warning, and as many samples come. soundfile seeks behind each read to where
# the file is already, and in an .mp3 file a decoder that was moved lacks the bits that a frame has left
# with the frames before. Where the file says that it cannot be moved, the blocks are right. Files
# of .wav, .flac and .ogg (Vorbis) are the same both ways.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet soundfile==0.14.0 numpy==2.4.6

cat > "$folder/read.py" <<'PYTHON'
import os
import sys

import numpy as np
import soundfile

os.chdir(sys.argv[1])
RATE, BLOCK = 44100, 1024
tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)


def without_seeking(path):
    with soundfile.SoundFile(path) as file:
        file.seekable = lambda: False
        return [file.read(BLOCK) for _ in range(len(tone) // BLOCK)]


for name in ("tone.wav", "tone.flac", "tone.ogg", "tone.mp3"):
    soundfile.write(name, tone, RATE)
    whole, _ = soundfile.read(name)
    assert len(whole) == len(tone)
    print(name, "at once, near the tone:", bool(np.abs(whole - tone)[2000:-2000].max() < 0.02))
    for how, blocks in (("blocks", soundfile.blocks(name, BLOCK)), ("unmoved", without_seeking(name))):
        found = np.concatenate(list(blocks))
        off = np.abs(found - whole[: len(found)]) > 0.01
        print(f"  {how}: off by more than 0.01 in more than nine of ten samples: {off.mean() > 0.9}, in none: {not off.any()}")
PYTHON

"$folder/venv/bin/python" "$folder/read.py" "$folder" 2>/dev/null | tee "$folder/seen.txt"
diff "$folder/seen.txt" - <<'TEXT'
tone.wav at once, near the tone: True
  blocks: off by more than 0.01 in more than nine of ten samples: False, in none: True
  unmoved: off by more than 0.01 in more than nine of ten samples: False, in none: True
tone.flac at once, near the tone: True
  blocks: off by more than 0.01 in more than nine of ten samples: False, in none: True
  unmoved: off by more than 0.01 in more than nine of ten samples: False, in none: True
tone.ogg at once, near the tone: True
  blocks: off by more than 0.01 in more than nine of ten samples: False, in none: True
  unmoved: off by more than 0.01 in more than nine of ten samples: False, in none: True
tone.mp3 at once, near the tone: True
  blocks: off by more than 0.01 in more than nine of ten samples: True, in none: False
  unmoved: off by more than 0.01 in more than nine of ten samples: False, in none: True
TEXT
echo "as seen"
