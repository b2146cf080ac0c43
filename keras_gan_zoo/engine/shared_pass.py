"""A forward pass of one player that the losses of several players share."""

from collections.abc import Callable, Sequence

import keras
import tensorflow as tf

from keras_gan_zoo.engine.state_guard import FrozenState
from keras_gan_zoo.types import Tensor


class SharedPass:
    """A forward pass of a player, for another player's loss and then for its own.

    The other players' losses take it as it is. When its own player moves,
    `AdversarialModel.minimize` carries the gradient on through the pass; and only then do batch
    statistics of the pass move, as if it had been made there. Its random seeds move at once: what
    another player draws from these networks in between has noise of its own.

    Args:
        draw: A function of no arguments that returns a tensor, or a list of tensors.
        own: The variables of the player whose networks draw, without random seeds.
        others: Those of the other players' networks.

    Attributes:
        outputs: What was drawn.

    Example:
        >>> fakes = self.shared_pass(lambda: self.generator(latents, training=True), "generator")
        >>> self.minimize(lambda: judge(fakes.outputs), "discriminator")
        >>> self.minimize(lambda: -judge(fakes.outputs), "generator", shared=fakes)
    """

    def __init__(
        self,
        draw: Callable,
        own: Sequence[keras.Variable],
        others: Sequence[keras.Variable],
    ):
        state = FrozenState([*own, *others])
        with tf.GradientTape() as self._tape, state:
            self.outputs = draw()
        moved = [(variable, state.get_current_value(variable)) for variable in own]
        self._moved = [(variable, value) for variable, value in moved if value is not None]

    def begin(self) -> None:
        """Applies the changes of state that the pass has made."""
        for variable, value in self._moved:
            variable.assign(value)

    def complete(
        self, gradients: Sequence, output_gradients: Tensor | Sequence | None, variables: Sequence
    ) -> list:
        """Adds the gradients that flow through the pass.

        Args:
            gradients: A loss's, of all else that it depends on; `None` where it does not.
            output_gradients: The loss's with respect to `outputs`, or `None`; of several, a list
                with `None` for those that the loss does not depend on.
            variables: With respect to which; TensorFlow's own.
        """
        both = zip(tf.nest.flatten(self.outputs), tf.nest.flatten(output_gradients), strict=True)
        # TensorFlow takes no `None` for one of several.
        known = [(output, gradient) for output, gradient in both if gradient is not None]
        if not known:
            return list(gradients)
        outputs, of_outputs = (list(part) for part in zip(*known, strict=True))
        through = self._tape.gradient(outputs, variables, output_gradients=of_outputs)
        pairs = zip(gradients, through, strict=True)
        return [b if a is None else a if b is None else a + b for a, b in pairs]
