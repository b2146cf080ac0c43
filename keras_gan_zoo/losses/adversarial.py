"""Adversarial losses as pure functions of logits, and `get` to choose one by name.

Each loss is a pair: what the discriminator minimises given its logits on real and on fake
samples, and what the generator minimises given the logits on its fakes. Logits have any shape
(one per picture, or one per patch) and every function returns their mean, a scalar.
"""

from collections.abc import Callable
from dataclasses import dataclass

from keras import ops

from keras_gan_zoo.errors import listed, nearest


@dataclass(frozen=True)
class AdversarialLoss:
    """The two players' losses, as functions of logits.

    Attributes:
        name: The name `get` knows it by.
        discriminator: Function of `(real, fake)` logits, float, any shape; a scalar.
        generator: Function of `(fake)` logits; a scalar.
        paper: arXiv id.
    """

    name: str
    discriminator: Callable
    generator: Callable
    paper: str


def _log_loss_discriminator(real, fake):
    return ops.mean(ops.softplus(-real)) + ops.mean(ops.softplus(fake))


def _non_saturating_generator(fake):
    return ops.mean(ops.softplus(-fake))


def _minimax_generator(fake):
    return -ops.mean(ops.softplus(fake))


def _least_squares_discriminator(real, fake):
    return 0.5 * (ops.mean(ops.square(real - 1.0)) + ops.mean(ops.square(fake)))


def _least_squares_generator(fake):
    return 0.5 * ops.mean(ops.square(fake - 1.0))


def _hinge_discriminator(real, fake):
    return ops.mean(ops.relu(1.0 - real)) + ops.mean(ops.relu(1.0 + fake))


def _wasserstein_discriminator(real, fake):
    return ops.mean(fake) - ops.mean(real)


def _negative_mean(fake):
    return -ops.mean(fake)


_LOSSES = {
    loss.name: loss
    for loss in (
        # 1406.2661, eq. 1 and section 3: maximise log D(G(z)) instead of minimising log(1-D(G(z)))
        AdversarialLoss(
            "non_saturating", _log_loss_discriminator, _non_saturating_generator, "1406.2661"
        ),
        # 1406.2661, eq. 1, as written: it saturates while the discriminator wins
        AdversarialLoss("minimax", _log_loss_discriminator, _minimax_generator, "1406.2661"),
        # 1611.04076, eq. 9: a = 0, b = c = 1
        AdversarialLoss(
            "least_squares",
            _least_squares_discriminator,
            _least_squares_generator,
            "1611.04076",
        ),
        # 1705.02894 and 1802.05957, eq. 16 and 17
        AdversarialLoss("hinge", _hinge_discriminator, _negative_mean, "1802.05957"),
        # 1701.07875, eq. 3: only meaningful with a Lipschitz critic
        AdversarialLoss("wasserstein", _wasserstein_discriminator, _negative_mean, "1701.07875"),
    )
}


def get(loss: str | AdversarialLoss) -> AdversarialLoss:
    """Returns an adversarial loss by name.

    Args:
        loss: A name from `list_losses()`, or an `AdversarialLoss`, which is returned as it is.

    Raises:
        ValueError: If there is no loss of that name.

    Example:
        >>> hinge = get("hinge")
        >>> float(hinge.generator(ops.array([0.5, 1.5])))
        -1.0
    """
    if isinstance(loss, AdversarialLoss):
        return loss
    if loss not in _LOSSES:
        raise ValueError(
            f"`loss` must be one of {listed(_LOSSES)}, got {loss!r}." + nearest(loss, _LOSSES)
        )
    return _LOSSES[loss]


def list_losses() -> list[str]:
    """Returns the names that `get` knows."""
    return sorted(_LOSSES)
