"""The registry: lists the families, describes them and builds them by name.

Importing this package imports neither TensorFlow nor any family.
"""

from keras_gan_zoo.lazy import lazy_names
from keras_gan_zoo.registry.entry import Entry
from keras_gan_zoo.registry.scan import is_own
from keras_gan_zoo.registry.table import TASKS, find, list_models, register, unregister

_MODULES = {
    "default_arguments": "building",
    "describe": "description",
    "find_weights": "stored_weights",
    "get": "building",
    "is_stored_name": "stored_weights",
    "list_weights": "stored_weights",
    "smallest_arguments": "building",
}

__all__ = [
    "TASKS",
    "Entry",
    "default_arguments",
    "describe",
    "find",
    "find_weights",
    "get",
    "is_own",
    "is_stored_name",
    "list_models",
    "list_weights",
    "register",
    "smallest_arguments",
    "unregister",
]

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
