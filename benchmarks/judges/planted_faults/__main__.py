"""Plants known faults in real pictures and asks every metric whether it sees them.

    python -m benchmarks.judges.planted_faults [--sets cifar10 fashion_mnist faces]

A generator is stood in for by 500 held-out pictures, its training set by 500 others, and a faulty
generator by the same pictures after one fault was planted (faults.py). A metric sees a fault if its
value lies more than 4 standard deviations from that of healthy generators, which are 20 draws of
500 from 1,000 held-out pictures.

The Inception features are extracted once, at 6 to 12 pictures/s on two cores, and kept in
--features together with the classifiers; a run that was stopped goes on where it was. Writes
benchmarks/results/planted_faults.md and docs/pictures/planted_faults.png.
"""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.judges.planted_faults.fault_pictures import NAMES, load
from benchmarks.judges.planted_faults.fault_report import draw_matrix, write_tables
from benchmarks.judges.planted_faults.faults import COUNT, FAULTS, HELD_OUT, control
from benchmarks.judges.planted_faults.panel import METRICS, Panel, deviation

HEALTHY = 20
"""Draws of a healthy generator."""
# Draws of half of a pool without replacement share pictures: they vary less than fresh ones.
SPREAD_OF_FRESH_DRAWS = (1 - COUNT / HELD_OUT) ** -0.5


def trained_classifier(name, images, classes, folder):
    """Returns a classifier of a data set's classes, trained once."""
    from keras_gan_zoo.metrics import AttributeClassifier, train_attribute_classifier

    path = folder / f"{name}_classifier.keras"
    if path.exists():
        return AttributeClassifier.load(path)
    labels = [{"class": int(label)} for label in classes]
    classifier = train_attribute_classifier(
        images, labels, ["class"], epochs=5, width=16, verbose=2
    )
    folder.mkdir(parents=True, exist_ok=True)
    classifier.save(path)
    return classifier


def measure(name, folder):
    """Returns the metrics' values of healthy and of faulty generators of one data set."""
    from benchmarks.common.saved_features import saved_features

    pictures, images, classes = load(name)
    features = {
        key: saved_features(f"{name}-{'test' if key == 'held_out' else key}", some, folder).values
        for key, some in pictures.sets.items()
    }
    classifier = trained_classifier(name, images, classes, folder)
    logits = {
        key: classifier.predict(some.astype("float32") / 127.5 - 1, batch_size=250, verbose=0)
        for key, some in pictures.sets.items()
    }
    accuracy = np.mean(logits["held_out"]["class"].argmax(axis=1) == pictures.classes)
    panel = Panel(pictures, features, logits)
    healthy = []
    for seed in range(HEALTHY):
        rows = control(seed)
        unseen = np.setdiff1d(np.arange(HELD_OUT), rows[0][1])
        healthy.append(panel(rows, unseen))
    unseen = np.arange(COUNT, HELD_OUT)
    faulty = {fault: panel(rows(pictures), unseen) for fault, rows in FAULTS.items()}
    return {"accuracy": float(accuracy), "healthy": healthy, "faulty": faulty}


def deviations(measured):
    """Returns an array (metrics, faults) of how far each fault is out."""
    out = np.empty((len(METRICS), len(FAULTS)))
    for i, metric in enumerate(METRICS):
        healthy = np.array([values[metric] for values in measured["healthy"]])
        spread = healthy.std(ddof=1) * SPREAD_OF_FRESH_DRAWS
        for j, fault in enumerate(FAULTS):
            out[i, j] = deviation(metric, measured["faulty"][fault][metric], healthy, spread)
    return out


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.judges.planted_faults", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--sets", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    parser.add_argument("--results", type=Path, default=RESULTS / "planted_faults.md")
    parser.add_argument("--picture", type=Path, default=PICTURES / "planted_faults.png")
    options = parser.parse_args()
    measured, found = {}, {}
    for name in options.sets:
        measured[name] = measure(name, options.features)
        found[name] = deviations(measured[name])
        print(f"{name}: {np.sum(found[name] > 4)} of {found[name].size} cells seen", flush=True)
    write_tables(options.results, measured, found)
    draw_matrix(options.picture, found)


if __name__ == "__main__":
    main()
