"""Sharing models: `publish` packs one, `load` loads one from a folder, an archive or a URL.

    hub.publish(gan, "out/dcgan", name="dcgan_faces")
    served = hub.load("https://example.org/dcgan_faces.tar.gz", sha256="ab12...")
    images = served.generate(latents)

Importing this package imports no TensorFlow.
"""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "ArchiveRefused": "archive",
    "HuggingFaceFolder": "hugging_face",
    "Published": "publishing",
    "load": "loading",
    "publish": "publishing",
    "resolve": "resolving",
    "unpack": "archive",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
