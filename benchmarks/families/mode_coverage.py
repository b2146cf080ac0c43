"""Counts the modes that each family finds of a ring of 8 and a grid of 25 Gaussians.

    python -m benchmarks.families.mode_coverage [--families gan r3gan] [--seeds 0 1 2]
        [--steps 20000]

Every family has the same networks, batch, optimizer, steps and average of the generator; what
differs is the algorithm. Each cell is a training from one seed, judged on 2,500 samples; finished
cells are kept in --cells and not trained again. Writes benchmarks/results/mode_coverage.md, where
rows of earlier calls with as many steps stay, and a strip of samples over training for each family,
docs/pictures/mode_coverage/*.png.
"""

import argparse
import json
import os
import re
import time
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS

FAMILIES = {
    "gan": ("gan", {}, 1),
    "gan, minimax": ("gan", {"loss": "minimax"}, 1),
    "lsgan": ("lsgan", {}, 1),
    "dragan": ("dragan", {}, 1),
    "wgan_gp": ("wgan_gp", {"critic_steps": 5, "gradient_penalty_weight": 0.1}, 1),
    "unrolled_gan, k = 5": ("unrolled_gan", {"unrolled_steps": 5}, 1),
    "pacgan, 2": ("pacgan", {}, 2),
    "pacgan, 4": ("pacgan", {}, 4),
    "r3gan": ("r3gan", {"gamma": 0.2}, 1),
    "gan, minimax, 3 times as long": ("gan", {"loss": "minimax"}, 1),
    "r3gan, 3 times as long": ("r3gan", {"gamma": 0.2}, 1),
}
"""A row's name: the registered family, its arguments, and its packing."""

PUBLISHED = {
    "gan": ("6.3 (PacGAN's own baseline)", "17.3 (the same)"),
    "unrolled_gan, k = 5": ("", "23.6 (as cited by VEEGAN)"),
    "pacgan, 2": ("7.9, 95.6%", "23.8"),
    "pacgan, 4": ("", "24.8"),
}
"""Of 1712.04086, tables 1 and 2: larger networks, 400 epochs of 100,000 points, batch 100."""

LATENT_DIM, WIDTH, DEPTH, BATCH = 2, 128, 3, 128
LEARNING_RATE, BETA_1, EMA_DECAY = 1e-3, 0.5, 0.999
DISCRIMINATOR_RATE = {"unrolled_gan, k = 5": 1e-4}
"""Where it is another, that of 1611.02163's experiment: five of its steps lie ahead of each."""
LENGTH = {"gan, minimax, 3 times as long": 3, "r3gan, 3 times as long": 3}
"""Where a row is trained for more than --steps: how many times as long."""
SNAPSHOTS, SAMPLES = 8, 2500


def mixture_of(data):
    from keras_gan_zoo.data import gaussian_grid, gaussian_ring

    return gaussian_ring() if data == "ring" else gaussian_grid()


def build(row, seed, steps):
    """Builds and compiles the family of a row."""
    import keras

    from keras_gan_zoo import registry
    from keras_gan_zoo.networks.mlp import mlp_discriminator, mlp_generator
    from keras_gan_zoo.networks.tricks import front_layers

    family, arguments, packing = FAMILIES[row]
    keras.utils.set_random_seed(seed)
    gan = registry.find(family).load()(
        mlp_generator((2,), LATENT_DIM, WIDTH, DEPTH, normalization="none"),
        mlp_discriminator(
            (2,),
            WIDTH,
            DEPTH,
            activation="leaky_relu",
            before=front_layers(packing=packing),
        ),
        seed=seed,
        ema_decay=EMA_DECAY,
        **arguments,
    )

    rates = dict.fromkeys(gan.players, LEARNING_RATE)
    rates["discriminator"] = DISCRIMINATOR_RATE.get(row, LEARNING_RATE)

    def adam(rate):
        decay = keras.optimizers.schedules.PolynomialDecay(rate, steps, 0.0)
        return keras.optimizers.Adam(decay, beta_1=BETA_1)

    # XLA halves the step of networks so small, once there are second derivatives.
    gan.compile(
        {player: adam(rate) for player, rate in rates.items()},
        steps_per_execution=50,
        jit_compile=True,
    )
    return gan


