"""Losses on logits."""

from keras_gan_zoo.losses.adversarial import AdversarialLoss, get, list_losses

__all__ = ["AdversarialLoss", "get", "list_losses"]
