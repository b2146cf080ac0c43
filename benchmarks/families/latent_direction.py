"""Puts glasses on the faces of an unconditional generator, by a direction of its latents.

    python -m benchmarks.families.latent_direction [--samples 20000] [--faces 500]

Trains recipes/dcgan_faces.yaml (a run that was stopped goes on, a finished one is taken as it is),
draws samples, lets classifiers of ours tell their attributes, and finds the direction of glasses
among the generator's maps and among the latents, with and without what it shares with the colours
of hair; then those of one colour of hair and of long hair. How far to go is chosen on the samples;
what comes of it is measured on fresh faces. Writes benchmarks/results/latent_direction.md and two
pictures in docs/pictures: latent_direction.png, faces on their way to glasses, and
latent_control.png, all else that `keras_gan_zoo.latent` does.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

WANTED, DISTANCES = 0.85, np.arange(0.5, 12.5, 0.5)
SIZE, SHARE = 32, 0.08  # of the maps in which glasses are put on; the frame is some 8% of them
SEED, ROWS_SHOWN, COLUMNS = 0, 6, 7
COLOUR = "blue"
OTHER_ATTRIBUTES = ("long_hair", "skin", "beard", "background")
KEPT = {"hair colour": "hair_colour", "hair length": "long_hair", "skin": "skin"}
# By what its direction is called: the attribute, and the value that is wanted.
OTHERS = {f"{COLOUR} hair": ("hair_colour", COLOUR), "long hair": ("long_hair", True)}


def told_of(images, classifiers):
    """Returns what the classifiers tell of faces, an array for each attribute."""
    told = {}
    for classifier in classifiers:
        told |= {name: np.array(values) for name, values in classifier.classify(images).items()}
    return told


def latent_directions(latents, told):
    """Returns the direction of glasses, alone and at right angles to the colours of hair."""
    from keras_gan_zoo.latent import attribute_direction, without

    plain = attribute_direction(latents, told["glasses"])
    hair = told["hair_colour"]
    colours = [colour for colour in np.unique(hair) if (hair == colour).sum() >= 10]
    of_hair = [attribute_direction(latents, hair == colour) for colour in colours]
    return {"direction of glasses": plain, "the same without hair": without(plain, of_hair)}


def drawn_along(gan, direction):
    """Returns a function that draws the faces of latents after a move along a direction."""
    from keras_gan_zoo.latent import move

    return lambda latents, distance: gan.generate(latents=move(latents, direction, distance))


def rates(draw, distance, latents, before, classifiers, attribute="glasses", value=True):
    """Returns the share with the attribute after a move, and those that keep each other one."""
    told = told_of(draw(latents, distance), classifiers)
    kept = {f"{name} kept": float((told[key] == before[key]).mean()) for name, key in KEPT.items()}
    return {"after": float((told[attribute] == value).mean()), **kept}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=20_000, help="labelled by the classifier")
    parser.add_argument("--faces", type=int, default=500, help="fresh ones, to measure on")
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipe")
    parser.add_argument("--classifier_faces", type=int, default=8000)
    parser.add_argument("--classifier_epochs", type=int, default=10)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()
    from benchmarks.common.recipe_runs import trained
    from benchmarks.families.latent_pictures import control_sheet, faces_on_their_way
    from benchmarks.judges import face_classifier
    from keras_gan_zoo.latent import attribute_direction, feature_direction
    from keras_gan_zoo.samples.sheets import save_png

    classifiers, accuracy = [], {}
    for attributes in (face_classifier.ATTRIBUTES, OTHER_ATTRIBUTES):
        classifier, right = face_classifier.trained(
            faces=options.classifier_faces,
            held_out=options.classifier_faces // 8,
            epochs=options.classifier_epochs,
            attributes=attributes,
        )
        classifiers.append(classifier)
        accuracy |= right
    print(f"the classifiers are right on {accuracy}", flush=True)
    gan = trained("dcgan_faces", options.runs, options.set).gan
    random = np.random.default_rng(SEED)
    samples = random.standard_normal((options.samples, gan.latent_dim)).astype("float32")
    fresh = random.standard_normal((options.faces, gan.latent_dim)).astype("float32")
    told = told_of(gan.generate(latents=samples), classifiers)
    before = told_of(gan.generate(latents=fresh), classifiers)
    chosen_on = samples[:500]
    before_chosen = {name: values[:500] for name, values in told.items()}

    def far_enough(draw, *wanted):
        for distance in DISTANCES:
            found = rates(draw, distance, chosen_on, before_chosen, classifiers, *wanted)
            if found["after"] >= WANTED:
                break
        return float(distance)

    def row(name, draw, attribute="glasses", value=True, distance=None):
        wanted = (attribute, value)
        if distance is None:
            distance = far_enough(draw, *wanted)
        found = {
            "row": name,
            "distance": distance,
            "before": float((before[attribute] == value).mean()),
            **rates(draw, distance, fresh, before, classifiers, *wanted),
        }
        print(found, flush=True)
        return found

    glasses = feature_direction(
        gan,
        samples,
        told["glasses"],
        keep=[told[name] for name in (*KEPT.values(), "eye_colour", "beard", "background")],
        size=SIZE,
        share=SHARE,
    )
    rows = [row(f"glasses, among maps of {SIZE}x{SIZE}", glasses.generate)]
    moves = {"glasses": (glasses.generate, rows[0]["distance"])}
    for name, direction in latent_directions(samples, told).items():
        rows.append(row(name, drawn_along(gan, direction)))
    noise = random.standard_normal(gan.latent_dim)
    noise = drawn_along(gan, noise / np.linalg.norm(noise))
    rows.append(row("a random direction", noise, distance=rows[-1]["distance"]))
    for name, (attribute, value) in OTHERS.items():
        draw = drawn_along(gan, attribute_direction(samples, told[attribute] == value))
        rows.append(row(f"direction of {name}", draw, attribute, value))
        moves[name] = (draw, rows[-1]["distance"])
    print(write_table(rows, accuracy, options))
    sheet = faces_on_their_way(fresh[:ROWS_SHOWN], *moves["glasses"], COLUMNS)
    save_png(options.pictures / "latent_direction.png", sheet)
    sheet = control_sheet(gan, fresh[ROWS_SHOWN:], moves, COLUMNS)
    save_png(options.pictures / "latent_control.png", sheet)


def write_table(rows, accuracy, options):
    told = ", ".join(f"{name.replace('_', ' ')} {value:.1%}" for name, value in accuracy.items())
    shares = list(rows[0])[2:]
    lines = [
        "# Latent directions of an unconditional generator",
        "",
        f"`python -m benchmarks.families.latent_direction --samples {options.samples} --faces "
        f"{options.faces}`. A DCGAN on cartoon faces that was told no attribute. The directions "
        f"are found among {options.samples:,} samples that convolutional networks of ours label "
        f"(right on faces they have not seen: {told}). How far to go, in standard deviations, is "
        f"chosen on 500 of them, the first half step at which {WANTED:.0%} have what is wanted; "
        f"the rates are of {options.faces} fresh faces before and after: with glasses for the "
        "first four rows, with the hair that is named for the others. Kept: the share of which the "
        "network tells the same as before. Among maps (`latent.feature_direction`) a distance of 1 "
        f"is that of faces with and without glasses, and {SHARE:.0%} of the places are moved.",
        "",
        f"| row | distance | {' | '.join(shares)} |",
        f"|---|---|{'---|' * len(shares)}",
        *(
            f"| {row['row']} | {row['distance']:.1f} "
            f"| {' | '.join(f'{row[share]:.1%}' for share in shares)} |"
            for row in rows
        ),
        "",
        "![Faces on their way to glasses](../../docs/pictures/latent_direction.png)",
        "",
        "![All else that is done with latents](../../docs/pictures/latent_control.png)",
        "",
        f"From top to bottom: one face to glasses, to {COLOUR} hair, to long hair; two faces "
        "interpolated along a line and along the sphere; faces of latents truncated at 2, and the "
        "same at 0.7; held-out faces, and what their inversion draws.",
    ]
    path = options.results / "latent_direction.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".json").write_text(json.dumps(rows, indent=1) + "\n")
    return path


if __name__ == "__main__":
    main()
