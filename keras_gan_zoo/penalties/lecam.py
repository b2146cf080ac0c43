"""LeCam regularization of a discriminator that learns from few pictures (2104.03310)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.networks.discriminator_parts import logits_of
from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class LeCam(Penalty):
    r"""The term \( E_x (D(x) - \alpha_F)^2 + E_z (D(G(z)) - \alpha_R)^2 \).

    \( \alpha_R \) and \( \alpha_F \) are moving averages of what the discriminator says of real and
    of generated pictures: it is held near what it has said of the others, so that it cannot become
    sure of the few real ones. The averages include the present batch, begin with the first, have no
    gradient, and are weights of this layer.

    Args:
        weight: Factor; 0.3 for few pictures of 32 pixels in the paper, less for larger ones.
        decay: Of the averages, in [0, 1).
        **kwargs: As for `Penalty`.

    Raises:
        ValueError: If the decay is out of its range.

    Differs from the authors' code, which counts only what lies beyond an average, and from its
    `D(x)` of the same pass: the discriminator is asked a second time here.

    Example:
        >>> keras_gan_zoo.get("dcgan", penalties={"lecam": 0.3}, augment="color,translation")

    Reference:
        https://arxiv.org/abs/2104.03310
    """

    def __init__(self, weight: float = 0.3, decay: float = 0.99, **kwargs: Any):
        super().__init__(weight, **{"trainable": False, **kwargs})
        self.decay = check_number(decay, "decay", least=0, below=1)
        self.sums = {
            name: self.add_weight(
                shape=(),
                initializer="zeros",
                trainable=False,
                aggregation="only_first_replica",
                name=f"{name}_sum",
            )
            for name in ("real", "fake", "weights")
        }

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Moves the averages, and returns the squared distances from them."""
        said = {
            name: ops.cast(logits_of(network, pictures), "float32")
            for name, pictures in (("real", real), ("fake", fake))
        }
        # Divided by the weights so far, so that the first batches do not count as zeros.
        weights = self.decay * self.sums["weights"] + 1 - self.decay
        self.sums["weights"].assign(weights)
        anchors = {}
        for name, logits in said.items():
            mean = mean_over_replicas(ops.stop_gradient(ops.mean(logits)))
            total = self.decay * self.sums[name] + (1 - self.decay) * mean
            self.sums[name].assign(total)
            anchors[name] = ops.stop_gradient(total / weights)
        to_fake = ops.mean(ops.square(said["real"] - anchors["fake"]))
        return to_fake + ops.mean(ops.square(said["fake"] - anchors["real"]))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "decay": self.decay}
