"""Segments lungs in X-rays of a device that the segmenter has not seen, row by row.

    python -m benchmarks.families.slide.seuda [--rows "pictures alone" seuda] [--steps 1600]

A segmenter is trained on X-rays and masks of one device and judged on those of another, by Dice:
as they are; as the pictures alone were adapted; with the discriminator of masks as well. The
ceiling is a segmenter trained on the other device's masks. Every row of a seed has the same
segmenter, pictures and networks. Where the paper's gain is not found, three remedies are rows too.

A training is kept in --cells with a checkpoint at each 400 steps; the same command goes on, and one
with more --steps goes on from there. Writes
benchmarks/results/slide_seuda.json and slide.md, and docs/pictures/slide_seuda.png.
"""

import argparse
import os
import time

import numpy as np

from benchmarks.common.places import PICTURES
from benchmarks.common.row_options import add_shared, begun
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.slide.table import keep

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NONE, CEILING = "no adaptation", "trained on the target"
ADAPTED = {
    "pictures alone": {"semantic_weight": 0.0},
    "seuda": {},
    "seuda, semantic weight 5": {"semantic_weight": 5.0},
    "seuda, D_m shown predicted masks": {},
    "seuda, least squares": {"loss": "least_squares"},
}
ROWS = (NONE, *ADAPTED, CEILING)
SIDE, BATCH, EVERY = 64, 4, 400
SEGMENTER_EPOCHS = 40


def pairs(name, split):
    """Returns X-rays and masks, both float32 (n, 64, 64, 1) in [-1, 1], masks of -1 and 1."""
    from keras_gan_zoo import data

    images, masks = next(iter(data.load(name, split, image_size=SIDE).batch(1000)))
    return images.numpy(), np.where(masks.numpy() > 0, 1.0, -1.0).astype("float32")


def build(row, options, seed):
    """Builds a row's model."""
    import keras_gan_zoo

    return keras_gan_zoo.get(
        "seuda",
        image_shape=(SIDE, SIDE, 1),
        width=options.width,
        blocks=3,
        discriminator_width=options.width,
        discriminator_downsamplings=2,
        segmenter_width=16,
        segmenter_downsamplings=4,
        ema_decay=0.99,
        seed=seed,
        **ADAPTED.get(row, {}),
    )


def segmenter(gan, kind, known, options, seed):
    """Gives a model the weights of a segmenter that was trained on pairs, once for all rows."""
    path = options.cells / f"segmenter-{kind}-{seed}.weights.h5"
    if not path.exists():
        gan.pretrain(known, batch_size=16, epochs=SEGMENTER_EPOCHS, verbose=0)
        gan.segmenter.save_weights(path)
    gan.segmenter.load_weights(path)
    gan.segmenter_epochs.assign(SEGMENTER_EPOCHS)


def agreement(gan, images, masks, adapted):
    """Returns the mean Dice coefficient and the share of pictures below 0.8."""
    from keras_gan_zoo.metrics import dice

    found = dice(gan.segment(images, adapted=adapted), masks)
    return {"Dice": float(found.mean()), "below 0.8": float((found < 0.8).mean())}


def adapt(row, options, seed, source, target, tested):
    """Trains a row's game from its last checkpoint, and returns the model and what it found."""
    import keras

    from keras_gan_zoo import registry

    registry.find("seuda").load()  # Keras has to know the class
    name = f"{row}-{options.width}-{seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=seed)
    if cell.curve:
        gan = keras.models.load_model(cell.model_path)
    else:
        gan = build(row, options, seed)
        segmenter(gan, "a", source, options, seed)
    real_masks = source[1]
    if "predicted" in row:
        real_masks = gan.segment(source[0], adapted=False)
    passed = cell.curve[-1]["steps"] if cell.curve else 0
    while passed < options.steps:
        began = time.perf_counter()
        sets = (target[0], source[0], real_masks)
        batches = gan.prepare_data(sets, BATCH, shuffle=True).repeat()
        gan.fit(batches.skip(passed), steps_per_epoch=EVERY, verbose=0)
        passed += EVERY
        cell.checkpoint(gan, began, steps=passed, **agreement(gan, *tested, True))
    last = cell.curve[-1]
    earlier = " ".join(f"{one['Dice']:.3f}" for one in cell.curve[:-1])
    return gan, {
        "Dice": last["Dice"],
        "below 0.8": last["below 0.8"],
        "steps": last["steps"],
        f"Dice, each {EVERY} steps before": earlier,
    }


def show(shown):
    """Writes rows of pictures: X-rays, and masks that were found in them."""
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    path = PICTURES / "slide_seuda.png"
    save_rows(path, [(label, grid(pictures[:8], 8)) for label, pictures in shown], 8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "seuda", ROWS, steps=1600)
    parser.add_argument("--width", type=int, default=16)
    options = begun(parser)
    source, target = pairs("chest_xrays", "train"), pairs("chest_xrays_device_b", "train")
    of_source, tested = pairs("chest_xrays", "test"), pairs("chest_xrays_device_b", "test")
    settings = {"pixels": SIDE, "batch": BATCH, "width": options.width}
    shown = [("device B", tested[0]), ("its masks", tested[1])]
    for seed in options.seeds:
        for row in options.rows:
            if row in ADAPTED:
                gan, found = adapt(row, options, seed, source, target, tested)
                shown += [
                    (f"{row}: shown as A", gan.generate(tested[0])),
                    (f"{row}: masks found", gan.segment(tested[0])),
                ]
            else:
                gan = build(row, options, seed)
                kind, known = ("a", source) if row == NONE else ("b", target)
                segmenter(gan, kind, known, options, seed)
                found = agreement(gan, *tested, adapted=False)
                if row == NONE:
                    on_its_own = agreement(gan, *of_source, adapted=False)
                    found["Dice on device A"] = on_its_own["Dice"]
                shown.append((f"{row}: masks found", gan.segment(tested[0], adapted=False)))
            print(row, seed, found, keep("seuda", settings, {row: {seed: found}}, ROWS), flush=True)
            show(shown)


if __name__ == "__main__":
    main()
