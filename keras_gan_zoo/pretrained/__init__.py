"""Pretrained weights that come with the zoo: what there is, and how they were trained.

    keras_gan_zoo.pretrained.list_weights()          # {"dcgan": ["fashion_mnist"]}
    gan = keras_gan_zoo.get("dcgan", weights="fashion_mnist")

`python -m keras_gan_zoo.pretrained dcgan/fashion_mnist` trains one again by its recipe. Importing
this package imports no TensorFlow.
"""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "StoredWeights": "keras_gan_zoo.registry.stored_weights",
    "find_weights": "keras_gan_zoo.registry.stored_weights",
    "list_weights": "keras_gan_zoo.registry.stored_weights",
    "small_sample_scores": "small_sample",
    "store": "storing",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
