"""Changes faces as sentences say, and asks whether the rest is kept.

    python -m benchmarks.families.slide.sisgan [--minutes 20] [--seed 0]

128 faces that nobody was shown are each asked for another colour of the hair, for another one of
the eyes, and for glasses or none, in a sentence that names all three, so that two of them are as
they were. SISGAN is given face and sentence; beside the paper's losses there are two that it has
not: an L1 to the picture where the sentence is its own (`kept`), and the text encoder's own
judgement of what was changed (`matching`). text_to_image is given latents from which it draws the
face by a sentence that fits it, found by gradient descent, and then the other sentence.

The judge was trained on faces of other people. `hair`, `eyes` and `glasses` are the shares that it
finds as asked among those asked for it, `rest kept` the share of the other two that it finds as it
found them before, `background L1` the mean absolute change of a value where nothing but the
background was, and `changed` that of the whole picture, both in grey levels. The first row is the
faces as they are. The text encoder is trained once, for all rows, in no row's minutes.

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

DATA = "captioned_faces"
UNCHANGED, INVERTED = "unchanged", "text_to_image, inverted"
EDITED = {
    "sisgan": {},
    "sisgan, kept": {"identity_weight": 10.0},
    "sisgan, matching": {"matching_weight": 2.0},
    "sisgan, kept and matching": {"identity_weight": 10.0, "matching_weight": 2.0},
}
ROWS = (UNCHANGED, *EDITED, INVERTED)
ASKED = ("hair_colour", "eye_colour", "glasses")
FIRST_HELD_OUT = 60_000
"""Identities from 10,000 on are learned from; the judge has those from 30,000 on."""
SHOWN = 4


def sentence(face):
    """Returns a sentence on hair, eyes and glasses, in the words of the captions."""
    glasses = ", {eye_colour} eyes and glasses" if face["glasses"] else " and {eye_colour} eyes"
    ending = "" if face["glasses"] else " but no glasses"
    return ("a person with {hair_colour} hair" + glasses + ending).format(**face)


def asked_of(faces):
    """Returns, for each face in turn, what it is like after each of the three changes."""
    from keras_gan_zoo.data.sets.faces.drawing import PALETTES

    random = np.random.default_rng(0)
    choices = {
        "hair_colour": list(PALETTES["hair"]),
        "eye_colour": list(PALETTES["eyes"]),
        "glasses": [False, True],
    }
    changes = []
    for face in faces:
        for attribute, values in choices.items():
            others = [value for value in values if value != face[attribute]]
            changes.append({**face, attribute: others[random.integers(len(others))]})
    return changes


def held_out(options):
    """Returns held-out faces in [-1, 1], what is known of them, and where the background is."""
    from keras_gan_zoo.data import face_attributes, render_faces
    from keras_gan_zoo.data.sets.faces.drawing import PALETTES

    count, size = options.held_out, options.size
    path = options.cells / f"held-out-{count}-{size}.npy"
    if not path.exists():
        np.save(path, render_faces("colour", FIRST_HELD_OUT, count, size)[0])
    pixels = np.load(path)
    known = [face_attributes(FIRST_HELD_OUT + number) for number in range(count)]
    hues = [bytes.fromhex(PALETTES["background"][one["background"]][1:]) for one in known]
    colours = np.array([list(hue) for hue in hues])[:, None, None]
    background = (np.abs(pixels.astype(int) - colours) <= 1).all(axis=-1)
    return pixels.astype("float32") / 127.5 - 1, known, background


def built(row, options):
    """Returns a row's model, which reads as all others do."""
    import keras_gan_zoo

    arguments = {
        "image_shape": (options.size, options.size, 3),
        "encoder_learns": False,
        "instance_noise": (0.2, 2000),
        "ema_decay": 0.99,
        "seed": options.seed,
    }
    if row == INVERTED:
        further = {"mode_seeking_weight": 0.1, "matching_weight": 2.0, "width": 2 * options.width}
        return keras_gan_zoo.get("text_to_image", **arguments, **further)
    sizes = {"width": options.width, "discriminator_width": 2 * options.width}
    return keras_gan_zoo.get("sisgan", skips=True, **sizes, **arguments, **EDITED[row])


def faces(gan, options):
    """Returns one epoch of captioned faces, batched, in an order of its own at each pass."""
    section = {"name": DATA, "labels": True, "image_size": options.size}
    if options.faces:
        section["limit"] = 4 * options.faces
    return gan.load_examples(section, options.batch, options.seed)


