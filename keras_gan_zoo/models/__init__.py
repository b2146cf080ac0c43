"""The families, and what a new one is built on."""

from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.models.latent_gan import LatentGAN

__all__ = ["AdversarialModel", "LatentGAN"]
