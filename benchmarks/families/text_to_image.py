"""Scores text_to_image on faces: are hair and eyes as asked, also where never seen together?

    python -m benchmarks.families.text_to_image [--each 20] [--set training.steps=100]

Trains recipes/text_to_image_faces.yaml, and for half as long GAN-CLS by itself (1605.05396), with
and without the case of the wrong text. A run that was stopped goes on, a finished one is taken as
it is. Asks each for every combination of hair and eyes, in several wordings, and lets a classifier
of ours tell what was drawn. Combinations that were held out of training are counted apart. Writes
benchmarks/results/text_to_image.md and docs/pictures/text_to_image.png.
"""

import argparse
import itertools
import json
import os
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

GAN_CLS = ["model.matching_weight=0", "training.steps=2000", "model.instance_noise=[0.2, 2000]"]
ROWS = {
    "the recipe": ([], ""),
    "GAN-CLS by itself": (GAN_CLS, "gan_cls"),
    "the same without wrong text": ([*GAN_CLS, "model.wrong_text=false"], "without_wrong_text"),
}
"""A row's changes to the recipe, and what its run is called beside the recipe's."""
WORDINGS = (
    "a girl with long {hair} hair and {eyes} eyes",
    "a person with {eyes} eyes and short {hair} hair",
    "a portrait of a woman whose hair is {hair}, with {eyes} eyes",
    "a {hair}-haired kid with {eyes} eyes",
)
SHOWN = (
    "a girl with long blue hair and glasses",
    "a man with short brown hair, green eyes and a beard",
    "a girl with long red hair and brown eyes",
    "a kid with short green hair, blue eyes and earrings",
    "a woman with pink hair, purple eyes and flowers in the hair",
)
SEED, SAMPLES = 0, 8


def asked_for(each):
    """Returns every combination of hair and eyes `each` times: the texts, and what they ask."""
    from keras_gan_zoo.data.sets.faces.drawing import PALETTES

    combinations = itertools.product(PALETTES["hair"], PALETTES["eyes"])
    asked = [pair for pair in combinations for _ in range(each)]
    texts = [
        WORDINGS[index % len(WORDINGS)].format(hair=hair, eyes=eyes)
        for index, (hair, eyes) in enumerate(asked)
    ]
    return texts, np.array(asked)


def held_out_rows(asked):
    """Returns which of the combinations no face of the training set shows."""
    from keras_gan_zoo.data.sets.faces.captioned import HELD_OUT
    from keras_gan_zoo.data.sets.faces.captions import named_combination, shows

    combinations = [named_combination(name) for name in HELD_OUT]
    return np.array(
        [
            any(shows({"hair_colour": hair, "eye_colour": eyes}, one) for one in combinations)
            for hair, eyes in asked
        ]
    )


def score(gan, classifier, options):
    """Returns how often hair and eyes are as asked, and how far two samples of a text differ."""
    texts, asked = asked_for(options.each)
    images = gan.generate(texts, seed=SEED)
    found = classifier.classify(images)
    hair, eyes = np.array(found["hair_colour"]), np.array(found["eye_colour"])
    new = held_out_rows(asked)
    twice = gan.generate(list(SHOWN), n=2, seed=SEED + 1).reshape(len(SHOWN), 2, -1)
    return {
        "hair": float((hair == asked[:, 0])[~new].mean()),
        "eyes": float((eyes == asked[:, 1])[~new].mean()),
        "hair, held out": float((hair == asked[:, 0])[new].mean()),
        "eyes, held out": float((eyes == asked[:, 1])[new].mean()),
        "taken for faces": float(classifier.finds_face(images).mean()),
        "two samples differ by": float(np.abs(twice[:, 0] - twice[:, 1]).mean()),
    }


def write_table(rows, accuracy, options):
    columns = list(next(iter(rows.values()))["scores"])
    told = ", ".join(f"{name.replace('_', ' ')} {value:.1%}" for name, value in accuracy.items())
    lines = [
        "# Text to image on cartoon faces",
        "",
        f"`python -m benchmarks.families.text_to_image --each {options.each}`. Every combination "
        f"of ten colours of hair and five of eyes, {options.each} times in {len(WORDINGS)} "
        f"wordings, seed {SEED}, from the averaged generator. What was drawn is told by a "
        f"convolutional network of ours, which is right on faces it has not seen: {told}. "
        "Held out: five combinations that no face of the training set shows. By chance 10% of the "
        "hair and 20% of the eyes are as asked. Two samples of one text differ by so much a "
        "number, on the scale of [-1, 1].",
        "",
        f"| row | steps | minutes | {' | '.join(columns)} |",
        f"|---|---|---|{'---|' * len(columns)}",
    ]
    for name, row in rows.items():
        cells = [
            f"{row['scores'][column]:.3f}"
            if column.startswith("two")
            else f"{row['scores'][column]:.1%}"
            for column in columns
        ]
        lines.append(f"| {name} | {row['steps']:,} | {row['minutes']} | {' | '.join(cells)} |")
    path = options.results / "text_to_image.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".json").write_text(json.dumps(rows, indent=1) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=20, help="pictures of each combination")
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipe")
    parser.add_argument("--classifier_faces", type=int, default=8000)
    parser.add_argument("--classifier_epochs", type=int, default=10)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()
    from benchmarks.common.recipe_runs import trained
    from benchmarks.judges import face_classifier
    from keras_gan_zoo.samples.sheets import grid, save_png, stack

    classifier, accuracy = face_classifier.trained(
        faces=options.classifier_faces,
        held_out=options.classifier_faces // 8,
        epochs=options.classifier_epochs,
    )
    print(f"the classifier is right on {accuracy}", flush=True)
    rows, sheets = {}, []
    for name, (changes, variant) in ROWS.items():
        run = trained("text_to_image_faces", options.runs, [*options.set, *changes], variant)
        rows[name] = {
            "steps": run.steps,
            "minutes": run.minutes,
            "scores": score(run.gan, classifier, options),
        }
        print(name, rows[name], flush=True)
        sheets.append(grid(run.gan.generate(list(SHOWN), n=SAMPLES, seed=SEED), columns=SAMPLES))
    print(write_table(rows, accuracy, options))
    save_png(options.pictures / "text_to_image.png", stack(sheets))


if __name__ == "__main__":
    main()
