"""Computes FIDs by our network and by the reference's TorchScript network on the same pictures.

    python -m benchmarks.judges.fid_reference [--count 2000] [--features runs/features]

CIFAR-10's training set against its test set, and against the test set under noise. Ours is
`keras_gan_zoo.metrics.fid`. The reference needs torch (`pip install -e '.[reference]'`), which
nothing else does: it runs the TorchScript archive itself, resizes by torch's `grid_sample`, and
takes the matrix square root by scipy.linalg.sqrtm, as the published implementations do. With
--torch PYTHON another interpreter, one that has torch, extracts the reference's features.

Features are kept in --features, so that a run that was stopped goes on where it was. Writes
benchmarks/results/fid_reference.md.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.common.places import RESULTS, environment
from benchmarks.common.real_pictures import first_pictures

NAMES = ("cifar10-train", "cifar10-test", "cifar10-noisy")
_BATCH = 50


def pictures(count):
    """Returns, by name, uint8 pictures (count, 32, 32, 3)."""
    from benchmarks.judges.planted_faults.faults import noisy

    train, test = (first_pictures("cifar10", count, split=split) for split in ("train", "test"))
    return dict(zip(NAMES, (train, test, noisy(test)), strict=True))


def extract_by_torch(archive, images_path, features_path):
    """Appends to a file of float32 rows the reference's features of the pictures not yet in it."""
    import torch

    network = torch.jit.load(archive).eval()
    images = np.load(images_path)
    path = Path(features_path)
    done = path.stat().st_size // (4 * 2048) if path.exists() else 0
    with path.open("ab") as file:
        file.truncate(done * 4 * 2048)
        for features in reference_batches(network, images[done:], _BATCH):
            file.write(features.astype("<f4").tobytes())
            file.flush()
            done += len(features)
            print(f"{path.name}: {done}/{len(images)}", flush=True)


def reference_batches(network, images, batch_size):
    """Yields batches of the reference's features, (batch, 2048).

    Args:
        network: The TorchScript network.
        images: uint8 (n, height, width, 3).
        batch_size: Pictures that go through the network at a time.
    """
    import torch

    for start in range(0, len(images), batch_size):
        batch = torch.from_numpy(images[start : start + batch_size].astype("float32"))
        with torch.no_grad():
            features = network(_resized(batch.permute(0, 3, 1, 2)))
        yield features.numpy()


def _resized(batch):
    """Scales (batch, 3, height, width) to 299 pixels as TensorFlow 1 did, and to [-1, 1].

    Its corner is the source's corner, where torch aligns the middles of the outermost pixels; so
    the pictures are extended by their last row and column and sampled at the points wanted.
    """
    import torch

    height, width = batch.shape[2:]
    padded = torch.nn.functional.pad(batch, (0, 1, 0, 1), mode="replicate")
    rows, columns = (torch.arange(299) * (size / 299) for size in (height, width))
    down, across = torch.meshgrid(rows / height * 2 - 1, columns / width * 2 - 1, indexing="ij")
    points = torch.stack([across, down], dim=-1).expand(len(batch), -1, -1, -1)
    sampled = torch.nn.functional.grid_sample(
        padded, points, mode="bilinear", padding_mode="border", align_corners=True
    )
    return (sampled - 128) / 128


def reference_features(sets, folder, python):
    """Returns the reference's features, by name, extracted by an interpreter that has torch."""
    from keras_gan_zoo.metrics.judges.weights import inception_archive

    features = {}
    for name, images in sets.items():
        images_path = folder / f"{name}.npy"
        path = folder / f"{name}.torch.f32"
        np.save(images_path, images)
        command = [python, "-m", "benchmarks.judges.fid_reference"]
        command += ["--extract", inception_archive(), images_path, path]
        subprocess.run([str(part) for part in command], env=environment(), check=True)
        features[name] = np.fromfile(path, "<f4").reshape(-1, 2048)[: len(images)]
    return features


def reference_fid(a, b):
    """The distance as published implementations compute it."""
    from scipy import linalg

    a, b = a.astype("float64"), b.astype("float64")
    covariances = [np.cov(features, rowvar=False) for features in (a, b)]
    root = linalg.sqrtm(covariances[0] @ covariances[1])
    traces = sum(np.trace(covariance) for covariance in covariances)
    difference = a.mean(axis=0) - b.mean(axis=0)
    return float(difference @ difference + traces - 2 * np.trace(np.real(root)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--features", type=Path, default=Path("runs/features"))
    parser.add_argument("--torch", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--results", type=Path, default=RESULTS / "fid_reference.md")
    parser.add_argument("--extract", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.extract:
        extract_by_torch(*options.extract)
        return
    from benchmarks.common.saved_features import saved_features
    from keras_gan_zoo.metrics import Features, fid
    from keras_gan_zoo.metrics.score import machine_class

    options.features.mkdir(parents=True, exist_ok=True)
    sets = pictures(options.count)
    theirs = reference_features(sets, options.features, options.torch)
    ours = {name: saved_features(name, images, options.features) for name, images in sets.items()}
    lines = [
        "# FID by our network and by the reference's",
        "",
        f"{options.count:,} pictures a side, legacy resize, {machine_class()}. Written by "
        f"`python -m benchmarks.judges.fid_reference --count {options.count}`.",
        "",
        "| generated | real | ours | reference network, our distance | reference network, sqrtm "
        "| difference |",
        "|---|---|---|---|---|---|",
    ]
    for generated in NAMES[1:]:
        score = fid(ours[generated], ours[NAMES[0]])
        pair = [Features(theirs[name], "torchscript", "legacy") for name in (generated, NAMES[0])]
        network, published = fid(*pair).value, reference_fid(*(of.values for of in pair))
        differences = [abs(score.value - value) for value in (network, published)]
        lines.append(
            f"| {generated} | {NAMES[0]} | {score.value:.5f} | {network:.5f} | {published:.5f} "
            f"| {differences[0]:.5f}, {differences[1]:.5f} |"
        )
        print(lines[-1], flush=True)
    errors = {
        name: np.linalg.norm(ours[name].values - theirs[name], axis=1)
        / np.linalg.norm(theirs[name], axis=1)
        for name in NAMES
    }
    worst = max(float(of.max()) for of in errors.values())
    lines += [
        "",
        f"The features of all {3 * options.count:,} pictures differ by at most {worst:.1e} of "
        "their length. The noise is Gaussian, of 20 grey levels. The reference is the TorchScript "
        "network run by torch; its distance is taken twice, by our formula and by "
        "scipy.linalg.sqrtm, whose error on singular covariances is the rest of the difference.",
    ]
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
