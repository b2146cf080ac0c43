"""Ways out of Python: a SavedModel for servers, a TF-Lite file for phones, and its runner.

Importing this package imports no TensorFlow, and neither does `TFLiteGenerator`: a device
that only runs a file needs NumPy and `ai-edge-litert`.

Example:
    >>> from keras_gan_zoo import export
    >>> export.saved_model(gan, "out/saved_model")
    >>> export.tflite(gan, "out/gan.tflite", quantize="float16")
    >>> images = export.TFLiteGenerator("out/gan.tflite")(latents)
"""

import importlib

_LAZY = {
    "ExportError": "keras_gan_zoo.export.errors",
    "TFLiteFile": "keras_gan_zoo.export.tflite_file",
    "TFLiteGenerator": "keras_gan_zoo.export.tflite_generator",
    "saved_model": "keras_gan_zoo.export.serving",
    "tflite": "keras_gan_zoo.export.tflite_file",
}

__all__ = ["ExportError", "TFLiteFile", "TFLiteGenerator", "saved_model", "tflite"]


def __getattr__(name):
    if name not in _LAZY:
        raise AttributeError(f"module 'keras_gan_zoo.export' has no attribute {name!r}")
    value = getattr(importlib.import_module(_LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__
