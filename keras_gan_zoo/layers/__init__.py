"""Layers that Keras lacks."""

from keras_gan_zoo.layers.image_history import ImageHistory
from keras_gan_zoo.layers.instance_normalization import InstanceNormalization
from keras_gan_zoo.layers.reflection_padding import ReflectionPadding2D

__all__ = ["ImageHistory", "InstanceNormalization", "ReflectionPadding2D"]
