"""Trains the one-layer VAE of 1509.00519 on drawn black and white digits, and tells its likelihood.

    python -m benchmarks.families.vae_likelihood [--stages 8] [--seeds 0]

The protocol is the paper's: 784-200-200-50 and back, tanh, batches of 20; a stage i of 3^i passes
at the rate 0.001 * 10^(-i / 7), eight of them, which is 3,280 passes; each pixel of MNIST is white
with its shade's probability, drawn anew in each pass, and once for the test. The decoder's last
bias begins at the mean picture. The test log-likelihood is the importance-weighted bound of 5,000
samples. Fewer --stages are a shorter training, and another table.

A training is kept in --cells, with a checkpoint and a line every --checkpoint_every passes; so are
the bounds of the test pictures, some hundreds at a time. Ctrl-C loses what came since the last, and
the same command goes on. Writes benchmarks/results/vae_likelihood.md and .json.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

BATCH = 20
PUBLISHED = -86.76
"""Of 1509.00519, table 1: the VAE with one stochastic layer and k = 1."""

WATCHED = 1000
"""Test pictures whose bound is told on the way."""

PART = 100
"""Test pictures whose weighted bounds are kept together."""


def rates(stages):
    """Returns the learning rate of each pass."""
    return [1e-3 * 10 ** (-stage / 7) for stage in range(stages) for _ in range(3**stage)]


def shades(split):
    """Returns how probably each pixel of MNIST is white, float32 (n, 28, 28, 1)."""
    from keras_gan_zoo import data

    batches = data.load("mnist", split).batch(10_000)
    return np.concatenate([(batch.numpy() + 1) / 2 for batch in batches])


def drawn(probabilities, *seed):
    """Returns pictures of -1 and 1, drawn by these probabilities."""
    random = np.random.default_rng(seed)
    white = random.random(probabilities.shape, "float32") < probabilities
    return np.where(white, np.float32(1), np.float32(-1))


def build(seed, probabilities, steps_per_execution):
    """Builds the paper's model, with the paper's optimizer; it begins by drawing the mean."""
    import keras

    import keras_gan_zoo

    model = keras_gan_zoo.get("vae", seed=seed)
    mean = np.clip(probabilities.mean(axis=0).ravel(), 0.001, 0.999)
    last = [x for x in model.decoder.layers if isinstance(x, keras.layers.Dense)][-1]
    last.bias.assign(np.log(mean / (1 - mean)))
    adam = keras.optimizers.Adam(1e-3, epsilon=1e-4)
    model.compile({"vae": adam}, steps_per_execution=steps_per_execution)
    return model


def train(cell, options):
    """Trains to the last pass, from the last checkpoint."""
    import keras

    schedule, probabilities, watched = (
        rates(options.stages),
        shades("train")[: options.limit],
        drawn(shades("test"), 1)[:WATCHED],
    )
    seed, steps = cell.progress["seed"], len(probabilities) // BATCH
    done = cell.curve[-1]["passes"] if cell.curve else 0
    if done:
        model = keras.models.load_model(cell.model_path)
    else:
        model = build(seed, probabilities, next(n for n in (100, 10, 1) if steps % n == 0))
    began = time.perf_counter()
    for number in range(done, len(schedule)):
        order = np.random.default_rng([seed, number]).permutation(len(probabilities))
        pictures = drawn(probabilities[order], seed, number, 0)[: steps * BATCH]
        model.optimizer["vae"].learning_rate = schedule[number]
        history = model.fit(pictures, batch_size=BATCH, shuffle=False, verbose=0).history
        passes = number + 1
        if passes % options.checkpoint_every == 0 or passes == len(schedule):
            seconds = cell.progress["seconds"] + time.perf_counter() - began
            cell.checkpoint(
                model,
                began,
                passes=passes,
                of=len(schedule),
                train_bound=round(-history["vae_loss"][-1], 3),
                test_bound=round(float(model.bound(watched, 10, seed=0).mean()), 3),
                hours_left=round(seconds / passes * (len(schedule) - passes) / 3600, 2),
            )
            began = time.perf_counter()
    return model


def weighted_bounds(model, pictures, samples, path):
    """Returns the weighted bound of each picture; what is known of them already is in a file."""
    known = np.load(path) if path.exists() else np.zeros(0)
    for start in range(len(known), len(pictures), PART):
        part = model.importance_weighted_bound(
            pictures[start : start + PART], samples, seed=start, batch_size=samples
        )
        known = np.concatenate([known, part])
        temporary = path.with_suffix(".part.npy")
        np.save(temporary, known)
        temporary.replace(path)
        print(f"{len(known):,} of {len(pictures):,}: {known.mean():.2f}", flush=True)
    return known


def measured(seed, options):
    """Trains one model, unless that is done, and returns how likely it finds the test pictures."""
    import keras

    import keras_gan_zoo  # noqa: F401 - tells Keras of its classes
    from keras_gan_zoo.metrics.score import standard_error

    name = f"stages-{options.stages}-seed-{seed}"
    if options.limit:
        name += f"-limit-{options.limit}"
    cell = TrainingCell(options.cells, name, seed=seed)
    test = drawn(shades("test"), 1)[: options.test_limit]
    asked = f"k{options.samples}-of-{len(test)}"
    if asked not in cell.progress:
        finished = cell.curve and cell.curve[-1]["passes"] == len(rates(options.stages))
        model = keras.models.load_model(cell.model_path) if finished else train(cell, options)
        path = options.cells / f"{name}-{asked}.npy"
        weighted = weighted_bounds(model, test, options.samples, path)
        found = {
            "log_likelihood": float(weighted.mean()),
            "error": standard_error(weighted),
            "bound": float(model.bound(test, 10, seed=0).mean()),
            "samples": options.samples,
            "pictures": len(test),
        }
        cell.finish(**{asked: found})
    return {**cell.progress[asked], "seconds": cell.progress["seconds"]}


def write_table(found, options):
    """Writes what was found, beside what is published, and returns the table."""
    options.results.mkdir(parents=True, exist_ok=True)
    passes, path = len(rates(options.stages)), options.results / "vae_likelihood.json"
    rows = with_earlier({"vae": found}, path, passes, ["vae"])["vae"]
    table = [
        "| seed | test log-likelihood | its bound, the ELBO | published | minutes |",
        "|---|---|---|---|---|",
        *(
            f"| {seed} | {one['log_likelihood']:.2f} +- {one['error']:.2f} | {one['bound']:.2f} | "
            f"{PUBLISHED} | {one['seconds'] / 60:.0f} |"
            for seed, one in rows.items()
        ),
    ]
    first = next(iter(rows.values()))
    lines = [
        "# The likelihood of the one-layer VAE on MNIST",
        "",
        f"`python -m benchmarks.families.vae_likelihood --stages {options.stages}`. {passes:,}"
        f" passes of batches of {BATCH}, {options.stages} of the paper's eight stages; pixels drawn"
        f" black or white by their shades, anew in each pass. {first['pictures']:,} test pictures,"
        f" drawn once, {first['samples']:,} samples each, in nats; after +- the standard error over"
        " the pictures, of which most is their own variety, the same for all models. Published:"
        " 1509.00519, table 1, one stochastic layer, k = 1, after all eight stages. The minutes are"
        " of training.",
        "",
        *table,
    ]
    path = options.results / "vae_likelihood.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "\n".join([*table, str(path)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stages", type=int, default=8, help="of the paper's eight")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0])
    parser.add_argument("--samples", type=int, default=5000, help="of each test picture")
    parser.add_argument("--checkpoint_every", type=int, default=10, help="passes")
    parser.add_argument("--limit", type=int, default=None, help="training pictures, for a trial")
    parser.add_argument("--test_limit", type=int, default=None, help="test pictures, for a trial")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cells", type=Path, default=Path("build/vae_likelihood"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    options.cells.mkdir(parents=True, exist_ok=True)
    found = {}
    try:
        for seed in options.seeds:
            found[seed] = measured(seed, options)
            print(write_table(found, options), flush=True)
    except KeyboardInterrupt:
        raise SystemExit("Stopped; the same command goes on from the last checkpoint.") from None


if __name__ == "__main__":
    main()
