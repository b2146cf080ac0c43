"""SeqGAN's table on the synthetic oracle, with the controls that tell what a reward is worth.

    python -m benchmarks.families.seqgan_oracle [--seeds 0 1] [--rows seqgan maligan] [--steps 200]

The oracle, an LSTM with weights from N(0, 1), writes 10,000 sequences to train on and 10,000 to
hold out. A generator is trained by likelihood until the oracle likes it no better, as in the paper,
which is long after the held-out likelihood has turned; every other row goes on from there. Each
cell is a training of one row from one seed; it is kept in --cells, goes on from its last checkpoint
when the script is started again, also towards a larger --steps, and is not trained again once it is
done. Writes benchmarks/results/seqgan_oracle.md and its picture, of the cells that are done; those
of earlier calls with as many steps stay.
"""

import argparse
import json
import os
import time
from collections import defaultdict
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

ADVERSARIAL = {
    "constant reward": ("seqgan", {"reward": "constant", "baseline": False}),
    "random reward": ("seqgan", {"reward": "random", "baseline": False}),
    "seqgan": ("seqgan", {}),
    "seqgan, no baseline": ("seqgan", {"baseline": False}),
    "maligan": ("maligan", {}),
    "rankgan": ("rankgan", {"sharpness": 10.0}),
}
"""A row that goes on from likelihood training: the family and its arguments."""

ROWS = ("random", "mle", "mle, longer", "mle, best temperature", *ADVERSARIAL)
PAPER = {"random": 10.310, "mle, longer": 9.038, "seqgan, no baseline": 8.736}
"""Of 1609.05473, table 1; another oracle, whose scale is another."""

TEMPERATURES = (0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0, 1.1)
SEQUENCES, BATCH, ON_THE_WAY = 10_000, 64, 2000


def sequences_of(oracle, folder, vocabulary):
    """Returns the sequences to train on and to hold out, drawn once."""
    from keras_gan_zoo.networks.oracle import draw_sequences

    path = folder / f"sequences-{vocabulary}.npz"
    if not path.exists():
        drawn = {
            name: draw_sequences(oracle, SEQUENCES, seed)
            for seed, name in enumerate(("train", "test"))
        }
        temporary = path.with_suffix(f".{os.getpid()}.npz")
        np.savez_compressed(temporary, **drawn)
        temporary.replace(path)
    with np.load(path) as stored:
        return stored["train"], stored["test"]


class Cell(TrainingCell):
    """One training on the oracle's sequences.

    Args:
        folder: Where all cells are.
        row: The row.
        seed: The seed of the training.
        options: The command line's.
    """

    def __init__(self, folder, row, seed, options):
        from keras_gan_zoo.networks.oracle import oracle

        super().__init__(folder, f"{row}-{seed}", row=row, seed=seed)
        self.row, self.seed, self.options = row, seed, options
        self.oracle = oracle(options.vocabulary)
        self.train, self.test = sequences_of(self.oracle, folder, options.vocabulary)

    def measured(self, model, count=SEQUENCES, temperature=1.0):
        """Returns what the oracle thinks of samples, and the model of held-out sequences."""
        from keras_gan_zoo.metrics.text.distinct import distinct
        from keras_gan_zoo.metrics.text.sequence_likelihood import oracle_nll

        tokens = model.generate_tokens(count, temperature=temperature, seed=self.seed)
        return {
            "oracle": float(oracle_nll(tokens, self.oracle)),
            "test": nll_at(model.inference_network("generator"), self.test[:count], temperature),
            # Of as many samples at all times: of more of them a smaller share is distinct.
            "distinct2": float(distinct(tokens[:ON_THE_WAY], 2)[2]),
        }

    def shuffled(self, number):
        """Returns the training sequences in the order of one pass."""
        return self.train[np.random.default_rng([self.seed, number]).permutation(len(self.train))]


def nll_at(decoder, tokens, temperature):
    """Returns the mean negative log-probability of tokens, of a decoder at a temperature."""
    from keras import ops

    total = 0.0
    for start in range(0, len(tokens), 500):
        batch = tokens[start : start + 500]
        losses = ops.sparse_categorical_crossentropy(
            batch, decoder(batch) / temperature, from_logits=True
        )
        total += float(ops.sum(losses))
    return total / tokens.size


