"""Sound to image: is what is drawn what is heard, and is it larger where it is louder?

    python -m benchmarks.families.sound_to_image [--minutes 85] [--rows ...] [--threads 1]

Each model trains for so many minutes of the processor on 4,800 notes of twelve instruments, and
draws 960 notes of other recordings, of which it has heard none. Beside it stand the picture of the
training note whose log-mel spectrum is nearest, the model's own pictures in another order (shuffled
sounds), and the true pictures.

A judge, a small classifier of true pictures, tells the instrument that is seen; how often it is
right about the true ones is the last row. FID is by Inception, of 960 pictures and the 960 true
ones. The joint distance is Frechet's between pictures with their sounds, as the judge's features
beside the instrument and the loudness (1907.08175): a shuffled order raises it, and not FID. The
rank is the true picture's among all 960, by the judge's features, as a median: 480 for a guess.
Size is the share of pixels that are not of the border's colour; its rank correlation with the
loudness is a mean over instruments. `by volume` is that of one note at five volumes, a mean over
notes.

Each training is kept in --cells with checkpoints, each row once it is scored; Ctrl-C loses what
came since, and the same command goes on. Writes sound_to_image.md and .json into --results, and,
where that is this repository's folder, a sheet among the pictures of the docs.
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

BATCH = 32
MODELS = {
    "sound_to_image": {},
    "no class heard": {"listening_weight": 0.0},
    "no class seen": {"class_weight": 0.0},
}
SHUFFLED, NEAREST, TRUE = "sound_to_image, shuffled", "picture of the nearest sound", "true"
ROWS = [*MODELS, SHUFFLED, NEAREST, TRUE]
VOLUMES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the loudest, in decibels, at which one note is drawn again."""

DRAWN_AGAIN = 120
"""Notes that are drawn at all volumes."""

FAR = 40
"""Levels of bytes by which a pixel of the figure differs from the border."""


def as_examples(held, rows):
    """Returns sounds, pictures and numbers as a model takes them."""
    sounds = held["sounds"][rows].astype("float32") / 32767
    pictures = held["pictures"][rows].astype("float32") / 127.5 - 1
    return sounds, pictures, held["numbers"][rows]


def as_bytes(pictures):
    """Returns pictures as uint8."""
    from keras_gan_zoo.samples.sheets import to_uint8

    return to_uint8(pictures)


def learned(row, held, options):
    """Returns the model of a row after its minutes, and its steps."""
    import tensorflow as tf

    import keras_gan_zoo

    name = f"{row}-width-{options.width}-minutes-{options.minutes:g}-seed-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            "sound_to_image",
            width=options.width,
            augment="translation",
            ema_decay=0.999,
            seed=options.seed,
            **MODELS[row],
        )
    )
    count = len(held["numbers"])
    rows = tf.data.Dataset.range(count).repeat()
    rows = rows.shuffle(count, seed=options.seed + len(cell.curve)).batch(BATCH)
    batches = (as_examples(held, each.numpy()) for each in rows)
    steps = cell.train(gan, batches, options.minutes, options.checkpoint_every, time.process_time)
    return gan, steps


