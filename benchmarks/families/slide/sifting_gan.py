"""Trains a classifier on few real pictures and on drawn ones beside them, row by row.

    python -m benchmarks.families.slide.sifting_gan [--real 5 10 20] [--seeds 0] [--steps 3000]

Of each class of Fashion-MNIST there are 5, 10 or 20 pictures. A SiftingGAN is trained on these
alone; a convolutional classifier on them and on nothing else; flipped, moved and cropped at random;
with as many drawn pictures as the last states of the generator give; with those of them that the
discriminator keeps, by the paper's threshold and by the best half of each class. Accuracies are on
the 10,000 test pictures, the mean of --classifiers trainings. The GAN sees no other picture.

A training is kept in --cells; the same command goes on. Writes
benchmarks/results/slide_sifting_gan.json and slide.md, and docs/pictures/slide_sifting_gan.png.
"""

import argparse
import json
import os

import numpy as np

from benchmarks.common.kept_rows import file_name
from benchmarks.common.places import PICTURES
from benchmarks.common.row_options import add_shared, begun
from benchmarks.families.slide.table import keep

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

ROWS = (
    "real alone",
    "flips and crops",
    "all drawn",
    "sifted, D above 0.5",
    "sifted, best half",
    "all drawn, flips and crops",
    "sifted, best half, flips and crops",
    "drawn, the last state alone",
)
"""The paper's comparison, then three remedies: transformed as well, sifted and so, one state."""
CLASSES, DATA = 10, "fashion_mnist"
DRAWN = 100
"""Pictures of each class that the generator gives, before they are sifted."""
CLASSIFIER_STEPS, CLASSIFIER_BATCH = 800, 64


def few(count, seed):
    """Returns so many training pictures of each class, and the test pictures."""
    from keras_gan_zoo import data

    images, labels = next(iter(data.load(DATA, "train", labels=True).batch(20_000)))
    images, labels = images.numpy(), labels.numpy()
    order = np.random.default_rng(seed).permutation(len(labels))
    rows = np.concatenate([order[labels[order] == c][:count] for c in range(CLASSES)])
    tested = next(iter(data.load(DATA, "test", labels=True).batch(10_000)))
    return (images[rows], labels[rows]), tuple(part.numpy() for part in tested)


