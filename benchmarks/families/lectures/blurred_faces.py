"""Draws cartoon faces by a VAE, by two auto-encoders with an adversary, and by a GAN.

    python -m benchmarks.families.lectures.blurred_faces [--minutes 10] [--seed 0] [--size 48]
        [--rows ...]

All have the same network from latents to pictures, and as many minutes of the processor. Of what
each draws are told: how sharp it is beside real faces, the distance to faces nobody learned from
(FID after the legacy resize), precision and recall, and the share that a judge of ours, which was
trained on faces of other people, takes for faces. Of those that encode, how well held-out faces are
given back. The first row is other held-out faces. A VAE draws means; the deviation of its Gaussian
is the most likely one at each step, or the family's own, 0.25, by which codes are nearer N(0, I).

A training is kept in --cells; the same command goes on. Writes docs/lectures/blurred_faces.md and
.png.
"""

import argparse
import os
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import file_name, measured_once
from benchmarks.common.row_options import add_shared, begun, trained_for
from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.lectures.page import add_places, figure_path, keep, write_page
from benchmarks.families.lectures.picture_scores import (
    FIRST_HELD_OUT,
    as_floats,
    drawn_faces,
    from_the_data,
    given_back,
    how_sharp,
)

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NAME = "blurred_faces"
REAL, GIVEN = "other real faces", "vae, deviation 0.25"
AUTOENCODERS = ("vae", GIVEN, "vae_gan", "alpha_gan")
ROWS = (REAL, *AUTOENCODERS, "dcgan")
RECONSTRUCTED, SHOWN = 256, 8
CLAIM = (
    "what a VAE draws is blurred, since it is compared with a picture value by value: of several "
    "sharp pictures that would do, their mean costs least. A discriminator beside it cures that: a "
    "mean is not real to it."
)


def build(row, options):
    """Returns a row's model, compiled as the family is by default."""
    import keras_gan_zoo
    from benchmarks.families.lectures.calibrated_gaussian import calibrated_vae

    shape = (options.size, options.size, 3)
    sizes = {"latent_dim": options.latent_dim, "width": options.width, "ema_decay": 0.999}
    if row in ("vae", GIVEN):
        deviation = 0.25 if row == GIVEN else None
        return calibrated_vae("dcgan", shape, seed=options.seed, deviation=deviation, **sizes)
    return keras_gan_zoo.get(row, image_shape=shape, seed=options.seed, **sizes)


def trained(row, images, options):
    """Returns a row's model, and its steps."""
    name = f"{row}-{options.width}-{options.size}-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    model = cell.model(lambda: build(row, options))
    batches = iter(model.prepare_data(images, options.batch, shuffle=True).repeat())
    return model, trained_for(options, cell, model, batches)


def row_of(row, sets, judge, options):
    """Returns what was measured of a row, and its pictures: drawn, and given back if it can.

    Args:
        row: Its name.
        sets: Faces, uint8: those learned from, those held out, and others held out.
        judge: Tells of faces whether they are.
        options: Of the command.
    """
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.samples.sheets import to_uint8

    learned, held_out, others = sets
    stem = (
        f"{file_name(row)}-{options.size}-{options.width}-{options.minutes:g}-{options.samples}"
        f"-{options.faces}-{options.seed}"
    )

    def measure():
        steps, again = None, None
        drawn = others
        if row != REAL:
            model, steps = trained(row, as_floats(learned), options)
            drawn = to_uint8(model.generate(options.samples, seed=options.seed))
        given = as_floats(held_out[:RECONSTRUCTED])
        if row in AUTOENCODERS:
            again = model.reconstruct(given)
        real = saved_features(
            f"lectures-faces-held-out-{len(held_out)}-{options.size}",
            held_out,
            options.features,
        )
        found = {
            "sharpness, of real 1": how_sharp(drawn, held_out),
            **from_the_data(f"{NAME}-{stem}", drawn, real, options.features),
            "taken for faces": float(judge(drawn).mean()),
        }
        if again is not None:
            alike = {f"{name}, held out": one for name, one in given_back(given, again).items()}
            found |= {**alike, "sharpness, given back": how_sharp(again, given)}
        shown = [drawn[:SHOWN], *([] if again is None else [to_uint8(again[:SHOWN])])]
        return {**found, "steps": steps}, np.stack(shown)

    return measured_once(options.cells / f"found-{stem}", measure)


def draw(path, held_out, shown):
    """Draws faces of each row, then held-out faces and what becomes of them.

    Args:
        path: Of the figure.
        held_out: Faces, uint8.
        shown: By row, faces drawn and, where there are, given back.
    """
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    def band(faces):
        return grid(faces, SHOWN, scale=2)

    again = {row: faces[1] for row, faces in shown.items() if len(faces) > 1}
    bands = [(row, band(faces[0])) for row, faces in shown.items()]
    if again:
        bands.append(("held-out faces", band(held_out[:SHOWN])))
    bands += [(f"given back by {row}", band(faces)) for row, faces in again.items()]
    save_rows(path, bands)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, NAME, ROWS, minutes=10)
    add_places(parser, NAME)
    parser.add_argument("--size", type=int, default=48)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--latent_dim", type=int, default=64)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--faces", type=int, default=6000)
    parser.add_argument("--samples", type=int, default=2000, help="faces of each side of a FID")
    parser.add_argument("--judge_faces", type=int, default=8000)
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    options = begun(parser)
    from benchmarks.judges.face_classifier import trained as trained_judge

    samples, size = options.samples, options.size
    sets = [
        drawn_faces(first, count, size, options.cells)
        for first, count in (
            (0, options.faces),
            (FIRST_HELD_OUT, samples),
            (FIRST_HELD_OUT + samples, samples),
        )
    ]
    judge, _ = trained_judge(
        faces=options.judge_faces, held_out=options.judge_faces // 8, size=size, verbose=0
    )
    settings = {
        "pixels": size,
        "minutes of the processor": options.minutes,
        "width": options.width,
        "latents": options.latent_dim,
        "batch": options.batch,
        "faces learned from": options.faces,
        "faces drawn, and held out": samples,
        "of them given back": min(RECONSTRUCTED, samples),
    }
    shown = {}
    for row in options.rows:
        found, shown[row] = row_of(row, sets, judge.finds_face, options)
        rows = keep(NAME, settings, {row: {options.seed: found}}, ROWS, options.results)
        draw(figure_path(NAME, options.pages), sets[1], shown)
        page = write_page(
            NAME,
            "Blurred faces: a VAE, with an adversary and without",
            CLAIM,
            f"python -m benchmarks.families.lectures.{NAME} --minutes {options.minutes:g}"
            f" --size {size}",
            settings,
            rows,
            caption="Above the first faces that each row draws, none picked; below held-out faces, "
            "and what each auto-encoder makes of their codes.",
            pages=options.pages,
        )
        print(row, found, page, flush=True)


if __name__ == "__main__":
    main()
