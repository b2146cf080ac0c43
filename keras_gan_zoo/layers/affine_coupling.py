"""Affine coupling: one half of a map scales and shifts the other (1605.08803)."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.layers.bijection import Bijection, sum_of_each
from keras_gan_zoo.types import Shape, Tensor

MASKS = ("channels", "checkerboard")
SCALES = ("sigmoid", "tanh")


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class AffineCoupling(Bijection):
    r"""Leaves one half of a map as it is, from which a network tells how to change the other.

    With the halves \( x_1 \) and \( x_2 \): \( y_1 = x_1 \) and
    \( y_2 = x_2 \odot \exp(s(x_1)) + t(x_1) \), which is undone without inverting the network, and
    whose log-determinant is the sum of s (1605.08803, eq. 4 to 8). The halves are those of the
    channels, or the fields of a checkerboard (eq. 9 and figure 3).

    Args:
        network: From \( x_1 \), with the other half's fields 0 if the mask is a checkerboard, to
            raw s and t behind one another: (batch, height, width, 2 * channels of \( x_2 \)).
        mask: "channels" or "checkerboard".
        swap: Whether \( x_1 \) is the second half: the last channels, or the fields that the
            upper left one is not of.
        scale: "tanh": s is a tanh of the raw one times a gain for each channel, which is learned
            (1605.08803, section 4.1); "sigmoid": \( \exp s = \operatorname{sigmoid}(raw + 2) \),
            which cannot grow without limit (1807.03039's code).
        least: Of scale="sigmoid": what exp s does not fall below, in [0, 1), as
            \( least + (1 - least) \operatorname{sigmoid}(raw + 2) \). The way back divides by exp
            s: without a bound latents that are improbable can grow beyond what floats hold.
        **kwargs: `name` and `dtype`, as for any layer.

    Input shape: (batch, height, width, channels).
    Output shape: the same, and the log-determinant (batch,).

    Raises:
        TypeError: If `network` is no built Keras model.
        ValueError: If there is no such mask or scale, or `least` is not in [0, 1) or is given of a
            tanh; or, when it is built, if the network does not fit the halves.

    Example:
        >>> inputs = keras.Input((4, 4, 1))
        >>> network = keras.Model(inputs, keras.layers.Conv2D(2, 3, padding="same")(inputs))
        >>> layer = AffineCoupling(network)
        >>> y, log_det = layer(keras.random.normal((8, 4, 4, 2)))
        >>> x = layer(y, inverse=True)

    Reference:
        https://arxiv.org/abs/1605.08803
    """

    def __init__(
        self,
        network: keras.Model,
        mask: str = "channels",
        swap: bool = False,
        scale: str = "tanh",
        least: float = 0.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if not isinstance(network, keras.Model) or not network.built:
            raise TypeError(
                f"`network` must be a built keras.Model, got {type(network).__name__}: make it by "
                "the functional API."
            )
        for name, value, known in (("mask", mask, MASKS), ("scale", scale, SCALES)):
            if value not in known:
                raise ValueError(
                    f"`{name}` must be one of {listed(known)}, got {value!r}."
                    + nearest(value, known)
                )
        self.network = network
        self.mask = mask
        self.swap = bool(swap)
        self.scale = scale
        self.least = check_number(least, "least", least=0, below=1)
        if self.least and scale != "sigmoid":
            raise ValueError(
                f'`least` bounds the scale of scale="sigmoid", got least={least} and scale='
                f"{scale!r}: leave it out."
            )

    def build(self, input_shape: Shape) -> None:
        """Checks the network against the halves, and creates the gain of a tanh."""
        _, height, width, channels = input_shape
        if self.mask == "channels":
            if channels % 2:
                raise ValueError(
                    f"A coupling of channels must have an even number of them, got {channels}: "
                    "squeeze before it, or take mask='checkerboard'."
                )
            channels //= 2
        takes, gives = self.network.input_shape[-1], self.network.output_shape[-1]
        if (takes, gives) != (channels, 2 * channels):
            raise ValueError(
                f"`network` must map {channels} channels to {2 * channels}, a scale and a shift "
                f"for each that is changed, but it maps {takes} to {gives}."
            )
        if self.scale == "tanh":
            self.gain = self.add_weight(shape=(channels,), initializer="ones", name="gain")
        rows, columns = np.indices((height, width))
        self._kept = ((rows + columns + self.swap) % 2 == 0).astype("float32")[..., None]

    def forward(self, x: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Changes one half."""
        known, changed = self._halves(x)
        log_scale, shift = self._said_by(known, training)
        return self._joined(known, changed * ops.exp(log_scale) + shift), sum_of_each(log_scale)

    def backward(self, y: Tensor) -> Tensor:
        """Changes it back."""
        known, changed = self._halves(y)
        log_scale, shift = self._said_by(known, False)
        return self._joined(known, (changed - shift) * ops.exp(-log_scale))

    def _halves(self, x):
        """Returns what stays and what is changed; of a checkerboard, with zeros in between."""
        if self.mask == "checkerboard":
            return x * self._kept, x * (1 - self._kept)
        first, second = ops.split(x, 2, axis=-1)
        return (second, first) if self.swap else (first, second)

    def _said_by(self, known, training):
        """Returns s and t; of a checkerboard, zeros where nothing is changed."""
        raw, shift = ops.split(ops.cast(self.network(known, training=training), "float32"), 2, -1)
        if self.scale == "tanh":
            log_scale = self.gain * ops.tanh(raw)
        else:
            log_scale = self._bounded(-ops.softplus(-(raw + 2.0)))
        if self.mask == "checkerboard":
            log_scale, shift = log_scale * (1 - self._kept), shift * (1 - self._kept)
        return log_scale, shift

    def _bounded(self, log_scale):
        if not self.least:
            return log_scale
        return ops.log(self.least + (1.0 - self.least) * ops.exp(log_scale))

    def _joined(self, known, changed):
        if self.mask == "checkerboard":
            return known + changed
        return ops.concatenate([changed, known] if self.swap else [known, changed], axis=-1)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "network": keras.saving.serialize_keras_object(self.network),
            "mask": self.mask,
            "swap": self.swap,
            "scale": self.scale,
            "least": self.least,
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "AffineCoupling":
        """Recreates the layer from `get_config`'s value."""
        network = keras.saving.deserialize_keras_object(
            config["network"], custom_objects=custom_objects
        )
        return cls(**{**config, "network": network})
