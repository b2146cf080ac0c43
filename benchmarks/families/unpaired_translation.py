"""Translates emoji from noto's hand to twemoji's and back, never having seen a pair.

    python -m benchmarks.families.unpaired_translation [--set training.steps=100]

Trains the recipes of CycleGAN, DiscoGAN and DualGAN, each for the same number of generator steps of
the same batch: less than an hour each on two quiet cores; a run that was stopped goes on, a
finished one is taken as it is. Scored
on the true counterparts of held-out emoji, beside the picture unchanged and its colours matched to
the other set's. Writes benchmarks/results/unpaired_translation.md and
docs/pictures/unpaired_translation.png.
"""

import argparse
from pathlib import Path

from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.recipe_runs import trained
from benchmarks.common.translation_scores import markdown_table, pictures_of, to_the_truth

DATA = "noto_and_twemoji"
SIZE = 48
FAMILIES = ("cyclegan", "discogan", "dualgan")
SHOWN = 12
DIRECTIONS = {"x_to_y": "noto to twemoji", "y_to_x": "twemoji to noto"}


def histogram_matched(images, source, target):
    """Gives pictures the colours of another set: each channel by its quantiles, the same for all.

    Args:
        images: Pictures like those of `source`, float in [-1, 1].
        source: Pictures of their own set.
        target: Pictures of the other set.
    """
    import numpy as np

    edges = np.linspace(-1, 1, 257)
    matched = np.empty_like(images)
    for channel in range(images.shape[-1]):
        shares = [
            np.cumsum(np.histogram(pictures[..., channel], edges)[0]) / pictures[..., channel].size
            for pictures in (source, target)
        ]
        levels = np.linspace(-1, 1, 256)
        becomes = np.interp(shares[0], shares[1], levels)
        matched[..., channel] = np.interp(images[..., channel], levels, becomes)
    return matched


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipes")
    parser.add_argument("--count", type=int, help="judge only so many held-out emoji")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()

    from keras_gan_zoo import data
    from keras_gan_zoo.metrics import colour_distance
    from keras_gan_zoo.samples.sheets import grid, save_png, stack

    known = [pictures_of(images) for images in data.load(DATA, image_size=SIZE)]
    held_out = data.load(DATA, "test", image_size=SIZE, limit=options.count)
    x, y = (pictures_of(images) for images in held_out)
    runs = {
        family: trained(f"{family}_noto_twemoji", options.runs, options.set)
        for family in options.families
    }
    seeds = ", ".join(f"{family} {run.recipe.training.seed}" for family, run in runs.items())
    training = runs[options.families[-1]].recipe.training
    lines = [
        "# Emoji from one artist's hand to another's, without pairs",
        "",
        "`python -m benchmarks.families.unpaired_translation`. Trained on"
        f" {len(known[0])} emoji by noto and {len(known[1])} of other subjects by twemoji,"
        f" {SIZE}x{SIZE}; scored on {len(x)} held-out subjects that both have drawn. Each family"
        f" {training.steps:,} generator steps of {training.batch_size}; seeds {seeds}, noise"
        " seed 0. L1"
        " on the scale of [-1, 1]; LPIPS by VGG; colours are the distance to the true set's pixels"
        " in CIELAB."
        " Lower is better but for SSIM.",
    ]
    sheets = []
    for direction, title in DIRECTIONS.items():
        forward = direction == "x_to_y"
        source, truth = (x, y) if forward else (y, x)
        sets = known if forward else known[::-1]
        methods = {
            "unchanged": source,
            "colour histogram matched": histogram_matched(source, *sets),
            **{
                family: run.gan.generate(source, direction=direction, seed=0)
                for family, run in runs.items()
            },
        }
        rows = [
            {
                "": row,
                **to_the_truth(pictures, truth),
                "colours, Delta E": colour_distance(pictures, truth),
                "minutes": runs[row].minutes if row in runs else "",
            }
            for row, pictures in methods.items()
        ]
        lines += ["", f"## {title[0].upper()}{title[1:]}", "", *markdown_table(rows)]
        print("\n".join([title, *markdown_table(rows)]), flush=True)
        shown = slice(0, len(source), max(1, len(source) // SHOWN))
        bands = [*methods.values(), truth]
        sheets += [grid(band[shown][:SHOWN], columns=SHOWN, scale=2) for band in bands]
    lines += [
        "",
        "![Translations both ways](../../docs/pictures/unpaired_translation.png)",
        "",
        f"For each direction from top to bottom: the input, its colours matched,"
        f" {', '.join(options.families)}, the truth.",
    ]
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / "unpaired_translation.md"
    path.write_text("\n".join(lines) + "\n")
    save_png(options.pictures / "unpaired_translation.png", stack(sheets, gap=4))
    print(path)


if __name__ == "__main__":
    main()
