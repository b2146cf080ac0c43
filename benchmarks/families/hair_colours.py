"""Dyes the hair of cartoon faces with one StarGAN, and asks a classifier what has changed.

    python -m benchmarks.families.hair_colours [--set training.steps=100]

Trains recipes/stargan_faces.yaml, less than half an hour on two quiet cores; a run that was
stopped goes on, a finished one is taken as it is. Judged on held-out faces, each in each of ten
colours: whether the hair has the colour that was asked for, and whether eyes, skin and glasses are
what they were. Writes benchmarks/results/hair_colours.md and docs/pictures/hair_colours.png.
"""

import argparse
from pathlib import Path

from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.recipe_runs import trained
from benchmarks.common.translation_scores import markdown_table, pictures_of
from benchmarks.judges import face_classifier

SIZE, FACES, SHOWN = 48, 200, 8
KEPT = {"eyes kept": "eye_colour", "skin kept": "skin", "glasses kept": "glasses"}
ATTRIBUTES = ("hair_colour", *KEPT.values())


def rates(told, before, colour):
    """Returns the share with this colour of hair, and those of which all else is as before."""
    import numpy as np

    same = {name: np.mean(np.equal(told[key], before[key])) for name, key in KEPT.items()}
    return {"hair as asked": np.mean(np.equal(told["hair_colour"], colour)), **same}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipe")
    parser.add_argument("--count", type=int, default=FACES, help="held-out faces")
    parser.add_argument("--classifier_faces", type=int, default=8000)
    parser.add_argument("--classifier_epochs", type=int, default=10)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()

    import numpy as np

    from keras_gan_zoo import data
    from keras_gan_zoo.samples.sheets import grid, save_png

    classifier, accuracy = face_classifier.trained(
        faces=options.classifier_faces,
        held_out=options.classifier_faces // 8,
        epochs=options.classifier_epochs,
        size=SIZE,
        attributes=ATTRIBUTES,
    )
    test = data.load("faces_by_hair_colour", "test", image_size=SIZE, limit=options.count)
    faces = pictures_of(test)
    run = trained("stargan_faces", options.runs, options.set)
    before = classifier.classify(faces)
    dyed = {colour: run.gan.generate(faces, direction=colour) for colour in run.gan.domains}
    rows = {
        colour: rates(classifier.classify(pictures), before, colour)
        for colour, pictures in dyed.items()
    }
    columns = list(next(iter(rows.values())))
    unchanged = [rates(before, before, colour) for colour in dyed]
    for name, over in (("mean", list(rows.values())), ("the face unchanged", unchanged)):
        rows[name] = {column: np.mean([row[column] for row in over]) for column in columns}
    table = markdown_table(
        [
            {"to": name, **{column: f"{row[column]:.1%}" for column in columns}}
            for name, row in rows.items()
        ]
    )
    told = ", ".join(f"{name.replace('_', ' ')} {value:.1%}" for name, value in accuracy.items())
    training = run.recipe.training
    lines = [
        "# Ten colours of hair by one generator",
        "",
        f"`python -m benchmarks.families.hair_colours`. StarGAN, {training.steps:,} generator steps"
        f" of {training.batch_size}, {SIZE}x{SIZE}, seed {training.seed}, {run.minutes} minutes."
        f" Judged on {len(faces)} held-out faces, each in each colour, by a convolutional network"
        f" of ours, which is right on faces it has not seen: {told}. Kept: the share of which it"
        " tells the same as of the face before.",
        "",
        *table,
        "",
        "![Faces in ten colours of hair](../../docs/pictures/hair_colours.png)",
        "",
        f"Each row: a face, and the same in {', '.join(run.gan.domains)}.",
    ]
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / "hair_colours.md"
    path.write_text("\n".join(lines) + "\n")
    print("\n".join(table), f"\n{path}")
    sheet = [
        picture
        for index in range(SHOWN)
        for picture in (faces[index], *(pictures[index] for pictures in dyed.values()))
    ]
    save_png(
        options.pictures / "hair_colours.png", grid(np.stack(sheet), 1 + len(dyed), gap=4, scale=2)
    )


if __name__ == "__main__":
    main()
