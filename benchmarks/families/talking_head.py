"""Talking heads: how well is a person drawn who was seen in 1, 8 or 32 frames?

    python -m benchmarks.families.talking_head [--minutes 25] [--people 6] [--threads 1]

One model learns 200 people for so many minutes of the processor. Of people whom it has never seen
it is then shown 1, 8 or 32 frames, and draws 16 others from their landmarks: as it begins (the
embedding alone) and after 40 epochs of fine-tuning. Beside it stand the frame of those shown whose
landmarks are nearest, copied, and the same networks from random weights, trained on the same frames
alone.

SSIM and LPIPS (AlexNet) are means over frames. The landmark error is the mean distance, in pixels
of 64, of where a small network finds the landmarks in a frame from where they are; that network has
learned from true frames of the 200 people, and how it errs on the true frames of the others is the
last row. 16 frames a person are too few for a FID.

Each training is kept in --cells with checkpoints, each row once it is scored; Ctrl-C loses what
came since, and the same command goes on. Writes talking_head.md and .json into --results, and,
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

SHOTS = (1, 8, 32)
JUDGED = slice(32, 48)
"""Frames of a person that are drawn: none of those that are shown."""

BATCH = 8
WAYS = {
    "nearest": "the nearest frame, copied",
    "begun": "as it begins",
    "tuned": "fine-tuned",
    "scratch": "from random weights",
}
TRUE = "the true frames"
ROWS = [f"{shots}, {way}" for shots in SHOTS for way in WAYS.values()]
SHEET = ("8, as it begins", "1, fine-tuned", "8, fine-tuned", "32, fine-tuned")


def arguments(options):
    """Returns the arguments of the networks and of the losses, by which all rows are built."""
    content = {"content_weight": 0.6, "pixel_weight": 0.0}
    if options.content == "pixels":
        content = {"content_weight": 0.0, "pixel_weight": 20.0}
    return {"image_shape": (64, 64, 3), "width": options.width, **content}


def rates(options):
    """Returns the learning rates: so few steps want larger ones than the paper's."""
    return {"generator": {"learning_rate": options.rate}, "discriminator": {"learning_rate": 2e-4}}


def learned(films, options):
    """Returns the model of many people, after its minutes."""
    import tensorflow as tf

    import keras_gan_zoo

    name = f"all-{options.content}-{options.width}-minutes-{options.minutes:g}-seed-{options.seed}"
    cell = TrainingCell(options.cells, name, row="all", seed=options.seed)
    gan = cell.model(
        lambda: keras_gan_zoo.get(
            "talking_head",
            people=len(films["frames"]),
            ema_decay=0.999,
            seed=options.seed,
            optimizers=rates(options),
            **arguments(options),
        )
    )
    given = (films["frames"], films["landmarks"], np.arange(len(films["frames"]), dtype="int32"))
    rows = tf.data.Dataset.range(len(given[0])).repeat()
    rows = rows.shuffle(len(given[0]), seed=options.seed + len(cell.curve)).batch(BATCH)
    batches = (tuple(as_floats(part[row.numpy()]) for part in given) for row in rows)
    steps = cell.train(gan, batches, options.minutes, options.checkpoint_every, time.process_time)
    return gan, steps


def as_floats(part):
    """Returns bytes as values in [-1, 1], and numbers as they are."""
    return part.astype("float32") / 127.5 - 1 if part.dtype == "uint8" else part


