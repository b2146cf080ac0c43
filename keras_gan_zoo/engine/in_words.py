"""Shapes and optimizers in the words of descriptions and notebooks."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def without_batch(shape: Any) -> tuple:
    """Returns a network's input or output shape without its batch axis; of several, of each."""
    shapes = shape.values() if isinstance(shape, Mapping) else shape
    if isinstance(shape, tuple):
        return shape[1:]
    return tuple(tuple(one[1:]) for one in shapes)


def shape_in_words(shape: Iterable) -> str:
    """Returns a shape without a batch axis as "64x64x3", of several "100 + 10", of a number "1"."""
    sides = tuple(shape)
    if any(isinstance(one, tuple) for one in sides):
        return " + ".join(map(shape_in_words, sides))
    return "x".join("?" if side is None else str(side) for side in sides) or "1"


def optimizer_in_words(optimizer: "keras.optimizers.Optimizer") -> str:
    """Returns an optimizer's class with the settings that papers name: "Adam(beta_1=0.5, ...)"."""
    config = optimizer.get_config()
    shown = [
        f"{key}={float(config[key]):.3g}"
        for key in ("learning_rate", "beta_1", "beta_2", "momentum", "rho")
        if isinstance(config.get(key), (int, float))
    ]
    return f"{type(optimizer).__name__}({', '.join(shown)})"


def parameters_of(network: "keras.Model") -> int:
    """Returns the number of trainable parameters of a network."""
    return sum(weight.shape.num_elements() for weight in network.trainable_variables)
