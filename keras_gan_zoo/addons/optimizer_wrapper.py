"""The base class of optimizers that wrap another optimizer."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras

from keras_gan_zoo.types import Rate, Tensor


class OptimizerWrapper(keras.optimizers.Optimizer):
    """Applies an inner optimizer, and then a step of its own to the weights.

    Subclasses create their variables in `build` and write `after_update`. Clipping, weight decay
    and averages are set on the inner optimizer. The wrapper goes wherever a Keras optimizer does:
    in `compile`, as a player's in `keras_gan_zoo.get(..., optimizers={"generator": ...})`, and
    inside a `LossScaleOptimizer`.

    Args:
        inner_optimizer: A `keras.optimizers.Optimizer`, or what `keras.optimizers.get` takes.
        name: Name of the optimizer.
    """

    def __init__(self, inner_optimizer: keras.optimizers.Optimizer | str, name: str | None = None):
        super().__init__(learning_rate=0.0, name=name)
        self.inner_optimizer = keras.optimizers.get(inner_optimizer)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Creates the inner optimizer's variables; subclasses add their own."""
        super().build(variables)
        self.inner_optimizer.build(variables)

    @property
    def variables(self) -> list[keras.Variable]:
        """The wrapper's variables, then the inner optimizer's."""
        return [*super().variables, *self.inner_optimizer.variables]

    @property
    def iterations(self) -> keras.Variable:
        """The number of updates of the inner optimizer."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Tensor:
        """The inner optimizer's learning rate."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Rate) -> None:
        self.inner_optimizer.learning_rate = value

    def scale_loss(self, loss: Tensor) -> Tensor:
        """Returns the loss as the inner optimizer scales it."""
        return self.inner_optimizer.scale_loss(loss)

    def apply(
        self,
        grads: Sequence[Tensor | None],
        trainable_variables: Sequence[keras.Variable] | None = None,
    ) -> None:
        """Applies the gradients with the inner optimizer, then calls `after_update`."""
        if trainable_variables is None:
            trainable_variables = self._trainable_variables
        if not self.built:
            self.build(list(trainable_variables))
        self.inner_optimizer.apply(grads, trainable_variables)
        self.after_update(trainable_variables)

    def after_update(self, variables: Sequence[keras.Variable]) -> None:
        """Changes the weights after an update, which `iterations` has counted already."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """Returns the inner optimizer, serialized, and the name."""
        return {
            "inner_optimizer": keras.saving.serialize_keras_object(self.inner_optimizer),
            "name": self.name,
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "OptimizerWrapper":
        """Recreates the optimizer from `get_config`'s value."""
        inner = keras.saving.deserialize_keras_object(
            config["inner_optimizer"], custom_objects=custom_objects
        )
        return cls(**{**config, "inner_optimizer": inner})