def train_by_likelihood(cell):
    """Trains to the plateau of NLL_oracle; sweeps the temperature where NLL_test was lowest."""
    import keras

    import keras_gan_zoo

    options, curve = cell.options, cell.progress["curve"]
    best_path = cell.path.with_suffix(".best.weights.h5")
    if curve:
        model = keras.models.load_model(cell.model_path)
    else:
        model = keras_gan_zoo.get("mle_lm", vocabulary_size=options.vocabulary, seed=cell.seed)
        cell.progress["random"] = cell.measured(model)
    while len(curve) < options.mle_epochs and not past_plateau(curve, options.patience, "oracle"):
        began = time.perf_counter()
        model.fit(cell.shuffled(len(curve)), batch_size=BATCH, shuffle=False, verbose=0)
        facts = cell.measured(model, ON_THE_WAY)
        if all(facts["test"] < earlier["test"] for earlier in curve):
            model.save_weights(best_path)
        cell.checkpoint(model, began, epoch=len(curve) + 1, **facts)
    model.save_weights(plateau_of(cell))
    longer = cell.measured(model)
    model.load_weights(best_path)
    swept = {str(t): cell.measured(model, temperature=t) for t in TEMPERATURES}
    best = min(swept, key=lambda t: swept[t]["oracle"])
    return cell.finish(
        **settings_of(options),
        mle=swept["1.0"],
        longer=longer,
        swept=swept,
        best_temperature=float(best),
    )


def plateau_of(cell):
    """Returns the file of the generator from which the rows of a seed go on."""
    return cell.path.with_name(f"mle-{cell.seed}.longer.weights.h5")


def settings_of(options):
    """Returns the command line's settings, without the machine's folder."""
    return {"settings": vars(options) | {"cells": None}}


def past_plateau(curve, patience, name):
    """Whether the lowest number of a name is `patience` epochs ago."""
    numbers = [point[name] for point in curve]
    return len(numbers) > patience and min(numbers[-patience:]) > min(numbers[:-patience])


def train_adversarially(cell):
    """Goes on from the generator of likelihood training, by the row's family."""
    import keras

    import keras_gan_zoo

    options, curve = cell.options, cell.progress["curve"]
    family, arguments = ADVERSARIAL[cell.row]
    control = arguments.get("reward") in ("constant", "random")
    began = time.perf_counter()
    if curve:
        gan = keras.models.load_model(cell.model_path)
    else:
        sizes = {} if family == "maligan" else {"rollouts": options.rollouts}
        gan = keras_gan_zoo.get(
            family,
            vocabulary_size=options.vocabulary,
            filters=dict.fromkeys((1, 2, 3, 4, 5, 7, 10), options.filters),
            discriminator_embedding_dim=32,
            discriminator_steps=1 if control else options.discriminator_steps,
            discriminator_epochs=1 if control else options.discriminator_epochs,
            seed=cell.seed,
            optimizers={
                "generator": {"learning_rate": options.learning_rate},
                "discriminator": {"learning_rate": options.discriminator_learning_rate},
            },
            **{**sizes, **arguments},
        )
        start = keras_gan_zoo.get("mle_lm", vocabulary_size=options.vocabulary)
        start.load_weights(plateau_of(cell))
        gan.generator.set_weights(start.generator.get_weights())
        if hasattr(gan, "rollout_policy"):
            gan.rollout_policy.set_weights(start.generator.get_weights())
        if not control:
            gan.pretrain(
                cell.train,
                "discriminator",
                batch_size=BATCH,
                epochs=options.discriminator_pretraining,
                verbose=0,
            )
        cell.checkpoint(gan, began, step=0, **cell.measured(gan, ON_THE_WAY))
    rows = BATCH * gan.discriminator_steps
    while curve[-1]["step"] < options.steps:
        began = time.perf_counter()
        step = curve[-1]["step"]
        steps = min(options.checkpoint_every, options.steps - step)
        chosen = np.random.default_rng([cell.seed, step]).choice(len(cell.train), rows * steps)
        history = gan.fit(cell.train[chosen], batch_size=BATCH, shuffle=False, verbose=0).history
        losses = {name: values[-1] for name, values in history.items()}
        cell.checkpoint(
            gan, began, step=step + steps, **cell.measured(gan, ON_THE_WAY), losses=losses
        )
    return cell.finish(**settings_of(options), final=cell.measured(gan))


