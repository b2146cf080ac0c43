"""MLE, SeqGAN and ScratchGAN on English captions and Chinese quatrains.

    python -m benchmarks.families.text_families [--sets captions] [--rows mle seqgan scratch_gan]

MLE stops where the likelihood of validation text turns; SeqGAN goes on from there; ScratchGAN
begins with random weights. Each training is kept in --cells and goes on from its last checkpoint
when the script is started again, also towards larger --seqgan_steps and --scratch_steps. Writes
benchmarks/results/text_families.md, docs/pictures/text_families.png (quality against diversity over
temperature) and docs/text_samples.md (twenty unpicked samples of each), of what is done now and
what earlier calls have measured of other sets and rows.
"""

import argparse
import json
from pathlib import Path

from benchmarks.common.places import DOCS, PICTURES, RESULTS
from benchmarks.common.training_cell import start_tensorflow

ROWS = ("mle", "seqgan", "scratch_gan")
TEMPERATURES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
COLUMNS = ("BLEU-2", "BLEU-3", "BLEU-4", "BLEU-5", "self-BLEU-5", "distance", "distinct-2")
COPIED = ("copied span", "copied whole")
SHOWN = 20


def train(cell, likelihood, options):
    """Trains a cell, or returns it if it is done."""
    from benchmarks.families.text_training import (
        train_by_likelihood,
        train_scratch_gan,
        train_seqgan,
    )

    step = cell.curve[-1]["step"] if cell.curve else -1
    wanted = {"seqgan": options.seqgan_steps, "scratch_gan": options.scratch_steps}
    if cell.progress["done"] and step >= wanted.get(cell.row, 0):
        return cell.progress
    if cell.row == "mle":
        return train_by_likelihood(cell)
    if cell.row == "seqgan":
        return train_seqgan(cell, likelihood, options.seqgan_steps)
    return train_scratch_gan(cell, options.scratch_steps)


def judge(cell):
    """Returns what is measured of a trained cell, once for each length of training."""
    import keras

    from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll

    steps = cell.curve[-1]["step"]
    path = cell.path.with_suffix(".judged")
    if path.exists() and (known := json.loads(path.read_text()))["steps"] == steps:
        return known
    model = keras.models.load_model(cell.model_path)
    judged = {
        temperature: cell.text.judged(cell.samples(model, temperature))
        for temperature in TEMPERATURES
    }
    found = {
        "steps": steps,
        "minutes": cell.progress["seconds"] / 60,
        "nll": mean_nll(model.inference_network("generator"), cell.text.test),
        **judged[1.0],
        "sweep": [{"temperature": each, **numbers} for each, numbers in judged.items()],
        "samples": model.tokenizer.decode(cell.samples(model)[:SHOWN]),
    }
    path.write_text(json.dumps(found))
    return found


def real_rows(text):
    """Returns the numbers of real text: training text to compare with, held out from training."""
    from benchmarks.families.text_sets import SAMPLES

    held_out = text.validation[:SAMPLES]
    return {
        **text.judged(held_out),
        "train": len(text.train),
        "test": len(text.test),
        "samples": text.tokenizer.decode(held_out[:SHOWN]),
    }


def with_earlier(found, path):
    """Returns what is known of each set and row: found now, or by an earlier call."""
    known = json.loads(path.read_text()) if path.exists() else {}
    order = ("real text", *ROWS)
    merged = {}
    for name in dict.fromkeys([*known, *found]):
        rows = {**known.get(name, {}), **found.get(name, {})}
        merged[name] = {row: rows[row] for row in order if row in rows}
    return merged


def table(found):
    """Returns the lines of one set's table."""
    lines = [
        f"| | {' | '.join(COLUMNS)} | copied | whole | NLL | steps | minutes |",
        "|---" * (len(COLUMNS) + 6) + "|",
    ]
    for row, numbers in found.items():
        cells = [f"{numbers[name]:.3f}" for name in COLUMNS]
        cells += [f"{numbers[name]:.1%}" for name in COPIED]
        if "nll" in numbers:
            cells += [f"{numbers['nll']:.3f}", f"{numbers['steps']:,}", f"{numbers['minutes']:.0f}"]
        else:
            cells += ["", "", ""]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return lines


