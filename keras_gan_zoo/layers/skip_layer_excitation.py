"""Skip-layer excitation: a small map gates the channels of a large one (2101.04775)."""

from collections.abc import Sequence

import keras
from keras import ops

from keras_gan_zoo.layers.spectral_normalization import SpectralNormalization
from keras_gan_zoo.types import Shape, Tensor

_POOLED = 4


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class SkipLayerExcitation(keras.layers.Layer):
    r"""Multiplies each channel of a map by what a smaller map, far from it, says of the picture.

    \( y = x_{large} \, \sigma(W_2\, swish(W_1 * pool_{4 \times 4}(x_{small}))) \)
    (2101.04775): a 4x4 kernel takes the pooled map to one number for each of the large
    map's channels, and a 1x1 kernel mixes these. As a gate of channels it joins maps of any
    two sizes, where the sum of a residual block needs equal ones. Both kernels are spectrally
    normalized and there are no biases, as in the authors' code.

    Args:
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: a pair of the small map (batch, 4 n, 4 n, channels), and the large map (batch,
    height, width, filters).
    Output shape: that of the large map.

    Raises:
        ValueError: When it is built, if the small map cannot be pooled to 4x4.

    Example:
        >>> small, large = keras.random.normal((2, 8, 8, 6)), keras.random.normal((2, 64, 64, 3))
        >>> SkipLayerExcitation()([small, large]).shape
        TensorShape([2, 64, 64, 3])

    Reference:
        https://arxiv.org/abs/2101.04775
    """

    def build(self, input_shape: Sequence[Shape]) -> None:
        """Creates the two kernels."""
        small, large = input_shape
        if small[1] != small[2] or small[1] % _POOLED:
            raise ValueError(
                f"The small map of {self.name!r} must be square with a side of a multiple of "
                f"{_POOLED}, got {small[1]} x {small[2]}."
            )
        self.pool = small[1] // _POOLED
        filters = large[-1]
        convolutions = {}
        for name, size in (("squeeze", _POOLED), ("mix", 1)):
            kernel = keras.layers.Conv2D(
                filters, size, use_bias=False, dtype=self.dtype_policy, name=name
            )
            convolutions[name] = SpectralNormalization(kernel, name=name, dtype=self.dtype_policy)
        self.squeeze, self.mix = convolutions.values()
        self.squeeze.build((None, _POOLED, _POOLED, small[-1]))
        self.mix.build((None, 1, 1, filters))

    def call(self, inputs: Sequence[Tensor], training: bool = False) -> Tensor:
        """Gates the large map."""
        small, large = inputs
        pooled = ops.average_pool(small, self.pool) if self.pool > 1 else small
        said = ops.silu(self.squeeze(pooled, training=training))
        return large * ops.sigmoid(self.mix(said, training=training))

    def compute_output_shape(self, input_shape: Sequence[Shape]) -> Shape:
        """Returns the shape of the large map."""
        return input_shape[1]
