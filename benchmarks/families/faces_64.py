"""Judges generators of cartoon faces at 64x64: stored weights, and runs that are not stored yet.

    python -m benchmarks.families.faces_64 [--weights dcgan/faces fastgan/faces] [--runs DIR ...]
        [--samples 5000] [--judge]

Each draws --samples faces, which are compared with as many that no generator was trained on: the
Frechet distance of the standard Inception features after the legacy resize, and precision and
recall with three neighbours. With --judge a classifier of ours, trained in ten minutes, tells which
share of them are faces. The held-out faces leave out what `captioned_faces` leaves out in training,
so that a perfect generator would score as the first row does: other held-out faces.

Features are kept in --features, and a row that was measured is kept in the results: the same
command adds rows. Writes benchmarks/results/faces_64.md and .json.
"""

import argparse
import json
import os
from pathlib import Path

from benchmarks.common.places import RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

FIRST_IDENTITY = 40_000
NEIGHBOURS = 3
SEED = 0
REAL = "other held-out faces"


def held_out_faces(count, first):
    """Returns faces that are like those of training and in none of the sets, and their numbers."""
    from keras_gan_zoo.data import face_attributes, render_faces
    from keras_gan_zoo.data.sets.faces.captioned import HELD_OUT
    from keras_gan_zoo.data.sets.faces.captions import named_combination, shows

    combinations = [named_combination(name) for name in HELD_OUT]
    drawn = count + count // 5
    images, _ = render_faces("colour", first, drawn, 64)
    kept = [
        row
        for row in range(drawn)
        if not any(shows(face_attributes(first + row), each) for each in combinations)
    ]
    return images[kept[:count]]


def generators(options):
    """Yields the name of each row, how to draw its faces, and what its training took."""
    from keras_gan_zoo import registry
    from keras_gan_zoo.runs.directory import RunDirectory
    from keras_gan_zoo.storage.yaml_values import read_settings
    from keras_gan_zoo.training.trainer import load_trained

    for given in options.weights:
        family, _, name = given.partition("/")
        settings = read_settings(registry.find_weights(family, name).recipe)
        gan = registry.get(family, weights=name)
        yield given, gan, facts(settings, settings["score"]["seconds"]["training"])
    for folder in options.runs:
        run = RunDirectory(folder)
        settings = run.settings()
        last = json.loads((folder / "history.jsonl").read_text().splitlines()[-1])
        settings["training"]["steps"] = last["step"]
        yield folder.name, load_trained(run), facts(settings, last["seconds"])


def facts(settings, seconds):
    """Returns what a training took, from its recipe and its seconds."""
    training = settings["training"]
    return {
        "steps": training["steps"],
        "pictures": training["steps"] * training["batch_size"],
        "minutes": seconds / 60,
        "precision": training.get("precision", "float32"),
    }


def measured(name, images, real, options, told=None):
    """Returns the scores of faces, uint8, against those held out."""
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.metrics import fid, precision_recall

    features = saved_features(f"faces_64-{name}-{len(images)}", images, options.features)
    found = {"fid": float(fid(features, real))}
    both = precision_recall(features, real, neighbours=NEIGHBOURS)
    found |= {"precision_k3": float(both.precision), "recall_k3": float(both.recall)}
    if told is not None:
        found["faces"] = float(told.finds_face(images).mean())
    return found


def write_table(rows, options):
    """Writes all rows, a table for each number of samples, and returns the page."""
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / "faces_64.json"
    tables = json.loads(path.read_text()) if path.exists() else {}
    asked = str(options.samples)
    tables[asked] = {**tables.get(asked, {}), **rows}
    path.write_text(json.dumps(tables, indent=1) + "\n")
    lines = [
        "# Cartoon faces at 64x64",
        "",
        "Faces of each generator against as many held out: FID of the 2015 InceptionV3 after the "
        f"legacy resize, precision and recall with {NEIGHBOURS} neighbours, and the share that a "
        "classifier of ours takes for faces. The first row is what a perfect generator would "
        "score. The minutes are of training, as the machine was then: some ran beside other work.",
    ]
    for samples, rows_of_it in sorted(tables.items(), key=lambda item: int(item[0])):
        lines += [
            "",
            f"## {int(samples):,} faces a side",
            "",
            f"`python -m benchmarks.families.faces_64 --samples {samples}`",
            "",
            *_table(dict(sorted(rows_of_it.items(), key=lambda item: item[1]["fid"]))),
        ]
    page = "\n".join(lines) + "\n"
    (options.results / "faces_64.md").write_text(page, encoding="utf-8")
    return page


def _table(rows):
    def number(row, key, form):
        return format(row[key], form) if row.get(key) is not None else "-"

    return [
        "| generator | FID | precision | recall | faces | steps | pictures seen | minutes | in |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {row['fid']:.1f} | {row['precision_k3']:.3f} | {row['recall_k3']:.3f} | "
            f"{number(row, 'faces', '.1%')} | {number(row, 'steps', ',')} | "
            f"{number(row, 'pictures', ',')} | {number(row, 'minutes', '.0f')} | "
            f"{row.get('computed_in', '-')} |"
            for name, row in rows.items()
        ),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--weights", nargs="*", default=["dcgan/faces"], help="family/name")
    parser.add_argument("--runs", nargs="*", type=Path, default=[], help="folders of runs")
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--judge", action="store_true", help="count faces, too")
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.samples.sheets import to_uint8

    told = None
    if options.judge:
        from benchmarks.judges import face_classifier

        told, _ = face_classifier.trained()
    count = options.samples
    first, other = FIRST_IDENTITY, FIRST_IDENTITY + 2 * count
    real = saved_features(
        f"faces_64-held_out-{count}", held_out_faces(count, first), options.features
    )
    rows = {}
    for name, gan, took in generators(options):
        images = to_uint8(gan.generate(count, seed=SEED))
        key = f"{name.replace('/', '-')}-{took['steps']}"
        found = measured(key, images, real, options, told)
        took["computed_in"] = took.pop("precision")
        rows[name] = {**found, **took}
        print(write_table(rows, options), flush=True)
    # Last, as it only says how far down there is to go.
    rows[REAL] = measured(f"other-{other}", held_out_faces(count, other), real, options, told)
    print(write_table(rows, options), flush=True)


if __name__ == "__main__":
    main()
