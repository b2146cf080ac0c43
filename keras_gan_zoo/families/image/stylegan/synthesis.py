"""StyleGAN's synthesis network: convolutions, each normalized anew by a style (AdaIN)."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.families.image.stylegan2.generator import Synthesis
from keras_gan_zoo.layers import (
    EqualizedConv2D,
    EqualizedDense,
    InstanceNormalization,
    LearnedNoise,
)
from keras_gan_zoo.layers.equalized import Equalized
from keras_gan_zoo.layers.modulated_convolution import doubled_convolution
from keras_gan_zoo.types import Shape, Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class StyledNormalization(keras.layers.Layer):
    r"""Adaptive instance normalization: a style gives each channel its scale and its offset.

    \( \text{AdaIN}(x_i, y) = y_{s,i}\,(x_i - \mu(x_i)) / \sigma(x_i) + y_{b,i} \) (1812.04948,
    eq. 1). The scales begin about 1.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: maps (batch, height, width, channels) and styles (batch, style_dim).
    Output shape: as the maps.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.normalization = InstanceNormalization(
            scale=False, center=False, epsilon=1e-8, dtype=self.dtype_policy
        )

    def build(self, maps_shape: Shape, styles_shape: Shape) -> None:
        """Creates the layer from styles to scales and offsets."""
        self.affine = EqualizedDense(
            2 * maps_shape[-1], gain=1.0, dtype=self.dtype_policy, name="affine"
        )
        self.affine.build(styles_shape)
        self.normalization.build(maps_shape)

    def call(self, maps: Tensor, styles: Tensor) -> Tensor:
        """Normalizes maps, and gives them the scales and offsets of their style."""
        scale, offset = ops.split(self.affine(styles)[:, None, None, :], 2, axis=-1)
        return self.normalization(maps) * (1.0 + scale) + offset

    def compute_output_shape(self, maps_shape: Shape, styles_shape: Shape | None = None) -> Shape:
        """Returns the shape of the maps."""
        return maps_shape


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class NormalizedConvolution(Equalized):
    """A convolution, noise, a leaky ReLU, and AdaIN (1812.04948, figure 1b).

    Args:
        filters: Channels of what it gives.
        kind: "same", "doubled" to double the sides, or "none" for the constant, which no
            convolution comes before.
        fixed_noise: As for `LearnedNoise`.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: maps (batch, height, width, channels) and styles (batch, style_dim).
    Output shape: (batch, height, width, filters); where doubled, of twice the sides.
    """

    def __init__(self, filters: int, kind: str = "same", fixed_noise: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.filters, self.kind, self.fixed_noise = filters, kind, fixed_noise
        self.noise = LearnedNoise(per_channel=True, fixed=fixed_noise, dtype=self.dtype_policy)
        self.normalization = StyledNormalization(dtype=self.dtype_policy)

    def build(self, maps_shape: Shape, styles_shape: Shape) -> None:
        """Creates kernel and bias."""
        if self.kind == "none":
            self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")
        else:
            self.add_kernel((3, 3, maps_shape[-1], self.filters))
        shape = self.compute_output_shape(maps_shape)
        self.noise.build(shape)
        self.normalization.build(shape, styles_shape)

    def call(self, maps: Tensor, styles: Tensor, training: bool = False) -> Tensor:
        """Convolves maps, and normalizes them by their style."""
        x = maps
        if self.kind == "same":
            x = ops.conv(x, self.scaled_kernel(), padding="same")
        elif self.kind == "doubled":
            x = doubled_convolution(x, self.scaled_kernel())
        x = ops.leaky_relu(self.with_bias(self.noise(x, training=training)), 0.2)
        return self.normalization(x, styles)

    def compute_output_shape(self, maps_shape: Shape, styles_shape: Shape | None = None) -> Shape:
        """Returns the shape after the convolution."""
        batch, height, width, _ = maps_shape
        times = 2 if self.kind == "doubled" else 1
        return (batch, height * times, width * times, self.filters)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kind": self.kind,
            "fixed_noise": self.fixed_noise,
        }


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class NormalizedSynthesis(Synthesis):
    """StyleGAN's synthesis network: two styles at each size, and a picture at the last.

    Args:
        *args: As for `Synthesis`.
        **kwargs: As for `Synthesis`.

    Example:
        >>> NormalizedSynthesis((48, 64, 3))(keras.random.normal((2, 10, 128))).shape
        TensorShape([2, 48, 64, 3])

    Reference:
        https://arxiv.org/abs/1812.04948
    """

    def build_layers(self) -> None:
        """Makes two layers with a style at each size, and one that makes pictures."""
        self.convolutions = [
            NormalizedConvolution(
                self.channels(layer // 2),
                "same" if layer % 2 else "doubled" if layer else "none",
                self.fixed_noise,
                dtype=self.dtype_policy,
                name=f"convolution_{layer}",
            )
            for layer in range(self.style_layers)
        ]
        self.to_images = EqualizedConv2D(
            self.image_shape[-1], 1, gain=1.0, dtype="float32", name="to_images"
        )

    def draw(self, x: Tensor, styles: Sequence[Tensor], training: bool) -> Tensor:
        """Draws pictures from the last maps."""
        for convolution, style in zip(self.convolutions, styles, strict=True):
            x = convolution(x, style, training=training)
        return self.to_images(x)

    def affine_layers(self) -> list[keras.layers.Layer]:
        """Returns those of the normalizations."""
        return [layer.normalization.affine for layer in self.convolutions]
