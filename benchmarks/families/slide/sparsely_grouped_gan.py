"""Gives faces glasses and takes them off, learned from few faces of which that is known.

    python -m benchmarks.families.slide.sparsely_grouped_gan [--minutes 12] [--seed 0]

Of 3,000 faces, 30, 300 or all are labelled. A sparsely grouped GAN sees all of them, and the labels
that there are; StarGAN, which knows no other faces than labelled ones, those alone. Both translate
256 faces that nobody was shown, each to the other side. The judge was trained on 7,000 faces of
other people: `as asked` is the share that it finds with, or without, glasses as was asked, `hair
kept` and `eyes kept` the shares whose colours it finds as before, `changed` the mean absolute
change of a value, in grey levels. The first row is the faces as they are.

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

UNCHANGED = "unchanged"
FAMILIES = ("sparsely_grouped_gan", "stargan")
LABELLED = (0.01, 0.1, 1.0)
ROWS = (UNCHANGED, *(f"{family}, {share:.0%}" for share in LABELLED for family in FAMILIES))
FACES, FIRST_HELD_OUT, HELD_OUT = 3000, 60_000, 256
"""Identities from 0 are learned from; the judge has those from 30,000 on."""


def faces(first, count, size):
    """Returns faces of these identities, and whether each wears glasses."""
    from keras_gan_zoo.data import face_attributes, render_faces

    images, _ = render_faces("colour", first, count, size)
    glasses = [face_attributes(first + number)["glasses"] for number in range(count)]
    return images.astype("float32") / 127.5 - 1, np.array(glasses, "int32")


def kept(path, make):
    """Returns arrays from their file, where they are made once."""
    if not path.exists():
        np.savez(path, *make())
    with np.load(path) as file:
        return tuple(file[name] for name in file.files)


def trained(row, images, glasses, options):
    """Returns a row's model, and its steps."""
    import keras_gan_zoo

    family, _, share = row.partition(", ")
    known = np.random.default_rng(options.seed).permutation(len(images))
    known = known[: round(len(images) * float(share.rstrip("%")) / 100)]
    size = options.size
    arguments = {
        "image_shape": (size, size, 3),
        "width": options.width,
        "blocks": 3,
        "discriminator_width": options.width,
        "identity_weight": options.identity_weight,
        "critic_steps": 2,
        "seed": options.seed,
    }
    if family == "stargan":
        arguments["domains"] = ("no_glasses", "glasses")
        x = images[known], glasses[known]
    else:
        arguments["attributes"] = ("glasses",)
        labels = np.full(len(images), -1, "int32")
        labels[known] = glasses[known]
        x = images, labels
    name = f"{row}-{options.width}-{size}-minutes-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    gan = cell.model(lambda: keras_gan_zoo.get(family, **arguments))
    batches = iter(gan.prepare_data(x, options.batch, shuffle=True).repeat())
    return gan, trained_for(options, cell, gan, batches)


def row_of(row, images, glasses, held_out, judge, options):
    """Returns what was measured of a row, and what it makes of the first held-out faces."""
    stem = f"{file_name(row)}-{options.minutes}-{options.width}-{options.size}-{options.seed}"

    def measure():
        pictures, worn = held_out
        made, steps = pictures, None
        if row != UNCHANGED:
            gan, steps = trained(row, images, glasses, options)
            ways = [gan.generate(pictures, direction=way) for way in ("glasses", "no_glasses")]
            made = np.where(worn[:, None, None, None] == 1, ways[1], ways[0])
        before, after = judge(pictures), judge(made)
        same = {
            part: float(np.mean([a == b for a, b in zip(before[part], after[part], strict=True)]))
            for part in ("hair_colour", "eye_colour")
        }
        has = np.array([bool(one) for one in after["glasses"]])
        on, off = (float(np.mean(has[worn == side] == (side == 0))) for side in (0, 1))
        return {
            "glasses put on": on,
            "glasses taken off": off,
            "as asked": (on + off) / 2,
            "hair kept": same["hair_colour"],
            "eyes kept": same["eye_colour"],
            "changed": float(127.5 * np.mean(np.abs(made - pictures))),
            "steps": steps,
        }, made[:10]

    return measured_once(options.cells / f"found-{stem}", measure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "sparsely_grouped_gan", ROWS, minutes=12)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--size", type=int, default=48)
    parser.add_argument("--identity_weight", type=float, default=1.0)
    parser.add_argument("--faces", type=int, default=FACES)
    parser.add_argument("--judge_faces", type=int, default=8000)
    options = begun(parser)
    from benchmarks.judges.face_classifier import trained as trained_judge
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    count, size = options.faces, options.size
    shown = kept(options.cells / f"faces-{count}-{size}.npz", lambda: faces(0, count, size))
    held_out = kept(
        options.cells / f"held-out-{size}.npz", lambda: faces(FIRST_HELD_OUT, HELD_OUT, size)
    )
    classifier, _ = trained_judge(faces=options.judge_faces, size=size, verbose=0)
    settings = {
        "pixels": size,
        "minutes of the processor": options.minutes,
        "width": options.width,
        "batch": options.batch,
        "identity weight": options.identity_weight,
        "faces": count,
        "labelled glasses": float(np.mean(shown[1])),
    }
    sheets = []
    for row in options.rows:
        found, made = row_of(row, *shown, held_out, classifier.classify, options)
        page = keep("sparsely_grouped_gan", settings, {row: {options.seed: found}}, ROWS)
        sheets.append((row, grid(made, len(made))))
        save_rows(PICTURES / "slide_sparsely_grouped_gan.png", sheets, 10)
        print(row, found, page, flush=True)


if __name__ == "__main__":
    main()