def judge_of(held, unseen, options):
    """Returns a classifier of pictures to features and logits, and how often it is right."""
    import keras
    from keras import layers

    count = len(held["numbers"])
    path = options.cells / f"judge-{count}-{options.judge_epochs}-{options.seed}.keras"
    if path.exists():
        judge = keras.models.load_model(path)
    else:
        keras.utils.set_random_seed(options.seed)
        inputs = x = keras.Input(held["pictures"].shape[1:])
        for width in (32, 64, 128):
            x = layers.Conv2D(width, 3, strides=2, padding="same", use_bias=False)(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
        features = layers.Dense(64, activation="relu", name="features")(layers.Flatten()(x))
        logits = layers.Dense(int(held["numbers"].max()) + 1, name="logits")(features)
        judge = keras.Model(inputs, [features, logits])
        learner = keras.Model(inputs, logits)
        _, pictures, numbers = as_examples(held, slice(None))
        rate = keras.optimizers.schedules.CosineDecay(1e-3, options.judge_epochs * count // BATCH)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        learner.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
        learner.fit(pictures, numbers, batch_size=BATCH, epochs=options.judge_epochs, verbose=2)
        judge.save(path)
    seen = judge.predict(as_examples(unseen, slice(None))[1], verbose=0)[1].argmax(1)
    return judge, float((seen == unseen["numbers"]).mean())


def nearest_rows(held, unseen):
    """Returns, of each unseen sound, the training sound whose log-mel spectrum is nearest."""
    import keras

    from keras_gan_zoo.layers import LogMel

    sounds = keras.Input((held["sounds"].shape[1],))
    spectra = keras.Model(sounds, keras.layers.AveragePooling1D(4)(LogMel(16_000)(sounds)))

    def flat(each):
        found = spectra.predict(as_examples(each, slice(None))[0], batch_size=64, verbose=0)
        return found.reshape(len(found), -1)

    known, asked = flat(held), flat(unseen)
    between = (asked**2).sum(1)[:, None] + (known**2).sum(1) - 2 * asked @ known.T
    return between.argmin(axis=1)


def sizes(pictures):
    """Returns the share of each picture's pixels that are not of its border's colour.

    Args:
        pictures: uint8 (n, height, width, channels).
    """
    levels = pictures.astype(int)
    border = np.concatenate(
        [levels[:, 0], levels[:, -1], levels[:, :, 0], levels[:, :, -1]], axis=1
    )
    colour = np.median(border, axis=1)[:, None, None]
    return (np.abs(levels - colour).max(axis=-1) > FAR).mean(axis=(1, 2))


def rank_correlation(first, second):
    """Returns Spearman's; 0 where one of them is always the same."""
    from scipy.stats import spearmanr

    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(spearmanr(first, second).statistic)


def by_volume(gan, unseen, options):
    """Returns how size goes with volume where all else of a sound is the same."""
    from keras_gan_zoo.data.sets.sound_pictures.notes import loudness_of

    rows = np.arange(min(DRAWN_AGAIN, len(unseen["numbers"])))
    sounds = as_examples(unseen, rows)[0]
    peaks = np.abs(sounds).max(axis=1, keepdims=True)
    # Quieter ones are made of the louder half, or what is made louder is its hiss.
    loud = unseen["loudness"][rows] > 0.5
    sounds, peaks = sounds[loud], peaks[loud]
    latents = np.random.default_rng(options.seed).standard_normal((len(sounds), gan.latent_dim))
    found = [
        sizes(as_bytes(gan.generate(sounds * (loudness_of(one) / peaks), latents=latents)))
        for one in VOLUMES
    ]
    return float(np.mean([rank_correlation(each, VOLUMES) for each in np.stack(found, 1)]))


def measured(pictures, unseen, judge, options, name):
    """Returns the scores of pictures beside the true ones of the same sounds."""
    from keras_gan_zoo.metrics import fid
    from keras_gan_zoo.metrics.frechet import GaussianStatistics, frechet_distance

    true, numbers, loudness = unseen["pictures"], unseen["numbers"], unseen["loudness"]
    (drawn, logits), (known, _) = (
        judge.predict(each.astype("float32") / 127.5 - 1, verbose=0) for each in (pictures, true)
    )
    heard = np.concatenate([np.eye(numbers.max() + 1)[numbers], loudness[:, None]], axis=1)
    # As the paper has it, so that both parts are as long, by the true ones.
    heard *= np.linalg.norm(known, axis=1).mean() / np.linalg.norm(heard, axis=1).mean()
    joint = [GaussianStatistics(drawn.shape[1] + heard.shape[1]) for _ in range(2)]
    for gaussian, seen in zip(joint, (drawn, known), strict=True):
        gaussian.update(np.concatenate([seen, heard], axis=1))
    apart = (drawn**2).sum(1)[:, None] + (known**2).sum(1) - 2 * drawn @ known.T
    own = np.diag(apart)[:, None]
    size = sizes(pictures)
    within = [rank_correlation(size[numbers == n], loudness[numbers == n]) for n in set(numbers)]
    scores = {
        "as_heard": float((logits.argmax(1) == numbers).mean()),
        "joint": float(frechet_distance(*joint)),
        "rank": float(np.median((apart < own).sum(1) + 1)),
        "loudness": float(np.mean(within)),
    }
    if options.fid:
        from benchmarks.common.saved_features import saved_features

        folder = options.cells / "features"
        truth = saved_features(f"true-{len(true)}", true, folder)
        mine = saved_features(name, pictures, folder)
        scores["fid"] = float(fid(mine, truth))
    return scores


def scored(row, held, unseen, judge, options):
    """Returns a row's scores and its pictures, from the cells if they are there."""
    name = f"row-{row}-{options.width}-{options.minutes:g}-{len(unseen['numbers'])}-{options.seed}"
    path = options.cells / ("".join(c if c.isalnum() or c == "-" else "_" for c in name) + ".npz")
    if not path.exists():
        steps, extra = 0, {}
        if row == TRUE:
            pictures = unseen["pictures"]
        elif row == NEAREST:
            pictures = held["pictures"][nearest_rows(held, unseen)]
        elif row == SHUFFLED:
            _, drawn = scored(next(iter(MODELS)), held, unseen, judge, options)
            pictures = drawn[np.random.default_rng(options.seed).permutation(len(drawn))]
        else:
            gan, steps = learned(row, held, options)
            pictures = as_bytes(gan.generate(as_examples(unseen, slice(None))[0], seed=0))
            extra = {"by_volume": by_volume(gan, unseen, options)}
        scores = measured(pictures, unseen, judge, options, path.stem)
        with open(path.with_suffix(".part"), "wb") as file:
            told = json.dumps({**scores, **extra, "steps": steps})
            np.savez_compressed(file, scores=told, pictures=pictures)
        path.with_suffix(".part").replace(path)
    kept = np.load(path)
    return json.loads(str(kept["scores"])), kept["pictures"]


def table(rows, right, options):
    """Returns the page."""
    lines = [
        "| pictures | steps | as heard | FID | joint distance | rank | loudness | by volume |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row, seeds in rows.items():
        for one in seeds.values():
            fid = f"{one['fid']:.1f}" if "fid" in one else ""
            volume = f"{one['by_volume']:.2f}" if "by_volume" in one else ""
            steps = f"{one['steps']:,}" if one["steps"] else ""
            lines.append(
                f"| {row} | {steps} | {one['as_heard']:.1%} | {fid} | {one['joint']:.1f} | "
                f"{one['rank']:.0f} | {one['loudness']:.2f} | {volume} |"
            )
    return "\n".join(
        [
            "# Pictures of what is heard",
            "",
            f"`python -m benchmarks.families.sound_to_image --minutes {options.minutes:g}`. "
            f"{options.minutes:g} minutes of the processor a model (width {options.width}, batches "
            f"of {BATCH}, seed {options.seed}); notes of recordings that none has heard. The judge "
            f"is right about {right:.1%} of the true pictures. Ranks are among as many pictures as "
            "there are notes; loudness and volume are rank correlations with the figure's size.",
            "",
            *lines,
            "",
        ]
    )


def draw(drawn, unseen):
    """Writes a sheet: sounds of each instrument, what the rows make of them, and the truth."""
    from keras_gan_zoo.samples.pictures import Pictures
    from keras_gan_zoo.samples.sounds import Sounds

    first = slice(0, 24)
    sounds = Sounds((unseen["sounds"].shape[1],), 16_000)
    looks = sounds.pictures(as_examples(unseen, first)[0], unseen["pictures"].shape[1:3])
    rows = [("sound", looks), *((row, pictures[first]) for row, pictures in drawn.items())]
    Pictures(unseen["pictures"].shape[1:]).save_sheet(
        PICTURES / "sound_to_image.png", [rows], columns=12
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=ROWS, choices=ROWS)
    parser.add_argument("--minutes", type=float, default=85.0, help="of the processor, a model")
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--sounds", type=int, default=None, help="of each split, at most")
    parser.add_argument("--judge_epochs", type=int, default=10)
    parser.add_argument("--no_fid", dest="fid", action="store_false")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checkpoint_every", type=float, default=5.0, help="minutes")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cells", type=Path, default=Path("build/sound_to_image"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    from keras_gan_zoo.data.options import LoadOptions
    from keras_gan_zoo.data.sets.sound_pictures.sources import notes_and_pictures

    options.cells.mkdir(parents=True, exist_ok=True)
    options.results.mkdir(parents=True, exist_ok=True)
    held, unseen = (
        notes_and_pictures(LoadOptions(split, limit=options.sounds)) for split in ("train", "test")
    )
    try:
        judge, right = judge_of(held, unseen, options)
        found, drawn = {}, {}
        for row in options.rows:
            scores, drawn[row] = scored(row, held, unseen, judge, options)
            found[row] = {options.seed: scores}
            key = f"{options.minutes:g} minutes, width {options.width}"
            path = options.results / "sound_to_image.json"
            page = table(with_earlier(found, path, key, ROWS), right, options)
            (options.results / "sound_to_image.md").write_text(page, encoding="utf-8")
            print(page, flush=True)
        if options.results == RESULTS:
            draw(drawn, unseen)
    except KeyboardInterrupt:
        raise SystemExit("Stopped; the same command goes on from what is kept.") from None


if __name__ == "__main__":
    main()
