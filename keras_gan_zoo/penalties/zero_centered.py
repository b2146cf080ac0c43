"""R1 and R2, the zero-centred gradient penalties (1801.04406)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.penalties.input_gradient import check_penalised, input_gradient
from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.types import Tensor


def zero_centered(discriminator: keras.Model, samples: Tensor) -> Tensor:
    r"""The penalty \( \frac12 E_x \lVert \nabla D(x) \rVert_2^2 \) (1801.04406, eq. 9 and 10).

    Args:
        discriminator: Network from samples to logits.
        samples: Real samples (batch, ...) for R1, generated ones for R2.

    Returns:
        A scalar, float32.
    """
    gradients = input_gradient(discriminator, samples)
    return 0.5 * ops.mean(ops.sum(ops.square(gradients), axis=-1))


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class R1(Penalty):
    """`zero_centered` at the real samples, a term of the discriminator's loss.

    Args:
        weight: The paper's gamma, 10; half of it multiplies the squared norm.
        **kwargs: As for `Penalty`.

    Example:
        >>> keras_gan_zoo.get("gan", penalties={"r1": 5.0}, discriminator_normalization="layer")

    Reference:
        https://arxiv.org/abs/1801.04406
    """

    def __init__(self, weight: float = 10.0, **kwargs: Any):
        super().__init__(weight, **kwargs)

    def prepare(self, network: keras.Model) -> None:
        """Raises an error for a discriminator with batch normalization."""
        check_penalised(network, self.name)

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty."""
        return zero_centered(network, real)


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class R2(R1):
    """`zero_centered` at the generated samples, a term of the discriminator's loss.

    Args:
        weight: The paper's gamma, 10; half of it multiplies the squared norm.
        **kwargs: As for `Penalty`.

    Example:
        >>> keras_gan_zoo.get("gan", penalties=["r1", "r2"], discriminator_normalization="none")

    Reference:
        https://arxiv.org/abs/1801.04406
    """

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty."""
        return zero_centered(network, fake)
