"""Builders of generators and discriminators."""

from keras_gan_zoo.networks.autoencoder import autoencoder
from keras_gan_zoo.networks.bodies import build_discriminator, build_generator, list_bodies
from keras_gan_zoo.networks.dcgan import dcgan_discriminator, dcgan_generator
from keras_gan_zoo.networks.infogan import infogan_discriminator, infogan_generator
from keras_gan_zoo.networks.mlp import mlp_discriminator, mlp_generator
from keras_gan_zoo.networks.palette_head import palette_head
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.resnet_gan import resnet_discriminator, resnet_generator
from keras_gan_zoo.networks.resnet_translator import resnet_translator

__all__ = [
    "autoencoder",
    "build_discriminator",
    "build_generator",
    "dcgan_discriminator",
    "dcgan_generator",
    "infogan_discriminator",
    "infogan_generator",
    "list_bodies",
    "mlp_discriminator",
    "mlp_generator",
    "palette_head",
    "patchgan",
    "resnet_discriminator",
    "resnet_generator",
    "resnet_translator",
]
