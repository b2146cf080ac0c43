"""Counts what InfoGAN's codes have come to mean: are its categories the digits?

    python -m benchmarks.families.infogan_codes [--per_category 200]

Trains recipes/infogan_mnist.yaml (a run that was stopped goes on, a finished one is taken as it
is). Each category is named after one digit, the naming that fits best. Then two questions: does a
classifier of ours see that digit in the category's pictures, and does Q, reading real test digits,
name them right? Beside them stand ten clusters of the same digits by their pixels. Writes
benchmarks/results/infogan_codes.md and docs/pictures/infogan_codes.png.
"""

import argparse
import os
from pathlib import Path

import numpy as np

from benchmarks.common.places import PICTURES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

CLASSES, SEED, COLUMNS = 10, 0, 9


def named(categories, digits):
    """Returns the digit of each category, no two the same, such that most pictures agree."""
    from scipy.optimize import linear_sum_assignment

    counts = np.zeros((CLASSES, CLASSES), int)
    np.add.at(counts, (categories, digits), 1)
    return linear_sum_assignment(counts, maximize=True)[1]


def clusters(images, seed=SEED):
    """Returns which of ten clusters each picture is in, by k-means on its pixels."""
    from scipy.cluster.vq import kmeans2

    flat = images.reshape(len(images), -1).astype("float64")
    return kmeans2(flat, CLASSES, minit="++", seed=seed)[1]


def read_by_q(gan, images):
    """Returns the category that Q reads off each picture."""
    judged = gan.discriminator.predict(images, batch_size=500, verbose=0)
    return judged["class_logits"].argmax(axis=1)


def codes_sheet(gan):
    """Returns, for each continuous code, a row for each category while that code goes from -2 to 2.

    All pictures of a sheet are drawn from the same noise (figure 2 of the paper).
    """
    from keras_gan_zoo.samples.sheets import grid, stack

    noise = np.random.default_rng(SEED).standard_normal((1, gan.latent_dim)).astype("float32")
    latents = np.repeat(noise, COLUMNS, axis=0)
    sheets = []
    for code in range(gan.codes):
        codes = np.zeros((COLUMNS, gan.codes))
        codes[:, code] = np.linspace(-2, 2, COLUMNS)
        rows = [
            gan.generate(category, n=COLUMNS, codes=codes, latents=latents)
            for category in range(CLASSES)
        ]
        sheets.append(grid(np.concatenate(rows), columns=COLUMNS))
    return stack(sheets)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--per_category", type=int, default=200)
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipe")
    parser.add_argument("--classifier_epochs", type=int, default=4)
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()
    from benchmarks.common.recipe_runs import trained
    from benchmarks.common.translation_scores import markdown_table
    from benchmarks.judges import digit_classifier
    from keras_gan_zoo import data
    from keras_gan_zoo.samples.sheets import save_png

    classifier, accuracy = digit_classifier.trained(epochs=options.classifier_epochs)
    run = trained("infogan_mnist", options.runs, options.set)
    asked = np.repeat(np.arange(CLASSES), options.per_category)
    drawn = run.gan.generate(range(CLASSES), n=options.per_category, seed=SEED)
    digits = digit_classifier.digits_of(classifier, drawn)
    names = named(asked, digits)
    test = data.load("mnist", "test", labels=True, batch_size=10_000)
    images, labels = (part.numpy() for part in next(iter(test)))
    read = read_by_q(run.gan, images)
    by_pixels = clusters(images)
    rows = [
        {"": "drawn pictures show their category's digit", "share": (names[asked] == digits)},
        {"": "real test digits, named by Q", "share": (names[read] == labels)},
        {
            "": "real test digits, clustered by pixels",
            "share": (named(by_pixels, labels)[by_pixels] == labels),
        },
    ]
    rows = [{**row, "share": f"{row['share'].mean():.1%}"} for row in rows]
    rows.append({"": "chance", "share": f"{1 / CLASSES:.1%}"})
    training = run.recipe.training
    lines = [
        "# InfoGAN's categories and MNIST's digits",
        "",
        f"`python -m benchmarks.families.infogan_codes`. {training.steps:,} steps of"
        f" {training.batch_size}, {run.minutes} minutes, seed 0, no label seen."
        f" {options.per_category} pictures of each category; the digits they show are told by a"
        f" network of ours, right on {accuracy:.2%} of the test digits. A category is named after"
        " the digit that most of its drawn pictures show, no two the same; clusters are"
        " named by the test labels themselves. The paper (1606.03657, section 7.2) reports 5%"
        " error when the category is read as the digit.",
        "",
        *markdown_table(rows),
        "",
        "![Ten categories, two codes](../../docs/pictures/infogan_codes.png)",
        "",
        f"Each row a category, here {', '.join(map(str, names))}, from one noise; from left to"
        " right the first code (above) or the second (below) from -2 to 2.",
    ]
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / "infogan_codes.md"
    path.write_text("\n".join(lines) + "\n")
    print("\n".join(markdown_table(rows)))
    save_png(options.pictures / "infogan_codes.png", codes_sheet(run.gan))
    print(path)


if __name__ == "__main__":
    main()
