"""Sampling from a decoder as a Keras network, for prediction and for export."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from keras_gan_zoo.networks.conditional_decoder import ConditionalDecoder
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.sampling import sample
from keras_gan_zoo.types import Tensor


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class Sample(keras.layers.Layer):
    """Samples sequences from a decoder, given random numbers.

    Args:
        decoder: A `Decoder`.
        nucleus: Whether there is a `top_p` among the inputs.
        **kwargs: As for `keras.layers.Layer`.

    Example:
        >>> Sample(decoder)(np.random.default_rng(0).random((4, 20))).shape
        TensorShape([4, 20])
    """

    def __init__(self, decoder: Decoder, nucleus: bool = False, **kwargs: Any):
        # In float32: of lower precision, the random numbers would miss most of the tokens.
        super().__init__(**{"dtype": "float32", **kwargs})
        self.decoder = decoder
        self.nucleus = nucleus
        self.built = True

    def call(
        self,
        uniforms: Tensor,
        given: Tensor | None = None,
        temperature: Tensor | None = None,
        top_p: Tensor | None = None,
        sources: Tensor | None = None,
    ) -> Tensor:
        """Returns tokens (rows, length), int32.

        Args:
            uniforms: (rows, length) in [0, 1).
            given: Settled tokens (rows, length), -1 where one is to be drawn; or `None`.
            temperature: (rows, 1), or `None` for 1.
            top_p: (rows, 1), or `None` for all tokens.
            sources: What a `ConditionalDecoder` is told, (rows, source_length); else `None`.
        """
        temperature = 1.0 if temperature is None else temperature
        decoder = self.decoder if sources is None else self.decoder.given(sources)
        return sample(decoder, uniforms, given, temperature, top_p if self.nucleus else None)

    def compute_output_spec(self, uniforms: Tensor, *_: Any, **__: Any) -> keras.KerasTensor:
        """Returns the shape and dtype of the tokens, for the functional API."""
        return keras.KerasTensor(uniforms.shape, dtype="int32")

    def get_config(self) -> dict[str, Any]:
        """Returns the decoder, serialized."""
        return {
            **super().get_config(),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
            "nucleus": self.nucleus,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Sample":
        """Recreates the layer from `get_config`'s value."""
        decoder = keras.saving.deserialize_keras_object(config["decoder"])
        return cls(**{**config, "decoder": decoder})


def sampling_network(decoder: Decoder) -> keras.Model:
    """Returns a network from uniform random numbers (batch, length) to tokens (batch, length).

    Example:
        >>> sampling_network(decoder).predict(np.random.default_rng(0).random((4, 20))).dtype
        dtype('int32')
    """
    uniforms = keras.Input((decoder.length,), dtype="float32", name="uniforms")
    return keras.Model(uniforms, Sample(decoder, name="tokens")(uniforms), name="generate")


def answering_network(decoder: ConditionalDecoder) -> keras.Model:
    """Returns a network from sources (batch, source_length) and random numbers to tokens.

    Example:
        >>> answering_network(decoder).input_names
        ['sources', 'uniforms']
    """
    sources = keras.Input((decoder.source_length,), dtype="int32", name="sources")
    uniforms = keras.Input((decoder.length,), dtype="float32", name="uniforms")
    tokens = Sample(decoder, name="tokens")(uniforms, sources=sources)
    return keras.Model([sources, uniforms], tokens, name="generate")


def steered_sampling_network(decoder: Decoder, nucleus: bool, told: bool = False) -> keras.Model:
    """Returns a network from random numbers, fixed tokens, temperature and top_p to tokens.

    All inputs have the batch axis first, so that each sequence may have its own; see `sample`.
    Where the decoder is `told` something, a `ConditionalDecoder`, its sources come last.
    """
    shape = (decoder.length,)
    inputs = [
        keras.Input(shape, dtype="float32", name="uniforms"),
        keras.Input(shape, dtype="int32", name="given"),
        keras.Input((1,), dtype="float32", name="temperature"),
        keras.Input((1,), dtype="float32", name="top_p"),
    ]
    if told:
        inputs.append(keras.Input((decoder.source_length,), dtype="int32", name="sources"))
    return keras.Model(inputs, Sample(decoder, nucleus)(*inputs))


class CompiledSampling:
    """Samples from decoders by networks that are compiled once for each decoder.

    No Keras layer, although it holds some: they belong to the model already, and would be saved
    twice.

    Example:
        >>> sampling = CompiledSampling()
        >>> sampling(decoder, uniforms, given, temperature=0.8, top_p=1.0).shape
        (4, 20)
    """

    def __init__(self) -> None:
        self._networks: dict[tuple[int, bool], keras.Model] = {}

    def __call__(
        self,
        decoder: Decoder,
        uniforms: np.ndarray,
        given: np.ndarray,
        temperature: float,
        top_p: float,
        sources: np.ndarray | None = None,
    ) -> np.ndarray:
        """Samples sequences; see `sample`. All arguments are NumPy arrays or numbers."""
        nucleus = top_p < 1
        key = id(decoder), nucleus
        told = () if sources is None else (sources,)
        if key not in self._networks:
            self._networks[key] = steered_sampling_network(decoder, nucleus, bool(told))
        # Arrays as the others are: without a graph Keras refuses arrays and tensors side by side.
        columns = [
            np.full((len(uniforms), 1), number, "float32") for number in (temperature, top_p)
        ]
        return self._networks[key].predict_on_batch([uniforms, given, *columns, *told])
