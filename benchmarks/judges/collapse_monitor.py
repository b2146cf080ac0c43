"""Does CollapseMonitor name a collapse in time, and keep silent about healthy games?

    python -m benchmarks.judges.collapse_monitor [--healthy dcgan lsgan r3gan wgan_gp sngan]
        [--seeds 20]

Healthy: each family is trained on Fashion-MNIST by its own settings at width 16. Collapsing: a
small DCGAN on Fashion-MNIST at half its size learns well for 250 steps; 50 steps into the next
250, the generator's learning rate is raised to 1. Nothing but the seed differs between those runs.

Each run is kept in --cells and not trained again. Writes benchmarks/results/collapse_monitor.md.
"""

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.common.places import RESULTS

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

RUN, INTO_IT = 250, 50
_HEALTHY_PICTURES, _BATCH = 6400, 64


def pictures(count):
    """Returns training pictures (count, 28, 28, 1) and 64 test pictures of Fashion-MNIST."""
    from keras_gan_zoo import data

    return (
        next(iter(data.load("fashion_mnist", split=split, limit=size, batch_size=size))).numpy()
        for split, size in (("train", count), ("test", 64))
    )


def told(monitor):
    return [(alarm.kind, alarm.since, alarm.noticed) for alarm in monitor.alarms]


def healthy(family, steps):
    """Trains a family and returns what the monitor said."""
    import keras

    import keras_gan_zoo
    from keras_gan_zoo.callbacks import CollapseMonitor

    keras.utils.set_random_seed(0)
    gan = keras_gan_zoo.get(family, image_shape=(28, 28, 1), width=16, seed=0)
    # One step of a family with several critic steps takes a batch for each.
    size = _BATCH * getattr(gan, "critic_steps", 1)
    images, real = pictures(_HEALTHY_PICTURES * size // _BATCH)
    monitor = CollapseMonitor(real)
    began = time.monotonic()
    gan.fit(
        images,
        batch_size=size,
        epochs=steps * size // len(images),
        verbose=0,
        callbacks=[monitor],
    )
    last = monitor.readings[-3:]
    return {
        "alarms": told(monitor),
        "steps": int(gan.optimizer.iterations),
        "distance": float(np.median([reading.distance for reading in last])),
        "spread": float(np.median([reading.spread for reading in last])),
        "seconds": time.monotonic() - began,
    }


def collapsing(seed):
    """Trains a small game well, drives it to collapse, and returns what the monitor said."""
    import keras

    import keras_gan_zoo
    from keras_gan_zoo.callbacks import CollapseMonitor

    class RaiseLearningRate(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if int(self.model.optimizer.iterations) == RUN + INTO_IT:
                self.model.optimizer["generator"].learning_rate = 1.0

    keras.utils.set_random_seed(seed)
    gan = keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=8, latent_dim=32, seed=seed)
    gan.compile({player: {"learning_rate": 1e-3} for player in gan.players})
    images, real = (
        np.pad(
            some.reshape(-1, 14, 2, 14, 2, 1).mean(axis=(2, 4)),
            ((0, 0), (1, 1), (1, 1), (0, 0)),
            constant_values=-1.0,
        )
        for some in pictures(400)
    )
    monitors = [CollapseMonitor(real, every=3, stop=raised, stream=False) for raised in (0, 1)]
    for monitor, others in zip(monitors, ([], [RaiseLearningRate()]), strict=True):
        gan.fit(images, batch_size=16, epochs=RUN // 25, verbose=0, callbacks=[*others, monitor])
    return {"before": told(monitors[0]), "alarms": told(monitors[1])}


def cell(folder, name, function, *arguments):
    path = folder / f"{name}.json"
    if not path.exists():
        result = function(*arguments)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result))
        print(name, result, flush=True)
    return json.loads(path.read_text())


def write_report(path, games, collapses):
    from keras_gan_zoo.metrics.score import machine_class

    began = RUN + INTO_IT
    false = sum(
        bool(run["before"]) or any(noticed <= began for _, _, noticed in run["alarms"])
        for run in collapses
    )
    delays = [
        min((noticed - began for _, _, noticed in run["alarms"] if noticed > began), default=None)
        for run in collapses
    ]
    in_time = sum(delay is not None and delay <= 0.05 * RUN for delay in delays)
    kinds = Counter(run["alarms"][0][0] for run in collapses if run["alarms"])
    lines = [
        "# What CollapseMonitor says of healthy games, and of collapsing ones",
        "",
        f"{machine_class()}. Written by `python -m benchmarks.judges.collapse_monitor`.",
        "",
        "## Healthy",
        "",
        "Fashion-MNIST, width 16, the family's own settings, seed 0; the monitor as it comes.",
        "",
        "| family | steps | spread at the end | distance at the end | alarms |",
        "|---|---|---|---|---|",
    ]
    for family, game in games.items():
        alarms = "; ".join(f"{kind} since {since}" for kind, since, _ in game["alarms"])
        lines.append(
            f"| {family} | {game['steps']:,} | {game['spread']:.2f} | {game['distance']:.2f} "
            f"| {alarms or 'none'} |"
        )
    lines += [
        "",
        "## Collapsing",
        "",
        f"{len(collapses)} seeds of a small DCGAN whose generator's learning rate is raised to 1 "
        f"in the middle of a run of {RUN} steps; a reading every 3 steps. Named within 5 % of the "
        f"run, {0.05 * RUN:g} steps: {in_time} of {len(collapses)}. Alarms before it began: "
        f"{false}.",
        "",
        "| steps from the cause to the alarm | runs |",
        "|---|---|",
        *(f"| {delay} | {count} |" for delay, count in sorted(Counter(delays).items(), key=str)),
        "",
        "First alarm: " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()) + ".",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    families = ["dcgan", "lsgan", "r3gan", "wgan_gp", "sngan"]
    parser.add_argument("--healthy", nargs="*", default=families)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--threads", type=int, help="of TensorFlow; as many as cores by default")
    parser.add_argument("--cells", type=Path, default=Path("runs/collapse_monitor"))
    parser.add_argument("--results", type=Path, default=RESULTS / "collapse_monitor.md")
    options = parser.parse_args()
    if options.threads:
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
        tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    games = {
        family: cell(options.cells, f"{family}_{options.steps}", healthy, family, options.steps)
        for family in options.healthy
    }
    collapses = [
        cell(options.cells, f"collapsing_{seed}", collapsing, seed) for seed in range(options.seeds)
    ]
    write_report(options.results, games, collapses)


if __name__ == "__main__":
    main()
