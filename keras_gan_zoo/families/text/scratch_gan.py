"""ScratchGAN (de Masson d'Autume et al. 2019): a language GAN without pretraining."""

from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, is_number
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.text_gan import TextGAN
from keras_gan_zoo.networks.text_builders import build_decoder
from keras_gan_zoo.networks.text_discriminators import recurrent_text_discriminator
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "scratch_gan",
    paper="1905.09922",
    title="Training language GANs from Scratch",
    tags=("dense rewards", "policy gradient", "sequence"),
)
class ScratchGAN(TextGAN):
    r"""A reward at every step, a large batch and a baseline: enough to begin from random weights.

    A recurrent discriminator scores each token given those before it, so that a token earns
    \( r_t = 2 \sigma(D(y_t \mid y_{<t})) - 1 \) and the discounted rewards after it, and no
    rollouts are needed (section 3.2). Each of the paper's tricks can be switched off; the batch
    is `fit`'s, 512 by default.

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        discriminator: Network from tokens (batch, length) to logits (batch, length).
        discount: gamma, in [0, 1].
        baseline_decay: Share of the old baseline that stays at each step, in [0, 1); `None` for no
            baseline.
        dense_rewards: Whether every token is scored; else only whole sequences are, by the logit
            of their last token, and all their tokens earn that.
        **kwargs: `tokenizer`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a number is out of its range.

    Example:
        >>> gan = keras_gan_zoo.get("scratch_gan", vocabulary_size=100, length=10, ema_decay=0.99)
        >>> gan.fit(sequences, epochs=10)

    Reference:
        https://arxiv.org/abs/1905.09922
    """

    objective = (
        "discriminator: max  E_x sum_t log D(x_t | x_<t) + E_{y ~ G} sum_t log(1 - D(y_t | y_<t))",
        "generator:     max  E_{y ~ G} sum_t log G(y_t | y_<t) (R_t - b)",
        "return:        R_t = sum_{s >= t} gamma^(s - t) r_s,  r_s = 2 D(y_s | y_<s) - 1",
        "baseline:      b <- lambda b + (1 - lambda) mean R",
    )
    terms = ("reward",)
    watch = (
        "`reward`, the mean of r_t, is 0 at a tie and -1 where the discriminator has won; it "
        "should come up from there in the first thousand steps.",
        "The loss of the generator is a surrogate; watch samples and their Fréchet embedding "
        "distance. A batch of 64 instead of 512 is a different, noisier algorithm.",
        "The generator circles around where it would go: keep an average, `ema_decay=0.99`, which "
        "then generates. It halves the distance.",
    )
    differs = (
        "the discriminator's input, to which the authors' code adds 8 numbers of the position.",
        "where its layers are normalized and which are read: once behind the LSTM, whose output "
        "alone is read, where the authors' code normalizes within each LSTM and reads all layers.",
        "the samples: the same tokens train the discriminator and earn the reward, where the "
        "paper draws them anew.",
    )
    default_batch_size = 512

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        discount: float = 0.23,
        baseline_decay: float | None = 0.08,
        dense_rewards: bool = True,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.discount = check_number(discount, "discount", least=0)
        if self.discount > 1:
            raise ValueError(f"`discount` must be in [0, 1], got {discount!r}.")
        if baseline_decay is not None and not (
            is_number(baseline_decay) and 0 <= baseline_decay < 1
        ):
            raise ValueError(f"`baseline_decay` must be None or in [0, 1), got {baseline_decay!r}.")
        self.baseline_decay = baseline_decay
        self.dense_rewards = bool(dense_rewards)
        self.baseline = self.add_weight(
            shape=(), initializer="zeros", trainable=False, aggregation="mean", name="baseline"
        )

    @classmethod
    def from_defaults(
        cls,
        decoder: str = "lstm",
        vocabulary_size: int | None = None,
        length: int | None = None,
        embedding_dim: int = 64,
        units: int = 512,
        depth: int = 2,
        embeddings: ArrayLike | None = None,
        regularized: bool = True,
        tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the family's networks (section 4 and appendix).

        Args:
            decoder: "lstm" or "transformer".
            vocabulary_size: Number of tokens; default the tokenizer's, or 5000.
            length: Tokens of a sequence; default the tokenizer's, or 20.
            embedding_dim: Trained dimensions of a token's vector, in each network.
            units: Units of each LSTM layer, of the generator and of the discriminator.
            depth: The generator's LSTM layers, or transformer blocks.
            embeddings: Given word vectors (vocabulary_size, dimensions), such as
                `keras_gan_zoo.data.word_vectors(tokenizer)`, beside the trained dimensions; or
                `None`. Each is brought to the length 1, about that of the trained part: at GloVe's
                own, 5, they drown it in the logits, and training starts far more slowly.
            regularized: Whether the discriminator has layer normalisation, dropout and an L2
                penalty.
            tokenizer: A `keras_gan_zoo.layers.Tokenizer`, for text instead of tokens.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        vocabulary_size, length, end_token = cls.sizes(vocabulary_size, length, tokenizer)
        given_dim = 0 if embeddings is None else np.shape(embeddings)[-1]
        with seeded(seed):
            generator = build_decoder(
                decoder,
                vocabulary_size,
                length,
                embedding_dim,
                units,
                depth,
                end_token,
                given_dim=given_dim,
                tied=True,
            )
            discriminator = recurrent_text_discriminator(
                vocabulary_size, length, embedding_dim, units, given_dim, regularized
            )
        if embeddings is not None:
            given = keras.utils.normalize(np.asarray(embeddings, "float32"))
            generator.embedding.assign_given(given)
            discriminator.get_layer("embedding").assign_given(given)
        return cls(generator, discriminator, tokenizer=tokenizer, seed=seed, **kwargs)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the paper's Adam."""
        return {
            "generator": keras.optimizers.Adam(9.59e-5, beta_1=0.5),
            "discriminator": keras.optimizers.Adam(9.38e-3, beta_1=0.5),
        }

    def train_step(self, real_tokens: Tensor) -> dict[str, Tensor]:
        """One discriminator step, then one policy gradient step (section 3)."""
        tokens = self.sample_like(real_tokens)
        self.discriminator_step(real_tokens, tokens)
        returns = self.returns(tokens)
        self.reinforce(
            lambda: self.generator.log_probs(tokens, training=True),
            rewards=returns,
            player="generator",
            baseline=self.updated_baseline(returns, self.generator.mask(tokens)),
        )
        return self.logs()

    def discriminator_step(
        self, real_tokens: Tensor, fake_tokens: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Moves the discriminator on every token, or on whole sequences without dense rewards."""
        if fake_tokens is None:
            fake_tokens = self.sample_like(real_tokens)
        tokens = ops.concatenate([real_tokens, fake_tokens])

        def discriminator_loss():
            # Of both at once: a recurrent layer takes about as long for half of them.
            logits = ops.cast(self.discriminator(tokens, training=True), "float32")
            judged = self.judged(tokens)
            (real, fake), (of_real, of_fake) = ops.split(logits, 2), ops.split(judged, 2)
            real_loss = mean_over(of_real, ops.softplus(-real))
            return real_loss + mean_over(of_fake, ops.softplus(fake))

        self.minimize(discriminator_loss, player="discriminator")
        return self.logs()

    def judged(self, tokens: Tensor) -> Tensor:
        """Returns 1 where a token's logit counts, (batch, length)."""
        mask = self.generator.mask(tokens)
        if self.dense_rewards:
            return mask
        following = ops.concatenate([mask[:, 1:], ops.zeros_like(mask[:, :1])], axis=1)
        return mask - following

    def returns(self, tokens: Tensor) -> Tensor:
        """Returns R of each token: its reward and the discounted ones after it, (batch, length)."""
        logits = ops.cast(self.discriminator(tokens, training=False), "float32")
        judged = self.judged(tokens)
        rewards = (2.0 * ops.sigmoid(logits) - 1.0) * judged
        self.track("reward", ops.sum(rewards) / ops.sum(judged))
        later = np.arange(self.length)[:, None] - np.arange(self.length)[None, :]
        # The one reward of a whole sequence is as much that of its first token.
        discount = self.discount if self.dense_rewards else 1.0
        # At (s, t) what the reward of step s counts for the token at t; 0 ** 0 is 1.
        discounts = np.where(later >= 0, discount ** np.maximum(later, 0), 0.0)
        return ops.matmul(rewards, ops.convert_to_tensor(discounts, dtype="float32"))

    def updated_baseline(self, returns: Tensor, mask: Tensor) -> float | Tensor:
        """Moves the baseline towards the mean return, and returns it, a scalar."""
        if self.baseline_decay is None:
            return 0.0
        mean = mean_over_replicas(mean_over(mask, returns))
        moved = self.baseline_decay * self.baseline + (1.0 - self.baseline_decay) * mean
        self.baseline.assign(moved)
        return moved

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        return {
            **super().get_config(),
            "discount": self.discount,
            "baseline_decay": self.baseline_decay,
            "dense_rewards": self.dense_rewards,
        }


def mean_over(mask: Tensor, values: Tensor) -> Tensor:
    """Returns the mean of the values whose mask is 1; the replicas' mean is that of all values."""
    return ops.sum(values * mask) / mean_over_replicas(ops.sum(mask))
