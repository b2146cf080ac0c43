"""A language model by maximum likelihood: what every text GAN has to beat."""

from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.sequence_model import SequenceModel
from keras_gan_zoo.networks.text_builders import build_decoder
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "mle_lm",
    paper="1308.0850",
    title="Generating Sequences With Recurrent Neural Networks, by maximum likelihood",
    tags=("baseline", "likelihood", "sequence"),
)
class MLELanguageModel(SequenceModel):
    r"""Raises the likelihood of each real token given those before it; there is no adversary.

    The first stage of `seqgan`, on its own, and the baseline of text GANs: at a temperature below
    1 it gives up diversity for quality, as they do (1811.02549).

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        **kwargs: `tokenizer`, `ema_decay`, `seed`, `name`.

    Example:
        >>> model = keras_gan_zoo.get("mle_lm", vocabulary_size=100, length=10)
        >>> model.fit(sequences, epochs=5)
        >>> model.generate(4, temperature=0.8, seed=0).shape
        (4, 10)

    Reference:
        https://arxiv.org/abs/1308.0850, section 2; as a baseline https://arxiv.org/abs/1609.05473.
    """

    players = {"generator": ["generator"]}
    objective = ("generator: max  E_y sum_t log G(y_t | y_1 ... y_{t-1}),  y real",)
    watch = (
        "The loss is in nats a token and begins near log(vocabulary_size). Judge it on held-out "
        "text: where that turns up again, stop.",
    )
    differs = ("the network, an LSTM without peepholes and skips, as in SeqGAN's first stage.",)

    def __init__(self, generator: keras.Model, **kwargs: Any):
        super().__init__({"generator": generator}, **kwargs)

    @classmethod
    def from_defaults(
        cls,
        decoder: str = "lstm",
        vocabulary_size: int | None = None,
        length: int | None = None,
        embedding_dim: int = 32,
        units: int = 32,
        depth: int = 1,
        tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the decoder.

        Args:
            decoder: "lstm" or "transformer".
            vocabulary_size: Number of tokens; default the tokenizer's, or 5000.
            length: Tokens of a sequence; default the tokenizer's, or 20.
            embedding_dim: Length of a token's vector; the width of a transformer.
            units: Units of each LSTM layer.
            depth: LSTM layers, or transformer blocks.
            tokenizer: A `keras_gan_zoo.layers.Tokenizer`, for text instead of tokens.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        vocabulary_size, length, end_token = cls.sizes(vocabulary_size, length, tokenizer)
        with seeded(seed):
            generator = build_decoder(
                decoder, vocabulary_size, length, embedding_dim, units, depth, end_token
            )
        return cls(generator, tokenizer=tokenizer, seed=seed, **kwargs)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of SeqGAN's first stage."""
        return {"generator": keras.optimizers.Adam(1e-2, global_clipnorm=5.0)}

    def train_step(self, real_tokens: Tensor) -> dict[str, Tensor]:
        """One step up the likelihood."""
        return self.likelihood_step(real_tokens)
