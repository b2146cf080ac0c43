"""Builders of generators and discriminators."""

from keras_gan_zoo.networks.dcgan import dcgan_discriminator, dcgan_generator
from keras_gan_zoo.networks.palette_head import palette_head
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.resnet_translator import resnet_translator

__all__ = [
    "dcgan_discriminator",
    "dcgan_generator",
    "palette_head",
    "patchgan",
    "resnet_translator",
]
