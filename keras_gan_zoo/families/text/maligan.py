"""MaliGAN (Che et al. 2017): rewards that make the policy gradient one of likelihood."""

from typing import Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.families.text.seqgan import SeqGAN
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.whole_batch import own_rows, whole_batch
from keras_gan_zoo.types import Tensor


@register(
    "maligan",
    paper="1702.07983",
    title="Maximum-Likelihood Augmented Discrete Generative Adversarial Networks",
    tags=("policy gradient", "sequence"),
)
class MaliGAN(SeqGAN):
    r"""A sequence earns its odds of being real, compared with the others of its batch.

    Were the discriminator perfect, \( D / (1 - D) \) would be the density of the data over the
    generator's, and samples weighted by it samples of the data: the policy gradient is then that
    of likelihood. Normalised over the batch, the weights stay useful where the discriminator is
    far ahead (section 3.2). The algorithm is `SeqGAN`'s; there are no rollouts.

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        discriminator: Network from tokens (batch, length) to logits (batch, 1).
        weight_baseline: b, subtracted from m times each of the m weights; their mean is 1.
        **kwargs: `generator_steps`, `discriminator_steps`, `discriminator_epochs`,
            `discriminator_batches`, `tokenizer`, `ema_decay`, `seed`, `name`.

    Example:
        >>> gan = keras_gan_zoo.get("maligan", vocabulary_size=100, length=10)

    Reference:
        https://arxiv.org/abs/1702.07983
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_{y ~ G} log(1 - D(y))",
        "generator:     max  E_{y_i ~ G} sum_i (w_i - b / m) log G(y_i)",
        "weights:       w_i = r_i / sum_j r_j,  r = D(y) / (1 - D(y)),  m sequences a batch",
    )
    settled = ("rollouts", "rollout_lag", "reward", "baseline")
    terms = (*SeqGAN.terms, "effective_sample_size")
    watch = (
        "`effective_sample_size`, 1 / sum w_i^2, says how many sequences of a batch count: near 1 "
        "a single one decides, and larger batches or fewer d-steps help.",
        "`reward` is the mean of m times the weights and is 1 always.",
    )
    differs = (
        "the training, which is the plain one alone: the paper's mixed form, which takes the "
        "first tokens from the data and lets ever fewer of them stand, is left out.",
        "the baseline b, which is 1 throughout, as in implementations by others; the paper lets it "
        "grow.",
    )

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        weight_baseline: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, rollouts=0, rollout_lag=0.0, **kwargs)
        self.weight_baseline = check_number(weight_baseline, "weight_baseline", least=0)

    def action_values(self, tokens: Tensor, real_tokens: Tensor) -> Tensor:
        """Returns m times the normalised weight of each sequence, (batch, 1)."""
        logits = ops.cast(self.discriminator(tokens, training=False), "float32")
        # r = D / (1 - D) is the exponential of the logit.
        weights = ops.softmax(whole_batch(logits), axis=0)
        self.track("effective_sample_size", 1.0 / ops.sum(ops.square(weights)))
        return own_rows(weights) * ops.cast(ops.shape(weights)[0], "float32")

    def expected_values(self, values: Tensor) -> float | Tensor:
        """Returns b."""
        return self.weight_baseline

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        config = {**super().get_config(), "weight_baseline": self.weight_baseline}
        return {key: value for key, value in config.items() if key not in self.settled}
