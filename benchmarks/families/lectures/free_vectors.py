"""Gives pictures back from free vectors (GLO), from a gradient at the origin (GON), and by a VAE.

    python -m benchmarks.families.lectures.free_vectors [--minutes 8] [--seed 0]
        [--rows "mnist, glo" ...]

Digits of 28 pixels and cartoon faces of 32; each model learns from as many pictures for as many
minutes of the processor. GLO gives back what it has learned from, of which each picture has a
vector; of a picture it has not seen, the vector is searched by descent. GON and the VAE encode
either. The same search, begun at their codes, is told of them as well: what there is in a decoder
is not always found by what encodes. Beside that stands what each draws: FID after the legacy
resize, precision and recall with three neighbours. A data set's first row is other pictures that
nobody learned from. The VAE's Gaussian has the deviation that is most likely at each step.

A training is kept in --cells; the same command goes on. Writes docs/lectures/free_vectors.md and
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
)

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NAME = "free_vectors"
REAL, FAMILIES = "other real pictures", ("vae", "glo", "gon")
SIZES = {"mnist": 28, "faces": 32}
ROWS = tuple(f"{data}, {family}" for data in SIZES for family in (REAL, *FAMILIES))
SHOWN, SEARCHED, RATE = 8, 64, 0.05
CLAIM = (
    "an encoder is one way to come by the code of a picture, and not the only one: each picture's "
    "vector can be learned beside the generator, or be a gradient. Neither needs an adversary. But "
    "codes that are nobody's distribution are not easily drawn from."
)


def pictures_of(data, options):
    """Returns pictures, uint8: those learned from, those held out, and others held out."""
    from benchmarks.common.real_pictures import first_pictures

    learned, held_out = options.pictures, options.samples
    if data == "faces":
        numbers = (0, learned), (FIRST_HELD_OUT, held_out), (FIRST_HELD_OUT + held_out, held_out)
        return [drawn_faces(*each, SIZES[data], options.cells) for each in numbers]
    others = first_pictures("mnist", 2 * held_out, split="test")
    return [first_pictures("mnist", learned), others[:held_out], others[held_out:]]


def build(family, shape, options):
    """Returns a model, compiled as the family is by default."""
    import keras_gan_zoo
    from benchmarks.families.lectures.calibrated_gaussian import calibrated_vae

    sizes = {"latent_dim": options.latent_dim, "width": options.width, "ema_decay": 0.999}
    if family == "vae":
        return calibrated_vae("dcgan", shape, seed=options.seed, **sizes)
    if family == "glo":
        sizes["pictures"] = options.pictures
    return keras_gan_zoo.get(family, image_shape=shape, seed=options.seed, **sizes)


def trained(row, images, options):
    """Returns a row's model, and its steps."""
    _, family = row.split(", ")
    name = f"{row}-{options.width}-{options.pictures}-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    model = cell.model(lambda: build(family, images.shape[1:], options))
    batches = iter(model.prepare_data(images, options.batch, shuffle=True).repeat())
    return model, trained_for(options, cell, model, batches)


def by_search(model, family, images, options):
    """Returns held-out pictures given back from vectors that were searched.

    Each family searches by its own distance: GLO within the unit ball, from the mean of its
    vectors; the others from what they encode.
    """
    from benchmarks.families.lectures.vector_search import searched
    from keras_gan_zoo.families.autoencoder.glo.vectors import in_unit_ball, table_of
    from keras_gan_zoo.losses.distances import squared_distance
    from keras_gan_zoo.losses.laplacian_pyramid import laplacian_pyramid_distance
    from keras_gan_zoo.networks.fitted_front import decoder_of

    if family == "glo":
        vectors = np.asarray(table_of(model.vectors).vectors)
        spread, start = vectors.std(), np.tile(vectors.mean(axis=0), (len(images), 1))
    else:
        start = model.encode(images)
        spread = start.std()
    network = model.inference_network(model.drawn_by)
    decoder = network if family == "vae" else decoder_of(network)

    def loss(drawn, given):
        distance = squared_distance(drawn, given)
        return distance + laplacian_pyramid_distance(drawn, given) if family == "glo" else distance

    found = searched(
        decoder,
        images,
        start,
        loss,
        options.search_steps,
        RATE * float(spread),
        in_unit_ball if family == "glo" else None,
    )
    return model.draw(decoder, found, 64)