def read(gan, options):
    """Gives a model the encoders that all rows have, which are trained where there are none."""
    from keras_gan_zoo.storage.durable import replacing

    stem = f"encoders-{options.size}-{options.faces}-{options.encoder_epochs}-{options.seed}"
    path = options.cells / f"{stem}.npz"
    if not path.exists():
        model = built("sisgan, matching", options)
        epochs = options.encoder_epochs
        model.pretrain(
            faces(model, options), batch_size=options.batch, epochs=epochs, shuffle=False, verbose=2
        )
        weights = {
            f"{name} {number:03d}": weight
            for name in ("text_encoder", "image_encoder")
            for number, weight in enumerate(getattr(model, name).get_weights())
        }
        with replacing(path) as partial, open(partial, "wb") as file:
            np.savez(file, **weights)
    with np.load(path) as weights:
        for name in ("text_encoder", "text_encoder_average", "image_encoder"):
            of_network = sorted(
                key for key in weights.files if key.split()[0] == name.removesuffix("_average")
            )
            if network := getattr(gan, name, None):
                network.set_weights([weights[key] for key in of_network])
    return gan


def trained(row, options):
    """Returns a row's model, from its cell as far as it goes, and its steps."""
    name = f"{row}-{options.width}-{options.size}-minutes-{options.minutes:g}-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    gan = cell.model(lambda: read(built(row, options), options))
    batches = iter(gan.prepare_data(faces(gan, options), options.batch, shuffle=False).repeat())
    return gan, trained_for(options, cell, gan, batches)


def edited_by(row, gan, pictures, known, changes, options):
    """Returns what becomes of each face by each of the sentences asked of it, in their order."""
    each = len(changes) // len(known)
    texts = [sentence(change) for change in changes]
    if row != INVERTED:
        return gan.generate(np.repeat(pictures, each, axis=0), texts)
    from keras_gan_zoo.latent import invert

    before = [sentence(face) for face in known]
    settings = {"steps": options.inversion_steps, "starts": 2, "seed": options.seed}
    found = invert(gan, pictures, condition=before, **settings)
    return gan.generate(texts, latents=np.repeat(found.latents, each, axis=0))


def measured(pictures, edited, background, changes, judge):
    """Returns how many edits are as asked, and what else has changed."""
    each = len(ASKED)
    before, after = judge(pictures), judge(edited)
    found, kept = {}, []
    for place, attribute in enumerate(ASKED):
        wanted = [change[attribute] for change in changes[place::each]]
        has = after[attribute]
        found[attribute.split("_")[0].replace("eye", "eyes")] = share(has[place::each], wanted)
        for other in range(each):
            if other != place:
                kept.append(share(has[other::each], before[attribute]))
    apart = 127.5 * np.abs(edited - np.repeat(pictures, each, axis=0)).mean(axis=-1)
    behind = np.repeat(background, each, axis=0)
    return {
        **found,
        "rest kept": float(np.mean(kept)),
        "background L1": float(apart[behind].mean()),
        "changed": float(apart.mean()),
    }


def share(found, wanted):
    """Returns the share of values that are the wanted ones."""
    return float(np.mean([one == other for one, other in zip(found, wanted, strict=True)]))


def row_of(row, tested, judge, options):
    """Returns what was measured of a row, and its first pictures, from its files if there are."""
    parts = (row, options.minutes, options.width, options.size, len(tested[0]), options.seed)
    stem = "-".join(file_name(str(part)) for part in parts)

    def measure():
        pictures, known, background = tested
        changes = asked_of(known)
        edited, gan, steps = np.repeat(pictures, len(ASKED), axis=0), None, None
        if row != UNCHANGED:
            gan, steps = trained(row, options)
            edited = edited_by(row, gan, pictures, known, changes, options)
        found = measured(pictures, edited, background, changes, judge.classify)
        found["taken for faces"] = float(judge.finds_face(edited).mean())
        return {**found, "steps": steps}, edited[: SHOWN * len(ASKED)]

    return measured_once(options.cells / f"found-{stem}", measure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, "sisgan", ROWS, minutes=20)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=48)
    parser.add_argument("--faces", type=int, help="to learn from, at most")
    parser.add_argument("--held_out", type=int, default=128)
    parser.add_argument("--judge_faces", type=int, default=8000)
    parser.add_argument("--encoder_epochs", type=int, default=4)
    parser.add_argument("--inversion_steps", type=int, default=200)
    options = begun(parser)
    from benchmarks.judges.face_classifier import trained as trained_judge
    from keras_gan_zoo.samples.labelled_rows import save_rows
    from keras_gan_zoo.samples.sheets import grid

    tested = held_out(options)
    count = options.judge_faces
    judge, _ = trained_judge(faces=count, held_out=count // 8, size=options.size, verbose=0)
    settings = {
        "pixels": options.size,
        "minutes of the processor": options.minutes,
        "width": options.width,
        "batch": options.batch,
        "faces changed": options.held_out,
        "epochs of the text encoder": options.encoder_epochs,
        "steps of an inversion": options.inversion_steps,
    }
    sheets = []
    for row in options.rows:
        found, pictures = row_of(row, tested, judge, options)
        page = keep("sisgan", settings, {row: {options.seed: found}}, ROWS)
        sheets.append((row, grid(pictures, len(pictures))))
        save_rows(PICTURES / "slide_sisgan.png", sheets, SHOWN * len(ASKED), list(ASKED) * SHOWN)
        print(row, found, page, flush=True)


if __name__ == "__main__":
    main()
