"""Batches from a folder of pictures: `keras_gan_zoo.data`, and PyTorch's DataLoader."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

_BATCH = 64


def begin(competitor: str, threads: int, count: int, files: str, folders: str) -> Callable:
    """Returns what opens a folder and goes through it twice, in a new order each time.

    Args:
        competitor: "ours", "torch", whose process reads itself, or "torch_workers", where as many
            processes as threads read.
        threads: Of the reading.
        count: How many pictures.
        files: What kind: "png_64", "jpeg_64", "png_256" or "jpeg_256".
        folders: The folder in which a folder named `files` has one named `count` with so many.
    """
    folder = Path(folders) / files / str(count)
    if competitor == "ours":
        open_folder = _ours(threads)
    else:
        open_folder = _data_loader(threads, threads if competitor == "torch_workers" else 0)
    _through(open_folder(folder))

    def measure():
        started = time.perf_counter()
        batches = open_folder(folder)
        seen = _through(batches)
        first = time.perf_counter()
        _through(batches)
        later = time.perf_counter()
        return {"seconds": {"first": first - started, "later": later - first}, "check": [seen]}

    return measure


def _through(batches) -> float:
    """Goes through all batches; returns the sum of the pictures' first values."""
    return sum(float(np.asarray(batch[:, 0, 0, 0]).sum()) for batch in batches)


def _ours(threads):
    from benchmarks.costs.beside_the_step.in_tensorflow import start_tensorflow

    start_tensorflow(threads)
    from keras_gan_zoo import data

    def open_folder(folder):
        # What is known of a folder that was read before is kept in the cache: here, of none.
        with tempfile.TemporaryDirectory() as cache:
            return data.load(folder, batch_size=_BATCH, shuffle=True, cache_dir=cache)

    return open_folder


class _Files:
    """The pictures of a folder, as PyTorch's `Dataset` has them: (3, height, width) in [-1, 1]."""

    def __init__(self, folder):
        self.paths = sorted(folder.iterdir())

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        import torch
        from PIL import Image

        with Image.open(self.paths[index]) as picture:
            pixels = torch.from_numpy(np.array(picture.convert("RGB")))
        return pixels.permute(2, 0, 1).float() / 127.5 - 1


def _data_loader(threads, workers):
    import torch
    from torch.utils.data import DataLoader

    torch.set_num_threads(threads)

    def open_folder(folder):
        return DataLoader(
            _Files(folder),
            batch_size=_BATCH,
            shuffle=True,
            num_workers=workers,
            persistent_workers=workers > 0,
            drop_last=True,
        )

    return open_folder
