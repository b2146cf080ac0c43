"""Scores the class-conditional families on Fashion-MNIST: is it what was asked for, and how good?

    python -m benchmarks.families.class_conditional [--rows cgan acgan] [--per_class 1000]
        [--set ...]

Trains each row's recipe in recipes/ (a run that was stopped goes on, a finished one is taken as it
is), draws so many pictures of each class, and scores them: class accuracy by a classifier of ours,
FID overall and within each class. Beside them stand as many real training pictures, and cgan's
pictures under shuffled labels, which is what a generator that ignores the class would score.
Writes benchmarks/results/class_conditional.md, where rows of earlier calls with as many pictures
stay, and docs/pictures/class_conditional.png.
"""

import argparse
import dataclasses
import json
import os
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

FAMILIES = ("cgan", "acgan", "projection_gan")
SHUFFLED, REAL = "shuffled labels", "real pictures"
ORDER = ("cgan", SHUFFLED, "acgan", "projection_gan", REAL)
CLASSES, SEED, SHOWN = 10, 0, 6


def pictures_and_labels(split, count=10_000):
    """Returns the first real pictures of a split, uint8, and their classes."""
    from keras_gan_zoo import data

    batches = data.load("fashion_mnist", split, batch_size=count, labels=True)
    images, labels = next(iter(batches))
    return to_bytes(images.numpy()), labels.numpy()


def rows_by_class(labels, per_class):
    """Returns where the first so many of each class stand, in the order of the classes."""
    return np.concatenate([np.flatnonzero(labels == one)[:per_class] for one in range(CLASSES)])


def to_bytes(images):
    from keras_gan_zoo.samples.sheets import to_uint8

    return to_uint8(images)


def score(images, features, real, classifier, options):
    """Returns a row's class accuracy and its FID, overall and within the classes.

    Args:
        images: uint8 pictures, `per_class` of each class asked for, in the order of the classes.
        features: Theirs, or None where no FID is asked for.
        real: Features of as many real ones, in the same order.
        classifier: Tells the class of a picture.
        options: The command line's.
    """
    from benchmarks.judges.garment_classifier import garments_of
    from keras_gan_zoo.metrics import fid

    asked = np.repeat(np.arange(CLASSES), options.per_class)
    correct = garments_of(classifier, images / np.float32(127.5) - 1.0) == asked
    found = {
        "accuracy": float(correct.mean()),
        "worst class": float(correct.reshape(CLASSES, -1).mean(axis=1).min()),
    }
    if features is not None:
        parts = [
            fid(rows_of(features, index, options), rows_of(real, index, options)).value
            for index in range(CLASSES)
        ]
        found |= {
            "fid": fid(features, real).value,
            "fid within": float(np.mean(parts)),
            "fid worst class": float(np.max(parts)),
        }
    return found


def rows_of(features, index, options):
    """Returns the features of one class."""
    start = index * options.per_class
    return chosen(features, np.arange(start, start + options.per_class))


def chosen(features, rows):
    """Returns some rows of features, in their order; None of none."""
    return features and dataclasses.replace(features, values=features.values[rows])


def earlier_rows(options):
    """Returns the rows of an earlier call that drew as many pictures."""
    path = options.results / "class_conditional.json"
    earlier = json.loads(path.read_text()) if path.exists() else {}
    return earlier["rows"] if earlier.get("per_class") == options.per_class else {}


def write_table(rows, accuracy, options):
    rows = {name: rows[name] for name in ORDER if name in rows}
    columns = list(next(iter(rows.values()))["scores"])
    lines = [
        "# Class-conditional families on Fashion-MNIST",
        "",
        f"`python -m benchmarks.families.class_conditional --per_class {options.per_class}`. "
        f"{options.per_class:,} pictures of each of ten classes, seed {SEED}, from the averaged "
        "generator, against as many test pictures. Class accuracy: the share that a convolutional "
        f"network of ours, right on {accuracy:.2%} of the test pictures, takes for the class asked "
        f"for. FID: the 2015 Inception, legacy resize, {options.per_class * CLASSES:,} pictures "
        f"overall and {options.per_class:,} within each class (mean and worst). Real pictures: "
        "of the training set. Shuffled labels: cgan's pictures as if other classes had been asked "
        "for.",
        "",
        f"| row | steps | minutes | {' | '.join(columns)} |",
        f"|---|---|---|{'---|' * len(columns)}",
    ]
    for name, row in rows.items():
        cells = [
            f"{row['scores'][column]:.1%}"
            if column in ("accuracy", "worst class")
            else f"{row['scores'][column]:.1f}"
            for column in columns
        ]
        lines.append(f"| {name} | {row['steps']} | {row['minutes']} | {' | '.join(cells)} |")
    path = options.results / "class_conditional.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    kept = {"per_class": options.per_class, "rows": rows}
    path.with_suffix(".json").write_text(json.dumps(kept, indent=1) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
    parser.add_argument("--per_class", type=int, default=1000, help="at most 1,000")
    parser.add_argument("--set", nargs="*", default=[], help="changes to every recipe")
    parser.add_argument("--classifier_epochs", type=int, default=12)
    parser.add_argument("--classifier_examples", type=int, default=60_000)
    parser.add_argument("--no_fid", dest="fid", action="store_false", help="skip Inception")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()
    from benchmarks.common.recipe_runs import trained
    from benchmarks.common.saved_features import saved_features
    from benchmarks.judges import garment_classifier
    from keras_gan_zoo.samples.sheets import grid, save_png, stack

    classifier, accuracy = garment_classifier.trained(
        epochs=options.classifier_epochs, examples=options.classifier_examples
    )
    print(f"the classifier tells {accuracy:.2%} of the test garments", flush=True)

    def features_of(name, images):
        return saved_features(name, images, options.features) if options.fid else None

    test, labels = pictures_and_labels("test")
    test = test[rows_by_class(labels, options.per_class)]
    real = features_of(f"fashion_mnist-test-by-class-{options.per_class}", test)
    rows, sheets = earlier_rows(options), []
    for family in FAMILIES:
        if family not in {*options.rows, *rows}:
            continue
        run = trained(f"{family}_fashion_mnist", options.runs, options.set)
        images = to_bytes(run.gan.generate(range(CLASSES), n=options.per_class, seed=SEED))
        shown = images.reshape(CLASSES, options.per_class, 28, 28, 1)[:, :SHOWN]
        sheets.append(grid(shown.swapaxes(0, 1).reshape(-1, 28, 28, 1), columns=CLASSES))
        if family not in options.rows:
            continue
        stem = f"{family}-{run.steps}-{run.name}-{options.per_class}"
        features = features_of(stem, images)
        rows[family] = {
            "steps": f"{run.steps:,}",
            "minutes": run.minutes,
            "scores": score(images, features, real, classifier, options),
        }
        print(family, rows[family], flush=True)
        if family == "cgan":
            shuffled = np.random.default_rng(SEED).permutation(len(images))
            known = images[shuffled], chosen(features, shuffled)
            rows[SHUFFLED] = {
                "steps": "",
                "minutes": "",
                "scores": score(*known, real, classifier, options),
            }
    if REAL not in rows:
        train, labels = pictures_and_labels("train", 20_000)
        train = train[rows_by_class(labels, options.per_class)]
        features = features_of(f"fashion_mnist-train-by-class-{options.per_class}", train)
        rows[REAL] = {
            "steps": "",
            "minutes": "",
            "scores": score(train, features, real, classifier, options),
        }
    print(write_table(rows, accuracy, options))
    save_png(options.pictures / "class_conditional.png", stack(sheets))


if __name__ == "__main__":
    main()
