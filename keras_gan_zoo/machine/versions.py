"""The versions of the software that a file or a run depends on."""

import importlib
import importlib.metadata
import platform

from keras_gan_zoo.version import __version__

_PACKAGES = ("tensorflow", "keras", "numpy")


def versions() -> dict[str, str]:
    """Returns the versions that a training depends on, by name.

    Example:
        >>> sorted(versions())
        ['keras', 'keras_gan_zoo', 'numpy', 'python', 'tensorflow']
    """
    found = {"keras_gan_zoo": __version__, "python": platform.python_version()}
    return found | {package: version_of(package) for package in _PACKAGES}


def version_of(package: str) -> str:
    """Returns the version of an installed package, by the name it is imported by.

    Example:
        >>> version_of("keras")
        '3.15.1'
    """
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        # TensorFlow is also published as tensorflow-cpu and in builds of other names.
        return importlib.import_module(package).__version__
