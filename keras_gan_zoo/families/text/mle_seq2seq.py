"""Sequence to sequence by maximum likelihood: what every text GAN that answers has to beat."""

from typing import TYPE_CHECKING, Any

import keras

from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.seq2seq_builder import build_seq2seq
from keras_gan_zoo.models.sequence_to_sequence import SequenceToSequence
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "mle_seq2seq",
    paper="1508.04025",
    title="Effective Approaches to Attention-based Neural Machine Translation, by likelihood",
    tags=("attention", "baseline", "likelihood", "sequence to sequence"),
)
class MLESequenceToSequence(SequenceToSequence):
    r"""Raises the likelihood of each token of the right answer, given the source and those before.

    The first stage of `dialogue_gan`, on its own. Trained by likelihood alone, it likes what may
    follow on everything: "i don't know" (1510.03055).

    Args:
        generator: A `keras_gan_zoo.networks.ConditionalDecoder`.
        **kwargs: `tokenizer`, `source_tokenizer`, `ema_decay`, `seed`, `name`.

    Example:
        >>> model = keras_gan_zoo.get("mle_seq2seq", vocabulary_size=100, length=10)
        >>> model.fit((sources, targets), epochs=5)
        >>> model.generate(sources[:4], temperature=0).shape
        (4, 10)

    Reference:
        https://arxiv.org/abs/1508.04025; 1409.0473 for the encoder.
    """

    players = {"generator": ["generator"]}
    objective = ("generator: max  E_(x, y) sum_t log G(y_t | x, y_1 ... y_{t-1}),  (x, y) real",)
    watch = (
        "The loss is in nats a token and begins near log(vocabulary_size). Judge it by "
        "`held_out_nll`: where that turns up again, stop.",
        "Greedy and beam answers that are all alike, where drawn ones are not: likelihood's own "
        "dullness, and no fault of the training.",
    )
    differs = (
        "the size: one layer in place of four, read both ways, no dropout, no input feeding.",
        "the optimizer, Adam with the gradient's norm at most 5, where the paper descends plainly.",
    )

    def __init__(self, generator: keras.Model, **kwargs: Any):
        super().__init__({"generator": generator}, **kwargs)

    @classmethod
    def from_defaults(
        cls,
        vocabulary_size: int | None = None,
        length: int | None = None,
        source_vocabulary_size: int | None = None,
        source_length: int | None = None,
        embedding_dim: int = 128,
        units: int = 256,
        copying: bool = False,
        tokenizer: Tokenizer | None = None,
        source_tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the network.

        Args:
            vocabulary_size: Number of tokens that are written; default the tokenizer's, or 5000.
            length: Tokens of what is written; default the tokenizer's, or 20.
            source_vocabulary_size: Number of tokens that are read; default as written.
            source_length: Tokens of what is read; default as written.
            embedding_dim: Length of a token's vector.
            units: Units of each LSTM.
            copying: Whether words of what is read can be copied (1704.04368).
            tokenizer: A `keras_gan_zoo.layers.Tokenizer`, for text instead of tokens.
            source_tokenizer: That of what is read, if it is another.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        with seeded(seed):
            generator = build_seq2seq(
                vocabulary_size,
                length,
                source_vocabulary_size,
                source_length,
                embedding_dim,
                units,
                tokenizer,
                source_tokenizer,
                copying,
            )
        return cls(
            generator,
            tokenizer=tokenizer,
            source_tokenizer=source_tokenizer,
            seed=seed,
            **kwargs,
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns an Adam whose gradient is clipped."""
        return {"generator": keras.optimizers.Adam(1e-3, global_clipnorm=5.0)}

    def train_step(self, pair: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step up the likelihood."""
        return self.likelihood_step(pair)
