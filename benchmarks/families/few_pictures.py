"""A hundred pictures: what there is to gain from weights that know others like them.

    python -m benchmarks.families.few_pictures [--minutes 30] [--rows ...] [--threads 1]

A hundred faces of the style "adventurer" are all that each row sees, for so many minutes of the
processor: R3GAN as it is, with DiffAugment, begun from `r3gan/faces` (9,000 faces by another hand),
and begun from those with the first layers of its discriminator held; and FastGAN, which was made
for so few. Beside each other stand the distance of its faces to a thousand of that style that
nobody trained on (FID after the legacy resize), and the test for copies of the hundred. The first
rows are what nine hundred other real faces score, and the hundred themselves, drawn over and over.

A training is kept in --cells with a checkpoint every few minutes; Ctrl-C loses what came since,
and the same command goes on. Writes few_pictures.md and .json into --results, and, where that is
this repository's folder, a picture of each row's first faces among the pictures of the docs.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

PICTURES_SEEN = 100
COUNT = 1000
POLICY = "color,translation,cutout"
OTHERS, HUNDRED = "another nine hundred real faces", "the hundred, drawn again"
SCRATCH = {
    "body": "flat_colours",  # as that of the stored weights
    "image_shape": (64, 64, 3),
    "width": 32,
    "gamma": 0.3,
    "generator_normalization": "batch",
    "ema_decay": 0.999,
}
BEGUN = {"weights": "faces", "ema_decay": 0.999}
ROWS = {
    "fastgan": ("fastgan", {"image_shape": (64, 64, 3), "width": 16, "augment": POLICY}),
    "r3gan": ("r3gan", SCRATCH),
    "r3gan, DiffAugment": ("r3gan", {**SCRATCH, "augment": POLICY}),
    "from faces": ("r3gan", BEGUN),
    "from faces, DiffAugment": ("r3gan", {**BEGUN, "augment": POLICY}),
    "from faces, DiffAugment, two layers held": (
        "r3gan",
        {**BEGUN, "augment": POLICY, "freeze_discriminator": 2},
    ),
}
"""The family of each row and its arguments."""
BATCH = {"fastgan": 8, "r3gan": 32}
RATE = {"fastgan": None, "r3gan": 6e-4}


def build(row, options):
    """Builds a row's model, in half precision."""
    import keras

    import keras_gan_zoo

    family, arguments = ROWS[row]
    keras.config.set_dtype_policy(options.precision)
    gan = keras_gan_zoo.get(family, seed=options.seed, **arguments)
    if RATE[family]:
        adam = {
            player: keras.optimizers.Adam(RATE[family], beta_1=0.0, beta_2=0.99)
            for player in gan.players
        }
        gan.compile(adam)
    else:
        gan.compile()
    return gan


def train(row, pictures, options):
    """Trains a row's model for its minutes, from its last checkpoint, and returns it."""
    import tensorflow as tf

    name = f"{row}-{options.precision}-minutes-{options.minutes:g}-seed-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    model = cell.model(lambda: build(row, options))
    batches = tf.data.Dataset.from_tensor_slices(pictures).repeat()
    batches = batches.shuffle(len(pictures), seed=options.seed + len(cell.curve))
    waiting = iter(batches.batch(BATCH[ROWS[row][0]]).prefetch(2))
    steps = cell.train(model, waiting, options.minutes, options.checkpoint_every, time.process_time)
    return model, steps


def measured(name, images, held_out, training, options):
    """Returns a row's scores: its distance to faces held out, and how many copies it draws."""
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.metrics import fid, memorisation

    real = saved_features("adventurer-test", held_out, options.features)
    features = saved_features(f"few_pictures-{name}", images, options.features)
    copies = memorisation(images, training, held_out)
    return {
        "fid": float(fid(features, real)),
        "copied": float(copies.share),
        "p_value": float(copies.p_value),
        "distance": float(np.median(copies.distances)),
        "held_out_distance": float(np.median(copies.held_out_distances)),
    }


def table(rows, options):
    """Returns the lines of the page."""
    lines = [
        "| | FID | copies of the hundred | distance to the hundred, of unseen real faces | steps |",
        "|---|---|---|---|---|",
    ]
    for row, seeds in rows.items():
        for one in seeds.values():
            beyond = f"{one['copied']:.0%}" if one["p_value"] < 1e-3 else "no sign"
            steps = f"{one['steps']:,}" if "steps" in one else ""
            lines.append(
                f"| {row} | {one['fid']:.1f} | {beyond} | {one['distance']:.3f}, "
                f"{one['held_out_distance']:.3f} | {steps} |"
            )
    return [
        "# A hundred faces by another hand",
        "",
        f"`python -m benchmarks.families.few_pictures --minutes {options.minutes:g}`. "
        f"{options.minutes:g} minutes of the processor a row, on {options.threads} thread(s), in "
        f"{options.precision}, seed {options.seed}; FID of {COUNT:,} faces against as many held "
        "out, legacy resize. Copies: by how much the share of faces near to one of the hundred "
        "exceeds that of unseen real ones, where that is beyond doubt (p < 0.001).",
        "",
        *lines,
    ]


def draw(first):
    """Writes a row of faces for each row of the table."""
    from PIL import Image

    sheet = np.concatenate([np.concatenate(list(images), axis=1) for images in first], axis=0)
    Image.fromarray(sheet).save(PICTURES / "few_pictures.png", optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=list(ROWS), choices=ROWS)
    parser.add_argument("--minutes", type=float, default=30.0, help="of the processor, a row")
    parser.add_argument("--precision", default="mixed_bfloat16")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checkpoint_every", type=float, default=5.0, help="minutes")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cells", type=Path, default=Path("build/few_pictures"))
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    from keras_gan_zoo import data
    from keras_gan_zoo.samples.sheets import to_uint8

    options.cells.mkdir(parents=True, exist_ok=True)
    options.results.mkdir(parents=True, exist_ok=True)

    def faces(split):
        loaded = data.load("adventurer_faces", split=split, batch_size=COUNT, shuffle=False)
        return next(iter(loaded)).numpy()

    train_set, held_out = faces("train"), to_uint8(faces("test"))
    hundred = train_set[:PICTURES_SEEN]
    training = to_uint8(hundred)
    again = np.tile(training, (COUNT // PICTURES_SEEN, 1, 1, 1))
    others = to_uint8(train_set[PICTURES_SEEN:])
    found = {
        OTHERS: {options.seed: measured("others-900", others, held_out, training, options)},
        HUNDRED: {options.seed: measured("hundred", again, held_out, training, options)},
    }
    first = [others[-12:], training[:12]]
    try:
        for row in options.rows:
            model, steps = train(row, hundred, options)
            images = to_uint8(model.generate(COUNT, seed=options.seed))
            first.append(images[:12])
            name = f"{row}-{steps}-{options.seed}".replace(" ", "_").replace(",", "")
            scores = measured(name, images, held_out, training, options)
            found[row] = {options.seed: {**scores, "steps": steps}}
            path = options.results / "few_pictures.json"
            key = f"{options.minutes:g} minutes, {options.precision}"
            rows = with_earlier(found, path, key, [OTHERS, HUNDRED, *ROWS])
            page = "\n".join(table(rows, options)) + "\n"
            (options.results / "few_pictures.md").write_text(page, encoding="utf-8")
            print(page, flush=True)
            if options.results == RESULTS:
                draw(first)
    except KeyboardInterrupt:
        raise SystemExit("Stopped; the same command goes on from the last checkpoint.") from None


if __name__ == "__main__":
    main()
