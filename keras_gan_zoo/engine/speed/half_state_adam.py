"""Adam whose moments are kept in half the bits."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from keras_gan_zoo.types import Tensor

_SLOTS = ("_momentum", "_velocity")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class HalfStateAdam(keras.optimizers.Adam):
    r"""Adam that keeps both of its moments in bfloat16: 4 bytes for each weight in place of 8.

    A step is Adam's in float32; only what is left of the moments until the next one is rounded.
    To the nearest, the second moment would stand still: with beta_2 = 0.999 it changes by a
    thousandth a step, and bfloat16's numbers are up to a 128th apart. So a number is rounded up as
    often as it is near to the one above,

    \( P(\text{up}) = (v - \lfloor v \rfloor) / (\lceil v \rceil - \lfloor v \rfloor), \)

    which is right in the mean. What chance there is follows from the number of the update and of
    the variable, so that a resumed training comes to the same weights.

    Args:
        learning_rate: As for `keras.optimizers.Adam`, and so are all others.
        beta_1: Decay of the first moment.
        beta_2: Decay of the second moment.
        epsilon: What is added to the root of the second moment.
        amsgrad: Must be false: the largest second moment so far would only be rounded upwards.
        state_dtype: `"bfloat16"`. float16 would lose gradients below 0.0002, whose squares it
            has no numbers for.
        **kwargs: As for `keras.optimizers.Adam`.

    Raises:
        ValueError: If `state_dtype` is another, or `amsgrad` is asked for.

    Example:
        >>> gan = keras_gan_zoo.get(
        ...     "dcgan",
        ...     image_shape=(28, 28, 1),
        ...     optimizers={"generator": {"state_dtype": "bfloat16"}},
        ... )
        >>> type(gan.optimizer["generator"]).__name__
        'HalfStateAdam'

    Reference:
        1412.6980, algorithm 1; stochastic rounding of what is kept, 1502.02551, section 3.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        state_dtype: str = "bfloat16",
        **kwargs: Any,
    ):
        if state_dtype != "bfloat16":
            raise ValueError(
                f"`state_dtype` must be 'bfloat16', got {state_dtype!r}: leave it out for float32."
            )
        if amsgrad:
            raise ValueError(
                "`amsgrad` must be False where state_dtype='bfloat16', got True: leave one out."
            )
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **kwargs)
        self.state_dtype = state_dtype

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any = "zeros",
        dtype: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> keras.Variable:
        """Adds a variable; the moments are bfloat16."""
        if name is not None and name.endswith(_SLOTS):
            dtype = self.state_dtype
        return super().add_variable(shape, initializer, dtype, name=name, **kwargs)

    def update_step(
        self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor
    ) -> None:
        """Moves one variable."""
        index = self._get_variable_index(variable)
        kept = self._momentums[index], self._velocities[index]
        m, v = (tf.cast(moment.value, tf.float32) for moment in kept)
        g = tf.cast(tf.convert_to_tensor(gradient), tf.float32)
        updates = tf.convert_to_tensor(self.iterations)
        t = tf.cast(updates + 1, tf.float32)
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * (tf.square(g) - v)
        length = tf.cast(learning_rate, tf.float32) * tf.sqrt(1 - self.beta_2**t)
        length /= 1 - self.beta_1**t
        step = length * m / (tf.sqrt(v) + self.epsilon)
        self.assign_sub(variable, tf.cast(step, variable.dtype))
        for number, (moment, value) in enumerate(zip(kept, (m, v), strict=True)):
            seed = tf.stack([2 * index + number, tf.cast(updates, tf.int32)])
            self.assign(moment, rounded_by_chance(value, seed))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "state_dtype": self.state_dtype}


def rounded_by_chance(value: Tensor, seed: Tensor) -> Tensor:
    """Rounds float32 to bfloat16, up or down by chance, so that the mean stays.

    Args:
        value: Finite float32 numbers of any shape. What is not finite stays so.
        seed: Two whole numbers; the same ones round alike.

    Returns:
        bfloat16, of the same shape.

    Example:
        >>> kept = rounded_by_chance(tf.fill([10_000], 1.002), [0, 0])
        >>> round(float(tf.reduce_mean(tf.cast(kept, tf.float32))), 3)
        1.002
    """
    # bfloat16 is the upper half of float32: whether what is added to the lower half carries over
    # is as likely as that half is large.
    chance = tf.random.stateless_uniform(tf.shape(value), seed, None, None, tf.uint32)
    bits = tf.bitcast(value, tf.uint32) + tf.bitwise.right_shift(chance, tf.constant(16, tf.uint32))
    upper = tf.bitwise.bitwise_and(bits, tf.constant(0xFFFF0000, tf.uint32))
    rounded = tf.bitcast(upper, tf.float32)
    return tf.cast(tf.where(tf.math.is_finite(value), rounded, value), tf.bfloat16)
