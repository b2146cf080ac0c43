"""Scores families under the protocol of Lucic et al. (1711.10337) on Fashion-MNIST and MNIST.

    python -m benchmarks.families.lucic [--rows gan lsgan wgan_gp r3gan] [--data fashion_mnist]
        [--steps N]

Same networks, latents, batch and epochs; what differs is the algorithm, with its own default
optimizers, none of them tuned. A training is scored on 2,000 pictures at each quarter of its way,
for the curve, and on 10,000 generated against 10,000 test pictures at the end. It is saved at each
eighth: a benchmark that was stopped goes on from there. Writes benchmarks/results/lucic.md, where
rows of earlier calls with as many steps stay, and docs/pictures/lucic_*.png.
"""

import argparse
import json
import os
import time
from pathlib import Path

from benchmarks.common.places import PICTURES, RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

PUBLISHED = {
    ("gan", "fashion_mnist"): "26.5 ± 1.6",
    ("lsgan", "fashion_mnist"): "30.7 ± 2.2",
    ("wgan_gp", "fashion_mnist"): "24.5 ± 2.1",
    ("dragan", "fashion_mnist"): "27.7 ± 1.2",
    ("gan", "mnist"): "6.8 ± .5",
    ("lsgan", "mnist"): "7.8 ± .6",
    ("wgan_gp", "mnist"): "20.3 ± 5.0",
    ("dragan", "mnist"): "7.6 ± .4",
}
"""Best of a wide search, 20 epochs; by the authors' defaults the best is about 32 and 10."""

ROWS = {"gan": {}, "lsgan": {}, "wgan_gp": {}, "dragan": {}, "r3gan": {}}
SHAPE, LATENT_DIM, BATCH, EMA_DECAY = (28, 28, 1), 64, 64, 0.999
ROUNDS, SCORED_EACH, FEW, MANY, SHOWN = 8, 2, 2_000, 10_000, 12


def real_pictures(data):
    """Returns the 10,000 test pictures, uint8."""
    from keras_gan_zoo.data import load
    from keras_gan_zoo.samples.sheets import to_uint8

    return to_uint8(next(iter(load(data, "test", batch_size=MANY))).numpy())


def fid_of(generated, real, count):
    """Returns the FID of the first so many features against as many of the real ones."""
    import dataclasses

    from keras_gan_zoo.metrics import fid

    few = [dataclasses.replace(one, values=one.values[:count]) for one in (generated, real)]
    return fid(*few).value


def features_of(name, gan, count, options):
    """Returns the features of so many pictures of seed 0, and the first pictures."""
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.samples.sheets import to_uint8

    images = to_uint8(gan.generate(count, seed=0))
    return saved_features(name, images, options.features), images[:SHOWN]


def run(row, data, real, options):
    """Trains one family on one data set, in rounds, and returns what each round scored."""
    import keras

    import keras_gan_zoo
    from benchmarks.common.training_cell import TrainingCell
    from keras_gan_zoo import registry
    from keras_gan_zoo.data import load
    from keras_gan_zoo.samples.sheets import grid, save_png

    name = f"lucic-{row}-{data}-{options.steps}"
    cell = TrainingCell(options.cells, name, row=row, data=data, steps=options.steps)
    if cell.progress["done"]:
        return cell.progress
    if cell.curve:
        registry.find(row).load()  # Keras has to know the class
        gan = keras.models.load_model(cell.model_path)
    else:
        gan = keras_gan_zoo.get(
            row,
            body="infogan",
            image_shape=SHAPE,
            latent_dim=LATENT_DIM,
            ema_decay=EMA_DECAY,
            seed=0,
            **ROWS[row],
        )
    batches = load(data, "train", batch_size=BATCH).repeat()
    part = options.steps // ROUNDS
    # A step of a family with several critic steps takes as many batches.
    steps_of_part = part // getattr(gan, "critic_steps", 1)
    for done in range(len(cell.curve), ROUNDS):
        began = time.perf_counter()
        gan.fit(batches.skip(done * part), steps_per_epoch=steps_of_part, verbose=0)
        trained = time.perf_counter() - began
        facts = {"steps": (done + 1) * part}
        if not (done + 1) % SCORED_EACH and done + 1 < ROUNDS:
            generated, _ = features_of(f"{name}-{done + 1}", gan, FEW, options)
            facts["fid"] = fid_of(generated, real, FEW)
        # The seconds that count are those of training alone.
        cell.checkpoint(gan, time.perf_counter() - trained, **facts)
    generated, images = features_of(f"{name}-all", gan, MANY, options)
    cell.curve[-1]["fid"] = fid_of(generated, real, FEW)
    save_png(picture_of(row, data), grid(images, columns=SHOWN))
    # Last, as the average is lost by it; it is in the file.
    gan.generator_average.set_weights(gan.generator.get_weights())
    raw, _ = features_of(f"{name}-raw", gan, FEW, options)
    return cell.finish(
        threads=options.threads,
        fid=fid_of(generated, real, MANY),
        not_averaged=fid_of(raw, real, FEW),
        parameters=gan.count_params(),
    )


