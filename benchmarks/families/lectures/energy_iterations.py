"""Watches an energy-based model learn digits, and counts what a picture of it costs.

    python -m benchmarks.families.lectures.energy_iterations [--steps 1 100 300 1000 3000 10000]

After some steps of its training, pictures are shown that its search finds from the same noise, and
what its buffer holds; beside them stand the mean scores of the data and of what searches found, and
those of test digits and of pictures drawn from noise. Then what one picture takes: how often the
network is gone through, forwards and back; multiplications; and seconds of one core, of both models
in turns within this process, the median. A generator, DCGAN's of the same width, stands beside it.

The training is kept in --cells; the same command goes on. Writes
docs/lectures/energy_iterations.md and its figure, and keeps the rows among the results.
"""

import argparse
import os
import statistics
import time

import numpy as np

from benchmarks.common.row_options import add_shared, begun
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.lectures.multiplications import multiplications
from benchmarks.families.lectures.page import add_places, figure_path, keep, write_page

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NAME = "energy_iterations"
ROWS = ("training", "cost")
COSTS = ("a picture by search", "a picture by a generator")
SHAPE = (28, 28, 1)
COLUMNS = 12
TRIED = 200
"""Test digits that are scored, and pictures that are timed at once."""
CLAIM = (
    "a discriminator can draw by itself: in each iteration its scores of the data are lifted, and "
    "those of what it scores highest are lowered, until what it scores highest is data; but to "
    "find that takes a search for every picture, where a generator draws in one go."
)
CAPTION = (
    "From top to bottom, after so many steps of training: left, what the search comes to from the "
    "same noise, in five times as many steps as in training; right, the same places of the buffer, "
    "of which one in twenty searches begins anew."
)


def build(options, seed):
    """Returns the model of docs/experiments/energy_model_mnist.yaml, as the options have it."""
    import keras_gan_zoo

    return keras_gan_zoo.get(
        "energy_model",
        image_shape=SHAPE,
        width=options.width,
        # With "spectral", a step of 40 and alpha=1, 200 steps give clouds where these give strokes.
        normalization="none",
        steps=options.search,
        step_size=options.step_size,
        alpha=options.alpha,
        buffer_size=options.buffer,
        seed=seed,
    )


def trained(options, seed, test):
    """Trains the model as far as it is not, and returns what was seen on the way.

    Args:
        options: The command's.
        seed: Of the weights, the searches and the order of the data.
        test: Test digits, (n, 28, 28, 1).

    Returns:
        The model; for each of the steps its scores, by column; and pictures
        (steps, 2, COLUMNS, 28, 28, 1), from noise and from the buffer.
    """
    from keras_gan_zoo import data

    how = (options.width, options.batch, options.search, options.step_size, options.alpha)
    name = "-".join(map(str, (*how, options.buffer, seed)))
    cell = TrainingCell(options.cells, name)
    model = cell.model(lambda: build(options, seed))
    done = cell.curve[-1]["steps"] if cell.curve else 0
    # What goes on shuffles otherwise than what was trained in one go, and sees the same digits.
    digits = data.load("mnist", shuffle=True, seed=seed + done, batch_size=options.batch)
    batches = iter(digits.repeat())
    for steps in sorted(set(options.steps)):
        if steps <= done:
            continue
        began, terms = time.perf_counter(), []
        while done < steps:
            terms.append(model.train_on_batch(next(batches)))
            done += 1
        drawn = model.generate(COLUMNS, seed=0)
        held = np.asarray(model.replay.samples)[:COLUMNS]
        np.save(options.cells / f"{name}-{steps}.npy", np.stack([drawn, held]))
        last = terms[-100:]
        cell.checkpoint(
            model,
            began,
            steps=steps,
            found={
                "positives": float(np.mean([each["positives"] for each in last])),
                "negatives": float(np.mean([each["negatives"] for each in last])),
                "test digits": float(model.score(test).mean()),
                "drawn from noise": float(model.score(drawn).mean()),
            },
        )
    pictures = [np.load(options.cells / f"{name}-{point['steps']}.npy") for point in cell.curve]
    return model, {point["steps"]: point["found"] for point in cell.curve}, np.stack(pictures)


