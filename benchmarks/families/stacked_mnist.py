"""Counts the modes of stacked MNIST that each family finds, of 1,000.

    python -m benchmarks.families.stacked_mnist [--rows dcgan r3gan] [--steps 12000] [--seeds 0]

Every family has the same networks, latents, batch and steps; what differs is the algorithm, with
its own optimizers, whose rates fall linearly to 0 in the second half. After each tenth of its steps
a training is judged on 26,000 samples, whose digits a classifier of ours tells, and saved: a
benchmark that was stopped goes on from there. Writes benchmarks/results/stacked_mnist.md, where
rows of earlier calls stay, and docs/pictures/stacked_mnist_*.png.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

ROWS = {
    "dcgan": ("dcgan", {}),
    "pacgan, 2": ("pacgan", {"packing": 2}),
    "r3gan": ("r3gan", {"gamma": 1.0}),
    "r3gan, gamma 0.1": ("r3gan", {"gamma": 0.1}),
    "r3gan, rate 5e-4": ("r3gan", {"gamma": 1.0}),
    "r3gan, batch norm": ("r3gan", {"gamma": 1.0, "generator_normalization": "batch"}),
    "alpha_gan": ("alpha_gan", {}),
    "bigan": ("bigan", {}),
}
PLAYERS = {
    "alpha_gan": ("encoder", "generator", "discriminator", "code_discriminator"),
    "bigan": ("discriminator", "encoder_and_generator"),
}
"""Of families that have others than a generator and a discriminator."""
PUBLISHED = {
    "dcgan": "99 / 3.40 (cited by 1712.04086), 78.9 / 4.50 (its own)",
    "pacgan, 2": "1000 / 0.06 (1712.04086)",
}
SHAPE, LATENT_DIM, BATCH, EMA_DECAY = (28, 28, 3), 100, 64, 0.999
LEARNING_RATE = 2e-4
RATES = {"r3gan, rate 5e-4": 5e-4}
ROUNDS, SAMPLES, TRIPLES, SHOWN = 10, 26_000, 2_600_000, (4, 12)


def build(row, width, steps, seed):
    import keras_gan_zoo
    from keras_gan_zoo.engine.linear_decay import LinearDecay

    family, arguments = ROWS[row]
    rate = RATES.get(row, LEARNING_RATE)
    falling = {"learning_rate": LinearDecay(rate, steps // 2, steps)}
    return keras_gan_zoo.get(
        family,
        image_shape=SHAPE,
        latent_dim=LATENT_DIM,
        width=width,
        ema_decay=EMA_DECAY,
        seed=seed,
        optimizers=dict.fromkeys(PLAYERS.get(family, ("generator", "discriminator")), falling),
        **({} if family == "dcgan" else {"body": "dcgan"}),
        **arguments,
    )


def judge(gan, classifier, seed):
    """Returns the modes found and the divergence from the data's shares."""
    from benchmarks.judges.digit_classifier import NAME, digits_of
    from keras_gan_zoo.data import load
    from keras_gan_zoo.metrics import class_coverage

    samples = gan.generate(SAMPLES, seed=seed)
    # Channel by channel: the classifier has seen one digit at a time.
    digits = [digits_of(classifier, samples[..., k : k + 1]) for k in range(3)]
    numbers = np.stack(digits, axis=1) @ [100, 10, 1]
    _, labels = next(iter(load("mnist", "test", labels=True, batch_size=10_000)))
    # As many triples as there are samples would be some 0.02 nats off themselves.
    drawn = np.random.default_rng(0).integers(len(labels), size=(TRIPLES, 3))
    triples = labels.numpy()[drawn] @ [100, 10, 1]
    found = class_coverage(numbers, triples, 1000, NAME, source="stacked_mnist/test")
    return found.modes.value, found.kl.value, samples[: SHOWN[0] * SHOWN[1]]


def stem_of(row, seed, options):
    """Returns what a cell's files are called."""
    name = "".join(c if c.isalnum() else "_" for c in row)
    return f"{name}-{options.width}-{options.steps}-{seed}"


def picture_of(row, seed):
    """Returns the path of the first samples of a training, not selected."""
    name = "".join(c if c.isalnum() else "_" for c in row).replace("__", "_")
    return PICTURES / f"stacked_mnist_{name}_{seed}.png"


