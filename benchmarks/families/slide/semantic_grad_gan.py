"""Shows rendered streets as real ones, and trains segmenters on what comes of it, row by row.

    python -m benchmarks.families.slide.semantic_grad_gan [--minutes 20] [--seed 0]

Streets of two looks that were never seen in both are learned from: by CycleGAN without its identity
loss, by the semantic-aware Grad-GAN, and by each of its two additions alone. All have the same
networks, but for the scores of a discriminator. 200 other streets are then translated, whose real
look is known: `boundaries kept` is the F-score of the strongest edges by the map of classes, which
is 0.29 for noise at 64x128 pixels; L1 (a share of the value range) and SSIM are to the real look of
the same street. Then a segmenter is trained on the training streets as they were translated, with
their maps, and tested on the real ones: `pixels right`, and `IoU`, the mean over classes. The first
row is the rendered streets as they are, the last one the real ones: the segmenter's ceiling.

A training is kept in --cells; the same command goes on. Writes a section of
benchmarks/results/slide.md, and a picture of that name beside it in docs/pictures.
"""

import argparse
import os

import numpy as np

from benchmarks.common.kept_rows import file_name, measured_once
from benchmarks.common.places import PICTURES
from benchmarks.common.row_options import add_shared, begun, trained_for
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.slide.table import keep

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

DATA = "virtual_and_real_streets"
VIRTUAL, CEILING = "rendered, as they are", "real"
FAMILY = "semantic_grad_gan"
TRANSLATED = {
    "cyclegan": {"identity_weight": 0.0},
    FAMILY: {},
    f"{FAMILY}, gradients alone": {"semantic_discriminators": False},
    f"{FAMILY}, discriminators alone": {"gradient_weight": 0.0},
}
ROWS = (VIRTUAL, *TRANSLATED, CEILING)
SHOWN = 6


def streets(split, options, limit=None):
    """Returns rendered streets, their maps, real ones and theirs, pictures in [-1, 1]."""
    from keras_gan_zoo import data

    count = limit or 10_000
    loaded = data.load(DATA, split, image_size=options.size, limit=count)
    return tuple(part.numpy() for part in next(iter(loaded.batch(count))))


def trained(row, train, options):
    """Returns a row's model, from its cell as far as it goes, and its steps."""
    import keras_gan_zoo

    family, *_ = row.split(",")
    virtual, of_virtual, real, of_real = train
    classes = {} if family == "cyclegan" else {"classes": classes_of()}
    x = (virtual, real) if family == "cyclegan" else ((virtual, of_virtual), (real, of_real))
    name = f"{row}-{options.width}-{options.size[0]}-minutes-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            family,
            image_shape=virtual.shape[1:],
            width=options.width,
            blocks=3,
            discriminator_width=options.width,
            discriminator_downsamplings=2,
            seed=options.seed,
            **classes,
            **TRANSLATED[row],
        )
    )
    batches = iter(gan.prepare_data(x, options.batch, shuffle=True).repeat())
    return gan, trained_for(options, cell, gan, batches)


def classes_of():
    """Returns how many classes the maps have."""
    from keras_gan_zoo.data import class_names

    return len(class_names(DATA))


def segmenter(pictures, maps, options):
    """Returns a segmenter that was trained on pictures with their maps."""
    import keras
    import tensorflow as tf

    from keras_gan_zoo.networks import unet

    keras.utils.set_random_seed(options.seed)
    features = unet(pictures.shape[1:], 32, 16, 4, "batch", dropout=0.0)
    scores = keras.layers.Conv2D(classes_of(), 1)(features.output)
    network = keras.Model(features.input, scores)
    network.compile(
        keras.optimizers.Adam(1e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    pairs = tf.data.Dataset.from_tensor_slices((pictures, maps))
    pairs = pairs.shuffle(len(pictures), seed=options.seed).repeat().batch(8)
    network.fit(pairs, steps_per_epoch=options.judge_steps, verbose=0)
    return network


def agreement(network, pictures, maps):
    """Returns the share of pixels whose class is found, and the mean IoU of the classes."""
    found = network.predict(pictures, batch_size=50, verbose=0).argmax(-1)
    shares = [
        np.sum((found == kind) & (maps == kind)) / np.sum((found == kind) | (maps == kind))
        for kind in np.unique(maps)
    ]
    return {"pixels right": float(np.mean(found == maps)), "IoU": float(np.mean(shares))}


def row_of(row, train, tested, options):
    """Returns what was measured of a row, and its first pictures, from its files if there are."""
    from keras_gan_zoo import metrics

    stem = "-".join(map(str, (file_name(row), options.minutes, options.width, *options.size)))
    stem = f"{stem}-{options.judge_steps}-{options.seed}"

    def measure():
        (virtual, of_virtual, real, of_real), steps = train, ""
        shown, maps, truth, of_truth = tested
        if row == CEILING:
            learnt, shown = (real, of_real), truth
        elif row == VIRTUAL:
            learnt = (virtual, of_virtual)
        else:
            gan, steps = trained(row, train, options)
            learnt, shown = (gan.generate(virtual), of_virtual), gan.generate(shown)
        return {
            "boundaries kept": float(metrics.boundary_f_score(shown, maps).mean()),
            "L1": float(metrics.l1(shown, truth).mean()),
            "SSIM": float(metrics.ssim(shown, truth).mean()),
            **agreement(segmenter(*learnt, options), truth, of_truth),
            "steps": steps,
        }, shown[:SHOWN]

    return measured_once(options.cells / f"found-{stem}", measure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "semantic_grad_gan", ROWS, minutes=20)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--size", type=int, nargs=2, default=(64, 128), help="height and width")
    parser.add_argument("--streets", type=int, help="of training and test, at most")
    parser.add_argument("--judge_steps", type=int, default=1000, help="of a segmenter")
    options = begun(parser)
    options.size = tuple(options.size)
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    train, tested = (streets(split, options, options.streets) for split in ("train", "test"))
    settings = {
        "pixels": "x".join(map(str, options.size)),
        "minutes of the processor": options.minutes,
        "width": options.width,
        "batch": options.batch,
        "streets of each look": len(train[0]),
        "steps of a segmenter": options.judge_steps,
    }
    sheets = []
    for row in options.rows:
        found, pictures = row_of(row, train, tested, options)
        page = keep(FAMILY, settings, {row: {options.seed: found}}, ROWS)
        sheets.append((row, grid(pictures, len(pictures))))
        save_rows(PICTURES / "slide_semantic_grad_gan.png", sheets, SHOWN)
        print(row, found, page, flush=True)


if __name__ == "__main__":
    main()
