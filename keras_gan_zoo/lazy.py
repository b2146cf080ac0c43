"""Lazy imports: the modules of a package are imported on first use (PEP 562)."""

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping


def lazy_names(
    package: str, modules: Mapping[str, str], subpackages: Iterable[str] = ()
) -> tuple[Callable, Callable]:
    """Returns `__getattr__` and `__dir__` of a package that imports its modules lazily.

    Args:
        package: The package's `__name__`. It has to have an `__all__`.
        modules: For each public name the module that defines it: within the package, or anywhere
            if it is named from the root, as `"keras_gan_zoo.storage.cache"`.
        subpackages: Modules and packages within it that are public themselves.

    Returns:
        The two functions, to be bound to those names in the package's `__init__.py`.

    Example:
        >>> __getattr__, __dir__ = lazy_names(__name__, {"tflite": "tflite_file"})
    """
    root = package.partition(".")[0]
    subpackages = frozenset(subpackages)

    def get(name):
        if name in modules:
            module = modules[name]
            if not module.startswith(f"{root}."):
                module = f"{package}.{module}"
            value = getattr(importlib.import_module(module), name)
        elif name in subpackages:
            value = importlib.import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        setattr(sys.modules[package], name, value)
        return value

    def names():
        return sorted(sys.modules[package].__all__)

    return get, names
