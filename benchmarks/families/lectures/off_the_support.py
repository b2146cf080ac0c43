"""Draws mixtures of Gaussians by one network, trained as a VAE's decoder and as a GAN's generator.

    python -m benchmarks.families.lectures.off_the_support [--rows vae gan r3gan]
        [--widths 16 32 64 128 256] [--data ring grid] [--seeds 0 1 2] [--steps 30000]

Two hidden layers of so many tanh units lead from z of two dimensions to points of the plane. Beside
them the VAE has an encoder of as many units, and the GANs a discriminator. Points drawn that are
farther than three standard deviations from every centre are off the support of the ring of 8 and
of the grid of 25 Gaussians. Of the VAE two kinds are told: its decoder's means, which `generate`
draws, and those with the noise that its Gaussian has around them. That Gaussian's deviation is the
most likely one at each step, unless --deviation gives another.

A training is kept in --cells, and not done again. Writes docs/lectures/off_the_support.md and .png.
"""

import argparse
import os
import time

import numpy as np

from benchmarks.common.kept_rows import measured_once
from benchmarks.common.row_options import add_shared, begun
from benchmarks.families.lectures.page import add_places, figure_path, keep, write_page
from benchmarks.families.mode_coverage import median_and_range, mixture_of

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

NAME = "off_the_support"
ROWS = {"vae": {}, "gan": {}, "r3gan": {"gamma": 0.2}, "wgan_gp": {"gradient_penalty_weight": 0.1}}
"""By family, its arguments, as in benchmarks.families.mode_coverage."""
DEFAULT_ROWS = ("vae", "gan", "r3gan")
REAL, MEANS, DRAWN = "data", "vae, means", "vae, with its noise"
KINDS = (REAL, MEANS, DRAWN, "gan", "r3gan", "wgan_gp")
DATA = {"ring": "ring of 8", "grid": "grid of 25"}
LATENT_DIM, BATCH, RATE, EMA_DECAY = 2, 128, 1e-3, 0.999
SHOWN = 2500
CLAIM = (
    "a VAE's network has to be larger than a GAN's to draw as well. Its loss compares sample by "
    "sample, and between two modes it decodes something between them; an adversary tells that "
    "nothing real is there."
)


def build(row, width, seed, steps, deviation=None):
    """Returns a compiled model of two hidden layers of `width` units."""
    import keras

    from benchmarks.families.lectures.calibrated_gaussian import calibrated_vae
    from keras_gan_zoo import registry
    from keras_gan_zoo.networks.encoders import build_picture_decoder
    from keras_gan_zoo.networks.mlp import mlp_discriminator

    keras.utils.set_random_seed(seed)
    beta_1 = 0.9 if row == "vae" else 0.5
    if row == "vae":
        model = calibrated_vae("mlp", (2,), LATENT_DIM, width, seed, deviation, ema_decay=EMA_DECAY)
    else:
        model = registry.find(row).load()(
            build_picture_decoder("mlp", (2,), LATENT_DIM, width, name="generator"),
            mlp_discriminator((2,), width, 2, activation="leaky_relu"),
            seed=seed,
            ema_decay=EMA_DECAY,
            **ROWS[row],
        )

    def adam():
        falling = keras.optimizers.schedules.PolynomialDecay(RATE, steps, 0.0)
        return keras.optimizers.Adam(falling, beta_1=beta_1)

    optimizers = {player: adam() for player in model.players}
    model.compile(optimizers, steps_per_execution=min(50, steps), jit_compile=True)
    return model


def drawn_by(row, data, width, seed, options):
    """Trains a model, and returns its points by kind, the VAE's deviation and the seconds."""
    import keras
    import tensorflow as tf

    from benchmarks.families.lectures.calibrated_gaussian import deviation_of

    keras.backend.clear_session()
    mixture, began = mixture_of(data), time.process_time()
    model = build(row, width, seed, options.steps, options.deviation)
    points = mixture.sample(options.steps * BATCH, seed=seed).reshape(-1, BATCH, 2)
    batches = tf.data.Dataset.from_tensor_slices(points).repeat()
    model.fit(batches, steps_per_epoch=options.steps, verbose=0)
    seconds = time.process_time() - began
    drawn = model.generate(options.samples, seed=seed, batch_size=2500)
    if row != "vae":
        return {row: drawn}, None, seconds
    if (deviation := options.deviation) is None:
        deviation = deviation_of(model, mixture.sample(10_000, seed=1000 + seed), seed)
    noise = np.random.default_rng(3000 + seed).standard_normal(drawn.shape)
    return {MEANS: drawn, DRAWN: drawn + deviation * noise}, deviation, seconds


