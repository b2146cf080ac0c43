"""Feature matching: the mean features of generated and real samples should agree (1606.03498)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.types import Tensor


def feature_matching(discriminator: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
    r"""The distance \( \lVert E_x f(x) - E_z f(G(z)) \rVert_2^2 \) (1606.03498, section 3.1).

    f is what the discriminator's layer named "logits" takes in. No gradient goes through the
    real samples' features.

    Args:
        discriminator: A functional network with a layer named "logits".
        real: Real samples (batch, ...).
        fake: Generated samples, with their gradient.

    Returns:
        A scalar, float32.
    """
    features = keras.Model(discriminator.input, discriminator.get_layer("logits").input)

    def mean(samples):
        return ops.mean(ops.cast(features(samples, training=True), "float32"), axis=0)

    return ops.sum(ops.square(ops.stop_gradient(mean(real)) - mean(fake)))


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class FeatureMatching(Penalty):
    """`feature_matching` as a term of the generator's loss.

    Args:
        weight: Factor. In the paper the term stands alone in the place of the adversarial loss.
        **kwargs: As for `Penalty`.

    Example:
        >>> keras_gan_zoo.get("gan", penalties="feature_matching")

    Reference:
        https://arxiv.org/abs/1606.03498
    """

    def __init__(self, weight: float = 1.0, player: str = "generator", **kwargs: Any):
        super().__init__(weight, player, **kwargs)

    def prepare(self, network: keras.Model) -> None:
        """Raises an error for a discriminator without a layer named "logits"."""
        if "logits" not in [layer.name for layer in network.layers]:
            raise ValueError(
                "Feature matching compares what the layer named 'logits' takes in, but the "
                f"network {network.name!r} has none; name its last layer so."
            )

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty."""
        return feature_matching(network, real, fake)
