"""Decodes what lies between the codes of two digits, by an auto-encoder and by a VAE.

    python -m benchmarks.families.lectures.middle_of_codes [--rows vae] [--lengths 2] [--seeds 0 1]

Both have the same networks and as many steps. Of pairs of test digits the middle of their codes is
decoded; a classifier of digits (`benchmarks.judges.digit_classifier`) accepts it where it gives one
digit a probability of 0.9 or more, and so does one that has learned to tell means of two pictures
from digits (`benchmarks.families.lectures.blends`). Beside them stand a VAE without its KL, which
is an auto-encoder with the VAE's likelihood; the decoded ends; and the middle of the pictures
themselves, pixel by pixel. The figure is of codes of two numbers, over a grid.

A training is kept in --cells; the same command goes on. Writes
docs/lectures/middle_of_codes.md and its figure, and keeps the rows among the results.
"""

import argparse
import os

import numpy as np

from benchmarks.common.kept_rows import file_name
from benchmarks.common.row_options import add_shared, begun
from benchmarks.families.lectures import blends
from benchmarks.families.lectures.page import add_places, figure_path, keep, write_page

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NAME = "middle_of_codes"
SHAPE = (28, 28, 1)
MODELS = {"autoencoder": {}, "vae": {}, "vae without KL": {"beta": 0.0}}
PIXELS = "pixels"
ROWS = (PIXELS, *MODELS)
BATCH = 100
ACCEPTED = 0.9
KINDS = ("one class", "two classes")
CELLS_OF_GRID = 14
SHOWN = (
    "ends",
    *(f"middles, {kind}" for kind in KINDS),
    "accepted as another digit, two classes",
    "ends (blends known)",
    *(f"middles, {kind} (blends known)" for kind in KINDS),
)
"""Columns of the page; the file of the rows has more."""
CLAIM = (
    "an auto-encoder learns nothing of the codes between those of its pictures, so that the middle "
    "of two codes need not be a picture; a VAE's codes are noisy, so that codes near each other "
    "have to decode alike, and the middle of two is something between both."
)
CAPTION = (
    "Codes of two numbers of seed {seed}, decoded over a grid. Left, the auto-encoder's, over the "
    "range of the codes of the test digits; right, the VAE's, at even quantiles of N(0, I). Below "
    "each, four pairs of test digits of two classes, decoded at their codes and at the middle of "
    "them."
)


def pairs_of(labels, count, kind, seed=0):
    """Returns the places of pairs of pictures, int (count, 2); the two are never the same one.

    Args:
        labels: The class of each picture.
        count: How many pairs.
        kind: One of `KINDS`: whether both must be of one class, or of two.
        seed: Of the choice.
    """
    random, pairs = np.random.default_rng([seed, KINDS.index(kind)]), []
    while len(pairs) < count:
        one, other = random.integers(len(labels), size=2)
        alike = labels[one] == labels[other]
        if one != other and alike == (kind == "one class"):
            pairs.append((one, other))
    return np.array(pairs)


def judged(logits):
    """Returns which pictures are accepted, and the digit that each shows most likely.

    Args:
        logits: Of a classifier, (n, classes); from the eleventh on a class is no digit.
    """
    logits = np.asarray(logits, "float64")
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    odds = (odds / odds.sum(axis=1, keepdims=True))[:, : blends.CLASSES]
    return odds.max(axis=1) >= ACCEPTED, odds.argmax(axis=1)


def measured(codes, decode, labels, judges, count):
    """Returns the shares that are accepted of the decoded codes and of the middles of pairs.

    Args:
        codes: Of the test pictures, (n, ...): whatever `decode` takes, and has a middle.
        decode: Returns pictures of codes.
        labels: The class of each test picture.
        judges: By what stands behind a column's title, a function from pictures to logits.
        count: Pairs of each kind.
    """
    ends, middles = decode(codes[:count]), {}
    for kind in KINDS:
        pairs = pairs_of(labels, count, kind)
        one, other = codes[pairs[:, 0]], codes[pairs[:, 1]]
        middles[kind] = labels[pairs], decode((one + other) / 2)
    found = {}
    for judge, classify in judges.items():
        found[f"ends{judge}"] = float(judged(classify(ends))[0].mean())
        for kind, (two, pictures) in middles.items():
            accepted, digits = judged(classify(pictures))
            found[f"middles, {kind}{judge}"] = float(accepted.mean())
            third = (digits[:, None] != two).all(axis=1)
            found[f"accepted as another digit{judge}, {kind}"] = float((accepted & third).mean())
    return found


def grid_codes(codes, uniform):
    """Returns codes of two numbers over a grid, (CELLS_OF_GRID ** 2, 2), the first row the topmost.

    Args:
        codes: Those that a range is taken of, (n, 2).
        uniform: Whether the grid is over their range; if not, over even quantiles of N(0, I).
    """
    from scipy.stats import norm

    if uniform:
        axes = np.linspace(codes.min(axis=0), codes.max(axis=0), CELLS_OF_GRID).T
    else:
        axes = [norm.ppf((np.arange(CELLS_OF_GRID) + 0.5) / CELLS_OF_GRID)] * 2
    across, down = np.meshgrid(axes[0], axes[1][::-1])
    return np.stack([across.ravel(), down.ravel()], axis=1).astype("float32")


