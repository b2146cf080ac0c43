"""DRAGAN's gradient penalty, around the real samples only (1705.07215)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.penalties.gradient_penalty import GradientPenalty
from keras_gan_zoo.penalties.input_gradient import gradient_norm
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Seed, Tensor


def dragan(
    discriminator: keras.Model, real: Tensor, spread: float = 0.5, seed: Seed = None
) -> Tensor:
    r"""The penalty \( E_{x, \delta} (\lVert \nabla D(x + \delta) \rVert_2 - 1)^2 \).

    1705.07215, section 2.3, with Gaussian noise \( \delta \) whose deviation is `spread`
    times that of all values of the batch, the scale of the authors' experiments.

    Args:
        discriminator: Network from samples to logits.
        real: Real samples (batch, ...).
        spread: Deviation of the noise, in deviations of the batch.
        seed: A `keras.random.SeedGenerator`, an int, or `None`.

    Returns:
        A scalar, float32.
    """
    real = ops.cast(real, "float32")
    noise = spread * ops.std(real) * random_rows(keras.random.normal, ops.shape(real), seed=seed)
    return ops.mean(ops.square(gradient_norm(discriminator, real + noise) - 1.0))


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class DRAGANPenalty(GradientPenalty):
    """`dragan` as a term of the discriminator's loss.

    Args:
        weight: The paper's lambda, 10.
        spread: Deviation of the noise, in deviations of the batch.
        seed: Seed of the noise, or `None`.
        **kwargs: As for `Penalty`.

    Raises:
        ValueError: If `spread` is not a number of at least 0.

    Example:
        >>> keras_gan_zoo.get("gan", penalties="dragan", discriminator_normalization="layer")

    Reference:
        https://arxiv.org/abs/1705.07215
    """

    def __init__(
        self, weight: float = 10.0, spread: float = 0.5, seed: int | None = None, **kwargs: Any
    ):
        super().__init__(weight, seed, **kwargs)
        self.spread = check_number(spread, "spread", least=0)

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty, which does not use the generated samples."""
        return dragan(network, real, self.spread, self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "spread": self.spread}
