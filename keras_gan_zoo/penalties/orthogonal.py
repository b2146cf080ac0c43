"""Orthogonal regularization of kernels (1809.11096)."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.penalties.penalty import Penalty
from keras_gan_zoo.types import Tensor


def orthogonal(network: keras.Model) -> Tensor:
    r"""The penalty \( \sum_W \lVert W^\top W \odot (1 - I) \rVert_F^2 \) (1809.11096, eq. 3).

    Each trainable kernel is taken as a matrix of (everything else) rows and (last axis) columns:
    its columns shall be orthogonal to each other, of whatever length. The vectors of an embedding
    are no kernel and are left alone, as in the authors' code.

    Args:
        network: Any network.

    Returns:
        A scalar, float32.
    """
    total = ops.zeros((), "float32")
    for variable in network.trainable_variables:
        if len(variable.shape) < 2 or variable.path.endswith("embeddings"):
            continue
        kernel = ops.cast(variable, "float32")
        matrix = ops.reshape(kernel, (-1, kernel.shape[-1]))
        products = ops.transpose(matrix) @ matrix
        total += ops.sum(ops.square(products * (1.0 - ops.eye(kernel.shape[-1]))))
    return total


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Orthogonal(Penalty):
    """`orthogonal` as a term of the loss of the player whose network it is.

    Args:
        weight: The paper's beta, 1e-4.
        player: "generator", as in the paper, or "discriminator".
        **kwargs: As for `Penalty`.

    Example:
        >>> keras_gan_zoo.get("gan", penalties={"orthogonal": 1e-4})

    Reference:
        https://arxiv.org/abs/1809.11096
    """

    def __init__(self, weight: float = 1e-4, player: str = "generator", **kwargs: Any):
        super().__init__(weight, player, **kwargs)

    @property
    def network(self) -> str:
        """The network that it is called on: the player's own."""
        return self.player

    def term(self, network: keras.Model, real: Tensor, fake: Tensor) -> Tensor:
        """Returns the unweighted penalty, which does not use the samples."""
        return orthogonal(network)