def write_results(found, options):
    """Writes the table, the picture of the curves, and the samples."""
    from benchmarks.families.text_sets import SAMPLES, SETS
    from keras_gan_zoo.metrics.score import machine_class

    path = RESULTS / "text_families.json"
    found = with_earlier(found, path)
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [
        "# Text families on real text",
        "",
        f"`python -m benchmarks.families.text_families`, seed {options.seed}, {machine_class()}. "
        f"{SAMPLES:,} samples at temperature 1 against the test split; NLL in nats a token of the "
        "test split; `distance` is the Fréchet embedding distance of word means and pairs "
        "(GloVe, or vectors of co-occurrence for characters). `copied` is the mean share of a "
        "sample that its longest span from the training text takes, `whole` the share of samples "
        "that stand in it. `real text` is training text that no model saw. MLE's steps are epochs.",
    ]
    samples = [
        "# Twenty samples of each text family",
        "",
        "Written by `python -m benchmarks.families.text_families`: the first twenty at temperature "
        "1, none picked or left out. What they score is in `benchmarks/results/text_families.md`.",
    ]
    for name, rows in found.items():
        settings = SETS[name]
        lines += [
            "",
            f"## {name}",
            "",
            f"{rows['real text']['train']:,} texts to train on, {rows['real text']['test']:,} to "
            f"test, those of at most {settings['length']} tokens that a vocabulary of "
            f"{settings['vocabulary_size']:,} writes in full.",
            "",
            *table(rows),
        ]
        for row, numbers in rows.items():
            samples += ["", f"## {name}, {row}", ""]
            samples += [f"{index}. {text}" for index, text in enumerate(numbers["samples"], 1)]
    results = path.with_suffix(".md")
    results.write_text("\n".join(lines) + "\n", encoding="utf-8")
    page = DOCS / "text_samples.md"
    page.write_text("\n".join(samples) + "\n", encoding="utf-8")
    draw_curves(found, PICTURES / "text_families.png")
    return results


def draw_curves(found, path):
    """Draws quality against diversity of each row over temperature."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(found), figsize=(5 * len(found), 4), squeeze=False)
    for axis, (name, rows) in zip(axes[0], found.items(), strict=True):
        for row, numbers in rows.items():
            points = numbers.get("sweep", [numbers])
            x, y = ([point[key] for point in points] for key in ("self-BLEU-5", "BLEU-5"))
            axis.plot(x, y, marker="o", markersize=4, label=row)
            for point in points:
                if point.get("temperature") in (0.6, 1.0, 1.2):
                    label = f"{point['temperature']:g}"
                    position = (point["self-BLEU-5"], point["BLEU-5"])
                    axis.annotate(label, position, fontsize=7)
        axis.set(title=name, xlabel="self-BLEU-5 (less is more diverse)", ylabel="BLEU-5")
        axis.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def parsed():
    from benchmarks.families.text_sets import SETS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--rows", nargs="+", default=list(ROWS), choices=ROWS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seqgan_steps", type=int, default=300)
    parser.add_argument("--scratch_steps", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cells", type=Path, default=Path("build/text_families"))
    return parser.parse_args()


def main():
    options = parsed()
    options.cells.mkdir(parents=True, exist_ok=True)
    start_tensorflow(options.threads)
    from benchmarks.families.text_sets import TextSet
    from benchmarks.families.text_training import TextCell

    sets = {name: TextSet.load(name) for name in options.sets}
    found = {name: {"real text": real_rows(text)} for name, text in sets.items()}
    for name, text in sets.items():
        likelihood = TextCell(options.cells, text, "mle", options.seed)
        for row in ROWS:
            if row in options.rows or row == "mle":
                cell = TextCell(options.cells, text, row, options.seed)
                train(cell, likelihood, options)
                found[name][row] = judge(cell)
                print(write_results(found, options), flush=True)


if __name__ == "__main__":
    main()
