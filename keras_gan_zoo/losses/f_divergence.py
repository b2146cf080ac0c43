"""Losses of f-divergences in their variational form, and of your own (1606.00709).

A divergence is given by a convex f with f(1) = 0. A network T bounds it from below through the
conjugate f*:

    D_f(P || Q) >= E_P[T(x)] - E_Q[f*(T(x))],        eq. 4

and T = g_f(V) keeps the network's free output V in the domain of f* (section 2.3, table 6).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from keras import ops

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.losses.adversarial import AdversarialLoss


@dataclass(frozen=True)
class FDivergence:
    """An f-divergence, as f-GAN needs it.

    Attributes:
        name: The name `get_divergence` knows it by.
        activation: g_f, from the network's output, any float, to the domain of the conjugate;
            increasing, so that a large output says "real".
        conjugate: f*, of the activated output.
        conjugate_of_activation: f*(g_f(v)) where it has a simpler form that does not overflow.
        f: f itself, of the ratio of densities; only to compute true divergences with.

    Raises:
        ValueError: If the activation or the conjugate is missing.

    Example:
        >>> neyman = FDivergence(  # f(u) = (1 - u)^2 / u
        ...     "neyman",
        ...     activation=lambda v: 1 - ops.exp(-v),
        ...     conjugate=lambda t: 2 - 2 * ops.sqrt(1 - t),
        ... )
        >>> gan = keras_gan_zoo.get("f_gan", divergence=register_divergence(neyman))
    """

    name: str
    activation: Callable | None = None
    conjugate: Callable | None = None
    conjugate_of_activation: Callable | None = None
    f: Callable | None = None

    def __post_init__(self):
        for attribute, meaning in (
            ("activation", "maps the network's output into the domain of the conjugate"),
            ("conjugate", "is the convex conjugate f*(t) = sup_u (u t - f(u))"),
        ):
            if not callable(getattr(self, attribute)):
                raise ValueError(
                    f"The divergence {self.name!r} has no `{attribute}`: pass {attribute}=, the "
                    f"function that {meaning} (1606.00709, table 6)."
                )

    def adversarial_loss(self, saturating: bool = False) -> AdversarialLoss:
        """Returns the two players' losses, as functions of the network's output V.

        Args:
            saturating: Whether the generator minimizes the bound itself, -E_Q[f*(g_f(V))]; else
                it maximizes E_Q[g_f(V)], which learns while the discriminator wins (section 3.2).
        """

        def conjugate(v):
            if self.conjugate_of_activation is not None:
                return self.conjugate_of_activation(v)
            return self.conjugate(self.activation(v))

        def discriminator(real, fake):
            return ops.mean(conjugate(fake)) - ops.mean(self.activation(real))

        def generator(fake):
            return -ops.mean(conjugate(fake) if saturating else self.activation(fake))

        return AdversarialLoss(self.name, discriminator, generator, "1606.00709")


_DIVERGENCES = {
    divergence.name: divergence
    for divergence in (
        FDivergence(
            "kl",
            activation=lambda v: v,
            conjugate=lambda t: ops.exp(t - 1.0),
            f=lambda u: u * np.log(u),
        ),
        FDivergence(
            "reverse_kl",
            activation=lambda v: -ops.exp(-v),
            conjugate=lambda t: -1.0 - ops.log(-t),
            conjugate_of_activation=lambda v: v - 1.0,
            f=lambda u: -np.log(u),
        ),
        FDivergence(
            "pearson_chi2",
            activation=lambda v: v,
            conjugate=lambda t: 0.25 * ops.square(t) + t,
            f=lambda u: (u - 1.0) ** 2,
        ),
        FDivergence(
            "squared_hellinger",
            activation=lambda v: 1.0 - ops.exp(-v),
            conjugate=lambda t: t / (1.0 - t),
            conjugate_of_activation=lambda v: ops.exp(v) - 1.0,
            f=lambda u: (np.sqrt(u) - 1.0) ** 2,
        ),
        # The paper's: twice the usual Jensen-Shannon divergence
        FDivergence(
            "jensen_shannon",
            activation=lambda v: np.log(2.0) - ops.softplus(-v),
            conjugate=lambda t: -ops.log(2.0 - ops.exp(t)),
            conjugate_of_activation=lambda v: ops.softplus(v) - np.log(2.0),
            f=lambda u: u * np.log(u) - (u + 1.0) * np.log(0.5 * (u + 1.0)),
        ),
        FDivergence(
            "total_variation",
            activation=lambda v: 0.5 * ops.tanh(v),
            conjugate=lambda t: t,
            f=lambda u: 0.5 * np.abs(u - 1.0),
        ),
        # Of the GAN of 1406.2661: Jensen-Shannon as above, less log 4
        FDivergence(
            "gan",
            activation=lambda v: -ops.softplus(-v),
            conjugate=lambda t: -ops.log(1.0 - ops.exp(t)),
            conjugate_of_activation=ops.softplus,
            f=lambda u: u * np.log(u) - (u + 1.0) * np.log(u + 1.0),
        ),
    )
}


def get_divergence(divergence: str | FDivergence) -> FDivergence:
    """Returns an f-divergence by name, or as it is.

    Raises:
        ValueError: If there is no divergence of that name.

    Example:
        >>> get_divergence("kl").name
        'kl'
    """
    if isinstance(divergence, FDivergence):
        return divergence
    if not isinstance(divergence, str) or divergence not in _DIVERGENCES:
        raise ValueError(
            f"`divergence` must be an FDivergence or one of {listed(_DIVERGENCES)}, "
            f"got {divergence!r}." + nearest(divergence, _DIVERGENCES)
        )
    return _DIVERGENCES[divergence]


def register_divergence(divergence: FDivergence) -> FDivergence:
    """Registers a divergence of your own by name, so that models with it can be saved.

    Raises:
        ValueError: If another divergence has the name.
    """
    if _DIVERGENCES.get(divergence.name, divergence) != divergence:
        raise ValueError(
            f"`divergence.name` {divergence.name!r} is taken by another divergence; choose another."
        )
    _DIVERGENCES[divergence.name] = divergence
    return divergence


def saved_divergence_name(divergence: FDivergence) -> str:
    """Returns the registered name of a divergence, which is saved with a model.

    Raises:
        ValueError: If the divergence is not registered.
    """
    if _DIVERGENCES.get(divergence.name) != divergence:
        raise ValueError(
            f"The divergence {divergence.name!r} is not registered, so that a saved model could "
            "not find it again: call keras_gan_zoo.losses.register_divergence first."
        )
    return divergence.name


def list_divergences() -> list[str]:
    """Returns the names that `get_divergence` knows."""
    return sorted(_DIVERGENCES)
