"""Asks discriminators which is worse: one lone pixel, or six that make a stroke longer.

    python -m benchmarks.families.lectures.pixel_or_stroke [--rows dcgan] [--steps 0 300 1000 4000]

Each of 500 test digits is spoilt twice: by a pixel of ink away from all strokes, and by six that go
on where a stroke ends (`benchmarks.families.lectures.strokes`). To the pixels' distance the first
is always the better picture. Each row is a GAN's discriminator, asked before training and after
some steps of it: for which share of the digits does it score the longer stroke higher? Beside them
an auto-encoder and a VAE are asked which they would rather give back.

A training is kept in --cells; the same command goes on. Writes
docs/lectures/pixel_or_stroke.md and its figure, and keeps the rows among the results.
"""

import argparse
import math
import os
import time

import numpy as np

from benchmarks.common.row_options import add_shared, begun
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.lectures.page import add_places, figure_path, keep, write_page
from benchmarks.families.lectures.strokes import GROWN, with_lone_pixel, with_longer_stroke

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NAME = "pixel_or_stroke"
SHAPE = (28, 28, 1)
MODELS = {
    "gan, dense": ("gan", {"body": "mlp", "width": 256}),
    "dcgan": ("dcgan", {}),
    "sngan": ("sngan", {"body": "dcgan"}),
    "wgan_gp": ("wgan_gp", {}),
    "autoencoder": ("autoencoder", {"body": "dcgan", "latent_dim": 30}),
    "vae": ("vae", {"body": "dcgan", "latent_dim": 30}),
}
DISTANCE = "distance of pixels"
ROWS = (DISTANCE, *MODELS)
SHOWN = 6
CLAIM = (
    "a generator that learns by the distance of pixels alone is told that one wrong pixel is "
    "better than six, though the one is a speck that nobody writes and the six only make a stroke "
    "longer; whether a pixel fits the others is what a discriminator sees."
)
CAPTION = (
    "From left to right: test digits, the same with a lone pixel and with a longer stroke (changed "
    "pixels in red), and below each what the discriminator of `{row}` scores it after {steps:,} "
    "steps; a higher score is more real to it."
)


def spoilt(count):
    """Returns test digits, and the same with a lone pixel and with a longer stroke.

    They are the first `count` of those that have room for both.

    Returns:
        Three float32 arrays (count, 28, 28, 1) in [-1, 1], and how many digits were passed over.
    """
    from keras_gan_zoo import data

    random, kept, passed = np.random.default_rng(0), [], 0
    for picture in data.load("mnist", "test").as_numpy_iterator():
        both = with_lone_pixel(picture, random), with_longer_stroke(picture)
        if any(each is None for each in both):
            passed += 1
            continue
        kept.append((picture, *both))
        if len(kept) == count:
            break
    return (*(np.stack(each) for each in zip(*kept, strict=True)), passed)


def interval(hits, of, z=1.96):
    """Returns Wilson's interval of a share, from its lowest to its highest value.

    Args:
        hits: How many were counted.
        of: Of how many.
        z: How many deviations of a normal distribution it is wide to each side: of 1.96 it holds
            the true share 95 times of 100.
    """
    share, more = hits / of, z * z / of
    middle = (share + more / 2) / (1 + more)
    reach = z / (1 + more) * math.sqrt(share * (1 - share) / of + more / (4 * of))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def shares(real, lone, longer):
    """Returns how often the longer stroke is preferred, and how often either to the digit itself.

    Args:
        real: Scores of the digits, (n,); the higher, the better.
        lone: Of the same with a lone pixel.
        longer: Of the same with a longer stroke.
    """
    preferred = int((longer > lone).sum())
    low, high = interval(preferred, len(lone))
    return {
        "stroke above pixel": preferred / len(lone),
        "95% interval": f"{low:.3f} to {high:.3f}",
        "pixel above digit": float((lone > real).mean()),
        "stroke above digit": float((longer > real).mean()),
    }


def scores(model, pictures):
    """Returns how good a model finds pictures, (n,): by its adversary, or by giving them back."""
    if hasattr(model, "discriminator"):
        return model.discriminator.predict(pictures, batch_size=500, verbose=0).reshape(-1)
    if hasattr(model, "bound"):
        return model.bound(pictures, samples=10, seed=0)
    return -np.square(model.reconstruct(pictures) - pictures).mean(axis=(1, 2, 3))


