"""Adversarial losses on logits, f-divergences, the mode-seeking and the contrastive loss."""

from keras_gan_zoo.losses.adversarial import (
    AdversarialLoss,
    get,
    list_losses,
    register,
    saved_name,
    smooth_labels,
)
from keras_gan_zoo.losses.contrastive import contrastive
from keras_gan_zoo.losses.f_divergence import (
    FDivergence,
    get_divergence,
    list_divergences,
    register_divergence,
    saved_divergence_name,
)
from keras_gan_zoo.losses.gradient_difference import gradient_difference
from keras_gan_zoo.losses.mode_seeking import mode_seeking

__all__ = [
    "AdversarialLoss",
    "FDivergence",
    "contrastive",
    "get",
    "get_divergence",
    "gradient_difference",
    "list_divergences",
    "list_losses",
    "mode_seeking",
    "register",
    "register_divergence",
    "saved_divergence_name",
    "saved_name",
    "smooth_labels",
]
