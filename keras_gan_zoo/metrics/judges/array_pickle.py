"""Reads pickles of NumPy arrays, and of nothing that could do harm."""

import io
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np

# NumPy 2 renamed the module in which pickles of either find what makes an array.
_MODULES = ("numpy.core.multiarray", "numpy._core.multiarray")


class UnsafePickle(ValueError):
    """A pickle that asks for something other than NumPy arrays."""


def load_arrays(content: bytes) -> Any:
    """Returns the dicts, lists, numbers, strings and numeric arrays that a pickle holds.

    An ordinary pickle can call any function of any module while it is read. Here only the three
    names that rebuild a NumPy array are found, and arrays of objects are refused.

    Args:
        content: The pickle, of protocol 3 or 4.

    Raises:
        UnsafePickle: If it names anything else, holds an array of objects, or is damaged.

    Example:
        >>> load_arrays(pickle.dumps({"kernel": np.arange(3)}, protocol=4))
        {'kernel': array([0, 1, 2])}

    Reference:
        The Python documentation of `pickle`, "Restricting globals".
    """
    try:
        return _ArrayUnpickler(io.BytesIO(content)).load()
    except UnsafePickle:
        raise
    # A damaged pickle can fail inside any of its opcodes.
    except Exception as error:
        raise UnsafePickle(f"The pickle cannot be read: {error}.") from error


class _ArrayUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Callable:
        if module in _MODULES and name == "_reconstruct":
            return _empty_array
        if (module, name) == ("numpy", "dtype"):
            return _numeric_dtype
        if (module, name) == ("numpy", "ndarray"):
            return np.ndarray
        raise UnsafePickle(f"The pickle asks for {module}.{name}, which is no NumPy array.")


def _empty_array(kind, shape, code):
    if kind is not np.ndarray:
        raise UnsafePickle(f"The pickle rebuilds a {kind!r}, which is no NumPy array.")
    return np.ndarray((0,), "b")


def _numeric_dtype(code, align=False, copy=False):
    if not isinstance(code, str) or np.dtype(code).kind not in "biufc":
        raise UnsafePickle(f"The pickle holds an array of {code!r}, which are no numbers.")
    return np.dtype(code, align, True)