def judged(points, mixture):
    """Returns the share of points off the support of a mixture, and how many modes they find."""
    from keras_gan_zoo.metrics import mode_coverage

    found = mode_coverage(points, mixture.centres, mixture.stddev)
    return {"off": 1 - found.high_quality.value, "modes": int(found.modes.value)}


def cell(row, data, width, seed, options):
    """Returns what a training gave, by kind, and the first points of each kind."""
    mixture = mixture_of(data)

    def measure():
        if row == REAL:
            kinds, deviation, seconds = (
                {REAL: mixture.sample(options.samples, seed=2000 + seed)},
                None,
                None,
            )
        else:
            kinds, deviation, seconds = drawn_by(row, data, width, seed, options)
        found = {kind: judged(points, mixture) for kind, points in kinds.items()}
        told = {"deviation": deviation, "seconds": seconds}
        shown = np.stack([points[:SHOWN] for points in kinds.values()])
        return {kind: {**one, **told} for kind, one in found.items()}, np.float32(shown)

    stem = f"{row}-{data}-{width}-{options.deviation}-{options.steps}-{options.samples}-{seed}"
    found, shown = measured_once(options.cells / stem, measure)
    return found, dict(zip(found, shown, strict=True))


def medians(rows, data, kind, what="off"):
    """Returns the median over the seeds by width, in their order, of kept rows."""
    of_kind = {
        int(width): [one[what] for one in seeds.values()]
        for (of, width, name), seeds in ((split(row), seeds) for row, seeds in rows.items())
        if of == data and name == kind
    }
    return {width: float(np.median(values)) for width, values in sorted(of_kind.items())}


def split(row):
    """Returns what a kept row is of: the data, the width, and the kind of points."""
    data, width, kind = row.split(" / ")
    return data, width, kind


def needed_width(of_vae, aim):
    """Returns the least width at which a VAE is off the support no more than `aim`.

    Args:
        of_vae: Share off the support, by width.
        aim: The share of a GAN.

    Returns:
        The width, or `None` if it never is.
    """
    return min((width for width, off in of_vae.items() if off <= aim), default=None)


def told_widths(rows):
    """Returns, a line for each data set and GAN, how wide a VAE must be for each width's share."""
    lines = []
    for data, name in DATA.items():
        for kind in (MEANS, DRAWN):
            of_vae = medians(rows, data, kind)
            for gan in KINDS[3:]:
                of_gan = medians(rows, data, gan)
                if not of_vae or not of_gan:
                    continue
                for_widths: dict[str, list] = {}
                for width, aim in of_gan.items():
                    needed = needed_width(of_vae, aim) or f"more than {max(of_vae)}"
                    for_widths.setdefault(str(needed), []).append(str(width))
                told = "; ".join(
                    f"{vae} for its {', '.join(widths)}" for vae, widths in for_widths.items()
                )
                lines.append(
                    f"- {name}, units of `{kind}` for as small a share off as {gan}'s: {told}."
                )
    return lines


def table(rows):
    """Returns the page's rows: a width each, with the median and range of each kind."""
    found = {}
    for data, name in DATA.items():
        widths = {split(row)[1] for row in rows if split(row)[0] == data}
        for width in sorted(widths, key=int):
            one, seeds = {}, {}
            for kind in KINDS:
                # Of the data itself there is one row, whatever the width.
                kept = rows.get(f"{data} / {0 if kind == REAL else width} / {kind}", {})
                if not kept or width == "0":
                    continue
                seeds |= dict.fromkeys(kept)
                off, modes = ([each[what] for each in kept.values()] for what in ("off", "modes"))
                one[kind] = (
                    f"{median_and_range([100 * each for each in off], '{:.1f}%')}; "
                    f"{median_and_range(modes, '{:.0f}')}"
                )
            if one:
                found[f"{name}, {width} units"] = {", ".join(seeds): one}
    return found


