"""Puts glasses on the faces of an unconditional generator, by a direction of its latents.

    python benchmarks/latent_direction.py [--samples 4000] [--faces 500]

Trains recipes/dcgan_faces.yaml (a run that was stopped goes on, a finished one is taken as it is),
draws samples, lets a classifier of ours tell their attributes, and finds the direction of glasses
among their latents, with and without what it shares with the colours of hair. How far to go is
chosen on the samples; what comes of it is measured on fresh faces. Writes
benchmarks/results/latent_direction.md and docs/pictures/latent_direction.png.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

WANTED, DISTANCES = 0.85, np.arange(-4.0, 12.5, 0.5)
SEED, ROWS_SHOWN, COLUMNS = 0, 6, 7
ROOT = Path(__file__).resolve().parent


def attributes_of(gan, classifier, latents):
    """Returns which of the faces wear glasses, and each one's colour of hair."""
    found = classifier.classify(gan.generate(latents=latents))
    return np.array(found["glasses"], bool), np.array(found["hair_colour"])


def directions(latents, glasses, hair):
    """Returns the direction of glasses, alone and at right angles to the colours of hair."""
    from keras_gan_zoo.latent import attribute_direction, without

    plain = attribute_direction(latents, glasses)
    colours = [colour for colour in np.unique(hair) if (hair == colour).sum() >= 10]
    of_hair = [attribute_direction(latents, hair == colour) for colour in colours]
    return {"direction of glasses": plain, "the same without hair": without(plain, of_hair)}


def measured(gan, classifier, latents, direction, distance):
    """Returns the share with glasses after a move, and of those whose hair keeps its colour."""
    from keras_gan_zoo.latent import move

    _, hair = attributes_of(gan, classifier, latents)
    glasses, moved_hair = attributes_of(gan, classifier, move(latents, direction, distance))
    return float(glasses.mean()), float((moved_hair == hair).mean())


def far_enough(gan, classifier, latents, direction):
    """Returns the smallest distance at which as many faces as wanted wear glasses."""
    for distance in DISTANCES[DISTANCES > 0]:
        if measured(gan, classifier, latents, direction, distance)[0] >= WANTED:
            return float(distance)
    return float(DISTANCES[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=4000, help="labelled by the classifier")
    parser.add_argument("--faces", type=int, default=500, help="fresh ones, to measure on")
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipe")
    parser.add_argument("--classifier_faces", type=int, default=8000)
    parser.add_argument("--classifier_epochs", type=int, default=10)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--pictures", type=Path, default=ROOT.parent / "docs" / "pictures")
    options = parser.parse_args()
    import face_classifier
    from recipe_runs import trained

    from keras_gan_zoo.callbacks.grid import grid, save_png
    from keras_gan_zoo.latent import move

    classifier, accuracy = face_classifier.trained(
        faces=options.classifier_faces,
        held_out=options.classifier_faces // 8,
        epochs=options.classifier_epochs,
    )
    print(f"the classifier is right on {accuracy}", flush=True)
    _, gan, _ = trained("dcgan_faces", options.runs, options.set)
    random = np.random.default_rng(SEED)
    samples = random.standard_normal((options.samples, gan.latent_dim)).astype("float32")
    fresh = random.standard_normal((options.faces, gan.latent_dim)).astype("float32")
    glasses, hair = attributes_of(gan, classifier, samples)
    print(f"{glasses.mean():.1%} of the samples wear glasses", flush=True)
    before = float(attributes_of(gan, classifier, fresh)[0].mean())
    rows = []
    for name, direction in directions(samples, glasses, hair).items():
        distance = far_enough(gan, classifier, samples[:500], direction)
        after, kept = measured(gan, classifier, fresh, direction, distance)
        rows.append({"row": name, "distance": distance, "glasses": after, "hair kept": kept})
        print(rows[-1], flush=True)
    noise = random.standard_normal(gan.latent_dim)
    after, kept = measured(gan, classifier, fresh, noise / np.linalg.norm(noise), distance)
    rows.append(
        {"row": "a random direction", "distance": distance, "glasses": after, "hair kept": kept}
    )
    print(write_table(rows, before, accuracy, options))
    path = move(fresh[:ROWS_SHOWN], direction, np.linspace(-distance / 2, distance, COLUMNS))
    images = gan.generate(latents=path.reshape(-1, gan.latent_dim))
    save_png(options.pictures / "latent_direction.png", grid(images, columns=COLUMNS))


def write_table(rows, before, accuracy, options):
    told = ", ".join(f"{name.replace('_', ' ')} {value:.1%}" for name, value in accuracy.items())
    lines = [
        "# A latent direction for glasses",
        "",
        f"`python benchmarks/latent_direction.py --samples {options.samples} --faces "
        f"{options.faces}`. A DCGAN on cartoon faces that was told no attribute. The direction is "
        f"found among {options.samples:,} samples that a convolutional network of ours labels "
        f"(right on faces it has not seen: {told}). How far to go, in standard deviations, is "
        f"chosen on 500 of them, the first half step at which {WANTED:.0%} wear glasses; the rates "
        f"are of {options.faces} fresh faces, of which {before:.1%} wear glasses before. Hair "
        "kept: the share whose colour of hair the network tells as before.",
        "",
        "| row | distance | with glasses | hair kept |",
        "|---|---|---|---|",
        f"| unmoved | 0 | {before:.1%} | 100.0% |",
        *(
            f"| {row['row']} | {row['distance']:.1f} | {row['glasses']:.1%} "
            f"| {row['hair kept']:.1%} |"
            for row in rows
        ),
    ]
    path = options.results / "latent_direction.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".json").write_text(json.dumps(rows, indent=1) + "\n")
    return path


if __name__ == "__main__":
    main()