def run_cell(row, data, seed, steps, folder):
    """Trains one family on one mixture from one seed, and writes what it found."""
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    from benchmarks.common.training_cell import start_tensorflow

    start_tensorflow(1)
    import tensorflow as tf

    from keras_gan_zoo.metrics import mode_coverage

    mixture, length = mixture_of(data), steps * LENGTH.get(row, 1)
    gan = build(row, seed, length)
    points = tf.data.Dataset.from_tensor_slices(mixture.sample(100_000, seed=seed))
    points = points.shuffle(100_000, seed=seed).repeat().batch(BATCH, drop_remainder=True)
    began, snapshots = time.perf_counter(), []
    for _ in range(SNAPSHOTS):
        gan.fit(points, steps_per_epoch=length // SNAPSHOTS, verbose=0)
        snapshots.append(gan.generate(SAMPLES, seed=seed, batch_size=SAMPLES))
    found = mode_coverage(snapshots[-1], mixture.centres, mixture.stddev)
    result = {
        "row": row,
        "data": data,
        "seed": seed,
        "steps": steps,
        "modes": found.modes.value,
        "high_quality": found.high_quality.value,
        "reverse_kl": found.reverse_kl.value,
        "seconds": time.perf_counter() - began,
    }
    name = cell_name(row, data, seed, steps)
    np.savez_compressed(folder / f"{name}.npz", snapshots=np.float32(snapshots))
    (folder / f"{name}.json").write_text(json.dumps(result))
    return result


def run_packed(arguments):
    """Runs a cell, unless the same benchmark in another process has done it meanwhile."""
    path = arguments[-1] / f"{cell_name(*arguments[:-1])}.json"
    return json.loads(path.read_text()) if path.exists() else run_cell(*arguments)


def cell_name(row, data, seed, steps):
    return f"{''.join(c if c.isalnum() else '_' for c in row)}-{data}-{seed}-{steps}"


def median_and_range(values, form):
    values = sorted(values)
    middle = form.format(float(np.median(values)))
    return (
        middle
        if values[0] == values[-1]
        else (f"{middle} ({form.format(values[0])} to {form.format(values[-1])})")
    )


def with_earlier(results, steps):
    """Returns the results together with those of earlier calls, in the table's order."""
    path = RESULTS / "mode_coverage.json"
    earlier = json.loads(path.read_text()) if path.exists() else []
    cells = {
        (cell["data"], list(FAMILIES).index(cell["row"]), cell["seed"]): cell
        for cell in earlier + results
        if cell["steps"] == steps and cell["row"] in FAMILIES
    }
    return [cells[key] for key in sorted(cells)]


def write_table(results, steps):
    """Writes the table: medians over the seeds, with their range."""
    seeds = sorted({result["seed"] for result in results})
    lines = [
        "# Modes found of mixtures of Gaussians",
        "",
        f"`python -m benchmarks.families.mode_coverage --steps {steps}`. Seeds"
        f" {', '.join(map(str, seeds))}; median, and range where the seeds differ."
        f" {SAMPLES} samples: a sample is of high quality within three standard deviations of a"
        " centre, and a mode is found if it has one such sample. Reverse"
        " KL of the modes' shares, in nats.",
        "",
        f"All families: generator and discriminator of {DEPTH} layers of {WIDTH} units without"
        f" normalisation, z of {LATENT_DIM} dimensions, batch {BATCH}, Adam({LEARNING_RATE},"
        f" {BETA_1}) falling linearly to 0, {steps} generator steps, average of the generator"
        f" {EMA_DECAY}. The published numbers (1712.04086, tables 1 and 2) are of larger networks"
        " and 400,000 steps of 100. The discriminator's rate is "
        + ", ".join(f"{rate} for {row}" for row, rate in DISCRIMINATOR_RATE.items())
        + ".",
    ]
    for data, modes, column in (("ring", 8, 0), ("grid", 25, 1)):
        lines += [
            "",
            f"## {'Ring of 8' if data == 'ring' else 'Grid of 25'}",
            "",
            f"| family | modes of {modes} | high quality | reverse KL | published | seconds |",
            "|---|---|---|---|---|---|",
        ]
        for row in FAMILIES:
            cells = [r for r in results if r["row"] == row and r["data"] == data]
            if not cells:
                continue
            columns = [
                median_and_range([c["modes"] for c in cells], "{:.0f}"),
                median_and_range([100 * c["high_quality"] for c in cells], "{:.1f}%"),
                median_and_range([c["reverse_kl"] for c in cells], "{:.3f}"),
                PUBLISHED.get(row, ("", ""))[column],
                f"{np.median([c['seconds'] for c in cells]):.0f}",
            ]
            lines.append(f"| {row} | " + " | ".join(columns) + " |")
    for data in ("ring", "grid"):
        for row in FAMILIES:
            if strip_path(row, data).exists():
                picture = f"../../docs/pictures/mode_coverage/{strip_path(row, data).name}"
                lines += ["", f"{row} on the {data}: ![]({picture})"]
    path = RESULTS / "mode_coverage.md"
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
    return path


def strip_path(row, data):
    """Returns the path of a row's strip of samples over training."""
    name = re.sub("[^a-z0-9]+", "_", row)
    return PICTURES / "mode_coverage" / f"{data}_{name}.png"


def draw_strip(cells, row, data, seed, steps):
    """Draws the samples of one training at each eighth of its way, if it was done here."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    samples = cells / f"{cell_name(row, data, seed, steps)}.npz"
    if not samples.exists():
        return
    mixture, length = mixture_of(data), steps * LENGTH.get(row, 1)
    limit = 1.25 * np.abs(mixture.centres).max()
    figure, axes = plt.subplots(1, SNAPSHOTS, figsize=(1.2 * SNAPSHOTS, 1.4))
    for index, (axis, points) in enumerate(zip(axes, np.load(samples)["snapshots"], strict=True)):
        axis.scatter(*mixture.centres.T, s=10, c="none", edgecolors="#d0d0d0", linewidths=0.8)
        axis.scatter(*points.T, s=0.6, alpha=0.25, c="#1f5fbf", linewidths=0)
        axis.set(xlim=(-limit, limit), ylim=(-limit, limit), xticks=[], yticks=[], aspect=1)
        axis.set_title(f"{(index + 1) * length // SNAPSHOTS:,}", fontsize=7)
    path = strip_path(row, data)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The figure is as large as what is on it: the titles stand above the axes' own space.
    figure.savefig(path, dpi=70, bbox_inches="tight", pad_inches=0.04)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
    parser.add_argument("--data", nargs="+", default=["ring", "grid"], choices=["ring", "grid"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2, help="trainings at once, one thread each")
    parser.add_argument("--cells", type=Path, default=Path("build/mode_coverage"))
    options = parser.parse_args()
    options.cells.mkdir(parents=True, exist_ok=True)
    wanted = [
        (row, data, seed)
        for seed in options.seeds
        for data in options.data
        for row in options.families
    ]
    done, missing = [], []
    for cell in wanted:
        path = options.cells / f"{cell_name(*cell, options.steps)}.json"
        done.append(json.loads(path.read_text())) if path.exists() else missing.append(cell)
    # A process each: TensorFlow's threads are set once in a process.
    with get_context("spawn").Pool(options.jobs, maxtasksperchild=1) as pool:
        tasks = [(*cell, options.steps, options.cells) for cell in missing]
        for count, result in enumerate(pool.imap_unordered(run_packed, tasks), 1):
            done.append(result)
            print(
                f"{count}/{len(tasks)} {result['row']} on the {result['data']}, seed "
                f"{result['seed']}: {result['modes']:.0f} modes, "
                f"{result['high_quality']:.1%} high quality, {result['seconds']:.0f} s",
                flush=True,
            )
    for data in options.data:
        for row in options.families:
            draw_strip(options.cells, row, data, min(options.seeds), options.steps)
    print(write_table(with_earlier(done, options.steps), options.steps))


if __name__ == "__main__":
    main()
