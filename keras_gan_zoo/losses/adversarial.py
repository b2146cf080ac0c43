"""Adversarial losses as functions of logits, and `get` to choose one by name.

Each loss is a pair: what the discriminator minimizes given its logits on real and on fake
samples, and what the generator minimizes given the logits on its fakes. Logits have any shape
(one per picture, or one per patch) and every function returns their mean, a scalar.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from keras import ops

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.losses import log_loss


@dataclass(frozen=True)
class AdversarialLoss:
    """The two players' losses, as functions of logits.

    Attributes:
        name: The name `get` knows it by.
        discriminator: Function of `(real, fake)` logits, float, any shape; a scalar.
        generator: Function of `(fake)` logits; a scalar.
        paper: arXiv id.
        smoothed: Function of `(real, fake, smoothing)` of the discriminator: its loss with the
            label of real samples at 1 - smoothing; `None` where it has no labels.
        boundary: The logit halfway between what real and what fake samples are told to have;
            `None` where the two are only compared.
    """

    name: str
    discriminator: Callable
    generator: Callable
    paper: str
    smoothed: Callable | None = None
    boundary: float | None = 0.0


def _log_loss_discriminator(real, fake):
    return log_loss.real(real) + log_loss.fake(fake)


def _smoothed_log_loss_discriminator(real, fake, smoothing):
    # The label 1 - smoothing: the logit that minimizes it is finite, log((1 - s) / s).
    return _log_loss_discriminator(real, fake) + smoothing * ops.mean(real)


def _non_saturating_generator(fake):
    return log_loss.real(fake)


def _minimax_generator(fake):
    return -log_loss.fake(fake)


def _least_squares_discriminator(real, fake):
    return 0.5 * (ops.mean(ops.square(real - 1.0)) + ops.mean(ops.square(fake)))


def _smoothed_least_squares_discriminator(real, fake, smoothing):
    return _least_squares_discriminator(real + smoothing, fake)


def _least_squares_generator(fake):
    return 0.5 * ops.mean(ops.square(fake - 1.0))


def _hinge_discriminator(real, fake):
    return ops.mean(ops.relu(1.0 - real)) + ops.mean(ops.relu(1.0 + fake))


def _boundary_seeking_generator(fake):
    # log D - log(1 - D) of a sigmoid discriminator is its logit.
    return 0.5 * ops.mean(ops.square(fake))


def _wasserstein_discriminator(real, fake):
    return ops.mean(fake) - ops.mean(real)


def _negative_mean(fake):
    return -ops.mean(fake)


_LOSSES = {
    loss.name: loss
    for loss in (
        # 1406.2661, eq. 1 and section 3: maximize log D(G(z)) instead of minimizing log(1-D(G(z)))
        AdversarialLoss(
            "non_saturating",
            _log_loss_discriminator,
            _non_saturating_generator,
            "1406.2661",
            _smoothed_log_loss_discriminator,
        ),
        # 1406.2661, eq. 1, as written: it saturates while the discriminator wins
        AdversarialLoss(
            "minimax",
            _log_loss_discriminator,
            _minimax_generator,
            "1406.2661",
            _smoothed_log_loss_discriminator,
        ),
        # 1611.04076, eq. 9: a = 0, b = c = 1
        AdversarialLoss(
            "least_squares",
            _least_squares_discriminator,
            _least_squares_generator,
            "1611.04076",
            _smoothed_least_squares_discriminator,
            boundary=0.5,
        ),
        # 1702.08431, eq. 10: the generator seeks the boundary D = 1/2, not the far side of it
        AdversarialLoss(
            "boundary_seeking",
            _log_loss_discriminator,
            _boundary_seeking_generator,
            "1702.08431",
            _smoothed_log_loss_discriminator,
        ),
        # 1705.02894 and 1802.05957, eq. 16 and 17
        AdversarialLoss("hinge", _hinge_discriminator, _negative_mean, "1802.05957"),
        # 1701.07875, eq. 3: only meaningful with a Lipschitz critic
        AdversarialLoss(
            "wasserstein", _wasserstein_discriminator, _negative_mean, "1701.07875", boundary=None
        ),
    )
}


def get(loss: str | AdversarialLoss, label_smoothing: float = 0.0) -> AdversarialLoss:
    """Returns an adversarial loss by name.

    Args:
        loss: A name from `list_losses()`, or an `AdversarialLoss`.
        label_smoothing: How far below 1 the discriminator's label of real samples lies, in
            [0, 1); that of fakes stays 0 (one-sided, 1606.03498, section 3.4).

    Raises:
        ValueError: If there is no loss of that name, or it has no labels to smooth.

    Example:
        >>> hinge = get("hinge")
        >>> float(hinge.generator(ops.array([0.5, 1.5])))
        -1.0
    """
    if not isinstance(loss, AdversarialLoss):
        if not isinstance(loss, str) or loss not in _LOSSES:
            raise ValueError(
                f"`loss` must be one of {listed(_LOSSES)}, got {loss!r}." + nearest(loss, _LOSSES)
            )
        loss = _LOSSES[loss]
    return smooth_labels(loss, label_smoothing) if label_smoothing else loss


def smooth_labels(loss: AdversarialLoss, label_smoothing: float) -> AdversarialLoss:
    """Returns a loss with one-sided label smoothing for the discriminator.

    Raises:
        ValueError: If the loss has no labels, or the smoothing is outside [0, 1).
    """
    if isinstance(label_smoothing, str) or not 0 <= label_smoothing < 1:
        raise ValueError(f"`label_smoothing` must be in [0, 1), got {label_smoothing!r}.")
    if loss.smoothed is None:
        labelled = [name for name, known in _LOSSES.items() if known.smoothed]
        raise ValueError(
            f"`label_smoothing` is {label_smoothing}, but the loss {loss.name!r} has no labels to "
            f"smooth; use one of {listed(labelled)}, or label_smoothing=0."
        )

    def discriminator(real, fake):
        return loss.smoothed(real, fake, label_smoothing)

    return replace(loss, discriminator=discriminator)


def register(loss: AdversarialLoss) -> AdversarialLoss:
    """Registers a loss of your own by name, so that models with it can be saved.

    Register it before loading such a model, too.

    Raises:
        ValueError: If another loss has the name.

    Example:
        >>> register(AdversarialLoss("my_loss", my_discriminator_loss, my_generator_loss, ""))
        >>> gan = keras_gan_zoo.get("gan", loss="my_loss")
    """
    if _LOSSES.get(loss.name, loss) != loss:
        raise ValueError(f"`loss.name` {loss.name!r} is taken by another loss; choose another.")
    _LOSSES[loss.name] = loss
    return loss


def saved_name(loss: AdversarialLoss) -> str:
    """Returns the registered name of a loss, which is saved with a model.

    Raises:
        ValueError: If the loss is not registered.
    """
    registered = _LOSSES.get(loss.name)
    # A smoothed loss differs from the registered one in the discriminator's function only.
    if registered is None or registered.generator is not loss.generator:
        raise ValueError(
            f"The loss {loss.name!r} is not registered, so that a saved model could not find it "
            "again: call keras_gan_zoo.losses.register(loss) first, under a name of its own."
        )
    return loss.name


def list_losses() -> list[str]:
    """Returns the names that `get` knows."""
    return sorted(_LOSSES)
