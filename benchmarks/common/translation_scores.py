"""What the benchmarks of translating families share: pictures as arrays, scores and tables."""

import os

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


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
