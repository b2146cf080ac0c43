"""Published networks that enlarge pictures, by name: fetched, checked, and rebuilt in Keras."""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "list_published": "published",
    "load_published": "published",
    "read_layers_model": "tfjs_file",
    "read_ncnn": "ncnn_file",
}

__all__ = [*_MODULES]

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
