"""The bases that a family is built on, one for each way to come by samples."""

from keras_gan_zoo.engine.adversarial_model import AdversarialModel
from keras_gan_zoo.engine.zoo_model import ZooModel
from keras_gan_zoo.models.encoder_decoder import EncoderDecoder
from keras_gan_zoo.models.fitted_latents import FittedLatents
from keras_gan_zoo.models.latent_gan import LatentGAN
from keras_gan_zoo.models.latent_model import LatentModel

__all__ = [
    "AdversarialModel",
    "EncoderDecoder",
    "FittedLatents",
    "LatentGAN",
    "LatentModel",
    "ZooModel",
]
