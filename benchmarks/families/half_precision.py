"""Trains each family in float32 and in bfloat16, and compares their scores over three seeds.

    python -m benchmarks.families.half_precision [--families dcgan wgan] [--share 0.05]
        [--seeds 0 1 2] [--threads 1]

Each training is the family's own recipe with a share of its steps. What a picture generator draws
is judged by the Fréchet distance between 2,000 pictures and 2,000 test pictures in the features of
a classifier of that data, as Inception would take longer than the training; a translator by its L1
distance to the true counterparts; a text family by the loss on held-out text. Lower is better in
each. A family may be trained in half precision by `training.precision: auto` (its
`good_in_half_precision`) if the two means differ by no more than the scores of one precision differ
among themselves. Can be stopped, and goes on. Writes benchmarks/results/half_precision.md, where
families of earlier calls with the same share stay.
"""

import argparse
import json
import os
import statistics
from pathlib import Path

import numpy as np

from benchmarks.common.places import RECIPES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

PRECISIONS = ("float32", "mixed_bfloat16")
PICTURES = 2_000
HELD_OUT = 2_000
LEAST_STEPS = 100
NAMED = {"cyclegan": "cyclegan_noto_twemoji", "dcgan": "dcgan_fashion_mnist"}
"""The recipe of a family that has several, where it is not the first."""
LIKE = dict.fromkeys(("maligan", "rankgan", "scratch_gan"), "seqgan_quatrains")
"""Families without a recipe take that of another."""
LEFT_OUT = {
    "gumbel_gan": "its recipe would be of one-hot tokens, which no judge here sees",
    "mle_lm": "it is what the others' pretraining is",
    "stargan": "none of its domains has true counterparts",
    "text_to_image": "a twentieth of its recipe draws no face that could be judged",
}


def recipe_of(family):
    """Returns the name of the recipe that trains a family here, or None."""
    if family in NAMED:
        return NAMED[family]
    if family in LIKE:
        return LIKE[family]
    found = sorted(path.stem for path in RECIPES.glob(f"{family}_*.yaml"))
    found = [name for name in found if _family_of(name) == family]
    return found[0] if found else None


def _family_of(recipe):
    from keras_gan_zoo.recipes.recipe import load_recipe

    return load_recipe(RECIPES / f"{recipe}.yaml").model["name"]


def trained(family, precision, seed, options):
    """Returns the trained model, its recipe, and the median milliseconds of a step."""
    import dataclasses
    from itertools import pairwise

    from keras_gan_zoo.recipes.recipe import load_recipe
    from keras_gan_zoo.runs.directory import RunDirectory
    from keras_gan_zoo.runs.history_file import read_history
    from keras_gan_zoo.training import train
    from keras_gan_zoo.training.trainer import load_trained

    path = RECIPES / f"{recipe_of(family)}.yaml"
    whole = load_recipe(path)
    steps = max(LEAST_STEPS, round(whole.training.steps * options.share))
    steps = min(steps, whole.training.steps)
    changes = [
        f"training.steps={steps}",
        f"training.precision={precision}",
        f"training.seed={seed}",
        "training.log_every=10",
        f"training.picture_every={steps}",
        "export=[]",
        "evaluation=null",
    ]
    recipe = load_recipe(path, changes)
    if family in LIKE:
        recipe = dataclasses.replace(recipe, model={**recipe.model, "name": family})
    folder = options.runs / f"{family}-{precision}-{seed}-{options.share}"
    directory = RunDirectory(folder)
    if directory.exists and directory.finished:
        gan = load_trained(directory)
    else:
        result = train(recipe, folder)
        if result.interrupted:
            raise SystemExit(130)
        gan = result.gan
    history = read_history(directory.history_file)
    pairs = list(pairwise(history))[2:] or list(pairwise(history))
    step = statistics.median(
        (end["seconds"] - begin["seconds"]) / (end["step"] - begin["step"]) for begin, end in pairs
    )
    return gan, recipe, 1000 * step


def score(gan, recipe):
    """Returns what a model is judged by, lower is better, and what it is called."""
    protocol = (_whole(recipe).evaluation or {"protocol": "generation"})["protocol"]
    if protocol == "text":
        return _held_out_loss(gan, recipe), "nats a token"
    if protocol == "translation":
        return _to_the_answer(gan, recipe), "L1"
    return _distance(gan, recipe), "distance"


def _whole(recipe):
    from keras_gan_zoo.recipes.recipe import load_recipe

    name = recipe_of(recipe.model["name"])
    return load_recipe(RECIPES / f"{name}.yaml")


def _held_out_loss(gan, recipe):
    from keras_gan_zoo.evaluation.text import text_data
    from keras_gan_zoo.metrics import held_out_nll

    _, held_out = text_data(gan, recipe.data, recipe.test_data)
    return float(held_out_nll(gan, held_out[:HELD_OUT]))


def _to_the_answer(gan, recipe):
    import dataclasses

    from keras_gan_zoo.training.scoring import evaluate

    # Without the perceptual distance, whose network takes longer than the training.
    settings = {**_whole(recipe).evaluation, "perceptual": None}
    table = evaluate(gan, dataclasses.replace(recipe, evaluation=settings), {})[0]
    (column,) = [index for index, name in enumerate(table.columns) if name.startswith("L1")]
    return float(table.rows[0][column])