def run_cell(arguments):
    """Runs one cell in a process of its own, or returns it if it is done."""
    folder, row, seed, options = arguments
    start_tensorflow(options.threads)
    cell = Cell(folder, row, seed, options)
    reached = max((point.get("step", 0) for point in cell.progress["curve"]), default=0)
    if cell.progress["done"] and (row == "mle" or reached >= options.steps):
        return cell.progress
    return train_by_likelihood(cell) if row == "mle" else train_adversarially(cell)


def way_of(points):
    """Returns where a training went: NLL_test, NLL_oracle and distinct-2 of each point."""
    return [[point[name] for name in ("test", "oracle", "distinct2")] for point in points]


def results_of(folder, seeds):
    """Returns the numbers of each row, by seed, of the cells that are done."""
    found = defaultdict(dict)
    for path in sorted(folder.glob("*.json")):
        cell = json.loads(path.read_text())
        if not cell["done"] or cell["seed"] not in seeds:
            continue
        seed, seconds = cell["seed"], cell["seconds"]
        if cell["row"] == "mle":
            best, epochs = cell["best_temperature"], cell["curve"]
            turned = min(epochs, key=lambda point: point["test"])["epoch"]
            found["random"][seed] = {**cell["random"], "seconds": 0.0}
            found["mle"][seed] = {
                **cell["mle"],
                "seconds": seconds * turned / len(epochs),
                "note": f"{turned} epochs",
            }
            found["mle, longer"][seed] = {
                **cell["longer"],
                "seconds": seconds,
                "note": f"{len(epochs)} epochs",
                "way": way_of(epochs),
            }
            found["mle, best temperature"][seed] = {
                **cell["swept"][str(best)],
                "seconds": 0.0,
                "note": f"T = {best}",
                "way": way_of(cell["swept"].values()),
            }
        else:
            lowest = min(cell["curve"], key=lambda point: point["oracle"])
            found[cell["row"]][seed] = {
                **cell["final"],
                "seconds": seconds,
                "note": f"lowest {lowest['oracle']:.3f} after {lowest['step']}",
                "way": way_of(cell["curve"]),
            }
    return found


def write_table(folder, options):
    """Writes the table of all cells that are done, and returns its path."""
    from keras_gan_zoo.metrics.score import machine_class
    from keras_gan_zoo.networks.oracle import ORACLE_SEED, oracle

    path = RESULTS / "seqgan_oracle.json"
    found = with_earlier(results_of(folder, options.seeds), path, options.steps, ROWS)
    decoder = oracle(options.vocabulary)
    _, test = sequences_of(decoder, folder, options.vocabulary)
    own = nll_at(decoder, test, 1.0)
    lines = [
        "# SeqGAN on the synthetic oracle",
        "",
        f"`python -m benchmarks.families.seqgan_oracle --steps {options.steps}`. Oracle of seed "
        f"{ORACLE_SEED}, vocabulary {options.vocabulary:,}, length 20, {SEQUENCES:,} sequences to "
        f"train on, {SEQUENCES:,} held out. NLL in nats a token: NLL_oracle of {SEQUENCES:,} "
        "samples, NLL_test of the held-out sequences; a number a seed, 0 first. The oracle's own "
        f"NLL_test is {own:.3f}. "
        f"{options.steps} rounds of 1 g-step and {options.discriminator_steps} d-steps of "
        f"{options.discriminator_epochs} epochs on batches of {BATCH}, {options.rollouts} "
        f"rollouts, {machine_class()}. Controls know nothing of the data: they learn from a reward "
        "that is always 1, or uniform noise. `mle` is where NLL_test turned; `mle, longer` went "
        "on until NLL_oracle fell no more, as the paper's, and there the other rows begin. "
        f"Distinct-2 is of {ON_THE_WAY:,} samples. The paper's numbers are of another oracle.",
        "",
        "| Row | NLL_oracle | NLL_test | distinct-2 | Paper's NLL_oracle | Minutes | |",
        "|---|---|---|---|---|---|---|",
    ]
    for row, cells in found.items():
        ordered = [cells[seed] for seed in sorted(cells)]
        columns = [
            ", ".join(f"{cell[name]:.3f}" for cell in ordered)
            for name in ("oracle", "test", "distinct2")
        ]
        minutes = ", ".join(f"{cell['seconds'] / 60:.0f}" for cell in ordered)
        notes = ", ".join(filter(None, (cell.get("note") for cell in ordered)))
        paper = f"{PAPER[row]:.3f}" if row in PAPER else ""
        lines.append(f"| {row} | {' | '.join(columns)} | {paper} | {minutes} | {notes} |")
    lines += ["", "Where each went, seed 0: ![](../../docs/pictures/seqgan_oracle.png)"]
    path.with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    draw_ways(found, PICTURES / "seqgan_oracle.png")
    return path.with_suffix(".md")