def by_distance(pictures):
    """Returns minus the squared distance of spoilt digits from the digits, of each kind."""
    return [-np.square(each - pictures[0]).sum(axis=(1, 2, 3)) for each in pictures]


def build(row, width, seed):
    """Returns a new model of a row."""
    import keras_gan_zoo

    family, settings = MODELS[row]
    return keras_gan_zoo.get(
        family, **{"image_shape": SHAPE, "width": width, "seed": seed, **settings}
    )


def asked(row, pictures, options, seed):
    """Trains a row's model, as far as it is not, and returns what it was asked after each steps.

    Returns:
        A list of dicts of `steps`, `scores` of the first digits (3, SHOWN), and `shares`.
    """
    from keras_gan_zoo import data

    cell = TrainingCell(options.cells, f"{row}-{options.width}-{options.batch}-{seed}")
    model = cell.model(lambda: build(row, options.width, seed))
    done = cell.curve[-1]["steps"] if cell.curve else 0
    # What goes on shuffles otherwise than what was trained in one go, and sees the same digits.
    rows = options.batch * getattr(model, "critic_steps", 1)  # dealt out to a critic's steps
    digits = data.load("mnist", shuffle=True, seed=seed + done, batch_size=rows)
    batches = iter(digits.repeat())
    known = {point["steps"] for point in cell.curve}
    for steps in options.steps:
        if steps in known or steps < done:
            continue
        began = time.perf_counter()
        while done < steps:
            model.train_on_batch(next(batches))
            done += 1
        found = np.array([scores(model, each) for each in pictures])
        first = found[:, :SHOWN].astype(float).tolist()
        cell.checkpoint(model, began, steps=steps, scores=first, shares=shares(*found))
    return [point for point in cell.curve if point["steps"] in options.steps]


def draw(path, pictures, found):
    """Writes the figure: digits, and both ways to spoil them, with scores."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(SHOWN // 2, 6, figsize=(9, 5.4))
    titles = ("digit", "a lone pixel", "a longer stroke")
    for number, axis in enumerate(axes.flat):
        digit, kind = divmod(number, 3)
        picture = (pictures[kind][digit] + 1) / 2
        colours = np.repeat(picture, 3, axis=-1)
        colours[(pictures[kind][digit] != pictures[0][digit])[..., 0]] = (0.9, 0.2, 0.15)
        axis.imshow(colours)
        axis.set_xticks([])
        axis.set_yticks([])
        axis.set_xlabel(f"{found[kind][digit]:.2f}")
        if number < 6:
            axis.set_title(titles[kind], fontsize=10)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, NAME, ROWS)
    add_places(parser, NAME)
    parser.add_argument("--steps", nargs="+", type=int, default=[0, 300, 1000, 4000])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--digits", type=int, default=500)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--figure", default="dcgan", choices=MODELS, help="whose scores are shown")
    options = begun(parser)
    options.steps = sorted(set(options.steps))
    *pictures, passed = spoilt(options.digits)
    settings = {
        "test digits": options.digits,
        "passed over": passed,
        "pixels of the stroke": GROWN,
        "width": options.width,
        "batch": options.batch,
    }
    for seed in options.seeds:
        for row in options.rows:
            if row == DISTANCE:
                found = {DISTANCE: shares(*by_distance(pictures))}
            else:
                points = asked(row, pictures, options, seed)
                found = {f"{row}, {point['steps']:,} steps": point["shares"] for point in points}
                if row == options.figure and seed == options.seeds[0]:
                    draw(figure_path(NAME, options.pages), pictures, points[-1]["scores"])
            kept = {each: {seed: one} for each, one in found.items()}
            rows = keep(NAME, settings, kept, results=options.results)
            write_page(
                NAME,
                "One wrong pixel, or a longer stroke",
                CLAIM,
                "python -m benchmarks.families.lectures.pixel_or_stroke",
                settings,
                rows,
                caption=CAPTION.format(row=options.figure, steps=options.steps[-1]),
                pages=options.pages,
            )
            print(row, seed, found, flush=True)


if __name__ == "__main__":
    main()
