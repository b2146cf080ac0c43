"""Hides messages in real and in drawn pictures, and trains networks to find them, row by row.

    python -m benchmarks.families.slide.steganographic_gan [--minutes 5] [--seed 0]

Of every row two generators are trained, from different seeds. 313 bits are hidden in each of their
pictures (0.4 a pixel of 28x28), by another key in each fifty. A steganalyser that no generator
has met, the paper's network, learns from pictures of the first generator with and without a
message, and is tested on others of the same, on those of the second, and beside that one which
learnt from real pictures is tested on those of the first. 0.5 is chance. Two are taught, of which
one begins with what real pictures have taught it; the better one counts, by pictures put aside.

A training is kept in --cells; the same command goes on. Writes a section of
benchmarks/results/slide.md, and a picture of that name beside it in docs/pictures.
"""

import argparse
import os

import numpy as np

from benchmarks.common.kept_rows import file_name, measured_once
from benchmarks.common.places import PICTURES
from benchmarks.common.real_pictures import first_pictures
from benchmarks.common.row_options import add_shared, begun, trained_for
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.slide.table import keep

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

DATA = "fashion_mnist"
SHAPE = (28, 28, 1)
REAL = "real pictures"
ROWS = {
    REAL: None,
    "dcgan": None,
    "steganographic_gan, alpha 0.7": 0.7,
    "steganographic_gan, alpha 0.5": 0.5,
    "steganographic_gan, alpha 0.3": 0.3,
}
"""By row the share of the discriminator: the paper's, then two remedies."""
TESTED = 2000
"""Pictures that a steganalyser is tested on, each with and without a message."""
ASIDE = 500
"""Of those to learn from, by which the better one of two is chosen."""


def trained(row, seed, options):
    """Returns a row's generator of a seed, from its cell as far as it goes."""
    import keras_gan_zoo
    from keras_gan_zoo import data

    name = f"{row}-{options.width}-minutes-{options.minutes:g}-{seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=seed)
    family, *_ = row.split(",")
    share = {} if ROWS[row] is None else {"alpha": ROWS[row]}
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            family, image_shape=SHAPE, width=options.width, seed=seed, **share
        )
    )
    pictures = iter(data.load(DATA, "train", batch_size=options.batch).repeat())
    return gan, trained_for(options, cell, gan, pictures)


def containers(row, seed, options):
    """Returns the pictures of a row to learn from and to be tested on, uint8, and G's steps."""
    from keras_gan_zoo.samples.sheets import to_uint8

    count = options.learnt + TESTED
    if row == REAL:
        split = first_pictures(DATA, 2 * count)
        return split[:count] if seed == options.seed else split[count:], ""
    gan, steps = trained(row, seed, options)
    return to_uint8(gan.generate(count, seed=1, batch_size=250)), steps


def hidden(pictures, seed):
    """Returns pictures with as many random bytes in each as there is room for, all read back."""
    from keras_gan_zoo.families.image.steganographic_gan.hiding import (
        capacity,
        hide,
        read_message,
    )

    random, parts = np.random.default_rng(seed), []
    for start in range(0, len(pictures), 50):
        part = pictures[start : start + 50]
        told = [random.bytes(capacity(*part.shape[1:3])) for _ in part]
        parts.append(hide(part, told, key=seed + start, seed=start))
        if read_message(parts[-1], key=seed + start) != told:
            raise AssertionError("a message was not read back as it was hidden")
    return np.concatenate(parts)


def steganalyser(pictures, options, of_real=None):
    """Returns the better one of two steganalysers, by pictures that neither has seen.

    From its first weights on one may learn nothing at all where another begins to see messages: of
    DCGAN's pictures it came to 0.5, and one that had never seen such to 0.91. So one begins with
    what real pictures have taught it, too.
    """
    learnt, aside = pictures[:-ASIDE], pictures[-ASIDE:]
    both = [taught(learnt, options)]
    if of_real is not None:
        both.append(taught(learnt, options, of_real))
    return max(both, key=lambda network: accuracy(network, aside))


