"""What a FID of many pictures costs: time, memory, and what a Ctrl-C in the middle loses.

    python -m benchmarks.costs.fid_cost [--count 10000] [--features runs/features]

A process of its own computes the FID of CIFAR-10's test pictures against its training pictures.
Half-way it is sent the signal of Ctrl-C; another process then goes on. Each tells how many
pictures went through the network and how much memory it took at most. Features that another
benchmark left in --features are taken over. Writes benchmarks/results/fid_cost.md.
"""

import argparse
import dataclasses
import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.common.places import RESULTS, environment

GENERATED, REAL = "cifar10-test", "cifar10-train"
_ROW_BYTES = 4 * 2048
_BATCH = 50


def pictures(split, count):
    from keras_gan_zoo import data

    batches = data.load("cifar10", split=split, limit=count, batch_size=_BATCH)
    for batch in batches:
        yield np.rint((batch.numpy() + 1) * 127.5).astype("uint8")


def evaluate(count, real_count, folder):
    """Computes the FID, and prints as one line of JSON what it cost, whatever ends it."""
    from keras_gan_zoo.metrics import feature_statistics, fid, inception_pool3

    # A shell lets what it starts in the background ignore Ctrl-C, and so its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    extractor = inception_pool3("legacy")
    cost = {"extracted": 0, "seconds": 0.0}

    def counting(images):
        started = time.monotonic()
        features = extractor.function(images)
        cost["extracted"] += len(images)
        cost["seconds"] += time.monotonic() - started
        return features

    counted = dataclasses.replace(extractor, function=counting)
    try:
        statistics = [
            feature_statistics(
                pictures(split, size),
                counted,
                name,
                count=size,
                save_to=folder / f"{name}.f32",
            )
            for name, split, size in ((REAL, "train", real_count), (GENERATED, "test", count))
        ]
        score = fid(statistics[1], statistics[0])
        cost |= {"fid": score.value, "name": score.name}
    except KeyboardInterrupt:
        cost["interrupted"] = True
    cost["peak_bytes"] = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(cost), flush=True)


def rows(folder):
    path = folder / f"{GENERATED}.f32"
    return path.stat().st_size // _ROW_BYTES if path.exists() else 0


def run(options, interrupt_at=None):
    """Runs `evaluate` in a process, which is sent Ctrl-C once so many pictures are done."""
    command = [sys.executable, "-m", "benchmarks.costs.fid_cost"]
    command += ["--evaluate", "--count", str(options.count)]
    command += ["--real", str(options.real), "--features", str(options.features)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
    while interrupt_at is not None and process.poll() is None:
        if rows(options.features) >= interrupt_at:
            process.send_signal(signal.SIGINT)
            break
        time.sleep(0.2)
    output, _ = process.communicate()
    return json.loads(output.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--real", type=int, default=10_000)
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    parser.add_argument("--results", type=Path, default=RESULTS / "fid_cost.md")
    parser.add_argument("--evaluate", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.count % _BATCH or options.real % _BATCH:
        parser.error(f"--count and --real must be multiples of {_BATCH}.")
    if options.evaluate:
        evaluate(options.count, options.real, options.features)
        return
    from keras_gan_zoo.metrics.score import machine_class

    before = rows(options.features)
    first = run(options, interrupt_at=(before + options.count) // 2)
    between = rows(options.features)
    second = run(options)
    if not first.get("interrupted") or "fid" not in second:
        raise SystemExit("The first process was to be interrupted and the second to finish.")
    again = second["extracted"] - (options.count - between)
    speed = (first["extracted"] + second["extracted"]) / (first["seconds"] + second["seconds"])
    lines = [
        f"# What a FID of {options.count:,} pictures costs",
        "",
        f"CIFAR-10's test set against {options.real:,} of its training pictures, legacy resize, "
        f"batches of {_BATCH}, {machine_class()}. Written by `python -m benchmarks.costs.fid_cost "
        f"--count {options.count} --real {options.real}`.",
        "",
        "| | first process | second process |",
        "|---|---|---|",
        f"| ended by | Ctrl-C with {between:,} of {options.count:,} done | the result, "
        f"{second['name']} = {second['fid']:.3f} |",
        f"| found on disk | {before:,} | {between:,} |",
        f"| through the network | {first['extracted']:,} | {second['extracted']:,} |",
        "| peak memory | "
        + " | ".join(f"{of['peak_bytes'] / 1e9:.2f} GB" for of in (first, second))
        + " |",
        "",
        f"{speed:.1f} pictures/s. Pictures that went through the network twice because of the "
        f"Ctrl-C: {again}.",
    ]
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text("\n".join(lines) + "\n")
    print("\n".join(lines[4:]))


if __name__ == "__main__":
    main()