def draw_ways(found, path):
    """Draws NLL_oracle against NLL_test, and against diversity, over each training."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(12, 4.8), sharey=True)
    for number, (row, cells) in enumerate(found.items()):
        way = np.array(cells[min(cells)].get("way", []))
        if not len(way):
            continue
        likelihood = row.startswith("mle")
        color = "black" if likelihood else f"C{number}"
        style = {
            "color": color,
            "linewidth": 2 if likelihood else 1,
            "linestyle": "--" if row == "mle, longer" else "-",
            "marker": ".",
            "label": row.replace("best", "by"),
        }
        for axis, column in zip(axes, (0, 2), strict=True):
            axis.plot(way[:, column], way[:, 1], **style)
            if row != "mle, best temperature":  # which has no end
                axis.plot(way[-1, column], way[-1, 1], "s", color=color)
    axes[0].set(xlabel="NLL_test (less: nearer to the data)", ylabel="NLL_oracle")
    axes[1].set(xlabel="distinct-2 (more: more diverse)")
    axes[1].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", default=list(ADVERSARIAL), choices=list(ADVERSARIAL))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1])
    parser.add_argument("--vocabulary", type=int, default=5000)
    parser.add_argument("--mle_epochs", type=int, default=120)
    parser.add_argument("--patience", type=int, default=5)
    parser.add_argument("--steps", type=int, default=200, help="adversarial rounds")
    parser.add_argument("--checkpoint_every", type=int, default=10, help="rounds")
    parser.add_argument("--rollouts", type=int, default=16)
    parser.add_argument("--filters", type=int, default=64, help="of each of seven widths")
    parser.add_argument("--discriminator_pretraining", type=int, default=20, help="epochs")
    parser.add_argument("--discriminator_steps", type=int, default=5)
    parser.add_argument("--discriminator_epochs", type=int, default=3)
    parser.add_argument("--learning_rate", type=float, default=1e-2)
    parser.add_argument("--discriminator_learning_rate", type=float, default=1e-4)
    parser.add_argument("--jobs", type=int, default=1, help="trainings at once")
    parser.add_argument("--threads", type=int, default=2, help="of each training")
    parser.add_argument("--cells", type=Path, default=Path("build/seqgan_oracle"))
    return parser.parse_args()


def main():
    options = parsed()
    options.cells.mkdir(parents=True, exist_ok=True)
    folder, options.cells = options.cells, str(options.cells)
    for rows in (("mle",), options.rows):
        tasks = [(folder, row, seed, options) for seed in options.seeds for row in rows]
        # A process each: TensorFlow's threads are set once in a process.
        with get_context("spawn").Pool(options.jobs, maxtasksperchild=1) as pool:
            for result in pool.imap_unordered(run_cell, tasks):
                print(f"{result['row']}, seed {result['seed']}: done", flush=True)
                print(write_table(folder, options), flush=True)


if __name__ == "__main__":
    main()
