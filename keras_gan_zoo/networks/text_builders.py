"""Builds the decoder of a text family by name."""

from typing import Any

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.networks.decoder import Decoder
from keras_gan_zoo.networks.lstm_decoder import LSTMDecoder
from keras_gan_zoo.networks.transformer_decoder import TransformerDecoder

DECODERS = ("lstm", "transformer")
"""What `build_decoder` knows."""


def build_decoder(
    kind: str,
    vocabulary_size: int,
    length: int,
    embedding_dim: int,
    units: int,
    depth: int,
    end_token: int | None = None,
    **arguments: Any,
) -> Decoder:
    """Builds a decoder.

    Args:
        kind: "lstm" or "transformer".
        vocabulary_size: Number of tokens.
        length: Tokens of a sequence.
        embedding_dim: Trained dimensions of a token's vector; of a transformer the width of its
            blocks.
        units: Units of each LSTM layer; a transformer has none.
        depth: LSTM layers, or transformer blocks.
        end_token: The token that ends a sequence, or `None`.
        **arguments: `given_dim`; `tied` of an LSTM.

    Raises:
        ValueError: If there is no such kind.

    Example:
        >>> build_decoder("lstm", 5000, 20, 32, 32, 1).output_shape
        (None, 20, 5000)
    """
    if kind not in DECODERS:
        raise ValueError(
            f"`decoder` must be one of {listed(DECODERS)}, got {kind!r}." + nearest(kind, DECODERS)
        )
    sizes: dict[str, Any] = {"embedding_dim": embedding_dim, "depth": depth, "end_token": end_token}
    if kind == "lstm":
        sizes |= {"units": units, **arguments}
        return LSTMDecoder(vocabulary_size, length, **sizes, name="generator")
    arguments.pop("tied", None)  # a transformer's logits are tied always
    return TransformerDecoder(vocabulary_size, length, **sizes, **arguments, name="generator")