def taught(pictures, options, begun_from=None):
    """Returns the paper's steganalyser, trained on pictures with and without messages."""
    import keras
    import tensorflow as tf
    from keras import layers

    from keras_gan_zoo.families.image.steganographic_gan.steganalyser import HighPass

    keras.utils.set_random_seed(options.seed)
    network = keras.Sequential(
        [
            keras.Input(pictures.shape[1:]),
            HighPass(),
            layers.Conv2D(10, 7, padding="same", activation="relu"),
            layers.Conv2D(20, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(4),
            layers.Conv2D(30, 3, padding="same", activation="relu"),
            layers.Conv2D(40, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(100, activation="tanh"),
            layers.Dense(1),
        ]
    )
    if begun_from is not None:
        network.set_weights(begun_from.get_weights())
    network.compile(
        keras.optimizers.Adam(1e-3 if begun_from is None else 3e-4),
        keras.losses.BinaryCrossentropy(from_logits=True),
    )
    pairs = tf.data.Dataset.from_tensor_slices((pictures, hidden(pictures, 10**6)))
    pairs = pairs.shuffle(len(pictures), seed=options.seed).repeat().batch(32)

    def both(empty, full):
        shown = tf.cast(tf.concat([empty, full], 0), "float32") / 127.5 - 1
        return shown, tf.repeat([0.0, 1.0], [tf.shape(empty)[0], tf.shape(full)[0]])

    network.fit(pairs.map(both), steps_per_epoch=options.judge_steps, verbose=0)
    return network


def accuracy(network, pictures):
    """Returns the share of pictures, with and without a message, that are told rightly."""
    full = hidden(pictures, 2 * 10**6)
    said = [
        np.ravel(network.predict(part.astype("float32") / 127.5 - 1, batch_size=250, verbose=0))
        for part in (pictures, full)
    ]
    return float((np.mean(said[0] < 0) + np.mean(said[1] >= 0)) / 2)


def noise(pictures):
    """Returns what the filter leaves of pictures, the mean size in grey levels."""
    from keras_gan_zoo.families.image.steganographic_gan.steganalyser import HighPass

    left = HighPass()(pictures[:500].astype("float32") / 127.5 - 1)
    return float(np.mean(np.abs(np.asarray(left)[:, 2:-2, 2:-2])))


def row_of(row, options, of_real):
    """Returns what was measured of a row, and its first pictures, from its files if there are."""
    of_all = (options.minutes, options.width, options.judge_steps, options.seed)
    stem = "-".join(map(str, (file_name(row), *of_all)))

    def measure():
        first, steps = containers(row, options.seed, options)
        second, _ = containers(row, options.seed + 1, options)
        network = of_real()
        if row != REAL:
            network = steganalyser(first[: options.learnt], options, network)
        return {
            "accuracy": accuracy(network, first[options.learnt :]),
            "accuracy, of another seed": accuracy(network, second[options.learnt :]),
            "accuracy, taught by real": accuracy(of_real(), first[options.learnt :]),
            "noise, grey levels": noise(first),
            "steps": steps,
        }, first[-10:]

    return measured_once(options.cells / f"found-{stem}", measure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "steganographic_gan", ROWS, minutes=5, trained="generator")
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--learnt", type=int, default=8000, help="pictures a steganalyser sees")
    parser.add_argument("--judge_steps", type=int, default=1500)
    options = begun(parser)
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    settings = {
        "data": DATA,
        "minutes of the processor": options.minutes,
        "width": options.width,
        "batch": options.batch,
        "pictures for a steganalyser": options.learnt,
        "its steps": options.judge_steps,
    }
    kept = []

    def of_real():
        if not kept:
            pictures, _ = containers(REAL, options.seed, options)
            kept.append(steganalyser(pictures[: options.learnt], options))
        return kept[0]

    sheets = []
    for row in options.rows:
        found, pictures = row_of(row, options, of_real)
        page = keep("steganographic_gan", settings, {row: {options.seed: found}})
        sheets.append((row, grid(pictures.astype("float32") / 127.5 - 1, len(pictures))))
        save_rows(PICTURES / "slide_steganographic_gan.png", sheets, 10)
        print(row, found, page, flush=True)


if __name__ == "__main__":
    main()
