"""Colours OpenMoji's line drawings: pix2pix, L1 alone, the GAN alone, and the nearest drawing.

    python -m benchmarks.families.paired_translation [--set training.steps=100]

Trains recipes/pix2pix_openmoji.yaml, less than an hour on two quiet cores, and three times the
network of the paper, which may decide on every pixel by itself: with both halves of the loss, and
with each alone. A run that was stopped goes on, a finished one is taken as it is. Scored on
held-out emoji. Writes benchmarks/results/paired_translation.md and
docs/pictures/paired_translation.png, which shows why L1 alone blurs.
"""

import argparse
from pathlib import Path

from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.recipe_runs import trained
from benchmarks.common.translation_scores import markdown_table, pictures_of, to_the_truth

DATA = "openmoji_lines_and_colours"
PAPERS = "model.flat_areas=false"
VARIANTS = {
    "L1 + GAN (pix2pix)": ([PAPERS], "by_pixels"),
    "L1 alone": ([PAPERS, "model.adversarial_weight=0.0"], "by_pixels_l1"),
    "GAN alone": ([PAPERS, "model.l1_weight=0.0"], "by_pixels_gan"),
    "the recipe: L1 + GAN, flat areas": ([], ""),
}
"""A row's changes to the recipe, and what its run is called beside the recipe's."""

SHOWN = 12


def nearest_neighbours(drawings, known_drawings, known_pictures):
    """Returns for each drawing the picture of the known drawing that is most like it."""
    import numpy as np

    def blurred(images):
        # A line that lies a pixel beside another is still like it.
        grey = images.mean(axis=-1)
        count, height, width = grey.shape
        return (
            grey.reshape(count, height // 4, 4, width // 4, 4).mean(axis=(2, 4)).reshape(count, -1)
        )

    queries, keys = blurred(drawings), blurred(known_drawings)
    distances = (keys**2).sum(axis=1) - 2 * queries @ keys.T
    return known_pictures[np.argmin(distances, axis=1)]


def scored(pictures, truth, extractor):
    """Returns the scores of one method."""
    from keras_gan_zoo import metrics

    fid = metrics.fid(pictures, truth, extractor=extractor, source=f"{DATA}/test", progress=False)
    return {
        **to_the_truth(pictures, truth),
        fid.name: float(fid.value),
        "sharpness": float(metrics.sharpness(pictures).mean()),
        "colours, Delta E": metrics.colour_distance(pictures, truth),
    }


def draw(methods, chosen, path):
    """Draws for some emoji what each method makes of them, a row for each method."""
    from keras_gan_zoo.samples.sheets import grid, save_png, stack

    rows = [grid(pictures[chosen], columns=len(chosen), scale=2) for pictures in methods.values()]
    save_png(path, stack(rows, gap=4), {"rows": ", ".join(methods)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipe")
    parser.add_argument("--count", type=int, help="judge only so many held-out emoji")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()

    import numpy as np

    from keras_gan_zoo import data, metrics

    known = pictures_of(data.load(DATA))
    drawings, truth = pictures_of(data.load(DATA, "test", limit=options.count))
    methods = {
        "drawing": drawings,
        "nearest training drawing": nearest_neighbours(drawings, *known),
    }
    minutes = dict.fromkeys(methods, "")
    for row, (changes, variant) in VARIANTS.items():
        run = trained("pix2pix_openmoji", options.runs, [*options.set, *changes], variant)
        methods[row], minutes[row] = run.gan.generate(drawings, seed=0), run.minutes
    training = run.recipe.training
    extractor = metrics.inception_pool3("legacy")
    rows = [
        {"": row, **scored(pictures, truth, extractor), "minutes": minutes[row]}
        for row, pictures in methods.items()
    ]
    sharp = float(metrics.sharpness(truth).mean())
    lines = [
        "# Line drawings to colour: pix2pix and its two halves",
        "",
        f"`python -m benchmarks.families.paired_translation`. {len(drawings)}"
        f" held-out emoji of OpenMoji, 64x64, trained on {len(known[0])}; of no held-out subject"
        f" was a variant trained on. {training.steps:,} steps of {training.batch_size}, seed 0,"
        " dropout as noise, from the averaged generator. L1 on the scale of [-1, 1]; LPIPS by VGG;"
        f" sharpness is the variance of the Laplacian, {sharp:.0f} of the true pictures; colours"
        " are the distance of the two sets' pixels in CIELAB. Lower is better but for SSIM.",
        "",
        *markdown_table(rows),
        "",
        f"![{', '.join([*methods, 'truth'])}](../../docs/pictures/paired_translation.png)",
        "",
        f"From top to bottom: {', '.join([*methods, 'truth'])}. Where a drawing does not say its"
        " colour, the picture nearest to all its possible colours is their median, which is pale"
        " and has no edges: L1 alone paints that, and scores well on L1 for it. Flat areas (not in"
        " the paper) average what is decided for the pixels over what the drawing's lines enclose.",
    ]
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / "paired_translation.md"
    path.write_text("\n".join(lines) + "\n")
    chosen = np.random.default_rng(1).choice(
        len(drawings), min(SHOWN, len(drawings)), replace=False
    )
    draw({**methods, "truth": truth}, chosen, options.pictures / "paired_translation.png")
    print("\n".join(markdown_table(rows)), f"\n{path}")


if __name__ == "__main__":
    main()
