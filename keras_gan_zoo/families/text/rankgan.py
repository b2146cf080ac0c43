"""RankGAN (Lin et al. 2017): sentences are ranked, not judged one by one."""

from collections.abc import Mapping
from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.families.text.seqgan import SeqGAN
from keras_gan_zoo.networks.text_discriminators import cnn_text_discriminator
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.whole_batch import whole_batch
from keras_gan_zoo.types import Tensor


@register(
    "rankgan",
    paper="1705.11001",
    title="Adversarial Ranking for Language Generation",
    tags=("policy gradient", "ranking", "rollouts", "sequence"),
)
class RankGAN(SeqGAN):
    r"""A sentence earns its rank among real ones, by its likeness to reference sentences.

    The discriminator maps a sentence to features; the relevance of s to a reference u is the
    cosine of their features (equation 2), its rank score a softmax over s and the sentences it is
    compared with (equation 3), averaged over references (equation 4). Of the real batch, one half
    are the references and the other is compared with. The algorithm is `SeqGAN`'s.

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        discriminator: The ranker, a network from tokens (batch, length) to features (batch, n).
        sharpness: gamma, by which the cosines are multiplied.
        **kwargs: As for `SeqGAN`.

    Example:
        >>> gan = keras_gan_zoo.get("rankgan", vocabulary_size=100, length=10)

    Reference:
        https://arxiv.org/abs/1705.11001
    """

    objective = (
        "ranker:     max  E_{s real} log R(s | U, C-) + E_{s ~ G} log(1 - R(s | U, C+))",
        "generator:  max  E_{s ~ G} log R(s | U, C+)",
        "rank score: R(s | U, C) = mean_u exp(g a(s|u)) / sum_{s' in C + s} exp(g a(s'|u))",
    )
    watch = (
        "`reward` is the mean log rank score; among m sentences to compare with it is -log(m + 1) "
        "where the ranker sees no difference.",
        "The cosines lie in [-1, 1]: with a `sharpness` of 1 ranks differ little, and the "
        "gradient is small.",
    )
    differs = (
        "the sets: one half of the real batch are the references and the other is compared "
        "with, where the paper draws both from the whole data.",
        "the discriminator's steps and the rollout policy, as in `seqgan`.",
    )

    smallest = {"sharpness": 10.0}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        sharpness: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        self.sharpness = check_number(sharpness, "sharpness", above=0)

    @staticmethod
    def build_discriminator(
        vocabulary_size: int, length: int, embedding_dim: int, filters: int | Mapping[int, int]
    ) -> keras.Model:
        """Returns the ranker, from tokens to features."""
        return cnn_text_discriminator(vocabulary_size, length, embedding_dim, filters, logits=False)

    def discriminator_step(
        self, real_tokens: Tensor, fake_tokens: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Moves the ranker to rank real sentences before the generator's (equation 1)."""
        if fake_tokens is None:
            fake_tokens = self.sample_like(real_tokens)

        def ranker_loss():
            references, real = self.standard(real_tokens, training=True)
            fake = whole_batch(self.features(fake_tokens, training=True))
            real_rank = self.log_rank(real, references, compared=fake)
            fake_rank = self.log_rank(fake, references, compared=real)
            # log(1 - R): where R rounds to 1 there is no gradient to lose.
            below = ops.log(ops.maximum(1.0 - ops.exp(fake_rank), 1e-6))
            return -ops.mean(real_rank) - ops.mean(below)

        self.minimize(ranker_loss, player="discriminator")
        return self.logs()

    def score(self, tokens: Tensor, standard: Any) -> Tensor:  # type: ignore[override]  # no rank without one
        """Returns the log rank score of sentences among real ones, (rows,)."""
        references, compared = standard
        return self.log_rank(self.features(tokens, training=False), references, compared)

    def standard(self, real_tokens: Tensor, training: bool = False) -> list[Tensor]:
        """Returns the features of references and of what is compared: halves of the real batch."""
        return ops.split(whole_batch(self.features(real_tokens, training)), 2)

    def features(self, tokens: Tensor, training: bool) -> Tensor:
        """Returns the ranker's features of sentences, of length 1, float32."""
        features = ops.cast(self.discriminator(tokens, training=training), "float32")
        return ops.normalize(features, axis=-1, epsilon=1e-6)

    def log_rank(self, sentences: Tensor, references: Tensor, compared: Tensor) -> Tensor:
        """Returns log R of sentences among those they are compared with, (rows,).

        Args:
            sentences: Features (rows, n).
            references: Features (references, n).
            compared: Features (others, n).
        """
        relevance = self.sharpness * ops.matmul(sentences, ops.transpose(references))
        others = self.sharpness * ops.matmul(compared, ops.transpose(references))
        log_ranks = ops.log_sigmoid(relevance - ops.logsumexp(others, axis=0, keepdims=True))
        count = ops.cast(ops.shape(references)[0], "float32")
        return ops.logsumexp(log_ranks, axis=1) - ops.log(count)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        return {**super().get_config(), "sharpness": self.sharpness}
