"""Layers that Keras lacks."""

from keras_gan_zoo.layers.global_layer_normalization import GlobalLayerNormalization
from keras_gan_zoo.layers.image_history import ImageHistory
from keras_gan_zoo.layers.instance_normalization import InstanceNormalization
from keras_gan_zoo.layers.minibatch_stddev import MinibatchStdDev
from keras_gan_zoo.layers.nearest_upsampling import NearestUpsampling2D
from keras_gan_zoo.layers.reflection_padding import ReflectionPadding2D

__all__ = [
    "GlobalLayerNormalization",
    "ImageHistory",
    "InstanceNormalization",
    "MinibatchStdDev",
    "NearestUpsampling2D",
    "ReflectionPadding2D",
]
