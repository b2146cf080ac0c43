"""Times the Frechet distance of 2048 dimensions against scipy.linalg.sqrtm, in one run.

    python benchmarks/frechet.py [--dimensions 2048] [--counts 10000 1000]

Features are drawn with a spectrum that falls like Inception's. For each sample size both
distances are computed from the same statistics, and the ratio of their times is printed.
"""

import argparse
import time

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


def timed(function, *arguments):
    wall, processor = time.perf_counter(), time.process_time()
    result = function(*arguments)
    return result, (time.perf_counter() - wall, time.process_time() - processor)


def by_sqrtm(a, b):
    root = linalg.sqrtm(a.covariance @ b.covariance)
    traces = np.trace(a.covariance) + np.trace(b.covariance)
    distance = np.square(a.mean - b.mean).sum() + traces - 2 * np.trace(root)
    return np.real(distance), np.abs(np.imag(distance))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dimensions", type=int, default=2048)
    parser.add_argument("--counts", type=int, nargs="+", default=[10000, 1000])
    options = parser.parse_args()
    generator = np.random.default_rng(0)
    d = options.dimensions
    mixings = [
        generator.normal(size=(d, d)) * np.arange(1, d + 1)[:, None] ** -0.75 for _ in range(2)
    ]
    print(f"{d} dimensions, {machine_class()}")
    print("| vectors | ours, wall (processor) | sqrtm | faster | ours | sqrtm's | imaginary part |")
    print("|---|---|---|---|---|---|---|")
    for count in options.counts:
        a, b = (draw(generator, count, m, s) for m, s in zip(mixings, (0.0, 0.05), strict=True))
        ours, our_times = timed(frechet_distance, a, b)
        (theirs, imaginary), their_times = timed(by_sqrtm, a, b)
        wall, processor = np.divide(their_times, our_times)
        print(
            f"| {count} | {our_times[0]:.2f} s ({our_times[1]:.2f} s) "
            f"| {their_times[0]:.2f} s ({their_times[1]:.2f} s) "
            f"| {wall:.1f}x ({processor:.1f}x) | {ours:.8f} | {theirs:.8f} | {imaginary:.1e} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
