"""Builders of generators, discriminators, translators and text decoders."""

from keras_gan_zoo.networks.attention_decoder import AttentionDecoder
from keras_gan_zoo.networks.autoencoder import autoencoder
from keras_gan_zoo.networks.bodies import build_discriminator, build_generator, list_bodies
from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.networks.dcgan import dcgan_discriminator, dcgan_generator
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.encoders import build_encoder, build_picture_decoder
from keras_gan_zoo.networks.fitted_front import behind_gaussian
from keras_gan_zoo.networks.flow import FlowNetwork
from keras_gan_zoo.networks.infogan import infogan_discriminator, infogan_generator
from keras_gan_zoo.networks.lstm_decoder import LSTMDecoder
from keras_gan_zoo.networks.mlp import mlp_discriminator, mlp_generator
from keras_gan_zoo.networks.palette_head import palette_head
from keras_gan_zoo.networks.patchgan import patchgan
from keras_gan_zoo.networks.resnet_gan import resnet_discriminator, resnet_generator
from keras_gan_zoo.networks.resnet_translator import resnet_translator
from keras_gan_zoo.networks.text_builders import build_decoder
from keras_gan_zoo.networks.text_discriminators import (
    cnn_text_discriminator,
    recurrent_text_discriminator,
)
from keras_gan_zoo.networks.transformer_decoder import TransformerDecoder
from keras_gan_zoo.networks.unet import unet

__all__ = [
    "AttentionDecoder",
    "ConditionalDecoder",
    "Decoder",
    "FlowNetwork",
    "LSTMDecoder",
    "TransformerDecoder",
    "autoencoder",
    "behind_gaussian",
    "build_decoder",
    "build_discriminator",
    "build_encoder",
    "build_generator",
    "build_picture_decoder",
    "cnn_text_discriminator",
    "dcgan_discriminator",
    "dcgan_generator",
    "infogan_discriminator",
    "infogan_generator",
    "list_bodies",
    "mlp_discriminator",
    "mlp_generator",
    "palette_head",
    "patchgan",
    "recurrent_text_discriminator",
    "resnet_discriminator",
    "resnet_generator",
    "resnet_translator",
    "unet",
]
