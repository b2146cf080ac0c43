"""Registers the zoo's classes with Keras, in whichever order the two are imported.

`keras.models.load_model` finds a class only if it is in Keras's table. Importing every family
with the package would bring TensorFlow with it, and with Keras the networks of them all; so
that a family is in the table by name, and is imported by the first file that has one.
"""

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_gan_zoo.registry import table
from keras_gan_zoo.registry.entry import Entry

if TYPE_CHECKING:
    from keras_gan_zoo.engine.zoo_model import ZooModel

# What a file may hold without any family: a network by itself has layers, an optimizer a schedule.
_WITHOUT_A_FAMILY = (
    "keras_gan_zoo.addons",
    "keras_gan_zoo.layers",
    "keras_gan_zoo.engine.linear_decay",
)


@dataclass(frozen=True)
class UnimportedFamily:
    """A placeholder for a family's class in Keras's table, until its module is imported.

    Attributes:
        entry: The family. Its module, when it is imported, puts the class itself into the table.
    """

    entry: Entry

    def from_config(self, config: Mapping[str, Any]) -> "ZooModel":
        """Imports the family and recreates a model of it."""
        return self.entry.load().from_config(config)


def register_with_keras() -> None:
    """Registers the zoo's classes with Keras: now, or as soon as Keras is imported."""
    if "keras" in sys.modules:
        _register()
    elif not any(isinstance(finder, _AfterKeras) for finder in sys.meta_path):
        sys.meta_path.insert(0, _AfterKeras())


def _register() -> None:
    import keras

    for module in _WITHOUT_A_FAMILY:
        importlib.import_module(module)
    classes = keras.saving.get_custom_objects()
    for name in table.list_models():
        entry = table.find(name)
        if isinstance(entry.target, str):
            classes.setdefault(f"{table.PACKAGE}>{entry.class_name}", UnimportedFamily(entry))


class _AfterKeras:
    """Sees Keras being imported, lets it, and registers the zoo's classes once it is there.

    A finder of `sys.meta_path` by what it does: the base class of the finders in `importlib.abc`
    takes as long to import as all of this package.
    """

    def find_spec(self, name, path=None, target=None):
        """Finds Keras as the other finders do; what executes it then registers the classes.

        TensorFlow asks for the specification of Keras without importing it, so that this finder
        stays until Keras has really been executed.
        """
        if name != "keras":
            return None
        others = [finder for finder in sys.meta_path if not isinstance(finder, _AfterKeras)]
        found = (finder.find_spec(name, path, target) for finder in others)
        spec = next((one for one in found if one is not None), None)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_then_register(module):
            if self in sys.meta_path:
                sys.meta_path.remove(self)
            execute(module)
            _register()

        spec.loader.exec_module = execute_then_register
        return spec
