"""StyleGAN2's synthesis network: modulated convolutions, and pictures that are added up."""

import math
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.families.image.stylegan2.generator import Synthesis
from keras_gan_zoo.layers import (
    EqualizedDense,
    FIRUpsampling2D,
    LearnedNoise,
    ModulatedConv2D,
)
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class StyledConvolution(keras.layers.Layer):
    """A convolution modulated by a style, with noise, a bias and a leaky ReLU (figure 2d).

    Args:
        filters: Channels of what it gives.
        kernel_size: Side of the kernel.
        upsample: Whether it doubles the sides.
        activate: Whether it ends in noise and a leaky ReLU, whose gain keeps the variance; else it
            makes pictures, and is not demodulated.
        fixed_noise: As for `LearnedNoise`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: maps (batch, height, width, channels) and styles (batch, style_dim).
    Output shape: (batch, height, width, filters); with `upsample` of twice the sides.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int = 3,
        upsample: bool = False,
        activate: bool = True,
        fixed_noise: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.filters, self.kernel_size = filters, kernel_size
        self.upsample, self.activate, self.fixed_noise = upsample, activate, fixed_noise
        policy = self.dtype_policy
        self.convolution = ModulatedConv2D(
            filters, kernel_size, demodulate=activate, upsample=upsample, dtype=policy
        )
        if activate:
            self.noise = LearnedNoise(fixed=fixed_noise, dtype=policy)

    def build(self, maps_shape: Shape, styles_shape: Shape) -> None:
        """Creates the layer from styles to scales, whose bias begins at 1, and the bias."""
        self.affine = EqualizedDense(
            maps_shape[-1], gain=1.0, bias=1.0, dtype=self.dtype_policy, name="affine"
        )
        self.affine.build(styles_shape)
        self.convolution.build(maps_shape)
        if self.activate:
            self.noise.build(self.compute_output_shape(maps_shape))
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, maps: Tensor, styles: Tensor, training: bool = False) -> Tensor:
        """Convolves each picture's maps by its style."""
        x = self.convolution(maps, self.affine(styles))
        if not self.activate:
            return x + self.bias
        x = self.noise(x, training=training) + self.bias
        return ops.leaky_relu(x, 0.2) * math.sqrt(2.0)

    def compute_output_shape(self, maps_shape: Shape, styles_shape: Shape | None = None) -> Shape:
        """Returns the shape after the convolution."""
        return self.convolution.compute_output_shape(maps_shape)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "upsample": self.upsample,
            "activate": self.activate,
            "fixed_noise": self.fixed_noise,
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SkipSynthesis(Synthesis):
    """StyleGAN2's synthesis network: at each size a picture is made, and all are added up.

    The style of a size's picture is that of the next convolution (1912.04958, figure 7b).

    Args:
        *args: As for `Synthesis`.
        **kwargs: As for `Synthesis`.

    Example:
        >>> SkipSynthesis((48, 64, 3))(keras.random.normal((2, 10, 128))).shape
        TensorShape([2, 48, 64, 3])

    Reference:
        https://arxiv.org/abs/1912.04958
    """

    def build_layers(self) -> None:
        """Makes a convolution at the first size, two at each further one, and a picture's each."""
        settings = {"fixed_noise": self.fixed_noise, "dtype": self.dtype_policy}
        self.convolutions = [StyledConvolution(self.channels(0), name="convolution_0", **settings)]
        for level in range(1, self.doublings + 1):
            for part in (1, 2):
                self.convolutions.append(
                    StyledConvolution(
                        self.channels(level),
                        upsample=part == 1,
                        name=f"convolution_{2 * level - 2 + part}",
                        **settings,
                    )
                )
        self.to_images = [
            StyledConvolution(
                self.image_shape[-1], 1, activate=False, dtype="float32", name=f"to_images_{level}"
            )
            for level in range(self.doublings + 1)
        ]
        self.upsampling = FIRUpsampling2D(dtype="float32")

    def draw(self, x: Tensor, styles: Sequence[Tensor], training: bool) -> Tensor:
        """Draws pictures: at each size what its maps add to the picture so far."""
        images = 0.0
        for layer, convolution in enumerate(self.convolutions):
            x = convolution(x, styles[layer], training=training)
            if layer % 2 == 0:
                images = images if layer == 0 else self.upsampling(images)
                images = images + self.to_images[layer // 2](x, styles[layer + 1])
        return images

    def affine_layers(self) -> list[keras.layers.Layer]:
        """Returns those of the convolutions; those that make pictures share their styles."""
        return [layer.affine for layer in (*self.convolutions, self.to_images[-1])]
