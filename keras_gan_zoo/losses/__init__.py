"""Losses on logits."""

from keras_gan_zoo.losses.adversarial import (
    AdversarialLoss,
    get,
    list_losses,
    register,
    saved_name,
    smooth_labels,
)
from keras_gan_zoo.losses.f_divergence import (
    FDivergence,
    get_divergence,
    list_divergences,
    register_divergence,
    saved_divergence_name,
)

__all__ = [
    "AdversarialLoss",
    "FDivergence",
    "get",
    "get_divergence",
    "list_divergences",
    "list_losses",
    "register",
    "register_divergence",
    "saved_divergence_name",
    "saved_name",
    "smooth_labels",
]
