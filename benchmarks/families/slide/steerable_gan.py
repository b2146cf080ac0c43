"""Makes angiograms of T1, T2 and PD of heads that no training has seen, row by row.

    python -m benchmarks.families.slide.steerable_gan [--rows "L1 alone" steerable_gan]

Slices are cut into four crops of 64x64 pixels of 1.5 mm. Trained alike, with the same networks, are
L1 alone, pix2pix by its own weights, and the steerable GAN: as it is, and without its filters,
which is the GAN that the paper compares with. The first row learns nothing of places: for each
pixel by itself, a polynomial of its three values of the second degree, fitted to the training
crops by least squares.

Judged are PSNR and SSIM of the whole; `vessel PSNR`, of all pixels of which at least half is
vessel; `vessel contrast`, by how much these are brighter than the brain within three pixels around
them, as a share of what is true; and `Dice` of what is brighter than two fifths of the scale, there
and in the true angiogram, the mean over the crops where something is. Where the paper's gain is not
found, three remedies are rows too.

A training is kept in --cells with a checkpoint at each 500 steps; the same command goes on, and one
with more --steps goes on from there. Writes a section of benchmarks/results/slide.md, and a picture
of that name beside it in docs/pictures.
"""

import argparse
import os
import time

import numpy as np

from benchmarks.common.kept_rows import file_name, measured_once
from benchmarks.common.places import PICTURES
from benchmarks.common.row_options import add_shared, begun
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.slide.table import keep

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

FAMILY = "steerable_gan"
PIXELS = "each pixel by itself"
TRAINED = {
    "L1 alone": ("pix2pix", {"adversarial_weight": 0.0, "dropout": 0.0}),
    "pix2pix": ("pix2pix", {"dropout": 0.0}),
    f"{FAMILY} without its filters": (FAMILY, {"steerable_weight": 0.0}),
    FAMILY: (FAMILY, {}),
    f"{FAMILY}, ten times the filters": (FAMILY, {"steerable_weight": 1.45}),
    # As steep as at the default weight from a difference of 1 on, and from 0.05 on.
    f"{FAMILY}, L1 of the responses": (FAMILY, {"huber_delta": 0.05, "steerable_weight": 2.9}),
    f"{FAMILY}, no adversary": (FAMILY, {"adversarial_weight": 0.0}),
}
ROWS = (PIXELS, *TRAINED)
CROP, EVERY, SHOWN = 64, 500, 8
BRIGHT = -0.2  # two fifths of the way from -1 to 1
AROUND = 3


def crops(split, limit):
    """Returns contrasts and angiograms of crops in [-1, 1], and masks of the vessels of 0 and 1."""
    from keras_gan_zoo.data.options import LoadOptions
    from keras_gan_zoo.data.sets.angiograms.sources import slices_of_heads

    held = slices_of_heads(LoadOptions(split, limit=limit))
    x, y = (cut(held[name]).astype("float32") / 127.5 - 1 for name in ("contrasts", "angiograms"))
    return x, y, cut(held["vessels"])


def cut(pictures):
    """Returns the four quarters of each picture, (4 n, 64, 64, channels)."""
    count, height, width, channels = pictures.shape
    rows, columns = height // CROP, width // CROP
    parts = pictures.reshape(count, rows, CROP, columns, CROP, channels).swapaxes(2, 3)
    return parts.reshape(-1, CROP, CROP, channels)


def polynomial(x):
    """Returns all products of up to two channels, of each pixel."""
    channels = [np.ones_like(x[..., 0]), *np.moveaxis(x, -1, 0)]
    products = [channels[i] * channels[j] for i in range(len(channels)) for j in range(i + 1)]
    return np.stack(products, axis=-1).reshape(-1, len(products))


def by_pixels(train, x):
    """Returns what a polynomial of each pixel's values makes of contrasts."""
    known, wanted, _ = train
    factors, *_ = np.linalg.lstsq(polynomial(known), wanted.reshape(-1, 1), rcond=None)
    return np.clip(polynomial(x) @ factors, -1, 1).reshape(*x.shape[:-1], 1)