def costs(model, generator, searched, turns):
    """Returns what one picture takes, of a search and of a generator.

    Args:
        model: An energy-based model.
        generator: A model with a `generator`.
        searched: Steps of a search.
        turns: How often each is timed, one after the other.

    Returns:
        By row, values by column. To step uphill takes a pass forwards and one back.
    """
    both = {
        COSTS[0]: (model, multiplications(model.scorer), searched, searched),
        COSTS[1]: (generator, multiplications(generator.generator), 1, 0),
    }
    seconds = {row: [] for row in both}
    for turn in range(turns + 1):
        for row, (each, *_) in both.items():
            began = time.process_time()
            each.generate(TRIED, seed=turn, batch_size=TRIED)
            seconds[row].append((time.process_time() - began) / TRIED)
    return {
        row: {
            "passes forwards": forwards,
            "passes back": back,
            "multiplications": one_pass * (forwards + back),
            "milliseconds": 1000 * statistics.median(seconds[row][1:]),  # the first one traces
        }
        for row, (_, one_pass, forwards, back) in both.items()
    }


def draw(path, steps, pictures):
    """Writes the figure: a row for each of the steps, from noise and from the buffer."""
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import BACKGROUND, grid

    rows = []
    for each, (drawn, held) in zip(steps, pictures, strict=True):
        two = [grid(part, COLUMNS, scale=2) for part in (drawn, held)]
        between = np.full((len(two[0]), 16, 3), BACKGROUND, "uint8")
        rows.append((f"{each:,}", np.concatenate([two[0], between, two[1]], axis=1)))
    save_rows(path, rows, 2, ("found from noise", "held in the buffer"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, NAME, ROWS)
    add_places(parser, NAME)
    marks = [1, 30, 100, 300, 1000, 3000, 10_000]
    parser.add_argument("--steps", nargs="+", type=int, default=marks)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--search", type=int, default=20, help="steps of a search in training")
    parser.add_argument("--step_size", type=float, default=10.0)
    parser.add_argument("--alpha", type=float, default=0.1)
    parser.add_argument("--buffer", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=9, help="in which seconds are measured")
    options = begun(parser)
    import keras_gan_zoo
    from keras_gan_zoo import data
    from keras_gan_zoo.families.density.energy_model.energy_model import DRAWING

    test = next(iter(data.load("mnist", "test", batch_size=TRIED))).numpy()
    settings = {
        "width": options.width,
        "batch": options.batch,
        "steps of a search": options.search,
        "step size": options.step_size,
        "alpha": options.alpha,
        "buffer": options.buffer,
        "threads": options.threads,
        "pictures at once where seconds are measured": TRIED,
    }
    model, seen, pictures = trained(options, options.seed, test)
    draw(figure_path(NAME, options.pages), list(seen), pictures)
    marks = {f"step {steps:,}": {options.seed: one} for steps, one in seen.items()}
    found = marks if "training" in options.rows else {}
    if "cost" in options.rows:
        gan = keras_gan_zoo.get("dcgan", image_shape=SHAPE, width=options.width, seed=0)
        cost = costs(model, gan, DRAWING * options.search, options.turns)
        found = {**found, **{row: {options.seed: one} for row, one in cost.items()}}
    rows = keep(NAME, settings, found, [*marks, *COSTS], options.results)
    page = write_page(
        NAME,
        "An energy-based model, iteration by iteration",
        CLAIM,
        "python -m benchmarks.families.lectures.energy_iterations",
        settings,
        rows,
        caption=CAPTION,
        pages=options.pages,
    )
    print(page)


if __name__ == "__main__":
    main()
