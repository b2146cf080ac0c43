"""The functions of a loaded SavedModel, which say what they take where it was not given."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf


def say_what_they_take(served: Any) -> Any:
    """Lets the functions of a loaded SavedModel refuse inputs of a wrong shape by a sentence.

    TensorFlow prints the inputs, number by number, and how its types do not fit each other.

    Args:
        served: What `tf.saved_model.load` gives.

    Returns:
        The same.
    """
    for name, signature in getattr(served, "signatures", {}).items():
        function = getattr(served, name, None)
        specs = signature.structured_input_signature[1]
        if callable(function) and specs:
            setattr(served, name, _Function(name, function, specs))
    return served


class _Function:
    """A function of a SavedModel, with all of its attributes."""

    def __init__(self, name: str, function: Callable, specs: dict[str, tf.TensorSpec]):
        self._name, self._function, self._specs = name, function, specs

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._function, attribute)

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        try:
            return self._function(*inputs, **named)
        except (TypeError, ValueError, tf.errors.InvalidArgumentError) as error:
            came = [*inputs, *named.values()]
            if self._fit(came):
                raise
            takes = ", ".join(
                f"{name} {_shape(spec.shape)} {spec.dtype.name}"
                for name, spec in self._specs.items()
            )
            shapes = ", ".join(_shape(tf.shape(one)) for one in came)
            raise ValueError(f"`{self._name}` takes {takes}, got {shapes or 'nothing'}.") from error

    def _fit(self, came: list) -> bool:
        shapes = [tf.TensorShape(tf.shape(one)) for one in came]
        free = list(self._specs.values())
        # Inputs by position are in an order of the function's own.
        return len(shapes) == len(free) and all(
            any(spec.shape.is_compatible_with(shape) for spec in free) for shape in shapes
        )


def _shape(shape: Any) -> str:
    return f"({', '.join('n' if side is None else str(int(side)) for side in shape)})"