def draw(path, rows, shown, widths):
    """Draws points of each kind, and the share off the support by width.

    Args:
        path: Of the figure.
        rows: As they are kept.
        shown: Points by data, kind and width.
        widths: Those trained.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    least, most = min(widths), max(widths)
    kinds = [kind for kind in KINDS if any((data, kind, least) in shown for data in DATA)]
    panels = [(REAL, 0), *((kind, least) for kind in kinds)]
    panels += [(MEANS, most)] if MEANS in kinds and most > least else []
    sets = [data for data in DATA if any(of == data for of, _, _ in shown)]
    columns = len(panels) + 1
    figure, axes = plt.subplots(
        len(sets),
        columns,
        figsize=(2.1 * columns + 1.2, 2.4 * len(sets)),
        squeeze=False,
        width_ratios=[*[1] * len(panels), 1.7],
        layout="constrained",
    )
    for line, data in zip(axes, sets, strict=True):
        mixture = mixture_of(data)
        limit = 1.25 * np.abs(mixture.centres).max()
        for axis, (kind, width) in zip(line, panels, strict=False):
            points = shown.get((data, kind, width), np.zeros((0, 2)))
            distance = np.linalg.norm(points[:, None] - mixture.centres, axis=-1).min(axis=1)
            off = distance > 3 * mixture.stddev
            axis.scatter(*points[off].T, s=1.5, c="#d62728", linewidths=0, alpha=0.6)
            axis.scatter(*points[~off].T, s=1.5, c="#1f5fbf", linewidths=0, alpha=0.6)
            axis.set(xlim=(-limit, limit), ylim=(-limit, limit), xticks=[], yticks=[], aspect=1)
            units = f"\n{width} units" if width else f"\n{DATA[data]}"
            share = f", {medians(rows, data, kind)[width]:.0%} off" if len(points) else ""
            axis.set_title(f"{kind}{units}{share}", fontsize=8)
        for kind in kinds:
            of_width = medians(rows, data, kind)
            if of_width:
                line[-1].plot(
                    list(of_width), [100 * each for each in of_width.values()], "o-", label=kind
                )
        line[-1].axhline(100 * 0.0111, color="#888888", linestyle=":", label=REAL)
        line[-1].set_xscale("log", base=2)
        line[-1].set_xticks(widths, [str(width) for width in widths])
        line[-1].set_ylim(bottom=0)
        line[-1].tick_params(labelsize=7)
        line[-1].set_title(f"{DATA[data]}: off the support, %, by units", fontsize=8)
        line[-1].legend(fontsize=6)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_shared(parser, NAME, ROWS, steps=30_000)
    add_places(parser, NAME)
    parser.set_defaults(rows=list(DEFAULT_ROWS), seeds=[0, 1, 2])
    parser.add_argument("--widths", nargs="+", type=int, default=[16, 32, 64, 128, 256])
    parser.add_argument("--data", nargs="+", default=list(DATA), choices=DATA)
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--deviation", type=float, help="of the VAE's Gaussian")
    options = begun(parser)
    settings = {
        "steps": options.steps,
        "batch": BATCH,
        "latents": LATENT_DIM,
        "rate, falling to 0": RATE,
        "average of the weights": EMA_DECAY,
        "the VAE's deviation": options.deviation or "the most likely one",
        "points judged": options.samples,
    }
    wanted = [
        (row, data, width, seed)
        for seed in options.seeds
        for data in options.data
        for row, width in [(REAL, 0), *((row, w) for w in options.widths for row in options.rows)]
    ]
    shown = {}
    for row, data, width, seed in wanted:
        found, points = cell(row, data, width, seed, options)
        kept = {f"{data} / {width} / {kind}": {seed: one} for kind, one in found.items()}
        rows = keep(NAME, settings, kept, results=options.results)
        if seed == min(options.seeds):
            shown |= {(data, kind, width): each for kind, each in points.items()}
        told = {kind: f"{one['off']:.1%} off, {one['modes']} modes" for kind, one in found.items()}
        print(data, width, seed, told, flush=True)
    draw(figure_path(NAME, options.pages), rows, shown, sorted(options.widths))
    page = write_page(
        NAME,
        "Off the support: one network, trained as a VAE and as a GAN",
        CLAIM,
        f"python -m benchmarks.families.lectures.{NAME} --steps {options.steps}",
        settings,
        table(rows),
        caption="\n".join(
            [
                "In the table: points farther than three standard deviations from every centre, "
                "then the modes that have a point nearer; median, and range where the seeds "
                "differ. In the figure such points are red; of a Gaussian's own 1.1% are.",
                "",
                *told_widths(rows),
            ]
        ),
        pages=options.pages,
    )
    print(page)


if __name__ == "__main__":
    main()
