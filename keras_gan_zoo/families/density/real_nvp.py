"""Real NVP: a flow of affine couplings (Dinh, Sohl-Dickstein and Bengio 2016)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.affine_coupling import AffineCoupling
from keras_gan_zoo.layers.bijection import Bijection
from keras_gan_zoo.layers.factor_out import FactorOut
from keras_gan_zoo.layers.flow_batch_normalization import FlowBatchNormalization
from keras_gan_zoo.layers.picture_levels import PictureLevels
from keras_gan_zoo.layers.squeeze import Squeeze
from keras_gan_zoo.models.flow import Flow
from keras_gan_zoo.networks.flow import FlowNetwork, check_levels
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

ON_BOARD, OF_CHANNELS, AT_LAST = 3, 3, 4
"""Couplings of a scale by checkerboards, then by channels; and of the last by checkerboards."""


@register(
    "real_nvp",
    paper="1605.08803",
    title="Density Estimation using Real NVP",
    tags=("flow", "likelihood", "invertible"),
)
class RealNVP(Flow):
    r"""A flow of affine couplings, by turns of checkerboards and of channels, on several scales.

    Each scale has three couplings by checkerboards, a squeeze and three by channels, and leaves
    half of its channels as latents; the last has four by checkerboards (1605.08803, section 3.6).
    There is no adversary: what falls is the negative log-likelihood of the pictures, in bits for
    each of their values.

    Args:
        flow: A `keras_gan_zoo.networks.FlowNetwork` for pictures in [-1, 1].
        **kwargs: `ema_decay`, `seed`, `name`.

    Example:
        >>> flow = keras_gan_zoo.get("real_nvp", image_shape=(32, 32, 3))
        >>> flow.fit(keras_gan_zoo.data.load("cifar10"), epochs=10)
        >>> images = flow.generate(16, seed=0)

    Reference:
        https://arxiv.org/abs/1605.08803
    """

    objective = (
        "flow:     max  E_x log N(f(x + u); 0, I) + log|det df/dx|,  u as wide as a pixel's level",
        "coupling: (y1, y2) = (x1, exp(s(x1)) * x2 + t(x1)),  log|det| = sum s(x1)",
    )
    watch = (
        "`flow_loss` is in bits for each value of a picture: 8 is what a byte takes by itself. By "
        "how much more `bits_per_dimension` finds on held-out pictures is learned by heart.",
        "`latent_bits` goes to 2.05, that of numbers from N(0, I); what falls from then on is "
        "`volume_bits`. A loss that jumps asks for a smaller learning rate, or clipping.",
    )
    differs = (
        "the size, 2 residual blocks of 32 channels where the paper has 4 for 32 pixels and 8 "
        "of 64 for CIFAR-10, and 2 scales where it goes on to maps of 4x4.",
        "the residual networks, which are without batch and weight normalization; the couplings "
        "have the paper's batch normalization between them, by running statistics.",
        "the logit, of alpha + (1 - 2 alpha) x where the paper has 1 - alpha, so that white is "
        "as far from the border as black.",
        "the weights' penalty, of which there is none.",
    )
    smallest = {"image_shape": (8, 8, 1), "levels": 1, "blocks": 1, "width": 16}

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        levels: int = 2,
        blocks: int = 2,
        width: int = 32,
        logit: float | None = 0.05,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the network.

        Args:
            image_shape: (height, width, channels), the sides multiples of `2**(levels - 1)`.
            levels: Scales; all but the last squeeze the picture and leave half of it behind.
            blocks: Residual blocks within each coupling; 4 in the paper for 32 pixels.
            width: Channels within the couplings; 32 in the paper, 64 for CIFAR-10.
            logit: alpha of the logit that pictures begin with, 0.05 in the paper; `None` for none.
                Where much is black or white, as in MNIST, 1e-6 learns sooner.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        levels = check_whole(levels, "levels", least=1)
        blocks = check_whole(blocks, "blocks", least=1)
        width = check_whole(width, "width", least=1)
        check_levels(levels, levels - 1, image_shape)
        with seeded(seed):
            bijections: list[Bijection] = [PictureLevels(logit)]
            channels = image_shape[-1]
            for _ in range(levels - 1):
                bijections += couplings(ON_BOARD, "checkerboard", channels, width, blocks)
                bijections.append(Squeeze())
                bijections += couplings(OF_CHANNELS, "channels", 2 * channels, width, blocks)
                bijections.append(FactorOut())
                channels *= 2
            bijections += couplings(AT_LAST, "checkerboard", channels, width, blocks)
            return cls(FlowNetwork(bijections, image_shape, name="flow"), seed=seed, **kwargs)

    def train_step(self, images: Tensor) -> dict[str, Tensor]:
        """One step up the likelihood of the pictures (eq. 2 and 3)."""
        x = self.dequantize(images)

        def negative_log_likelihood():
            z, log_det = self.flow(x, training=True)
            return self.bits(z, log_det)

        self.minimize(negative_log_likelihood, player="flow")
        return self.logs()


def couplings(count: int, mask: str, channels: int, width: int, blocks: int) -> list[Bijection]:
    """Returns couplings that change either half in turn, each with a batch normalization.

    Args:
        count: How many.
        mask: "checkerboard" or "channels".
        channels: Channels that the network of each is shown: all, or half of them.
        width: Channels within the network.
        blocks: Its residual blocks.

    Example:
        >>> len(couplings(3, "checkerboard", 1, 8, 1))
        6
    """
    found: list[Bijection] = []
    for index in range(count):
        network = residual_network(channels, width, blocks)
        found += [
            AffineCoupling(network, mask, swap=index % 2 == 1),
            FlowBatchNormalization(),
        ]
    return found


def residual_network(channels: int, width: int, blocks: int) -> keras.Model:
    """Builds the residual network of a coupling, whose last convolution begins with zeros.

    Args:
        channels: Channels of what it is shown.
        width: Channels in between.
        blocks: Residual blocks of two convolutions.

    Returns:
        A network from (batch, height, width, channels) to twice the channels, float32.

    Example:
        >>> residual_network(1, 8, 2).output_shape
        (None, None, None, 2)
    """

    def convolution(x):
        return layers.Conv2D(width, 3, padding="same", kernel_initializer="he_normal")(x)

    shown = keras.Input((None, None, channels))
    x = convolution(shown)
    for _ in range(blocks):
        y = convolution(layers.ReLU()(x))
        y = convolution(layers.ReLU()(y))
        x = layers.Add()([x, y])
    said = layers.Conv2D(2 * channels, 1, kernel_initializer="zeros", dtype="float32")(
        layers.ReLU()(x)
    )
    return keras.Model(shown, said)
