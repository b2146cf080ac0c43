"""Glow: a flow with invertible 1x1 convolutions (Kingma and Dhariwal 2018)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import keras
from keras import layers

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.act_norm import ActNorm
from keras_gan_zoo.layers.affine_coupling import AffineCoupling
from keras_gan_zoo.layers.bijection import Bijection
from keras_gan_zoo.layers.factor_out import FactorOut
from keras_gan_zoo.layers.invertible_convolution import InvertibleConvolution
from keras_gan_zoo.layers.picture_levels import PictureLevels
from keras_gan_zoo.layers.squeeze import Squeeze
from keras_gan_zoo.models.flow import Flow
from keras_gan_zoo.networks.flow import FlowNetwork, check_levels
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


LEAST_SCALE = 0.1
"""What a coupling's scale does not fall below.

The way back divides by it. Where it could come to 0, after 1,000 steps on digits 26 pictures of
1,000 were not finite, and after 12,000 steps 7.
"""


@register(
    "glow",
    paper="1807.03039",
    title="Glow: Generative Flow with Invertible 1x1 Convolutions",
    tags=("flow", "likelihood", "invertible"),
)
class Glow(Flow):
    r"""A flow of actnorm, an invertible 1x1 convolution and an affine coupling, again and again.

    Pictures are squeezed, go through `steps` such steps, leave half of their channels as latents,
    and so on for each level (1807.03039, figure 2). There is no adversary: what falls is the
    negative log-likelihood of the pictures, in bits for each of their values.

    Args:
        flow: A `keras_gan_zoo.networks.FlowNetwork` for pictures in [-1, 1].
        **kwargs: `ema_decay`, `seed`, `name`.

    Example:
        >>> flow = keras_gan_zoo.get("glow", image_shape=(32, 32, 3), levels=3)
        >>> flow.fit(keras_gan_zoo.data.load("cifar10"), epochs=10)
        >>> images = flow.generate(16, temperature=0.7, seed=0)

    Reference:
        https://arxiv.org/abs/1807.03039
    """

    objective = (
        "flow: max  E_x log N(f(x + u); 0, I) + log|det df/dx|,  u as wide as a pixel's level",
        "step: y = s * (x + b),  y = W x,  (y1, y2) = (x1, exp(s(x1)) * x2 + t(x1))",
    )
    watch = (
        "`flow_loss` is in bits for each value of a picture: 8 is what a byte takes by itself. By "
        "how much more `bits_per_dimension` finds on held-out pictures is learned by heart.",
        "`latent_bits` goes to 2.05, that of numbers from N(0, I); what falls from then on is "
        "`volume_bits`. A loss that jumps asks for a smaller learning rate, or clipping.",
        "A temperature below 1 draws what is more probable and less varied: cleaner faces in the "
        "paper, but emptier digits, as black is what is probable of those.",
    )
    differs = (
        "the size, 2 levels of 8 steps and 64 channels where the paper has 3 to 6 of 32 and 512.",
        "the convolutions within a coupling, which have biases and He's first weights where the "
        "paper's code has an actnorm after each.",
        "the scale of a coupling, which is kept in (0.1, 1) where the paper's code has (0, 1): of "
        "improbable latents some pictures were not finite.",
        "the prior of the last level, which is N(0, I) where the code learns its mean and scale.",
        "the batch, 64 by default, and the rate, which does not rise over the first epochs.",
    )
    smallest = {"image_shape": (8, 8, 1), "levels": 2, "steps": 2, "width": 64}

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        levels: int = 2,
        steps: int = 8,
        width: int = 64,
        learned_prior: bool = True,
        decomposition: str = "lu",
        logit: float | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the network.

        Args:
            image_shape: (height, width, channels), the sides multiples of `2**levels`.
            levels: How often the picture is squeezed; all but the last leave half of it behind.
            steps: Steps of flow on each level; 32 in the paper.
            width: Channels within the couplings; 512 in the paper.
            learned_prior: Whether what a level leaves behind is normal about what the rest tells,
                as in the paper's code, and not N(0, I).
            decomposition: Of the 1x1 convolutions: "lu", or "none" for whole matrices, whose
                determinant is computed at each step.
            logit: alpha of a logit that pictures begin with, as in 1605.08803; `None` for none, as
                in the paper. Where much is black or white, as in MNIST, it learns far sooner with
                one of 1e-6.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        levels = check_whole(levels, "levels", least=1)
        steps = check_whole(steps, "steps", least=1)
        width = check_whole(width, "width", least=1)
        check_levels(levels, levels, image_shape)
        with seeded(seed):
            bijections: list[Bijection] = [PictureLevels(logit)]
            channels = image_shape[-1]
            for level in range(levels):
                bijections.append(Squeeze())
                channels *= 4
                for _ in range(steps):
                    bijections += step_of_flow(channels, width, decomposition)
                if level < levels - 1:
                    bijections.append(FactorOut(learned=learned_prior))
                    channels //= 2
            return cls(FlowNetwork(bijections, image_shape, name="flow"), seed=seed, **kwargs)

    def train_step(self, images: Tensor) -> dict[str, Tensor]:
        """One step up the likelihood of the pictures (eq. 2, 6 and 7)."""
        x = self.dequantize(images)

        def negative_log_likelihood():
            z, log_det = self.flow(x, training=True)
            return self.bits(z, log_det)

        self.minimize(negative_log_likelihood, player="flow")
        return self.logs()


def step_of_flow(channels: int, width: int, decomposition: str = "lu") -> list[Bijection]:
    """Returns the layers of one step of flow (1807.03039, table 1).

    Args:
        channels: Channels of the map, an even number.
        width: Channels within the coupling.
        decomposition: As for `keras_gan_zoo.layers.InvertibleConvolution`.

    Example:
        >>> [type(layer).__name__ for layer in step_of_flow(4, 8)]
        ['ActNorm', 'InvertibleConvolution', 'AffineCoupling']
    """
    return [
        ActNorm(),
        InvertibleConvolution(decomposition),
        AffineCoupling(coupling_network(channels // 2, width), scale="sigmoid", least=LEAST_SCALE),
    ]


def coupling_network(channels: int, width: int) -> keras.Model:
    """Builds three convolutions, the last of which begins with zeros (1807.03039, section 3.3).

    Args:
        channels: Channels of either half of the map.
        width: Channels in between.

    Returns:
        A network from (batch, height, width, channels) to twice the channels, float32.

    Example:
        >>> coupling_network(2, 8).output_shape
        (None, None, None, 4)
    """
    half = keras.Input((None, None, channels))
    x = half
    for kernel_size in (3, 1):
        x = layers.Conv2D(
            width, kernel_size, padding="same", activation="relu", kernel_initializer="he_normal"
        )(x)
    said = layers.Conv2D(
        2 * channels, 3, padding="same", kernel_initializer="zeros", dtype="float32"
    )(x)
    return keras.Model(half, said)
