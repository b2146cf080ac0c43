"""What each of ScratchGAN's tricks is worth: it with all of them, and without one at a time.

    python -m benchmarks.families.scratch_gan_ablation [--steps 4000] [--rows "all tricks"]

Trained on English captions from random weights, all rows for as many steps. The trainings are kept
in --cells, which `benchmarks/families/text_families.py` shares, and go on from their last
checkpoint when the script is started again. Writes benchmarks/results/scratch_gan_ablation.md and
docs/pictures/scratch_gan_ablation.png, of what is done now and by earlier calls with as
many steps.
"""

import argparse
from pathlib import Path
from statistics import mean

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.training_cell import start_tensorflow

ROWS = {
    "all tricks": {},
    "reward at the end alone": {"dense_rewards": False},
    "batch of 64": {"batch_size": 64},
    "discriminator not regularised": {"regularized": False},
    "no given embeddings": {"embeddings": False},
}
SET = "captions"


def cell_of(folder, text, row, seed):
    """Returns a row's cell; the one with all tricks is text_families.py's."""
    from benchmarks.families.text_training import TextCell

    return TextCell(folder, text, "scratch_gan" if row == "all tricks" else row, seed)


def train(cell, row, steps):
    """Trains a cell, or returns it if it is done."""
    from benchmarks.families.text_training import train_scratch_gan

    if cell.progress["done"] and cell.curve[-1]["step"] >= steps:
        return cell.progress
    return train_scratch_gan(cell, steps, **ROWS[row])


def at(curve, step):
    """Returns the distance at the checkpoint nearest to a step."""
    return min(curve, key=lambda point: abs(point["step"] - step))["distance"]


def late(curve, steps):
    """Returns the mean distance over the last quarter of the steps: single ones swing."""
    return mean(point["distance"] for point in curve if 0.75 * steps <= point["step"] <= steps)


def write_results(curves, likelihood, options):
    """Writes the table and the plot; `curves` from a row to its seeds' curves."""
    from benchmarks.families.text_sets import SAMPLES
    from benchmarks.families.text_training import SCRATCH, SCRATCH_AVERAGE, SCRATCH_LEARNING_RATES
    from keras_gan_zoo.metrics.score import machine_class

    path = RESULTS / "scratch_gan_ablation.json"
    curves = with_earlier(curves, path, options.steps, ROWS)
    best = min(likelihood, key=lambda point: point["validation"])["distance"]
    lines = [
        "# ScratchGAN without one of its tricks",
        "",
        f"`python -m benchmarks.families.scratch_gan_ablation --steps {options.steps}`, "
        f"{machine_class()}. English captions; networks {SCRATCH}, learning rates "
        f"{SCRATCH_LEARNING_RATES}, batch 512 but for one row; judged is the averaged "
        f"generator (decay {SCRATCH_AVERAGE}). Fréchet embedding distance (word means and "
        f"pairs, GloVe) of {SAMPLES:,} samples to the test split; lower is better. MLE, at "
        f"its best validation likelihood: {best:.3f}.",
        "",
        "[How it came to this](../../docs/experiments/scratch_gan.md).",
        "",
        "![distance over the steps](../../docs/pictures/scratch_gan_ablation.png)",
        "",
        "| | at the start | half-way | at the end | of MLE's | mean of the last quarter |",
        "|---|---|---|---|---|---|",
    ]
    for row, seeds in curves.items():
        for seed, curve in seeds.items():
            numbers = [at(curve, step) for step in (0, options.steps // 2, options.steps)]
            shown = " | ".join(f"{number:.3f}" for number in numbers)
            lines.append(
                f"| {row}, seed {seed} | {shown} | {numbers[-1] / best:.2f} times | "
                f"{late(curve, options.steps):.3f} |"
            )
    path = path.with_suffix(".md")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draw(curves, best, PICTURES / "scratch_gan_ablation.png")
    return path


def draw(curves, best, path):
    """Draws the distance of each row over the steps."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(7, 4.5))
    for number, (row, seeds) in enumerate(curves.items()):
        for index, curve in enumerate(seeds.values()):
            x, y = ([point[key] for point in curve] for key in ("step", "distance"))
            axis.plot(x, y, color=f"C{number}", label=row if index == 0 else None)
    axis.axhline(best, color="black", linestyle="--", linewidth=1, label="MLE")
    axis.set(xlabel="step", ylabel="Fréchet embedding distance", yscale="log")
    axis.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", default=list(ROWS), choices=list(ROWS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cells", type=Path, default=Path("build/text_families"))
    return parser.parse_args()


def main():
    options = parsed()
    options.cells.mkdir(parents=True, exist_ok=True)
    start_tensorflow(options.threads)
    from benchmarks.families.text_sets import TextSet
    from benchmarks.families.text_training import TextCell, train_by_likelihood

    text = TextSet.load(SET)
    likelihood = TextCell(options.cells, text, "mle", 0)
    if not likelihood.progress["done"]:
        train_by_likelihood(likelihood)
    curves = {}
    for row in options.rows:
        for seed in options.seeds:
            cell = cell_of(options.cells, text, row, seed)
            train(cell, row, options.steps)
            curves.setdefault(row, {})[seed] = cell.curve
            print(write_results(curves, likelihood.curve, options), flush=True)


if __name__ == "__main__":
    main()
