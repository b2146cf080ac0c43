"""Historical averaging: keeps a player near the mean of its past parameters (1606.03498)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.types import Tensor


def squared_distance(variables: Sequence[keras.Variable], others: Sequence[Tensor]) -> Tensor:
    r"""Returns \( \lVert \theta - \theta' \rVert_2^2 \) over all variables, a float32 scalar."""
    return sum(
        ops.sum(ops.square(ops.cast(variable, "float32") - other))
        for variable, other in zip(variables, others, strict=True)
    )


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class HistoricalAveraging(Penalty):
    r"""The term \( \lVert \theta - \frac1t \sum_{i=1}^t \theta[i] \rVert_2^2 \) of section 3.2.

    The parameters \( \theta[t] \) of the present step are counted in, so the first step's term
    is zero. The mean has no gradient. It is kept in weights of this layer that no optimizer
    moves, one for each trainable variable of the network, and moves each time the term is
    computed: once in a step of its player.

    Args:
        weight: Factor; the paper names none.
        player: Whose parameters are held: "discriminator" or "generator".
        **kwargs: As for `Penalty`.

    Example:
        >>> penalty = HistoricalAveraging(player="generator")
        >>> penalty.prepare(generator)
        >>> loss = loss + penalty(generator, real_images, fake_images)

    Reference:
        https://arxiv.org/abs/1606.03498, section 3.2
    """

    def __init__(self, weight: float = 1.0, player: str = "generator", **kwargs: Any):
        super().__init__(weight, player, **{"trainable": False, **kwargs})
        self.averages: list[keras.Variable] = []

    @property
    def network(self) -> str:
        """The network that it is called on: the player's own."""
        return self.player

    def prepare(self, network: keras.Model) -> None:
        """Creates the averages of the network's parameters."""
        state = {
            "initializer": "zeros",
            "trainable": False,
            "aggregation": "only_first_replica",
        }
        self.steps = self.add_weight(shape=(), dtype="int32", name="steps", **state)
        self.averages = [
            self.add_weight(shape=variable.shape, name=f"average_{index}", **state)
            for index, variable in enumerate(network.trainable_variables)
        ]

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Updates the averages, and returns the distance of the parameters from them."""
        variables = network.trainable_variables
        if len(variables) != len(self.averages):
            raise ValueError(
                f"The means were prepared for {len(self.averages)} variables, but the network "
                f"{network.name!r} has {len(variables)}; call `prepare` with this network once."
            )
        steps = self.steps + 1
        share = 1.0 / ops.cast(steps, "float32")
        means = [
            average + share * (ops.stop_gradient(ops.cast(variable, "float32")) - average)
            for variable, average in zip(variables, self.averages, strict=True)
        ]
        for average, mean in zip(self.averages, means, strict=True):
            average.assign(mean)
        self.steps.assign(steps)
        return squared_distance(variables, means)