def drawn_pictures(real, count, options, seed):
    """Trains the GAN on few pictures, once, and returns what it drew with D's probabilities."""
    import keras_gan_zoo

    path = options.cells / f"drawn-{count}-{options.steps}-{options.width}-{seed}.npz"
    if not path.exists():
        gan = keras_gan_zoo.get(
            "sifting_gan",
            image_shape=real[0].shape[1:],
            classes=CLASSES,
            width=options.width,
            augment="translation,cutout",  # DiffAugment: or D knows fifty pictures by heart
            seed=seed,
        )
        # The last fifth of the training, from twenty states.
        states = 20
        every = options.steps // (5 * states)
        begin = options.steps - states * every
        output = gan.online_output(begin=begin, every=every, n=DRAWN // states, seed=seed)
        few_steps = gan.prepare_data(real, options.batch, shuffle=True).repeat()
        gan.fit(few_steps, steps_per_epoch=options.steps, callbacks=[output], verbose=0)
        images, labels = output.samples()
        last = gan.generate(list(range(CLASSES)), n=DRAWN, seed=seed)
        found = gan.probabilities(images, labels)
        np.savez(path, images=images, labels=labels, probabilities=found, last=last)
    return dict(np.load(path))


def accuracy(known, tested, transformed, seed):
    """Returns the share of test pictures that a classifier of these pictures names rightly."""
    import keras
    import tensorflow as tf
    from keras import layers

    keras.utils.set_random_seed(seed)
    before = []
    if transformed:
        before = [
            layers.RandomFlip("horizontal"),
            layers.RandomTranslation(0.1, 0.1, fill_mode="constant", fill_value=-1.0),
            layers.RandomZoom(0.1, fill_mode="constant", fill_value=-1.0),
        ]
    classifier = keras.Sequential(
        [
            keras.Input(known[0].shape[1:]),
            *before,
            layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(64, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    classifier.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    batches = tf.data.Dataset.from_tensor_slices(known).shuffle(10_000, seed=seed).repeat()
    batches = batches.batch(CLASSIFIER_BATCH)
    classifier.fit(batches, steps_per_epoch=CLASSIFIER_STEPS, verbose=0)
    return float(classifier.evaluate(*tested, batch_size=1000, verbose=0)[1])


def training_set(row, real, drawn):
    """Returns what a row's classifier learns from, and how many of each class were added."""
    from keras_gan_zoo.families.conditional.sifting_gan.sifting import chosen

    labels, found = drawn["labels"], drawn["probabilities"]
    if "drawn" not in row and "sifted" not in row:
        return real, 0.0
    if "last state" in row:
        added = drawn["last"], np.repeat(np.arange(CLASSES), DRAWN)
    else:
        kept = np.arange(len(labels))
        if "sifted" in row:
            rule = {"threshold": 0.5} if "above" in row else {"share": 0.5}
            kept = chosen(found, labels, **rule)
        added = drawn["images"][kept], labels[kept]
    together = tuple(np.concatenate(pair) for pair in zip(real, added, strict=True))
    return together, len(added[0]) / CLASSES


def show(counted):
    """Writes a row of real pictures, of drawn ones, and of the best and worst of these."""
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    rows = []
    for count, (real, drawn) in counted.items():
        rank = np.argsort(-drawn["probabilities"], kind="stable")

        def one_a_class(order, drawn=drawn):
            places = [order[drawn["labels"][order] == c][0] for c in range(CLASSES)]
            return drawn["images"][places]

        rows += [
            (f"{count} real of each", grid(real[0][::count], CLASSES)),
            ("drawn, D's best", grid(one_a_class(rank), CLASSES)),
            ("drawn, D's worst", grid(one_a_class(rank[::-1]), CLASSES)),
        ]
    save_rows(PICTURES / "slide_sifting_gan.png", rows, CLASSES)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "sifting_gan", ROWS, steps=3000)
    parser.add_argument("--real", nargs="+", type=int, default=[5, 10, 20])
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--width", type=int, default=24)
    parser.add_argument("--classifiers", type=int, default=3)
    options = begun(parser)
    settings = {
        "data": DATA,
        "steps of the GAN": options.steps,
        "batch": options.batch,
        "width": options.width,
        "drawn of each class": DRAWN,
        "steps of the classifier": CLASSIFIER_STEPS,
        "classifiers": options.classifiers,
    }
    for seed in options.seeds:
        counted = {}
        for count in options.real:
            real, tested = few(count, seed)
            drawn = drawn_pictures(real, count, options, seed)
            counted[count] = real, drawn
            show(counted)
            for row in options.rows:
                found = row_of(row, count, real, drawn, tested, options, seed)
                found = {"real of each class": count, **found}
                page = keep("sifting_gan", settings, {f"{row}, {count} real": {seed: found}})
                print(row, count, seed, found, page, flush=True)


def row_of(row, count, real, drawn, tested, options, seed):
    """Returns the accuracies of a row, from its file if there is one."""
    name = file_name(row)
    judge = f"{CLASSIFIER_STEPS}-{options.classifiers}"
    path = options.cells / f"{name}-{count}-{options.steps}-{options.width}-{judge}-{seed}.json"
    if not path.exists():
        known, added = training_set(row, real, drawn)
        each = [
            accuracy(known, tested, "flips" in row, 100 * seed + number)
            for number in range(options.classifiers)
        ]
        found = {
            "added of each class": added,
            "accuracy": float(np.mean(each)),
            "of each training": " ".join(f"{one:.3f}" for one in each),
        }
        path.write_text(json.dumps(found))
    return json.loads(path.read_text())


if __name__ == "__main__":
    main()
