"""The base class of penalties: a weight, a player, and one way to be called."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.types import Tensor

PLAYERS = ("discriminator", "generator")
"""Whose loss a penalty can be added to."""


class Penalty(keras.layers.Layer):
    """A term that is added to one player's loss.

    A Keras layer so that the model that holds it saves its averages and its random state. It is
    called on a network and on samples, not on tensors alone, and computes in float32.

    Args:
        weight: Factor on the term, at least 0.
        player: "discriminator" or "generator": whose loss it is added to.
        every: Steps of that player from one to the next in which the term is computed, and then
            counts as many times: lazy regularization (1912.04958, section 3.1), which costs a
            fraction of the time. 1 for every step; 16 is StyleGAN2's for R1.
        **kwargs: `name`, as for any layer.

    Raises:
        ValueError: If the weight is not a number of at least 0, there is no such player, or `every`
            is no whole number of at least 1.

    Example:
        >>> penalty = penalties.R1(weight=10.0)
        >>> penalty.prepare(discriminator)
        >>> loss = loss + penalty(discriminator, real_images, fake_images)
    """

    def __init__(
        self,
        weight: float = 1.0,
        player: str = "discriminator",
        every: int = 1,
        **kwargs: Any,
    ):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.every = check_whole(every, "every", least=1)
        self.weight = check_number(weight, "weight", least=0)
        if player not in PLAYERS:
            raise ValueError(
                f"`player` must be one of {listed(PLAYERS)}, got {player!r}."
                + nearest(player, PLAYERS)
            )
        self.player = player
        if self.every > 1:
            self.calls = self.add_weight(
                shape=(),
                dtype="int32",
                initializer="zeros",
                trainable=False,
                aggregation="only_first_replica",
                name="calls",
            )
        self.built = True

    @property
    def network(self) -> str:
        """The network that it is called on: the player's own for penalties on weights."""
        return "discriminator"

    def prepare(self, network: keras.Model) -> None:
        """Checks the network, once, when the model is built.

        Raises:
            ValueError: If this network cannot be penalized so.
        """

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty, a scalar. Subclasses implement this."""
        raise NotImplementedError(f"{type(self).__name__} must define `term`.")

    def __call__(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the weighted penalty.

        Args:
            network: The network that `self.network` names.
            real: Real samples (batch, ...).
            fake: Generated samples, as many.

        Returns:
            A scalar, float32.
        """
        # Not Layer.__call__, which takes tensors alone and would cast them to its own precision.
        if self.every == 1:
            return self.weight * ops.cast(self.term(network, real, fake), "float32")
        due = self.calls % self.every == 0
        self.calls.assign_add(1)
        term = ops.cond(
            due,
            lambda: ops.cast(self.term(network, real, fake), "float32"),
            lambda: ops.zeros((), "float32"),
        )
        return self.weight * self.every * term

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        settings = {"weight": self.weight, "player": self.player, "every": self.every}
        return {**super().get_config(), **settings}
