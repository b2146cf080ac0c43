"""Makes the zoo's classes known to Keras, in whichever order the two are imported.

`keras.models.load_model` finds a class only if its module has been imported. Importing every
family with the package would bring TensorFlow with it; so they are imported as soon as Keras is.
"""

import importlib.abc
import importlib.machinery
import sys

from keras_gan_zoo import registry


def register_families() -> None:
    """Imports every registered family, so that Keras can load a model of any."""
    for name in registry.list_models():
        registry.find(name).load()


def register_with_keras() -> None:
    """Registers the families now, if Keras is imported already, or when it will be."""
    if "keras" in sys.modules:
        register_families()
    elif not any(isinstance(finder, _AfterKeras) for finder in sys.meta_path):
        sys.meta_path.insert(0, _AfterKeras())


class _AfterKeras(importlib.abc.MetaPathFinder):
    """Sees Keras being imported, lets it, and registers the families once it is there."""

    def find_spec(self, name, path=None, target=None):
        if name != "keras":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_then_register(module):
            execute(module)
            # If a module of ours is what imports Keras, it is not complete yet and the families
            # cannot be built on it: `get` registers them when it is.
            if not any(_is_ours_and_incomplete(name) for name in tuple(sys.modules)):
                register_families()

        spec.loader.exec_module = execute_then_register
        return spec


def _is_ours_and_incomplete(name: str) -> bool:
    spec = getattr(sys.modules[name], "__spec__", None)
    return name.startswith("keras_gan_zoo.") and getattr(spec, "_initializing", False)