def reconstructions(model, family, learned, held_out, options):
    """Returns pairs of pictures and what a model makes of them, by how: floats in [-1, 1]."""
    few = held_out[:SEARCHED]
    known = learned[:SEARCHED]
    given = {}
    if family == "glo":
        given["learned"] = (known, model.reconstruct(np.arange(len(known))))
    else:
        given["learned"] = (known, model.reconstruct(known))
        given["held out"] = (few, model.reconstruct(few))
    given["searched"] = (few, by_search(model, family, few, options))
    return given


def row_of(row, sets, options):
    """Returns what was measured of a row, and its pictures: given, given back, and drawn.

    Args:
        row: Its name.
        sets: Pictures, uint8: those learned from, those held out, and others held out.
        options: Of the command.
    """
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.samples.sheets import to_uint8

    (data, family), (learned, held_out, others) = row.split(", "), sets
    stem = (
        f"{file_name(row)}-{options.width}-{options.pictures}-{options.minutes:g}"
        f"-{options.samples}-{options.search_steps}-{options.seed}"
    )

    def measure():
        given, drawn, further = {}, others, {}
        if family != REAL:
            model, steps = trained(row, as_floats(learned), options)
            floats = as_floats(learned), as_floats(held_out)
            given = reconstructions(model, family, *floats, options)
            drawn = to_uint8(model.generate(options.samples, seed=options.seed))
            further = {"steps": steps, "passes": steps * options.batch / len(learned)}
        alike = {
            f"{name}, {how}": one
            for how, pair in given.items()
            for name, one in given_back(*pair).items()
        }
        real = saved_features(
            f"lectures-{data}-held-out-{len(held_out)}-{SIZES[data]}",
            held_out,
            options.features,
        )
        far = from_the_data(f"{NAME}-{stem}", drawn, real, options.features)
        shown = [to_uint8(again[:SHOWN]) for _, again in given.values()] + [drawn[:SHOWN]]
        return {**alike, **far, **further}, np.stack(shown)

    return measured_once(options.cells / f"found-{stem}", measure)


def bands_of(data, sets, shown):
    """Returns the rows of the figure for a data set, each with its label."""
    from keras_gan_zoo.samples.sheets import grid

    learned, held_out, _ = sets
    rows = [("learned from", learned[:SHOWN])]
    families = [family for family in FAMILIES if f"{data}, {family}" in shown]
    of_family = {family: shown[f"{data}, {family}"] for family in families}
    rows += [(f"{family}: given back", of_family[family][0]) for family in families]
    rows.append(("held out", held_out[:SHOWN]))
    for family in families:
        if family != "glo":
            rows.append((f"{family}: given back", of_family[family][1]))
        rows.append((f"{family}: by search", of_family[family][-2]))
    rows += [(f"{family}: drawn", of_family[family][-1]) for family in families]
    return [(f"{data}, {label}", grid(images, SHOWN, scale=2)) for label, images in rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, NAME, ROWS, minutes=8)
    add_places(parser, NAME)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--latent_dim", type=int, default=64)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--pictures", type=int, default=6000, help="learned from")
    parser.add_argument("--samples", type=int, default=1000, help="pictures of each side of a FID")
    parser.add_argument("--search_steps", type=int, default=200)
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    options = begun(parser)
    from keras_gan_zoo.samples.labelled_rows import save_rows

    settings = {
        "minutes of the processor": options.minutes,
        "width": options.width,
        "latents": options.latent_dim,
        "batch": options.batch,
        "pictures learned from": options.pictures,
        "pictures drawn, and held out": options.samples,
        "of them given back": min(SEARCHED, options.samples),
        "steps of a search": options.search_steps,
    }
    shown, sets, rows = {}, {}, {}
    for row in options.rows:
        data, family = row.split(", ")
        if data not in sets:
            sets[data] = pictures_of(data, options)
        found, pictures = row_of(row, sets[data], options)
        rows = keep(NAME, settings, {row: {options.seed: found}}, ROWS, options.results)
        if family != REAL:
            shown[row] = pictures
            sheets = [band for data in sets for band in bands_of(data, sets[data], shown)]
            save_rows(figure_path(NAME, options.pages), sheets)
        page = write_page(
            NAME,
            "Free vectors: pictures given back without an encoder",
            CLAIM,
            f"python -m benchmarks.families.lectures.{NAME} --minutes {options.minutes:g}",
            settings,
            rows,
            caption="None of the pictures is picked. `learned`: pictures of the training data, GLO "
            "by their vectors. `held out`: encoded. `searched`: held out, each from a vector "
            "that was searched.",
            pages=options.pages,
        )
        print(row, found, page, flush=True)


if __name__ == "__main__":
    main()
