"""Gradient penalties, one-sided and two-sided, for a critic of slope one (1704.00028)."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_seed
from keras_gan_zoo.layers.packing import samples_per_logit
from keras_gan_zoo.penalties.input_gradient import check_penalised, gradient_norm
from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Seed, Tensor


def interpolates(discriminator: Callable, real: Tensor, fake: Tensor, seed: Seed = None) -> Tensor:
    """Draws a random point on the line between each real and each generated sample.

    Samples that a `Packing` layer lays together share their place on the line: what the
    discriminator then judges lies on the line between two packs.

    Args:
        discriminator: The network that will judge them.
        real: Real samples (batch, ...).
        fake: Generated samples, as many.
        seed: A `keras.random.SeedGenerator`, an int, or `None`.

    Returns:
        Samples (batch, ...), uniform on the lines.

    Raises:
        ValueError: If there are not as many real as generated samples.
    """
    if None not in (real.shape[0], fake.shape[0]) and real.shape[0] != fake.shape[0]:
        raise ValueError(
            f"`real` and `fake` must be as many, to draw lines between them, got {real.shape[0]} "
            f"and {fake.shape[0]}."
        )
    packed = samples_per_logit(discriminator)
    real = ops.cast(real, "float32")
    shape = (ops.shape(real)[0] // packed, *(1 for _ in real.shape[1:]))
    place = ops.repeat(random_rows(keras.random.uniform, shape, seed=seed), packed, axis=0)
    return real + place * (ops.cast(fake, "float32") - real)


def gradient_penalty(
    discriminator: Callable, real: Tensor, fake: Tensor, seed: Seed = None
) -> Tensor:
    r"""The two-sided penalty \( E_{\hat x} (\lVert \nabla D(\hat x) \rVert_2 - 1)^2 \).

    1704.00028, eq. 3, without its factor; \( \hat x \) are `interpolates`.

    Args:
        discriminator: Network, or another function that takes `training`, from samples to logits.
        real: Real samples (batch, ...).
        fake: Generated samples, as many.
        seed: A `keras.random.SeedGenerator`, an int, or `None`.

    Returns:
        A scalar, float32.
    """
    norm = gradient_norm(discriminator, interpolates(discriminator, real, fake, seed))
    return ops.mean(ops.square(norm - 1.0))


def one_sided_gradient_penalty(
    discriminator: keras.Model, real: Tensor, fake: Tensor, seed: Seed = None
) -> Tensor:
    r"""The one-sided penalty \( E_{\hat x} \max(0, \lVert \nabla D(\hat x) \rVert_2 - 1)^2 \).

    1704.00028, section 4, and 1709.08894, eq. 8: slopes below one are free.

    Args:
        discriminator: Network from samples to logits.
        real: Real samples (batch, ...).
        fake: Generated samples, as many.
        seed: A `keras.random.SeedGenerator`, an int, or `None`.

    Returns:
        A scalar, float32.
    """
    norm = gradient_norm(discriminator, interpolates(discriminator, real, fake, seed))
    return ops.mean(ops.square(ops.relu(norm - 1.0)))


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class GradientPenalty(Penalty):
    """`gradient_penalty` as a term of the discriminator's loss.

    Args:
        weight: The paper's lambda, 10.
        seed: Seed of the places on the lines, or `None`.
        **kwargs: As for `Penalty`.

    Example:
        >>> keras_gan_zoo.get(
        ...     "gan", penalties="gradient_penalty", discriminator_normalization="layer"
        ... )

    Reference:
        https://arxiv.org/abs/1704.00028
    """

    def __init__(self, weight: float = 10.0, seed: int | None = None, **kwargs: Any):
        super().__init__(weight, **kwargs)
        self.seed = check_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(seed)

    def prepare(self, network: keras.Model) -> None:
        """Raises an error for a discriminator with batch normalization."""
        check_penalised(network, self.name)

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty."""
        return gradient_penalty(network, real, fake, self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "seed": self.seed}


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class OneSidedGradientPenalty(GradientPenalty):
    """`one_sided_gradient_penalty` as a term of the discriminator's loss.

    Args:
        weight: Factor, 10 as for the two-sided penalty.
        seed: Seed of the places on the lines, or `None`.
        **kwargs: As for `Penalty`.

    Example:
        >>> keras_gan_zoo.get(
        ...     "gan", penalties="one_sided_gradient_penalty", discriminator_normalization="layer"
        ... )

    Reference:
        https://arxiv.org/abs/1709.08894
    """

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty."""
        return one_sided_gradient_penalty(network, real, fake, self.seed_generator)
