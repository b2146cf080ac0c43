"""What the text families have in common whose discriminator is a convolutional network."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.text_gan import TextGAN
from keras_gan_zoo.networks.text_builders import build_decoder
from keras_gan_zoo.networks.text_discriminators import SEQGAN_FILTERS, cnn_text_discriminator

if TYPE_CHECKING:
    from typing_extensions import Self


@keras.saving.register_keras_serializable(package="keras_gan_zoo")
class ConvolutionalTextGAN(TextGAN):
    """A text family whose default discriminator has filters over several tokens, as SeqGAN's.

    Subclasses write `train_step`, and `build_discriminator` where it reads other than tokens.

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        discriminator: Network from tokens (batch, length) to logits.
        **kwargs: `tokenizer`, `ema_decay`, `seed`, `name`.

    Raises:
        VocabularyMismatch: If the two are of different lengths.

    Example:
        >>> gan = keras_gan_zoo.get("seqgan", vocabulary_size=100, length=10, filters=8)
    """

    smallest = {"filters": {1: 64, 2: 64}, "discriminator_embedding_dim": 32}

    @classmethod
    def from_defaults(
        cls,
        decoder: str = "lstm",
        vocabulary_size: int | None = None,
        length: int | None = None,
        embedding_dim: int = 32,
        units: int = 32,
        depth: int = 1,
        discriminator_embedding_dim: int = 64,
        filters: int | Mapping[int, int] = SEQGAN_FILTERS,
        tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks.

        Args:
            decoder: "lstm" or "transformer".
            vocabulary_size: Number of tokens; default the tokenizer's, or 5000.
            length: Tokens of a sequence; default the tokenizer's, or 20.
            embedding_dim: Length of a token's vector in the generator; a transformer's width.
            units: Units of each LSTM layer.
            depth: LSTM layers, or transformer blocks.
            discriminator_embedding_dim: Length of a token's vector in the discriminator.
            filters: The discriminator's filters: from width in tokens to their number, or one
                number for each of the paper's widths.
            tokenizer: A `keras_gan_zoo.layers.Tokenizer`, for text instead of tokens.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        vocabulary_size, length, end_token = cls.sizes(vocabulary_size, length, tokenizer)
        with seeded(seed):
            return cls(
                build_decoder(
                    decoder, vocabulary_size, length, embedding_dim, units, depth, end_token
                ),
                cls.build_discriminator(
                    vocabulary_size, length, discriminator_embedding_dim, filters
                ),
                tokenizer=tokenizer,
                seed=seed,
                **kwargs,
            )

    @staticmethod
    def build_discriminator(
        vocabulary_size: int, length: int, embedding_dim: int, filters: int | Mapping[int, int]
    ) -> keras.Model:
        """Returns the discriminator, from tokens to logits (batch, 1)."""
        return cnn_text_discriminator(vocabulary_size, length, embedding_dim, filters)