def landmark_finder(films, options):
    """Returns a network from frames to where the landmarks are, in pixels, and keeps it."""
    import keras
    from keras import layers

    path = options.cells / f"landmark_finder-{len(films['frames'])}-{options.seed}.keras"
    if path.exists():
        return keras.models.load_model(path)
    keras.utils.set_random_seed(options.seed)
    frames = as_floats(films["frames"].reshape(-1, *films["frames"].shape[2:]))
    places = films["places"].reshape(len(frames), -1)
    mean = places.mean(axis=0)
    inputs = x = keras.Input(frames.shape[1:])
    for width in (16, 32, 64, 64):
        x = layers.Conv2D(width, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(128, activation="relu")(layers.Flatten()(x))
    x = layers.Dense(len(mean), bias_initializer=keras.initializers.Constant(0.0))(x)
    network = keras.Model(inputs, layers.Rescaling(4.0, offset=mean.tolist())(x))
    network.compile(keras.optimizers.Adam(1e-3), "mae")
    network.fit(frames, places, batch_size=32, epochs=options.finder_epochs, verbose=2)
    network.save(path)
    return network


def drawn(way, shots, person, gan, options):
    """Returns the judged frames of a person as a row draws them.

    Args:
        way: One of `WAYS`.
        shots: How many frames are shown.
        person: "frames", "landmarks" and "places" of the person.
        gan: The model of many people.
        options: Of the command.
    """
    import keras_gan_zoo

    frames, landmarks = as_floats(person["frames"]), as_floats(person["landmarks"])
    shown = frames[:shots], landmarks[:shots]
    if way == "nearest":
        between = person["places"][JUDGED, None] - person["places"][None, :shots]
        nearest = np.linalg.norm(between, axis=-1).mean(-1).argmin(1)
        return frames[:shots][nearest]
    if way == "begun":
        return gan.generate(landmarks[JUDGED], person=gan.embed(*shown))
    adaptation = {"generator": {"learning_rate": options.tuning_rate}}
    if way == "tuned":
        model = gan.adapt(*shown, epochs=options.epochs, optimizers=adaptation, seed=options.seed)
    else:
        model = keras_gan_zoo.get(
            "talking_person", seed=options.seed, optimizers=rates(options), **arguments(options)
        )
        model.fit(shown, batch_size=min(8, shots), epochs=options.epochs, verbose=0)
    return model.generate(landmarks[JUDGED])


def measured(frames, truth, places, finder):
    """Returns the scores of some frames beside the true ones."""
    from keras_gan_zoo.metrics import lpips, ssim

    found = finder.predict(frames, verbose=0).reshape(places.shape)
    return {
        "ssim": float(np.mean(ssim(frames, truth))),
        "lpips": float(np.mean(lpips(frames, truth, network="alex"))),
        "landmarks": float(np.linalg.norm(found - places, axis=-1).mean()),
    }


def scored(row, gan, steps, people, finder, options):
    """Returns a row's scores and its frames of the first person, from the cells if they are."""
    name = f"row-{row}-{options.content}-{options.width}-{steps}-{options.people}-{options.seed}"
    path = options.cells / ("".join(c if c.isalnum() or c == "-" else "_" for c in name) + ".npz")
    if not path.exists():
        shots, _, named = row.partition(", ")
        way = next(way for way, words in WAYS.items() if words == named)
        films = np.stack([drawn(way, int(shots), person, gan, options) for person in people])
        truth = np.stack([as_floats(person["frames"][JUDGED]) for person in people])
        places = np.stack([person["places"][JUDGED] for person in people])
        flat = [each.reshape(-1, *each.shape[2:]) for each in (films, truth, places)]
        scores = json.dumps(measured(*flat, finder))
        with open(path.with_suffix(".part"), "wb") as file:
            np.savez_compressed(file, scores=scores, first=films[:, :4])
        path.with_suffix(".part").replace(path)
    held = np.load(path)
    return json.loads(str(held["scores"])), held["first"]


def table(rows, steps, options):
    """Returns the page."""
    lines = ["| frames | how | SSIM | LPIPS | landmark error |", "|---|---|---|---|---|"]
    for row, seeds in rows.items():
        shots, _, way = row.partition(", ") if row != TRUE else ("", "", TRUE)
        for one in seeds.values():
            alike = "" if row == TRUE else f"{one['ssim']:.3f} | {one['lpips']:.3f}"
            lines.append(f"| {shots} | {way} | {alike or ' | '} | {one['landmarks']:.2f} |")
    return "\n".join(
        [
            "# People who were seen in a few frames",
            "",
            f"`python -m benchmarks.families.talking_head --minutes {options.minutes:g}`. 200 "
            f"people in {options.minutes:g} minutes of the processor ({steps:,} steps of {BATCH}, "
            f"width {options.width}, content by {options.content}), {options.people} others in 16 "
            f"frames each, {options.epochs} epochs of fine-tuning, seed {options.seed}. The "
            "landmark error is in pixels of 64, of a network that finds them with the error of the "
            "last row.",
            "",
            *lines,
            "",
        ]
    )


def draw(films, people):
    """Writes a sheet: the first people's true frames, and beside them those of some rows."""
    from PIL import Image

    from keras_gan_zoo.samples.sheets import to_uint8

    truth = np.stack([as_floats(person["frames"][JUDGED][:4]) for person in people])
    columns = [films[row] for row in SHEET if row in films]
    rows = [
        np.concatenate(
            [*truth[index, :2], *(each for film in columns for each in film[index, :2])], 1
        )
        for index in range(min(4, len(people)))
    ]
    sheet = to_uint8(np.concatenate(rows, axis=0))
    Image.fromarray(sheet).save(PICTURES / "talking_head.png", optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=ROWS, choices=ROWS)
    parser.add_argument("--minutes", type=float, default=25.0, help="of the processor, for all")
    parser.add_argument("--people", type=int, default=6, help="who were never seen")
    parser.add_argument("--epochs", type=int, default=40, help="of fine-tuning")
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--content", choices=("vgg16", "pixels"), default="vgg16")
    parser.add_argument("--rate", type=float, default=4e-4, help="of the generator")
    parser.add_argument("--tuning_rate", type=float, default=1e-4)
    parser.add_argument("--finder_epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checkpoint_every", type=float, default=5.0, help="minutes")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cells", type=Path, default=Path("build/talking_head"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    from keras_gan_zoo.data.options import LoadOptions
    from keras_gan_zoo.data.sets.talking_heads.sources import filmed_people

    options.cells.mkdir(parents=True, exist_ok=True)
    options.results.mkdir(parents=True, exist_ok=True)
    known, unseen = (filmed_people(LoadOptions(split)) for split in ("train", "test"))
    people = [{name: unseen[name][one] for name in unseen} for one in range(options.people)]
    try:
        finder = landmark_finder(known, options)
        gan, steps = learned(known, options)
        flat = [
            np.concatenate([person[name][JUDGED] for person in people])
            for name in ("frames", "places")
        ]
        truth = as_floats(flat[0])
        floor = measured(truth, truth, flat[1], finder)
        found, films = {TRUE: {options.seed: floor}}, {}
        for row in options.rows:
            scores, films[row] = scored(row, gan, steps, people, finder, options)
            found[row] = {options.seed: scores}
            key = f"{options.minutes:g} minutes, {options.content}, width {options.width}"
            path = options.results / "talking_head.json"
            page = table(with_earlier(found, path, key, [*ROWS, TRUE]), steps, options)
            (options.results / "talking_head.md").write_text(page, encoding="utf-8")
            print(page, flush=True)
        if options.results == RESULTS:
            draw(films, people)
    except KeyboardInterrupt:
        raise SystemExit("Stopped; the same command goes on from what is kept.") from None


if __name__ == "__main__":
    main()
