"""Compares FIDs by this package and by clean-fid on the same files.

    python -m benchmarks.judges.clean_fid --python PYTHON [--count 1000]

PYTHON is an interpreter that has clean-fid 0.1.35 (`pip install clean-fid==0.1.35`); a virtual
environment of its own is best, as it brings torch. CIFAR-10 and emoji are written as PNG files;
both packages read the folders, each by its own code from file to FID. clean-fid would fetch its
network; it is lent the archive that ours is read from, the same network without a resize within,
as its own argument `custom_feat_extractor`. So its mode is "clean", the one that resizes outside.

Writes the table to --results.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from benchmarks.common.places import RESULTS, environment
from benchmarks.common.real_pictures import first_pictures, write_folder

BATCH = 10
"""Pictures at once; of a set only whole batches are read."""

# (generated, real): 32 pixels are enlarged to 299, 400 are made smaller.
PAIRS = (
    ("CIFAR-10 test, noisy", "CIFAR-10 train", 32),
    ("CIFAR-10 test", "CIFAR-10 train", 32),
    ("Twemoji", "OpenMoji", 400),
)

_THEIRS = """
import json, sys
import torch
from cleanfid import fid
generated, real, archive = sys.argv[1:]
network = torch.jit.load(archive).eval()
# Without workers, and on the processor: what is compared is the arithmetic.
print(json.dumps(float(fid.compute_fid(
    generated, real, mode="clean", device=torch.device("cpu"), num_workers=0, verbose=False,
    custom_feat_extractor=lambda pictures: network((pictures - 128) / 128)))))
"""


def write_pictures(folder, count):
    """Writes each set as PNG files, unless it is there, and returns their folders by name."""
    from benchmarks.judges.planted_faults.faults import noisy

    def of_cifar10(split):
        return first_pictures("cifar10", count, split=split)

    made = {
        "CIFAR-10 train": lambda: of_cifar10("train"),
        "CIFAR-10 test": lambda: of_cifar10("test"),
        "CIFAR-10 test, noisy": lambda: noisy(of_cifar10("test")),
        "OpenMoji": lambda: first_pictures("openmoji", count, image_size=400),
        "Twemoji": lambda: first_pictures("twemoji", count, image_size=400),
    }
    folders = {name: folder / name.replace(", ", "_") for name in made}
    for name, own in folders.items():
        if not own.is_dir():
            write_folder(own, made[name]())
    return folders


def their_fid(python, generated, real):
    """Returns the FID of two folders by clean-fid, which another interpreter runs."""
    from keras_gan_zoo.metrics.judges.weights import inception_archive

    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "theirs.py"
        program.write_text(_THEIRS)
        answer = subprocess.run(
            [str(part) for part in (python, program, generated, real, inception_archive())],
            env=environment(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return json.loads(answer.stdout.splitlines()[-1])


def our_fid(generated, real, side):
    """Returns the FID of two folders by this package."""
    from keras_gan_zoo import data
    from keras_gan_zoo.metrics import fid

    sets = [data.load(folder, image_size=side, batch_size=BATCH) for folder in (generated, real)]
    return fid(*sets, resize="clean").value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", required=True, help="an interpreter that has clean-fid")
    parser.add_argument("--count", type=int, default=1000, help="pictures a set")
    parser.add_argument("--folder", type=Path, default=Path("build/clean_fid"))
    parser.add_argument("--results", type=Path, default=RESULTS / "clean_fid.md")
    options = parser.parse_args()
    if options.count < BATCH or options.count % BATCH:
        parser.error(f"--count is {options.count}: give a multiple of {BATCH}.")
    folder = options.folder / str(options.count)
    folders = write_pictures(folder, options.count)
    lines = [
        "# FID by this package and by clean-fid 0.1.35, from the same files",
        "",
        f"{options.count:,} PNG files a set. Written by `python -m benchmarks.judges.clean_fid "
        f"--python PYTHON --count {options.count}`.",
        "",
        "| generated | real | pixels | ours | clean-fid | difference |",
        "|---|---|---|---|---|---|",
    ]
    kept_file = folder / "rows.json"
    kept = json.loads(kept_file.read_text()) if kept_file.exists() else {}
    for generated, real, side in PAIRS:
        name = f"{generated}, {real}"
        if name not in kept:
            pair = folders[generated], folders[real]
            kept[name] = our_fid(*pair, side), their_fid(options.python, *pair)
            kept_file.write_text(json.dumps(kept))
        ours, theirs = kept[name]
        lines.append(
            f"| {generated} | {real} | {side} | {ours:.4f} | {theirs:.4f} "
            f"| {abs(ours - theirs):.4f} |"
        )
        print(lines[-1], flush=True)
    options.results.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
