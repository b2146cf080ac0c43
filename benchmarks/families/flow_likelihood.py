"""Trains the flows and prints the bits that a test picture's values take, beside the published.

    python -m benchmarks.families.flow_likelihood [--rows glow] [--data mnist] [--seeds 0]

Each training is a recipe of this file and a run in --runs: it shows its progress, draws a sheet of
pictures now and then, ends at Ctrl-C with a checkpoint, and goes on from there. Writes
benchmarks/results/flow_likelihood.md, where rows of earlier calls stay, and
docs/pictures/flow_likelihood_*.png.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

LOGIT = 1e-6
"""Of both, as most pixels of these data are black: without, glow is at 2.2 after 2,000 steps."""
ROWS = {
    "glow": {"levels": 2, "steps": 8, "width": 64, "logit": LOGIT},
    "real_nvp": {"levels": 2, "blocks": 1, "width": 32, "logit": LOGIT},
}
STEPS = {"glow": 30_000, "real_nvp": 15_000}
PUBLISHED = {("glow", "mnist"): "1.05", ("real_nvp", "mnist"): "1.06"}
"""Of 1810.01367, table 2, whose networks are larger and were trained for longer."""
DATA = ("mnist", "fashion_mnist")
SHAPE, BATCH, EMA_DECAY, RATE, CONSTANT = (28, 28, 1), 64, 0.999, 1e-3, 0.5
TRAIN_PICTURES, COLUMNS, TEMPERATURES = 10_000, 12, (1.0, 0.7)


def recipe_of(row, data, seed, steps):
    """Returns the recipe of a training."""
    from keras_gan_zoo import recipes

    return recipes.resolve(
        {
            "name": f"{row}_{data}",
            "summary": f"{row} on {data}, for its likelihood.",
            "model": {
                "name": row,
                "image_shape": list(SHAPE),
                "ema_decay": EMA_DECAY,
                **ROWS[row],
            },
            "optimizers": {"flow": {"learning_rate": RATE}},
            "data": {"name": data, "split": "train"},
            "test_data": {"name": data, "split": "test"},
            "training": {
                "steps": steps,
                "batch_size": BATCH,
                "seed": seed,
                "constant_learning_rate": CONSTANT,
                "picture_every": 1000,
                "checkpoint_every": 500,
            },
            "export": [],
        }
    )


def trained(row, data, seed, options):
    """Returns the trained flow, and the minutes that it took."""
    from benchmarks.common.recipe_runs import minutes_of
    from keras_gan_zoo.runs.history_file import read_history
    from keras_gan_zoo.training import RunDirectory, train
    from keras_gan_zoo.training.trainer import load_trained

    steps = options.steps or STEPS[row]
    directory = RunDirectory(options.runs / f"flow_likelihood-{row}-{data}-{steps}-{seed}")
    if not (directory.exists and directory.finished):
        result = train(recipe_of(row, data, seed, steps), directory.path)
        if result.interrupted:
            raise SystemExit(130)
        directory = result.directory
    return load_trained(directory), minutes_of(read_history(directory.history_file)), steps


def pictures_of(data, split, count=None):
    """Returns the pictures of a split, the first of them."""
    from keras_gan_zoo.data import load

    batches = [np.asarray(batch) for batch in load(data, split, batch_size=1000)]
    return np.concatenate(batches)[:count]


def judge(row, data, seed, options):
    """Trains a row, and returns what is known of it."""
    from keras_gan_zoo.metrics import bits_per_dimension
    from keras_gan_zoo.samples.sheets import grid, save_png

    flow, minutes, steps = trained(row, data, seed, options)
    test = bits_per_dimension(flow, pictures_of(data, "test"), source=f"{data}/test")
    seen = pictures_of(data, "train", TRAIN_PICTURES)
    drawn = [flow.generate(2 * COLUMNS, temperature=t, seed=seed) for t in TEMPERATURES]
    save_png(picture_of(row, data), grid(np.concatenate(drawn), columns=COLUMNS))
    some = pictures_of(data, "test", 100)
    back = flow.generate(latents=flow.encode(some))
    return {
        "row": row,
        "data": data,
        "seed": seed,
        "steps": steps,
        "arguments": ROWS[row],
        "parameters": flow.flow.count_params(),
        "minutes": minutes,
        "threads": options.threads,
        "test": test.as_dict(),
        "train": bits_per_dimension(flow, seen, source=f"{data}/train").as_dict(),
        "inverse_error": float(np.abs(back - some).max()),
    }


def picture_of(row, data):
    """Returns the path of the first pictures of a training, not selected."""
    return PICTURES / f"flow_likelihood_{row}_{data}.png"


def write_table(found):
    """Writes the trainings found now and those of earlier calls."""
    path = RESULTS / "flow_likelihood.json"
    earlier = json.loads(path.read_text()) if path.exists() else []
    cells = {(cell["row"], cell["data"], cell["seed"]): cell for cell in earlier + found}
    path.write_text(json.dumps(list(cells.values()), indent=1) + "\n")
    lines = [
        "# Bits per dimension of the flows",
        "",
        "`python -m benchmarks.families.flow_likelihood`. Bits that each of a picture's 784 values "
        "takes, of 256 levels; lower is better, 8 is a byte. One noise for each picture, so that "
        "it is an upper bound (1511.01844); the average of the weights is judged. Training: batch "
        f"{BATCH}, Adam({RATE}) falling to 0 in the second half, average {EMA_DECAY}. Published: "
        "1810.01367, of larger networks that were trained for longer. On training pictures: the "
        f"first {TRAIN_PICTURES:,}. Undone: the largest error of 100 test pictures' way to latents "
        "and back, in [-1, 1].",
        "",
        "| family | data | seed | size | parameters | steps | bits, test | bits, training | "
        "published | undone | minutes | threads |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for (row, data, seed), cell in cells.items():
        size = ", ".join(f"{name}={value:g}" for name, value in cell["arguments"].items())
        test, train = cell["test"], cell["train"]
        lines.append(
            f"| {row} | {data} | {seed} | {size} | {cell['parameters']:,} | {cell['steps']:,} | "
            f"{test['value']:.3f} ± {test['error']:.3f} | {train['value']:.3f} | "
            f"{PUBLISHED.get((row, data), '')} | {cell['inverse_error']:.0e} | "
            f"{cell['minutes']} | {cell['threads']} |"
        )
    warm, cool = TEMPERATURES
    for row, data in sorted({(row, data) for row, data, _ in cells}):
        lines += [
            "",
            f"{row} on {data}, two rows at a temperature of {warm:g}, two at {cool:g}: "
            f"![](../../docs/pictures/{picture_of(row, data).name})",
        ]
    path.with_suffix(".md").write_text("\n".join(lines) + "\n")
    return path.with_suffix(".md")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", default=["glow"], choices=list(ROWS))
    parser.add_argument("--data", nargs="+", default=["mnist"], choices=DATA)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--steps", type=int, help="of each training, by default the row's own")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    options = parser.parse_args()
    from benchmarks.common.training_cell import start_tensorflow

    start_tensorflow(options.threads)
    found = []
    for seed in options.seeds:
        for data in options.data:
            for row in options.rows:
                found.append(judge(row, data, seed, options))
                score = found[-1]["test"]
                published = PUBLISHED.get((row, data), "none")
                print(
                    f"{row} on {data}, seed {seed}: {score['value']:.3f} bits per dimension "
                    f"(published: {published})",
                    flush=True,
                )
                print(write_table(found), flush=True)


if __name__ == "__main__":
    main()
