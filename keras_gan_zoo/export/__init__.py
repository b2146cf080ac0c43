"""Exports: a SavedModel for servers, a TF-Lite file for phones, and a runner for it.

Importing this package imports no TensorFlow, and neither does `TFLiteGenerator`: a device
that only runs a file needs NumPy and `ai-edge-litert`.

Example:
    >>> from keras_gan_zoo import export
    >>> export.saved_model(gan, "out/saved_model")
    >>> export.tflite(gan, "out/gan.tflite", quantize="float16")
    >>> images = export.TFLiteGenerator("out/gan.tflite")(latents)
"""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "ExportError": "errors",
    "TFLiteFile": "tflite_file",
    "TFLiteGenerator": "tflite_generator",
    "answering_saved_model": "answers",
    "answering_step": "answers",
    "decoding_step": "text",
    "describe_file": "describing",
    "oldest_runtime": "runtime_version",
    "read_metadata": "metadata",
    "saved_model": "serving",
    "served_model": "served",
    "text_saved_model": "text",
    "tflite": "tflite_file",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
