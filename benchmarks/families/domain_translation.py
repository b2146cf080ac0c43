"""Translates emoji between four artists' hands with one StarGAN, and asks a classifier of artists.

    python -m benchmarks.families.domain_translation [--set training.steps=100]

Trains recipes/stargan_emoji.yaml, less than an hour on two quiet cores; a run that was stopped goes
on, a finished one is taken as it is. Judged on held-out subjects, from each artist to each other:
whether classifiers of ours take the translation for the artist's, and whether it is nearer to
what the artist has made of the same subject than to what he has made of another. Writes
benchmarks/results/domain_translation.md and docs/pictures/domain_translation.png.
"""

import argparse
from pathlib import Path

from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.recipe_runs import trained
from benchmarks.common.translation_scores import markdown_table
from benchmarks.judges import artist_classifiers
from benchmarks.judges.artist_classifiers import ARTISTS, SIZE, accuracy, emoji, share_taken_for

SHOWN = 2


def share_nearer(translated, counterparts):
    """Returns how often a picture is nearer to its own counterpart than to another's, by L1.

    Over all pairs of a picture and another's counterpart; one half is chance.
    """
    import numpy as np

    flat = counterparts.reshape(len(counterparts), -1)
    shares = []
    for row, picture in enumerate(translated.reshape(len(translated), -1)):
        distances = np.abs(flat - picture).mean(axis=1)
        shares.append(np.mean(np.delete(distances, row) > distances[row]))
    return float(np.mean(shares))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", nargs="*", default=[], help="changes to the recipe")
    parser.add_argument("--variant", default="", help="what a run with --set is called")
    parser.add_argument("--passes", type=int, default=8, help="of the classifiers")
    parser.add_argument("--count", type=int, help="judge only so many held-out emoji")
    parser.add_argument("--runs", type=Path, default=Path("runs"))
    parser.add_argument("--folder", type=Path, default=Path("build"), help="of the classifiers")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()

    import numpy as np

    from keras_gan_zoo import data
    from keras_gan_zoo.samples.sheets import grid, save_png

    held_out = emoji("test", options.count)
    count = data.load(ARTISTS["noto"], image_size=SIZE).cardinality().numpy()
    run = trained("stargan_emoji", options.runs, options.set, options.variant)
    recipe, gan = run.recipe, run.gan
    classifiers = artist_classifiers.trained(options.folder, options.passes)
    judge, other = classifiers.values()
    rows, sheet = [], []
    # Neighbours are alike, so the ones to show are taken from all over.
    shown = np.linspace(0, len(held_out["noto"]) - 1, SHOWN * len(ARTISTS), dtype=int)
    for source, subjects in zip(ARTISTS, shown.reshape(len(ARTISTS), SHOWN), strict=True):
        translated = {
            target: gan.generate(held_out[source], direction=target) for target in ARTISTS
        }
        for target in ARTISTS:
            if target == source:
                continue
            truth = held_out[target]
            rows.append(
                {
                    "from": source,
                    "to": target,
                    "taken for the artist's": share_taken_for(judge, translated[target], target),
                    "by moved copies": share_taken_for(other, translated[target], target),
                    "unchanged": share_taken_for(judge, held_out[source], target),
                    "nearer to its counterpart": share_nearer(translated[target], truth),
                    "unchanged, nearer": share_nearer(held_out[source], truth),
                }
            )
        for subject in subjects:
            sheet += [held_out[source][subject], *(translated[one][subject] for one in ARTISTS)]
    means = {column: float(np.mean([row[column] for row in rows])) for column in list(rows[0])[2:]}
    rows.append({"from": "mean", "to": "", **means})
    lines = [
        "# Four artists' emoji by one generator",
        "",
        "`python -m benchmarks.families.domain_translation`. StarGAN,"
        f" {recipe.training.steps:,} generator steps of {recipe.training.batch_size} with"
        f" {recipe.model['critic_steps']} of the critic each, {SIZE}x{SIZE}, seed 0, {run.minutes}"
        " minutes;"
        f" {count} emoji by each artist, with nothing that says which"
        f" show the same. Judged on {len(held_out['noto'])} held-out subjects. The classifier names"
        f" the artist of {accuracy(judge, held_out):.1%} of the held-out originals; one that has"
        f" learned from moved and mirrored copies of {accuracy(other, held_out):.1%}. Nearer: the"
        " share of all other subjects' counterparts that are further away than the own one, by L1;"
        " chance is one half. Beside each score that of the picture left as it is.",
        "",
        *markdown_table(rows),
        "",
        "![Translations](../../docs/pictures/domain_translation.png)",
        "",
        f"Each row: an emoji, and what it becomes as {', '.join(ARTISTS)}; two of each artist.",
    ]
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / "domain_translation.md"
    path.write_text("\n".join(lines) + "\n")
    columns = 1 + len(ARTISTS)
    save_png(
        options.pictures / "domain_translation.png", grid(np.stack(sheet), columns, gap=4, scale=2)
    )
    print("\n".join(markdown_table(rows)), f"\n{path}")


if __name__ == "__main__":
    main()
