"""Augmentation that a generator can be trained through; `layers.DiffAugment` applies it."""

from keras_gan_zoo.augment.policies import color, cutout, translation

__all__ = ["color", "cutout", "translation"]
