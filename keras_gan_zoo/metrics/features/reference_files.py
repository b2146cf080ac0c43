"""Mean and covariance of real pictures' features in the files of other tools."""

import os
import pathlib
import re
import zipfile

import numpy as np

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.metrics.features.statistics import FeatureStatistics
from keras_gan_zoo.metrics.frechet import GaussianStatistics
from keras_gan_zoo.metrics.judges.inception import STANDARD_EXTRACTOR
from keras_gan_zoo.metrics.metric import RESIZES

_DIMENSIONS = 2048
# clean-fid puts its mode into the names of its files.
_MODES = {"clean": "clean", "legacy_tensorflow": "legacy", "legacy_pytorch": "pytorch"}
_ADVICE = (
    "'legacy' if it is of torch-fidelity or the original TensorFlow code, 'pytorch' if of "
    "pytorch-fid, 'clean' if of clean-fid"
)
# Of a covariance whose number of pictures is not known: more than make it singular.
_ENOUGH = 50_000
# Rounding leaves a covariance this far from symmetric, of its largest value.
_ASYMMETRY = 1e-3


def is_statistics_file(path: str | os.PathLike) -> bool:
    """Whether a file is an `.npz` of mean and covariance, of this package or of another tool.

    Example:
        >>> is_statistics_file("photographs.npz")
        False
    """
    path = pathlib.Path(path).expanduser()
    if path.suffix != ".npz" or not path.is_file() or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as file:
        names = {name.removesuffix(".npy") for name in file.namelist()}
    return {"mu", "sigma"} <= names or {"mean", "covariance", "provenance"} <= names


def named_resize(path: str | os.PathLike) -> str | None:
    """Returns the resize that the name of one of clean-fid's files says, or None.

    Example:
        >>> named_resize("cifar10_legacy_pytorch_train_32.npz")
        'pytorch'
    """
    found = re.search(f"_({'|'.join(_MODES)})_", pathlib.Path(path).name.lower())
    return _MODES[found[1]] if found else None


def reference_statistics(
    path: str | os.PathLike, resize: str | None = None, source: str = ""
) -> FeatureStatistics:
    """Reads the statistics of real pictures that another tool, or this one, has written.

    pytorch-fid, clean-fid and the original code write `mu` and `sigma` of the features of the one
    standard Inception, and torch-fidelity's are easily written so; neither how pictures were
    resized for it nor how many there were is in the file. The resize moves a FID by whole points,
    so it has to be said.

    Args:
        path: An `.npz` file with `mu` (2048,) and `sigma` (2048, 2048), or one that
            `FeatureStatistics.save` wrote.
        resize: `"legacy"` for files of the original TensorFlow code and of torch-fidelity,
            `"pytorch"` for those of pytorch-fid, `"clean"` for those of clean-fid; None to take
            it from the file, or from its name if it is one of clean-fid's.
        source: Which pictures; by default the file's name.

    Returns:
        The statistics; `counted` is False where the number of pictures is not known.

    Raises:
        ValueError: If it is no such file, is of another network, `resize` is not known or is
            another than that of the file.

    Example:
        >>> real = reference_statistics("ffhq_clean_trainval_256.npz")  # doctest: +SKIP
        >>> real.resize  # doctest: +SKIP
        'clean'
    """
    path = pathlib.Path(path).expanduser()
    if resize is not None and resize not in RESIZES:
        raise ValueError(
            f"resize={resize!r} must be one of {listed(RESIZES)}.{nearest(resize, RESIZES)}"
        )
    if not is_statistics_file(path):
        raise ValueError(
            f"{str(path)!r} is no file of reference statistics: expected is an .npz file with "
            "`mu` (2048,) and `sigma` (2048, 2048)."
        )
    with np.load(path, allow_pickle=False) as file:
        if "provenance" in file:
            found = FeatureStatistics.load(path)
            _require_resize(path, found.resize, resize, "its provenance says")
            return found
        mean, covariance = file["mu"], file["sigma"]
    if mean.shape != (_DIMENSIONS,) or covariance.shape != (_DIMENSIONS, _DIMENSIONS):
        raise ValueError(
            f"{str(path)!r} has `mu` and `sigma` of the shapes {mean.shape} and "
            f"{covariance.shape}, where those of the standard Inception, ({_DIMENSIONS},) and "
            f"({_DIMENSIONS}, {_DIMENSIONS}), are expected."
        )
    if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
        raise ValueError(f"{str(path)!r} has values that are NaN or infinite.")
    if np.abs(covariance - covariance.T).max() > _ASYMMETRY * np.abs(covariance).max():
        raise ValueError(f"{str(path)!r} has a `sigma` that is not symmetric: no covariance is so.")
    known = named_resize(path)
    _require_resize(path, known, resize, "its name says")
    if known is None and resize is None:
        raise ValueError(
            f"{str(path)!r} does not say how pictures were resized for Inception: pass resize, "
            f"{_ADVICE}."
        )
    gaussian = GaussianStatistics.from_moments(mean, (covariance + covariance.T) / 2, _ENOUGH)
    return FeatureStatistics(
        gaussian, STANDARD_EXTRACTOR, known or resize or "", source or path.name, counted=False
    )


def _require_resize(path, known, wanted, says):
    if None not in (known, wanted) and known != wanted:
        raise ValueError(
            f"{str(path)!r} holds statistics of pictures resized by {known!r}, as {says}, but "
            f"{wanted!r} was asked for: pass resize={known!r}."
        )
