"""Trains the video GAN on Ms. Pac-Man, row by row, and counts her in what it predicts.

    python -m benchmarks.families.pacman [--minutes 90] [--rows l2 adversarial] [--threads 2]

Each row is one setting of `video_gan`, trained for so many minutes on patches with motion of the
training games, by the same networks and batches. Judged are clips of games never trained on, half
of them with her at a corner: PSNR, SSIM and sharpness of the 1st and of the 5th predicted frame
where something moves; and, in ten frames each of which is predicted from the last, how often she
is there once, split or smeared, or gone. Beside them stand the last known frame, copied, and the
games' own next frames. Of the row with latents eight futures are drawn of each clip at a corner.

A training is kept in --cells with a checkpoint every few minutes; Ctrl-C loses what came since,
and the same command goes on. Writes pacman.md and .json into --results, and, where that is this
repository's folder, pacman.png, with the film beside it, among the pictures of the docs.
"""

import argparse
import os
from pathlib import Path

import numpy as np

from benchmarks.common.kept_rows import with_earlier
from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.training_cell import TrainingCell, start_tensorflow
from benchmarks.families.pacman.clips import (
    FUTURE,
    PAST,
    judged_clips,
    shares,
    stands,
    states,
    ways,
)

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

DISTANCE_ALONE = {"gradient_weight": 0.0, "adversarial_weight": 0.0}
ROWS = {
    "l2": {"distance_power": 2.0, **DISTANCE_ALONE},
    "l1": {"distance_power": 1.0, **DISTANCE_ALONE},
    "l1 + gdl": {"adversarial_weight": 0.0},
    "adversarial": {"distance_power": 2.0},
    "adversarial, z": {"distance_power": 2.0, "latent_dim": 4},
}
"""The adversary beside p = 2 and the gradient difference, as in the repository of the lectures.
By p = 1 a short training comes to a copy of the last frame, and stays there."""
COPY, TRUE = "last frame, copied", "the games"
BATCH = 8
JUDGED = (1, 5)
"""Which predicted frames are held against the true ones."""

FUTURES = 8


def build(row, options):
    """Builds a row's model."""
    import keras_gan_zoo
    from keras_gan_zoo.data.sets.pacman import SHAPE

    return keras_gan_zoo.get(
        "video_gan",
        image_shape=SHAPE,
        width=options.width,
        keep=True,
        seed=options.seed,
        **ROWS[row],
    )


def train(row, options):
    """Trains a row's model for its minutes, from its last checkpoint, and returns it."""
    from keras_gan_zoo import data

    name = f"{row}-width-{options.width}-minutes-{options.minutes:g}-seed-{options.seed}"
    cell = TrainingCell(options.cells, name, row=row, seed=options.seed)
    model = cell.model(lambda: build(row, options))
    # Not the order that was seen already.
    seed = options.seed + len(cell.curve)
    batches = data.load("pacman", batch_size=BATCH, shuffle=True, seed=seed).repeat()
    waiting = iter(batches)
    steps = cell.train(model, waiting, options.minutes, options.checkpoint_every)
    return model, steps


def predicted(model, known, **settings):
    """Returns films of FUTURE frames, uint8."""
    from keras_gan_zoo.samples.sheets import to_uint8

    return to_uint8(model.generate(known, frames=FUTURE, seed=0, **settings))


def measured(films, clips):
    """Returns all numbers of one row, given what it predicted, uint8 (n, FUTURE, ...)."""
    from keras_gan_zoo.metrics import moving_area_scores

    true, found = clips.frames[:, PAST:], {}
    for frame in JUDGED:
        scores = moving_area_scores(
            films[:, frame - 1],
            true[:, frame - 1],
            clips.frames[:, PAST + frame - 2],
            value_range=(0, 255),
        )
        for name, values in scores.items():
            found[f"{name}_{frame}"] = _mean(values)
    seen = states(films)
    for where, chosen in (("corner", clips.at_corner), ("elsewhere", ~clips.at_corner)):
        found[where] = shares(seen[chosen])
    corner = clips.at_corner
    found["stands"] = stands(clips.frames[:, :PAST], films)
    found["turned"] = _mean(ways(clips.frames[corner, :PAST], films[corner]))
    return found


def both_ways(model, clips):
    """Returns of the futures of clips at corners: how many turn, and of how many clips only some.

    Returns:
        `turned`, the share of futures that turn among those in which she goes anywhere, and
        `both_ways`, the share of clips of whose futures some turn and some do not.
    """
    corner = clips.at_corner
    films = predicted(model, clips.known[corner], n=FUTURES)
    known = clips.frames[corner, :PAST]
    turned = np.stack([ways(known, films[:, index]) for index in range(FUTURES)], axis=1)
    some = (turned == 1).any(axis=1) & (turned == 0).any(axis=1)
    return {"turned": _mean(turned), "both_ways": float(np.mean(some))}