def build(row, length, width, seed):
    """Returns a row's model."""
    import keras_gan_zoo

    sizes = {"latent_dim": length, "width": width, "body": "mlp"}
    family = "autoencoder" if row == "autoencoder" else "vae"
    return keras_gan_zoo.get(family, seed=seed, ema_decay=0.999, **sizes, **MODELS[row])


def trained(row, length, options, seed):
    """Returns a row's model, trained once, then from its file."""
    import keras

    from keras_gan_zoo import data

    steps = options.steps
    path = options.cells / f"{file_name(row)}-{length}-{options.width}-{steps}-{seed}.keras"
    if not path.exists():
        model = build(row, length, options.width, seed)
        digits = data.load("mnist", shuffle=True, seed=seed, batch_size=BATCH)
        model.fit(digits.repeat(), steps_per_epoch=steps, epochs=1, verbose=0)
        begun_file = path.with_suffix(".part.keras")
        model.save(begun_file)
        begun_file.replace(path)
    return keras.models.load_model(path)


def draw(path, models, images, labels):
    """Writes the figure: both decoders over a grid of codes, and a few middles.

    Args:
        path: Of the PNG file.
        models: The auto-encoder and the VAE, of codes of two numbers.
        images: Test digits.
        labels: Their classes.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    from keras_gan_zoo.samples.sheets import grid

    figure, axes = plt.subplots(
        2, len(models), figsize=(11, 7), height_ratios=(6, 1), layout="constrained"
    )
    pairs = pairs_of(labels, 4, "two classes", seed=1)
    for column, (name, model) in enumerate(models.items()):
        codes = model.encode(images)
        over = grid_codes(codes, uniform=model.latent_distribution == "uniform")
        sheet = grid(model.generate(latents=over), CELLS_OF_GRID, gap=0)
        one, other = codes[pairs[:, 0]], codes[pairs[:, 1]]
        line = np.stack([one, (one + other) / 2, other], axis=1).reshape(-1, 2)
        for axis, shown in zip(
            axes[:, column], (sheet, grid(model.generate(latents=line), 12, gap=1)), strict=True
        ):
            axis.imshow(shown)
            axis.set_axis_off()
        axes[0, column].set_title(name)
        axes[1, column].set_title("code, middle, code; four times", fontsize=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, NAME, ROWS, steps=10_000)
    add_places(parser, NAME)
    parser.set_defaults(seeds=[0, 1])
    parser.add_argument("--lengths", nargs="+", type=int, default=[2, 10], help="of the code")
    parser.add_argument("--width", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=1000, help="of each kind")
    parser.add_argument("--classifier_epochs", type=int, default=1)
    options = begun(parser)
    from benchmarks.judges import digit_classifier
    from keras_gan_zoo import data

    classifier, accuracy = digit_classifier.trained(epochs=options.classifier_epochs)
    images, labels = (
        part.numpy() for part in next(iter(data.load("mnist", "test", labels=True).batch(10_000)))
    )
    settings = {
        "steps": options.steps,
        "batch": BATCH,
        "width": options.width,
        "pairs of each kind": options.pairs,
        "accepted from a probability of": ACCEPTED,
        "accuracy of the classifier": accuracy,
    }

    def by(judge):
        return lambda pictures: judge.predict(pictures, batch_size=500, verbose=0)

    judges = {"": by(classifier), " (blends known)": by(blends.trained(options.cells))}

    def put(row, seed, found):
        rows = keep(NAME, settings, {row: {seed: found}}, results=options.results)
        page = write_page(
            NAME,
            "The middle of two codes",
            CLAIM,
            "python -m benchmarks.families.lectures.middle_of_codes",
            settings,
            rows,
            SHOWN,
            caption=CAPTION.format(seed=options.seeds[0]),
            pages=options.pages,
        )
        print(row, seed, found, page, flush=True)

    if PIXELS in options.rows:
        found = measured(images, lambda pictures: pictures, labels, judges, options.pairs)
        put("the pictures themselves", "", found)
    for length in options.lengths:
        for seed in options.seeds:
            shown = {}
            for row in (each for each in options.rows if each != PIXELS):
                model = trained(row, length, options, seed)
                found = measured(
                    model.encode(images),
                    lambda codes, model=model: model.generate(latents=codes, batch_size=500),
                    labels,
                    judges,
                    options.pairs,
                )
                if row in ("autoencoder", "vae"):
                    shown[row] = model
                if length == 2 and seed == options.seeds[0] and len(shown) == 2:
                    draw(figure_path(NAME, options.pages), shown, images, labels)
                put(f"{row}, {length} numbers", seed, found)


if __name__ == "__main__":
    main()
