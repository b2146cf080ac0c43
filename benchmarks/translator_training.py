"""What the benchmarks of translating families share: training that goes on where it stopped."""

import json
import os
import time
from pathlib import Path

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

PARTS = 20
"""How many times a training is saved."""


def trained(name, family, arguments, rates, data, batch_size, steps, folder, seed=0):
    """Returns a model trained for so many steps, and the seconds that took.

    It is saved at each twentieth of the way, and the same call goes on from there, with the
    batches that it had not seen. Learning rates are constant for half of the steps and then fall
    linearly to 0.

    Args:
        name: Of its files.
        family: Registered family.
        arguments: What `get` is given.
        rates: Each player's learning rate.
        data: As for `fit`.
        batch_size: Examples a step, times those that a family deals out to several.
        steps: Generator steps.
        folder: Where to keep it.
        seed: Of weights and order.
    """
    import keras

    import keras_gan_zoo
    from keras_gan_zoo import registry
    from keras_gan_zoo.training.linear_decay import LinearDecay

    path = Path(folder) / f"{name}-{steps}-{seed}.keras"
    record = path.with_suffix(".json")
    if record.exists():
        registry.find(family).load()  # Keras has to know the class
        gan = keras.models.load_model(path)
    else:
        schedules = {
            player: {"learning_rate": LinearDecay(rate, steps // 2, steps)}
            for player, rate in rates.items()
        }
        gan = keras_gan_zoo.get(family, optimizers=schedules, seed=seed, **arguments)
    seconds = json.loads(record.read_text())["seconds"] if record.exists() else 0.0
    batches = gan.prepare_data(data, batch_size, shuffle=True).repeat()
    path.parent.mkdir(parents=True, exist_ok=True)
    while (done := int(gan.optimizer.iterations)) < steps:
        began = time.perf_counter()
        part = min(max(1, steps // PARTS), steps - done)
        # Not `gan.fit`, which looks at the data first and so moves a shuffled set on.
        history = keras.Model.fit(
            gan, batches.skip(done), steps_per_epoch=part, shuffle=False, verbose=0
        ).history
        seconds += time.perf_counter() - began
        partial = path.with_name(f"partial-{path.name}")
        gan.save(partial)
        partial.replace(path)
        record.write_text(json.dumps({"steps": done + part, "seconds": seconds}))
        losses = ", ".join(f"{term} {values[-1]:.3f}" for term, values in history.items())
        print(f"{name} {done + part}/{steps}, {seconds / 60:.1f} min: {losses}", flush=True)
    return gan, seconds


def pictures_of(dataset):
    """Returns a dataset's pictures as an array; of pairs, one array of each kind."""
    import numpy as np

    batches = list(dataset.batch(256).as_numpy_iterator())
    if isinstance(batches[0], tuple):
        return tuple(np.concatenate(parts) for parts in zip(*batches, strict=True))
    return np.concatenate(batches)


def to_the_truth(translated, truth):
    """Returns the mean L1 on the scale of [-1, 1], SSIM and LPIPS to the true counterparts."""
    from keras_gan_zoo import metrics

    return {
        "L1": 2 * float(metrics.l1(translated, truth).mean()),
        "SSIM": float(metrics.ssim(translated, truth).mean()),
        "LPIPS": float(metrics.lpips(translated, truth).mean()),
    }


def markdown_table(rows):
    """Returns the lines of a table: a list of mappings with the same keys, the first the names."""
    columns = list(rows[0])
    lines = ["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
    for row in rows:
        lines.append("| " + " | ".join(_shown(row[column]) for column in columns) + " |")
    return lines


def _shown(cell):
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