def picture_of(row, data):
    """Returns the path of the first pictures of a training, not selected."""
    return PICTURES / f"lucic_{row}_{data}.png"


def write_table(found, options):
    """Writes the rows found now and those of earlier calls with as many steps."""
    path = RESULTS / "lucic.json"
    rows = json.loads(path.read_text()) if path.exists() else []
    rows = {(row["row"], row["data"]): row for row in rows if row["steps"] == options.steps}
    rows |= {(row["row"], row["data"]): row for row in found}
    path.write_text(json.dumps(list(rows.values()), indent=1) + "\n")
    epochs = options.steps * BATCH / 60_000
    lines = [
        "# The protocol of Lucic et al. on Fashion-MNIST and MNIST",
        "",
        f"`python -m benchmarks.families.lucic --steps {options.steps}`. One run each from seed "
        "0, nothing tuned: the family's own optimizers, the InfoGAN networks of 1711.10337, z of "
        f"{LATENT_DIM} dimensions, batch {BATCH}, average of the generator {EMA_DECAY}, "
        f"{options.steps:,} batches = {epochs:.1f} epochs (theirs: 20); wgan_gp's generator moves "
        "with each fifth of them. FID: the 2015 "
        f"Inception, legacy resize, {MANY:,} generated against the {MANY:,} test pictures; the "
        f"curve with {FEW:,} of each, which is higher, and its last number also of the generator "
        "itself, not its average. Published: the best of a wide search; the paper speaks of no "
        "average.",
        "",
        f"| family | data | FID | published | minutes | threads | FID of {FEW:,} by epochs | "
        "not averaged |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (name, data), row in rows.items():
        curve = ", ".join(
            f"{point['steps'] * BATCH / 60_000:.0f}: {point['fid']:.1f}"
            for point in row["curve"]
            if "fid" in point
        )
        published, minutes = PUBLISHED.get((name, data), ""), row["seconds"] / 60
        lines.append(
            f"| {name} | {data} | {row['fid']:.1f} | {published} | {minutes:.0f} | "
            f"{row['threads']} | {curve} | {row['not_averaged']:.1f} |"
        )
    for name, data in rows:
        lines += ["", f"{name} on {data}: ![](../../docs/pictures/{picture_of(name, data).name})"]
    path.with_suffix(".md").write_text("\n".join(lines) + "\n")
    return path.with_suffix(".md")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rows", nargs="+", default=["gan", "lsgan", "wgan_gp", "r3gan"], choices=list(ROWS)
    )
    parser.add_argument(
        "--data", nargs="+", default=["fashion_mnist"], choices=["fashion_mnist", "mnist"]
    )
    parser.add_argument(
        "--steps", type=int, default=18_760, help="batches of real pictures: 20 epochs"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cells", type=Path, default=Path("build/lucic"))
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    options = parser.parse_args()
    options.cells.mkdir(parents=True, exist_ok=True)
    from benchmarks.common.saved_features import saved_features
    from benchmarks.common.training_cell import start_tensorflow

    start_tensorflow(options.threads)
    found = []
    for data in options.data:
        real = saved_features(f"{data}-test", real_pictures(data), options.features)
        for row in options.rows:
            found.append(run(row, data, real, options))
            print(write_table(found, options), flush=True)


if __name__ == "__main__":
    main()