def _distance(gan, recipe):
    from keras_gan_zoo.metrics.frechet import GaussianStatistics, frechet_distance

    both = []
    for source in (None, gan):
        features = _features(recipe.data["name"], source)
        covariance = np.cov(features, rowvar=False)
        both.append(
            GaussianStatistics.from_moments(features.mean(axis=0), covariance, len(features))
        )
    return float(frechet_distance(*both))


def _features(data_name, gan):
    import keras

    from benchmarks.judges import digit_classifier, garment_classifier
    from keras_gan_zoo import data

    if data_name == "fashion_mnist":
        # Nine garments in ten told are enough: its features are compared, not its answers.
        classifier, _ = garment_classifier.trained(epochs=3, examples=30_000, verbose=0)
    else:
        classifier, _ = digit_classifier.trained(epochs=2, verbose=0)
    features = keras.Model(classifier.inputs, classifier.layers[-2].output)
    if gan is None:
        images = next(iter(data.load(data_name, "test", batch_size=PICTURES)))
    else:
        images = gan.generate(PICTURES, seed=0)
    return np.asarray(
        features.predict(np.asarray(images, "float32"), batch_size=500, verbose=0), "float64"
    )


def verdict(scores):
    """Returns the difference of the means, the widest spread of one precision, and if it is within.

    Args:
        scores: By precision, the scores of the seeds.
    """
    full, half = (scores[precision] for precision in PRECISIONS)
    difference = statistics.mean(half) - statistics.mean(full)
    spread = max(max(full) - min(full), max(half) - min(half))
    # Better than the spread of seeds is no loss either.
    return difference, spread, difference <= spread


def write_table(rows, options):
    from keras_gan_zoo.metrics.score import machine_class

    lines = [
        "# What half precision costs each family, and brings",
        "",
        f"`python -m benchmarks.families.half_precision --share {options.share}`. Each family's "
        f"own recipe, {100 * options.share:g}% of its steps (at least {LEAST_STEPS}), from seeds "
        f"{', '.join(map(str, options.seeds))}, in float32 and in bfloat16. Score, lower is "
        f"better: the Fréchet distance of {PICTURES:,} pictures to {PICTURES:,} test pictures in "
        "the features of our classifier of that data; L1 to the true counterparts; nats a token "
        "on held-out text. So short a training tells whether an algorithm bears the precision, "
        "not how good the family becomes. Within: bfloat16's mean is worse by no more than the "
        "seeds of one precision differ. Times as fast: a step's median time in float32 over that "
        f"in bfloat16, the precisions in turns, {options.threads} thread, {machine_class()}.",
        "",
        "| family | steps | score | float32 | bfloat16 | difference of means | spread of seeds "
        "| within | times as fast |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for family, row in sorted(rows.items()):
        difference, spread, within = verdict(row["scores"])
        ratio = statistics.median(
            full / half for full, half in zip(*(row["ms"][p] for p in PRECISIONS), strict=True)
        )
        shown = [", ".join(f"{one:.4g}" for one in row["scores"][p]) for p in PRECISIONS]
        lines.append(
            f"| {family} | {row['steps']:,} | {row['score']} | {shown[0]} | {shown[1]} | "
            f"{difference:+.3g} | {spread:.3g} | {'yes' if within else '**no**'} | {ratio:.2f} |"
        )
    lines += [
        "",
        "A family that has no row was not trained yet, and `auto` leaves it alone. Left out: "
        + "; ".join(f"{name}, as {why}" for name, why in LEFT_OUT.items())
        + ".",
        "",
    ]
    (RESULTS / "half_precision.md").write_text("\n".join(lines), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", nargs="+")
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=Path("runs/half_precision"))
    options = parser.parse_args()
    from benchmarks.common.training_cell import start_tensorflow

    start_tensorflow(options.threads)
    import keras

    import keras_gan_zoo

    kept = RESULTS / "half_precision.json"
    rows = json.loads(kept.read_text()) if kept.exists() else {}
    rows = {name: row for name, row in rows.items() if row["share"] == options.share}
    known = [name for name in keras_gan_zoo.list_models() if name not in LEFT_OUT]
    for family in options.families or known:
        if family in rows and rows[family]["seeds"] == options.seeds:
            continue
        scores = {precision: [] for precision in PRECISIONS}
        milliseconds = {precision: [] for precision in PRECISIONS}
        for seed in options.seeds:
            for precision in PRECISIONS:
                gan, recipe, ms = trained(family, precision, seed, options)
                value, called = score(gan, recipe)
                scores[precision].append(value)
                milliseconds[precision].append(ms)
                print(
                    f"{family} {precision} seed {seed}: {value:.4g} {called}, {ms:.1f} ms",
                    flush=True,
                )
                keras.backend.clear_session()
        rows[family] = {
            "share": options.share,
            "seeds": options.seeds,
            "steps": recipe.training.steps,
            "score": called,
            "scores": scores,
            "ms": milliseconds,
        }
        kept.write_text(json.dumps(rows, indent=1) + "\n")
        write_table(rows, options)


if __name__ == "__main__":
    main()