def trained(row, seed, train, options):
    """Returns a row's model, trained from its last checkpoint on, and its steps."""
    import keras_gan_zoo
    from keras_gan_zoo import registry

    family, arguments = TRAINED[row]
    registry.find(family).load()  # Keras has to know the class
    name = f"{row}-{options.width}-{options.slices or 'all'}-{seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            family,
            image_shape=(CROP, CROP, 3),
            target_channels=1,
            width=options.width,
            downsamplings=4,
            discriminator_width=options.width,
            discriminator_downsamplings=2,
            seed=seed,
            **arguments,
        )
    )
    passed = cell.curve[-1]["steps"] if cell.curve else 0
    while passed < options.steps:
        began = time.perf_counter()
        steps = min(EVERY, options.steps - passed)
        batches = gan.prepare_data(train[:2], options.batch, shuffle=True).repeat()
        history = gan.fit(batches.skip(passed), steps_per_epoch=steps, verbose=0).history
        passed += steps
        losses = {name: round(values[-1], 5) for name, values in history.items()}
        cell.checkpoint(gan, began, steps=passed, losses=losses)
    return gan, passed


def measures(made, truth, vessels, contrasts):
    """Returns how near what was made is to what is true, and how much of the vessels is kept."""
    from scipy.ndimage import binary_dilation

    from keras_gan_zoo import metrics

    there = vessels[..., 0]
    brain = contrasts.max(axis=-1) > -1
    near = binary_dilation(there, np.ones((1, 2 * AROUND + 1, 2 * AROUND + 1), bool))
    around = near & ~there & brain
    error = np.square(made - truth)[..., 0]

    def contrast(pictures):
        return pictures[there].mean() - pictures[around].mean()

    some = (truth > BRIGHT).any(axis=(1, 2, 3))
    return {
        "PSNR, dB": float(metrics.psnr(made, truth, (-1, 1)).mean()),
        "SSIM": float(metrics.ssim(made, truth, (-1, 1)).mean()),
        "vessel PSNR, dB": float(10 * np.log10(4 / error[there].mean())),
        "vessel contrast": float(contrast(made) / contrast(truth)),
        "Dice": float(metrics.dice(made[some], truth[some], BRIGHT).mean()),
    }


def row_of(row, seed, train, tested, options):
    """Returns what was measured of a row, and its pictures, from its files if there are."""
    x, truth, vessels = tested
    told = (file_name(row), options.steps, options.width, options.batch, options.slices, seed)

    def measure():
        if row == PIXELS:
            made, steps = by_pixels(train, x), ""
        else:
            gan, steps = trained(row, seed, train, options)
            made = np.clip(gan.generate(x, seed=0), -1, 1)
        return {**measures(made, truth, vessels, x), "steps": steps}, made[shown(truth)]

    return measured_once(options.cells / "-".join(map(str, ("found", *told))), measure)


def shown(truth):
    """Returns the numbers of crops that have most to see, in their order."""
    bright = (truth > BRIGHT).sum(axis=(1, 2, 3))
    return np.sort(np.argsort(-bright, kind="stable")[: 3 * SHOWN : 3])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "steerable_gan", ROWS, steps=6000)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--slices", type=int, help="of training and test, at most")
    options = begun(parser)
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    train, tested = (crops(split, options.slices) for split in ("train", "test"))
    settings = {
        "pixels": CROP,
        "batch": options.batch,
        "width": options.width,
        "crops to train on": len(train[0]),
        "to judge by": len(tested[0]),
    }
    chosen = shown(tested[1])
    names = ("T1", "T2", "PD")
    sheets = [(one, tested[0][chosen][..., i : i + 1]) for i, one in enumerate(names)]
    sheets.append(("true", tested[1][chosen]))
    for seed in options.seeds:
        for row in options.rows:
            found, pictures = row_of(row, seed, train, tested, options)
            page = keep(FAMILY, settings, {row: {seed: found}}, ROWS)
            print(row, seed, found, page, flush=True)
            if seed == options.seeds[0]:
                sheets.append((row, pictures))
                bands = [(label, grid(one, len(chosen))) for label, one in sheets]
                save_rows(PICTURES / f"slide_{FAMILY}.png", bands, len(chosen))


if __name__ == "__main__":
    main()
