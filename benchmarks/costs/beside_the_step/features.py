"""FID's features of pictures: ours, and the reference TorchScript network in PyTorch."""

import time
from collections.abc import Callable

import numpy as np

_BATCH = 25
_CHECKED = 8


def begin(competitor: str, threads: int, count: int, pictures: str, archive: str) -> Callable:
    """Builds the network, warms it up, and returns what measures one extraction.

    Args:
        competitor: "ours" or "torchscript".
        threads: Of the network.
        count: How many pictures.
        pictures: A file of uint8 pictures (n, height, width, 3).
        archive: The TorchScript network's file.
    """
    images = np.load(pictures)[:count]
    network = _ours(threads) if competitor == "ours" else _torchscript(threads, archive)
    # TorchScript optimises what it runs in the second pass.
    for _ in range(2):
        network(images[:_BATCH])

    def measure():
        started = time.perf_counter()
        features = network(images)
        seconds = time.perf_counter() - started
        lengths = np.linalg.norm(features[:_CHECKED], axis=1)
        return {"seconds": {"extraction": seconds}, "check": lengths.tolist()}

    return measure


def _ours(threads):
    from benchmarks.costs.beside_the_step.in_tensorflow import start_tensorflow

    start_tensorflow(threads)
    from keras_gan_zoo.metrics import extract_features, inception_pool3

    extractor = inception_pool3("legacy")
    return lambda images: (
        extract_features(images, extractor, batch_size=_BATCH, progress=False).values
    )


def _torchscript(threads, archive):
    import torch

    from benchmarks.judges.fid_reference import reference_batches

    torch.set_num_threads(threads)
    network = torch.jit.load(archive).eval()
    return lambda images: np.concatenate(list(reference_batches(network, images, _BATCH)))
