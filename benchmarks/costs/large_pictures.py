"""Trains on pictures of 256 pixels a side, and says how much memory that takes at most.

    python -m benchmarks.costs.large_pictures [--families stylegan2 pix2pix] [--batch 4]

Each family as it is by default, in a process of its own, for as many steps as its laziest term
waits; of random pictures, as memory does not depend on what is on them. The peak is the process's
own, the interpreter and TensorFlow included, with the memory allocator of the C library. Writes
benchmarks/results/large_pictures.md.
"""

import argparse
import json
import os
import resource
import subprocess
import sys

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

FAMILIES = ("pix2pix", "cyclegan", "stylegan2", "fastgan", "dcgan")
GIGABYTE = 1e9


def peak():
    """Returns the most memory that this process has held so far, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most  # kilobytes, but for macOS


def trained(family, options):
    """Trains a family in this process, and returns what was measured."""
    import numpy as np

    import keras_gan_zoo
    from benchmarks.common.training_cell import start_tensorflow

    start_tensorflow(options.threads)
    before = peak()
    shape = (options.pixels, options.pixels, 3)
    gan = keras_gan_zoo.get(family, image_shape=shape, seed=0)
    pictures = np.random.default_rng(0).uniform(-1, 1, (options.batch, *shape)).astype("float32")
    x = pictures if len(gan.takes) == 1 else (pictures,) * len(gan.takes)
    batches = iter(gan.prepare_data(x, options.batch, shuffle=False).repeat())
    for _ in range(options.steps):
        gan.train_on_batch(next(batches))
    return {
        "weights, millions": gan.count_params() / 1e6,
        "peak, GB": peak() / GIGABYTE,
        "before it was built, GB": before / GIGABYTE,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), metavar="FAMILY")
    parser.add_argument("--pixels", type=int, default=256)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--steps", type=int, default=17, help="the lazy terms come each 16 at most")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--in_this_process", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_this_process:
        print(json.dumps(trained(options.families[0], options)))
        return
    settings = {"pixels": options.pixels, "batch": options.batch, "steps": options.steps}
    asked = [f"--{name}={value}" for name, value in settings.items()]
    for family in options.families:
        command = [sys.executable, "-m", "benchmarks.costs.large_pictures", "--in_this_process"]
        command += [*asked, f"--threads={options.threads}", "--families", family]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        path = RESULTS / "large_pictures.json"
        rows = with_earlier({family: {0: found}}, path, settings, alike="settings")
        print(family, found, write_table(rows, settings), flush=True)


def write_table(rows, settings):
    """Writes the families found now and by earlier calls, and returns the page's path."""
    columns = list(next(iter(rows.values()))["0"])
    lines = [
        "# Memory of a training on large pictures",
        "",
        f"`python -m benchmarks.costs.large_pictures`. {settings['pixels']} pixels a side, batch "
        f"{settings['batch']}, {settings['steps']} steps, all families as they are by default. The "
        "peak is that of the process, of which what it held before the model was built is beside.",
        "",
        f"| family | {' | '.join(columns)} |",
        "|---" * (1 + len(columns)) + "|",
    ]
    for family, seeds in rows.items():
        cells = " | ".join(f"{seeds['0'][column]:.2f}" for column in columns)
        lines.append(f"| {family} | {cells} |")
    page = RESULTS / "large_pictures.md"
    page.write_text("\n".join(lines) + "\n")
    return page


if __name__ == "__main__":
    main()
