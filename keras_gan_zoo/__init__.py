"""keras_gan_zoo: generative adversarial networks for Keras 3 and TensorFlow.

    import keras_gan_zoo

    gan = keras_gan_zoo.get("dcgan", image_shape=(28, 28, 1))
    gan.fit(keras_gan_zoo.data.load("fashion_mnist"), epochs=10)
    images = gan.generate(16)

Importing this package imports neither TensorFlow nor any family; each comes with its first use.
"""

import os

# TensorFlow reads this when it is imported. It leaves oneDNN's kernels off on some processors
# (AMD without AVX-512) where they nearly double the speed of a training step.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

from keras_gan_zoo.lazy import lazy_names
from keras_gan_zoo.registry.keras_names import register_with_keras
from keras_gan_zoo.registry.table import list_models, register
from keras_gan_zoo.version import __version__

_MODULES = {
    "get": "registry.building",
    "describe": "registry.description",
    "list_weights": "registry.stored_weights",
    "AdversarialModel": "engine.adversarial_model",
    "EncoderDecoder": "models.encoder_decoder",
    "FittedLatents": "models.fitted_latents",
    "LatentGAN": "models.latent_gan",
    "LatentModel": "models.latent_model",
    "ZooModel": "engine.zoo_model",
}
_SUBPACKAGES = (
    "addons",
    "callbacks",
    "data",
    "evaluation",
    "export",
    "hub",
    "latent",
    "layers",
    "losses",
    "metrics",
    "models",
    "networks",
    "penalties",
    "pretrained",
    "recipes",
    "registry",
    "report",
    "training",
    "upscaling",
)

__all__ = ["__version__", "list_models", "register", *_MODULES, *_SUBPACKAGES]

__getattr__, __dir__ = lazy_names(__name__, _MODULES, _SUBPACKAGES)

register_with_keras()
