"""Keeps one player's step from moving the state of another's networks."""

from collections.abc import Iterable

import keras

from keras_gan_zoo.types import Tensor


class FrozenState(keras.StatelessScope):
    """A scope in which the given variables hold still, whatever the layers assign to them.

    When the generator moves, the discriminator's forward pass must not advance its batch
    statistics or its power iteration, or the generator's step would change the discriminator.
    Inside this scope an assignment to a frozen variable is kept for the rest of the scope and
    then forgotten; every other assignment happens as usual.

    A game hands it no random seeds (see `without_seeds`): rolled back, they would give the
    discriminator's dropout in its next step the draws that the generator's step has seen. Where
    a network is to be left as it was found, such as in `Translator.generate`, it holds those, too.

    Args:
        frozen: The variables that hold still.

    Example:
        >>> with FrozenState(discriminator.variables):
        ...     logits = discriminator(images, training=True)
    """

    def __init__(self, frozen: Iterable[keras.Variable]):
        super().__init__(initialize_variables=False)
        self._frozen = {id(variable) for variable in frozen}

    def add_update(self, update: tuple[keras.Variable, Tensor]) -> None:
        """Records an assignment to a frozen variable, or carries out any other."""
        variable, value = update
        if id(variable) in self._frozen:
            super().add_update(update)
        else:
            variable._direct_assign(value)
