"""What a run depends on besides its recipe: versions, and the class of machine; no host's name."""

import importlib.metadata
import os
import platform
from pathlib import Path

_PACKAGES = ("tensorflow", "keras", "numpy")


def versions() -> dict[str, str]:
    """Returns the versions that a run depends on, by name.

    Example:
        >>> sorted(versions())
        ['keras', 'keras_gan_zoo', 'numpy', 'python', 'tensorflow']
    """
    import keras_gan_zoo

    found = {"keras_gan_zoo": keras_gan_zoo.__version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            # TensorFlow is also published as tensorflow-cpu and in builds of other names.
            found[package] = importlib.import_module(package).__version__
    return found


def machine() -> dict:
    """Returns the processor's model, the cores this process may use, and accelerators.

    Example:
        >>> sorted(machine())
        ['accelerators', 'cores', 'processor']
    """
    import tensorflow as tf

    accelerators = [
        tf.config.experimental.get_device_details(device).get("device_name", device.device_type)
        for device in tf.config.list_physical_devices()
        if device.device_type != "CPU"
    ]
    return {"processor": _processor(), "cores": _cores(), "accelerators": accelerators}


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def _cores():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()
