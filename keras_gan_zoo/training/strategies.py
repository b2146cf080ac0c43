"""The distribution strategies of `gan-zoo train --strategy`."""

import json
import os

import tensorflow as tf

from keras_gan_zoo.errors import listed, nearest

STRATEGIES = ("mirrored", "multi_worker")

_EXAMPLE = (
    '{"cluster": {"worker": ["host0:2222", "host1:2222"]}, "task": {"type": "worker", "index": 0}}'
)


def make_strategy(name: str | None) -> tf.distribute.Strategy:
    """Returns a distribution strategy; to be called before TensorFlow computes anything.

    Args:
        name: `"mirrored"`: a replica on each accelerator of this machine. `"multi_worker"`: a
            replica on each worker, of which the environment variable `TF_CONFIG` tells, as
            Kubeflow and Vertex set it. `None`: neither.

    Raises:
        ValueError: If there is no such strategy, or no `TF_CONFIG` that names workers.

    Example:
        >>> make_strategy("mirrored").num_replicas_in_sync  # on a machine without accelerators
        1
    """
    if name is None:
        return tf.distribute.get_strategy()
    if name not in STRATEGIES:
        raise ValueError(
            f"`strategy` must be one of {listed(STRATEGIES)}, got {name!r}."
            + nearest(name, STRATEGIES)
        )
    if name == "mirrored":
        return tf.distribute.MirroredStrategy()
    _check_workers()
    return tf.distribute.MultiWorkerMirroredStrategy()


def is_chief(strategy: tf.distribute.Strategy) -> bool:
    """Returns whether this process is the worker that writes the run's files."""
    resolver = strategy.cluster_resolver
    if resolver is None or not resolver.task_type:
        return True
    if "chief" in resolver.cluster_spec().as_dict():
        return resolver.task_type == "chief"
    return resolver.task_id == 0


def _check_workers():
    try:
        settings = json.loads(os.environ.get("TF_CONFIG", ""))
        workers = settings["cluster"]["worker"]
        settings["task"]["index"]
    except (ValueError, KeyError, TypeError):
        workers = None
    if not isinstance(workers, list) or not workers:
        raise ValueError(
            "strategy='multi_worker' needs the environment variable TF_CONFIG to name the workers "
            f"and this one among them, such as {_EXAMPLE}."
        )