def run_cell(row, seed, options, classifier):
    """Trains one family from one seed, in rounds, and returns what each round found."""
    import keras

    from keras_gan_zoo import registry
    from keras_gan_zoo.data import load
    from keras_gan_zoo.samples.sheets import grid, save_png

    registry.find(ROWS[row][0]).load()  # Keras has to know the class
    stem = stem_of(row, seed, options)
    record, weights = options.cells / f"{stem}.json", options.cells / f"{stem}.keras"
    curve = json.loads(record.read_text())["curve"] if record.exists() else []
    if len(curve) == ROUNDS:
        return json.loads(record.read_text())
    gan = build(row, options.width, options.steps, seed)
    if curve:
        gan = keras.models.load_model(weights)
    batches = load("stacked_mnist", "train", batch_size=BATCH).repeat()
    steps = options.steps // ROUNDS
    for done in range(len(curve), ROUNDS):
        began = time.perf_counter()
        # Each round goes on where in the data the one before it stopped.
        history = gan.fit(batches.skip(done * steps), steps_per_epoch=steps, verbose=0)
        seconds = time.perf_counter() - began + (curve[-1]["seconds"] if curve else 0.0)
        modes, kl, samples = judge(gan, classifier, seed)
        losses = {key: round(values[-1], 3) for key, values in history.history.items()}
        curve.append({"steps": (done + 1) * steps, "seconds": seconds, "modes": modes, "kl": kl})
        print(f"{row}, seed {seed}: {curve[-1]} {losses}", flush=True)
        gan.save(weights)
        save_png(picture_of(row, seed), grid(samples, columns=SHOWN[1]))
        content = {
            "row": row,
            "seed": seed,
            "steps": options.steps,
            "width": options.width,
            "threads": options.threads,
            "triples": TRIPLES,
            "parameters": gan.count_params(),
            "curve": curve,
        }
        record.with_suffix(".part").write_text(json.dumps(content))
        record.with_suffix(".part").replace(record)
    return json.loads(record.read_text())


def _by_fewer(cell):
    """Returns a star for a cell that was judged when the reference was as small as the sample."""
    return "" if cell.get("triples") == TRIPLES else " *"


def write_table(found, accuracy):
    """Writes the trainings found now and those of earlier calls."""
    path = RESULTS / "stacked_mnist.json"
    cells = json.loads(path.read_text()) if path.exists() else []
    cells = {(cell["row"], cell["seed"]): cell for cell in cells + found}
    path.write_text(json.dumps(list(cells.values()), indent=1) + "\n")
    lines = [
        "# Modes found of stacked MNIST",
        "",
        f"`python -m benchmarks.families.stacked_mnist`. {SAMPLES:,} samples; a mode is found if "
        f"one sample is of it; KL of the modes' shares from those of {TRIPLES:,} triples of test "
        "digits, in nats; of as many samples of the data themselves it would be 0.019. The "
        "digits are told by a convolutional network of ours that is right on "
        f"{accuracy:.2%} of MNIST's test digits.",
        "",
        "All families: DCGAN networks for 28x28x3 of the width given, z "
        f"of {LATENT_DIM} dimensions, batch {BATCH}, Adam({LEARNING_RATE}, or as a row says) with "
        "each family's own betas, falling to 0 in the second half, average of the generator "
        f"{EMA_DECAY}. The published networks and lengths differ (1712.04086: 50 epochs = 100,000 "
        "steps). Minutes of training alone.",
        "",
        "| family | width | seed | steps | modes of 1,000 | KL | minutes | threads | published |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for (row, seed), cell in cells.items():
        for point in cell["curve"][len(cell["curve"]) // 2 - 1 :: len(cell["curve"]) // 2]:
            divergence, minutes = f"{point['kl']:.3f}{_by_fewer(cell)}", point["seconds"] / 60
            lines.append(
                f"| {row} | {cell['width']} | {seed} | {point['steps']:,} | {point['modes']:.0f} | "
                f"{divergence} | {minutes:.0f} | {cell['threads']} | {PUBLISHED.get(row, '')} |"
            )
    if any(map(_by_fewer, cells.values())):
        lines += ["", f"\\* from {SAMPLES:,} triples, which are some 0.02 nats off themselves."]
    for row, seed in cells:
        lines += ["", f"{row}: ![](../../docs/pictures/{picture_of(row, seed).name})"]
    path.with_suffix(".md").write_text("\n".join(lines) + "\n")
    return path.with_suffix(".md")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", default=list(ROWS), choices=list(ROWS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--steps", type=int, default=12_000)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cells", type=Path, default=Path("build/stacked_mnist"))
    options = parser.parse_args()
    options.cells.mkdir(parents=True, exist_ok=True)
    from benchmarks.common.training_cell import start_tensorflow
    from benchmarks.judges.digit_classifier import trained

    start_tensorflow(options.threads)
    classifier, accuracy = trained()
    print(f"the classifier tells {accuracy:.2%} of the test digits", flush=True)
    cells = []
    for seed in options.seeds:
        for row in options.rows:
            cells.append(run_cell(row, seed, options, classifier))
            print(write_table(cells, accuracy), flush=True)


if __name__ == "__main__":
    main()
