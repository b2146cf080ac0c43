"""Enlarges faces of 8 pixels to 64, and asks a network whether they are still the same people.

    python -m benchmarks.families.slide.siamese_gan [--minutes 18] [--rows siamese_gan]

Heads of 200 people are trained on; 20 others, in 48 pictures each, are enlarged from 8 pixels a
side: by the bicubic kernel, by SiGAN's generator trained without the pairs' term, and by SiGAN.
Every two pictures are a pair, 451,200 pairs of two people among them: `verified` is the share of
pairs of one person that are told to be so where one in a hundred of those is accepted, `AUC` how
likely one person's two pictures are more alike than two people's, both by the cosine of what
MobileFaceNet sees, which no row was trained with. `verified, one enlarged` is of an enlarged
picture beside a large one as it was, as if somebody was looked for in a register. PSNR and SSIM are
to the large pictures, whose own row is the first. Where the paper's gain is not found, three
remedies are rows too.

A training is kept in --cells with checkpoints; the same command goes on. Writes a section of
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
from benchmarks.judges.face_identity import face_vectors

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

AS_THEY_WERE, BICUBIC = "large pictures", "bicubic"
TRAINED = {
    "without pairs": {"contrastive_weight": 0.0},
    "siamese_gan": {},
    "siamese_gan, pairs 10 times as heavy": {"contrastive_weight": 10.0},
    "without pairs, pixels": {"contrastive_weight": 0.0, "pixel_weight": 1.0},
    "siamese_gan, pixels": {"pixel_weight": 1.0},
}
ROWS = (AS_THEY_WERE, BICUBIC, *TRAINED)
SIDE, SCALE = 64, 8
FALSE_ACCEPTS = 0.01
_SHOWN = 5
"""People of a sheet, in two pictures each."""


def heads(split, people=None):
    """Returns pictures in [-1, 1], the numbers of their persons, and where the landmarks are."""
    from keras_gan_zoo.data.options import LoadOptions
    from keras_gan_zoo.data.sets.talking_heads.sources import filmed_people

    held = filmed_people(LoadOptions(split, limit=people))
    count, frames = held["frames"].shape[:2]
    images, places = (
        np.reshape(held[name], (-1, *held[name].shape[2:])) for name in ("frames", "places")
    )
    persons = np.repeat(np.arange(count, dtype="int32"), frames)
    return images.astype("float32") / 127.5 - 1, persons, places


def trained(row, images, persons, options):
    """Returns a row's model and its steps."""
    import keras_gan_zoo
    from keras_gan_zoo.families.upscaling.siamese_gan.pairs import pair_batches

    name = f"{row}-{options.width}-{options.batch}-minutes-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            "siamese_gan",
            image_shape=(SIDE, SIDE, 3),
            scale=SCALE,
            width=options.width,
            blocks=(2, 2, 1),
            growth=8,
            embedding_pool=SCALE,
            discriminator_width=options.width // 2,
            ema_decay=0.99,
            seed=options.seed,
            **TRAINED[row],
        )
    )
    # A seed of its own each time it goes on, or it would see the same pairs again.
    seed = options.seed + len(cell.curve)
    batches = pair_batches((images, persons), gan.image_shape, options.batch, True, seed)
    batches = iter(batches.repeat())
    return gan, trained_for(options, cell, gan, batches)


def enlarged(row, images, gan):
    """Returns what a row makes of pictures that were shrunk."""
    from keras_gan_zoo.layers.degradation.pipelines import area
    from keras_gan_zoo.models.upscaler import enlarged_bicubically

    if row == AS_THEY_WERE:
        return images
    small = np.asarray(area(images, SCALE))
    return enlarged_bicubically(small, SCALE) if row == BICUBIC else gan.generate(small)


def row_of(row, known, unseen, options):
    """Returns what was measured of a row, and its pictures of a few people."""
    from keras_gan_zoo import metrics

    stem = f"{row}-{options.minutes:g}-{options.width}-{options.batch}-{options.people}"
    images, persons, places = unseen

    def measure():
        gan, steps = None, None
        if row in TRAINED:
            gan, steps = trained(row, *known[:2], options)
        made = enlarged(row, images, gan)
        vectors, truth = (face_vectors(one, places, options.threads) for one in (made, images))
        pairs = metrics.pair_similarities(vectors, persons)
        found = {
            "verified": metrics.verification_rate(*pairs, FALSE_ACCEPTS),
            "AUC": metrics.verification_auc(*pairs),
            "verified, one enlarged": metrics.verification_rate(
                *crossed(vectors, truth, persons), FALSE_ACCEPTS
            ),
        }
        if row != AS_THEY_WERE:
            found["PSNR, dB"] = float(metrics.psnr(made, images).mean())
            found["SSIM"] = float(metrics.ssim(made, images).mean())
        return {**found, "steps": steps}, made[shown(persons)]

    return measured_once(options.cells / file_name(f"found-{stem}-{options.seed}"), measure)


def crossed(vectors, others, persons):
    """Returns the cosines of enlarged pictures with other large ones, and whether of one person."""
    one, other = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (vectors, others))
    apart = ~np.eye(len(persons), dtype=bool)
    return (one @ other.T)[apart], (persons[:, None] == persons)[apart]


def shown(persons):
    """Returns the rows of a sheet's pictures: two of each of some people."""
    people = np.unique(persons)[:_SHOWN]
    return np.concatenate([np.flatnonzero(persons == person)[:2] for person in people])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "siamese_gan", ROWS, minutes=18, every=6)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--batch", type=int, default=16, help="faces, two of which are a pair")
    parser.add_argument("--people", type=int, default=20, help="who were never seen, at most 20")
    options = begun(parser)
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    known, unseen = heads("train"), heads("test", options.people)
    settings = {
        "pixels": f"{SIDE // SCALE} to {SIDE}",
        "minutes of the processor": options.minutes,
        "width": options.width,
        "faces of a batch": options.batch,
        "people trained on": len(np.unique(known[1])),
        "people tested": options.people,
    }
    sheets = []
    for row in options.rows:
        found, made = row_of(row, known, unseen, options)
        page = keep("siamese_gan", settings, {row: {options.seed: found}}, ROWS)
        sheets.append((row, grid(made, len(made))))
        save_rows(PICTURES / "slide_siamese_gan.png", sheets, len(made))
        print(row, found, page, flush=True)


if __name__ == "__main__":
    main()
