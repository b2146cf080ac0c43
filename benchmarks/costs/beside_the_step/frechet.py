"""The FID of features: ours, and as published implementations compute it, by scipy's sqrtm."""

import time
from collections.abc import Callable

import numpy as np


def begin(competitor: str, threads: int, count: int, dimensions: int) -> Callable:
    """Draws two sets of features, and returns what measures one distance between them.

    Args:
        competitor: "ours" or "scipy".
        threads: Of BLAS, which has them from the environment.
        count: Features of a set.
        dimensions: Of a feature.
    """
    distance = _ours if competitor == "ours" else _scipy
    distance(*_draw(64, 32))
    features = _draw(count, dimensions)

    def measure():
        started = time.perf_counter()
        value = distance(*features)
        return {"seconds": {"distance": time.perf_counter() - started}, "check": [value]}

    return measure


def _draw(count, dimensions):
    """Returns two sets whose spectrum falls like that of Inception's features."""
    generator = np.random.default_rng(0)
    scales = np.arange(1, dimensions + 1)[:, None] ** -0.75
    sets = []
    for shift in (0.0, 0.05):
        mixing = generator.normal(size=(dimensions, dimensions)) * scales
        latents = generator.normal(size=(count, dimensions))
        sets.append((latents @ mixing + shift).astype("float32"))
    return sets


def _ours(generated, real):
    from keras_gan_zoo.metrics import Features, fid

    return fid(*(Features(values, "drawn", "none") for values in (generated, real))).value


def _scipy(generated, real):
    from benchmarks.judges.fid_reference import reference_fid

    return reference_fid(generated, real)