def _mean(values):
    """Returns the mean of the finite numbers among them, None where there is none."""
    values = np.asarray(values, "float64")
    values = values[np.isfinite(values)]
    return float(values.mean()) if values.size else None


def table(rows, options):
    """Returns the lines of the page."""
    head = (
        "| | "
        + " | ".join(f"PSNR {f} | SSIM {f} | sharpness {f}" for f in JUDGED)
        + " | at corners: once / split / gone | elsewhere | stands | turned | both ways |"
    )
    lines = [head, "|" + "---|" * (head.count("|") - 1)]
    for row, seeds in rows.items():
        for one in seeds.values():
            numbers = [
                _told(one[f"{name}_{f}"], 2 if name == "ssim" else 1)
                for f in JUDGED
                for name in ("psnr", "ssim", "sharpness")
            ]
            counted = [
                " / ".join(f"{100 * one[where][state]:.0f}" for state in ("once", "split", "gone"))
                for where in ("corner", "elsewhere")
            ]
            ends = [_told(one.get(name), 0, 100) for name in ("stands", "turned", "both_ways")]
            lines.append(f"| {' | '.join([row, *numbers, *counted, *ends])} |")
    return [
        "# Ms. Pac-Man at a corner",
        "",
        f"`python -m benchmarks.families.pacman --minutes {options.minutes:g} --width "
        f"{options.width}`. {options.minutes:g} minutes of training a row on {options.threads} "
        f"threads, batches of {BATCH} patches of 32 pixels, `keep=True`, seed {options.seed}; "
        f"{options.clips} clips of {PAST} known frames of ten games never trained on, half of them "
        f"at corners. PSNR, SSIM and sharpness difference of the 1st and the 5th predicted frame, "
        "where something moves; infinite values, of frames that are right in every pixel, are left "
        f"out of the means. In percent: frames among {FUTURE} predicted ones in which she is there "
        "once, split or smeared, or gone; clips at whose end she stands where she stood, as a copy "
        "of the last frame lets her; clips at corners at whose end she goes another way than "
        f"before; and those of whose {FUTURES} futures some turn and some do not.",
        "",
        *lines,
        "",
        *(
            f"- {row}: {one['steps']:,} steps"
            for row, seeds in rows.items()
            for one in seeds.values()
            if "steps" in one
        ),
    ]


def _told(value, digits, factor=1):
    return "" if value is None else f"{factor * value:.{digits}f}"


def draw(films, clips):
    """Writes strips, and a film, of the first clips at corners: the games' own, then each row's."""
    from keras_gan_zoo.samples.videos import Videos

    chosen = np.flatnonzero(clips.at_corner)[:3]
    sets = [(TRUE, clips.frames[chosen])]
    for row, film in films.items():
        sets.append((row, np.concatenate([clips.frames[chosen, :PAST], film[chosen]], axis=1)))
    # Half as large, every other frame: a page shows strips of fourteen screens as stamps.
    shown = [(label, videos[:, PAST - 2 :: 2, ::2, ::2]) for label, videos in sets]
    Videos(clips.frames.shape[1:]).save_sheet(PICTURES / "pacman.png", [shown], columns=3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", nargs="*", default=list(ROWS), choices=ROWS)
    parser.add_argument("--minutes", type=float, default=90.0, help="of training, a row")
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--clips", type=int, default=200, help="that are judged")
    parser.add_argument("--checkpoint_every", type=float, default=5.0, help="minutes")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cells", type=Path, default=Path("build/pacman"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    start_tensorflow(options.threads)
    options.cells.mkdir(parents=True, exist_ok=True)
    options.results.mkdir(parents=True, exist_ok=True)
    clips = judged_clips(options.clips)
    copied = np.repeat(clips.frames[:, PAST - 1 : PAST], FUTURE, axis=1)
    found = {
        TRUE: {options.seed: measured(clips.frames[:, PAST:], clips)},
        COPY: {options.seed: measured(copied, clips)},
    }
    films = {}
    try:
        for row in options.rows:
            model, steps = train(row, options)
            films[row] = predicted(model, clips.known)
            found[row] = {options.seed: {**measured(films[row], clips), "steps": steps}}
            if model.latent_dim:
                found[row][options.seed] |= both_ways(model, clips)
            path = options.results / "pacman.json"
            key = f"{options.minutes:g} minutes, width {options.width}, {options.clips} clips"
            rows = with_earlier(found, path, key, [TRUE, COPY, *ROWS])
            page = "\n".join(table(rows, options)) + "\n"
            (options.results / "pacman.md").write_text(page, encoding="utf-8")
            print(page, flush=True)
            if options.results == RESULTS:
                draw(films, clips)
    except KeyboardInterrupt:
        raise SystemExit("Stopped; the same command goes on from the last checkpoint.") from None


if __name__ == "__main__":
    main()
