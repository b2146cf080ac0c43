"""Trains a VAE and three GANs from five seeds each, and asks how far their FIDs lie apart.

    python -m benchmarks.families.lectures.spread_over_seeds [--rows vae gan] [--seeds 0 1]

As in the figure of Lucic et al. that the lecture shows, under their protocol: the same networks
for all, 64 latents, batch 64, Fashion-MNIST, each family's own optimizers, but for the VAE, which
has the GAN's. By default it is shorter than their 20 epochs, and has fewer pictures: FID is of
2,000 drawn against 2,000 of the test set, by the 2015 Inception after the legacy resize. Judged are
the networks as trained, as theirs; `averaged` is of their moving average. Of a VAE pictures are
drawn without the noise of its pixels.

A training is kept in --cells; the same command goes on. Writes docs/lectures/spread_over_seeds.md
and its figure.
"""

import argparse
import os
import time

import numpy as np

from benchmarks.common.row_options import add_shared, begun
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.lectures.page import add_places, figure_path, keep, write_page

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NAME, DATA = "spread_over_seeds", "fashion_mnist"
ROWS = {"vae": {"likelihood": "bernoulli"}, "gan": {}, "lsgan": {}, "wgan_gp": {}}
SHAPE, LATENT_DIM, BATCH, EMA_DECAY, SHOWN = (28, 28, 1), 64, 64, 0.999, 12
EVERY = 500
"""Batches from one checkpoint to the next."""


def trained(row, seed, options):
    """Returns a row's model of a seed, from its cell as far as it goes, and its batches."""
    import keras

    import keras_gan_zoo
    from keras_gan_zoo import registry
    from keras_gan_zoo.data import load

    registry.find(row).load()  # Keras has to know the class
    keras.config.set_dtype_policy(options.precision)
    # By the VAE's own rate, 1e-3, these networks' deviations go to e^11 in one step.
    cell = TrainingCell(options.cells, f"{row}-{options.precision}-{seed}", row=row, seed=seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            row,
            body="infogan",
            image_shape=SHAPE,
            latent_dim=LATENT_DIM,
            ema_decay=EMA_DECAY,
            seed=seed,
            **ROWS[row],
            **({"optimizers": {"vae": keras.optimizers.Adam(2e-4, 0.5)}} if row == "vae" else {}),
        )
    )
    # A step of a family with several critic steps takes as many batches.
    each = getattr(gan, "critic_steps", 1)
    batches = load(DATA, "train", batch_size=BATCH).repeat()
    seen = cell.curve[-1]["steps"] if cell.curve else 0
    while seen < options.steps:
        began = time.perf_counter()
        steps = max(1, min(EVERY, options.steps - seen) // each)
        history = gan.fit(batches.skip(seen), steps_per_epoch=steps, verbose=0).history
        seen += steps * each
        losses = {name: round(values[-1], 4) for name, values in history.items()}
        cell.checkpoint(gan, began, steps=seen, **losses)
    return gan, seen


def drawn_by(gan, count):
    """Returns pictures by the networks as trained, and by their average, uint8."""
    from keras_gan_zoo.samples.sheets import to_uint8

    averaged = gan.generate(count, seed=0, batch_size=250)
    for name, average in gan.average_names.items():
        # Last, as the average is lost by it; it is in the file.
        getattr(gan, average).set_weights(getattr(gan, name).get_weights())
    return to_uint8(gan.generate(count, seed=0, batch_size=250)), to_uint8(averaged)


def row_of(row, seed, real, options):
    """Returns what was found of a row and a seed, and its first pictures."""
    from benchmarks.common.kept_rows import file_name, measured_once
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.metrics import fid

    stem = file_name(f"{row}-{options.precision}-{options.steps}-{options.pictures}-{seed}")

    def measure():
        gan, batches = trained(row, seed, options)
        kinds = drawn_by(gan, options.pictures)
        scores = [
            fid(saved_features(f"{NAME}-{stem}-{which}", kind, options.features), real).value
            for which, kind in zip(("raw", "averaged"), kinds, strict=True)
        ]
        return {"FID": scores[0], "averaged": scores[1], "batches": batches}, kinds[0][:SHOWN]

    return measured_once(options.cells / f"found-{stem}", measure)


def with_spread(rows):
    """Returns rows with the mean and the standard deviation over the seeds of each in its last."""
    summed = {}
    for row, seeds in rows.items():
        of_seeds = [one["FID"] for one in seeds.values()]
        told = {"mean": float(np.mean(of_seeds))}
        if len(of_seeds) > 1:
            told["deviation"] = float(np.std(of_seeds, ddof=1))
        *_, last = seeds
        summed[row] = {**seeds, last: {**seeds[last], **told}}
    return summed


def draw(rows, sheets, path):
    """Draws the FID of each seed by row, beside pictures of each row."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.4), width_ratios=(2, 3), dpi=90)
    for place, seeds in enumerate(rows.values()):
        values = [one["FID"] for one in seeds.values()]
        left.plot([place] * len(values), values, "o", color="tab:blue", alpha=0.6)
        left.plot([place - 0.25, place + 0.25], [np.mean(values)] * 2, color="black")
    left.set_xticks(range(len(rows)), rows)
    left.set_ylabel("FID, a dot a seed, a line the mean")
    left.set_ylim(bottom=0)
    strips = [np.concatenate(list(sheets[row][:SHOWN, ..., 0]), axis=1) for row in sheets]
    right.imshow(255 - np.concatenate(strips), cmap="gray", vmin=0, vmax=255)
    right.set_yticks([28 * place + 14 for place in range(len(sheets))], sheets)
    right.set_xticks([])
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, NAME, ROWS, steps=2_345)
    parser.set_defaults(seeds=[0, 1, 2, 3, 4])
    parser.add_argument("--pictures", type=int, default=2000, help="of which the FID is")
    parser.add_argument("--precision", default="float32")
    add_places(parser, NAME)
    parser.add_argument("--features", default="runs/features")
    options = begun(parser)
    from benchmarks.common.saved_features import saved_features
    from benchmarks.families.lucic import real_pictures

    count = options.pictures
    real = saved_features(f"{DATA}-test", real_pictures(DATA)[:count], options.features)
    settings = {
        "data": DATA,
        "batches of 64": options.steps,
        "epochs": options.steps * BATCH / 60_000,
        "computed in": options.precision,
        "pictures": count,
    }
    sheets = {}
    for seed in options.seeds:
        for row in options.rows:
            found, shown = row_of(row, seed, real, options)
            sheets.setdefault(row, shown)
            rows = keep(NAME, settings, {row: {seed: found}}, ROWS, options.results)
            draw(rows, sheets, figure_path(NAME, options.pages))
            page = write_page(
                NAME,
                "How far a VAE's scores lie apart, and GANs'",
                "trained from many seeds and with many settings, a VAE comes to nearly the same "
                "FID each time, and GANs to many; the best of GANs are better than it.",
                f"python -m benchmarks.families.lectures.{NAME}",
                settings,
                with_spread(rows),
                caption="Left: the FID of each seed. Right: the first pictures of one, as drawn.",
                pages=options.pages,
            )
            print(row, seed, found, page, flush=True)


if __name__ == "__main__":
    main()
