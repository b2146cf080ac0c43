"""The hardware of this machine, without its host name."""

import os
import platform
from pathlib import Path


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
