"""Times the Frechet distance of 2048 dimensions against scipy.linalg.sqrtm, in one run.

    python benchmarks/frechet.py [--dimensions 2048] [--counts 10000 1000] [--repeats 3]

Features are drawn with a spectrum that falls like Inception's. For each sample size both
distances are computed from the same statistics, by turns, and the ratio of their best times is
reported. Writes benchmarks/results/frechet.md.
"""

import argparse
import os
import time
from pathlib import Path

# One thread for both: how well BLAS's threads keep in step depends on what else the machine does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy import linalg

from keras_gan_zoo.metrics import GaussianStatistics, frechet_distance
from keras_gan_zoo.metrics.score import machine_class


def draw(generator, count, mixing, shift):
    statistics = GaussianStatistics(mixing.shape[1])
    for start in range(0, count, 1000):
        latents = generator.normal(size=(min(1000, count - start), len(mixing)))
        statistics.update(latents @ mixing + shift)
    # The moments are input to both distances, so their last block is folded here, untimed.
    _ = statistics.covariance
    return statistics


def timed(functions, arguments, repeats):
    """Returns of each function its result and its best wall and processor time."""
    results, times = [None] * len(functions), [[] for _ in functions]
    for _ in range(repeats):
        for index, function in enumerate(functions):
            wall, processor = time.perf_counter(), time.process_time()
            results[index] = function(*arguments)
            times[index].append((time.perf_counter() - wall, time.process_time() - processor))
    return [(result, min(of)) for result, of in zip(results, times, strict=True)]


def by_sqrtm(a, b):
    root = linalg.sqrtm(a.covariance @ b.covariance)
    traces = np.trace(a.covariance) + np.trace(b.covariance)
    distance = np.square(a.mean - b.mean).sum() + traces - 2 * np.trace(root)
    return np.real(distance), np.abs(np.imag(distance))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dimensions", type=int, default=2048)
    parser.add_argument("--counts", type=int, nargs="+", default=[10000, 1000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results/frechet.md"))
    options = parser.parse_args()
    generator = np.random.default_rng(0)
    d = options.dimensions
    mixings = [
        generator.normal(size=(d, d)) * np.arange(1, d + 1)[:, None] ** -0.75 for _ in range(2)
    ]
    lines = [
        "# The Frechet distance, and how long it takes",
        "",
        f"Between two Gaussians of {d} dimensions, {machine_class()}, "
        f"{os.environ['OPENBLAS_NUM_THREADS']} thread; the best of {options.repeats}, wall and "
        f"processor time. Written by `python benchmarks/frechet.py --repeats {options.repeats}`.",
        "",
        "| vectors | ours | scipy.linalg.sqrtm | faster, wall (processor) | our distance | sqrtm's "
        "| its imaginary part |",
        "|---|---|---|---|---|---|---|",
    ]
    for count in options.counts:
        pair = [draw(generator, count, m, s) for m, s in zip(mixings, (0.0, 0.05), strict=True)]
        (ours, our_times), ((theirs, imaginary), their_times) = timed(
            (frechet_distance, by_sqrtm), pair, options.repeats
        )
        wall, processor = np.divide(their_times, our_times)
        lines.append(
            f"| {count:,} | {our_times[0]:.2f} s ({our_times[1]:.2f} s) "
            f"| {their_times[0]:.2f} s ({their_times[1]:.2f} s) "
            f"| {wall:.1f}x ({processor:.1f}x) | {ours:.8f} | {theirs:.8f} | {imaginary:.1e} |"
        )
        print(lines[-1], flush=True)
    lines += [
        "",
        "With fewer vectors than dimensions the covariances are singular. There sqrtm has no right "
        "answer to find and returns a complex matrix; ours has none of the noise that the square "
        "roots of eigenvalues that should be 0 add up to.",
    ]
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
