"""Networks compute in float32 while they are exported, whatever they were trained in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import keras

_HALF = ("bfloat16", "float16")


@contextmanager
def in_float32(networks: Iterable[keras.Model]) -> Iterator[None]:
    """Has networks compute in float32 within a `with` block.

    A network that was trained in half precision holds its weights in float32 all the same. Its
    exported graph is to run anywhere, and TF-Lite has no operators for bfloat16; what it draws
    differs by the rounding of half precision from what the network draws itself.

    Args:
        networks: The networks; their layers' policies are those of before after it, and functions
            that were traced meanwhile are forgotten, as are those of before.

    Example:
        >>> with in_float32([gan.generator]):
        ...     images = gan.generator(latents)
    """
    changed = {}
    models = []
    for network in networks:
        for layer in network._flatten_layers(include_self=True, recursive=True):
            if layer.compute_dtype in _HALF:
                changed[id(layer)] = layer, layer.dtype_policy
            if isinstance(layer, keras.Model):
                models.append(layer)
    if not changed:
        yield
        return
    try:
        for layer, _ in changed.values():
            layer.dtype_policy = "float32"
        _forget(models)
        yield
    finally:
        for layer, policy in changed.values():
            layer.dtype_policy = policy
        _forget(models)


def _forget(models):
    for model in models:
        model.predict_function = None
