"""SeqGAN (Yu, Zhang, Wang and Yu 2017): a policy gradient from a discriminator of sequences."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.averaging import clone_network
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.families.text.baseline import mean_of_others
from keras_gan_zoo.families.text.rollouts import action_values
from keras_gan_zoo.models.convolutional_text_gan import ConvolutionalTextGAN
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Data, Tensor

REWARDS = ("constant", "discriminator", "random")
"""What a token may earn; two of them are controls."""


@register(
    "seqgan",
    paper="1609.05473",
    title="SeqGAN: Sequence Generative Adversarial Nets with Policy Gradient",
    tags=("policy gradient", "rollouts", "sequence"),
)
class SeqGAN(ConvolutionalTextGAN):
    r"""Writing as a game of reinforcement: what is written earns what the discriminator thinks.

    A token has no gradient, but its probability has. Its action value Q is the mean score of
    sequences that go on from it, drawn by a rollout policy that follows the generator with a lag
    (Algorithm 1). Before the game come two stages, `pretrain(x, "generator")` and
    `pretrain(x, "discriminator")`, without which it does not work.

    Args:
        generator: A `keras_gan_zoo.networks.Decoder`.
        discriminator: Network from tokens (batch, length) to logits (batch, 1).
        rollouts: N, sequences drawn for each token; 0 gives every token the score of its own
            sequence.
        rollout_lag: Share of the rollout policy that stays at each step, in [0, 1).
        generator_steps: g-steps.
        discriminator_steps: d-steps, each on generated sequences of its own.
        discriminator_epochs: k, how often the discriminator sees those of one d-step.
        discriminator_batches: How many batches of real sequences every d-step goes over, and as
            many of fresh ones; with those of all the data it is Algorithm 1. `None` for one batch,
            another for each d-step. A step takes as long to trace as it has updates: d times k
            times this.
        reward: "discriminator"; or, as controls, "constant" (always 1) or "random" (uniform in
            [0, 1)), which know nothing of the data.
        baseline: Whether the mean action value at a position, of the other sequences of the batch,
            is subtracted. With it, a constant reward earns nothing.
        **kwargs: `tokenizer`, `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If a number is out of its range, or there is no such reward.

    Example:
        >>> gan = keras_gan_zoo.get("seqgan", vocabulary_size=100, length=10)
        >>> gan.pretrain(sequences, "generator", epochs=80)
        >>> gan.pretrain(sequences, "discriminator", epochs=3)
        >>> gan.fit(sequences, epochs=10)

    Reference:
        https://arxiv.org/abs/1609.05473
    """

    objective = (
        "discriminator: max  E_x log D(x) + E_{y ~ G} log(1 - D(y))",
        "generator:     max  E_{y ~ G} sum_t log G(y_t | y_<t) Q(y_t | y_<t)",
        "action value:  Q(y_t | y_<t) = mean_n D(y_1 ... y_t, rest_n),  rest_n ~ rollout policy",
    )
    terms: Sequence[str] = ("reward",)
    watch = (
        "`reward`, the mean score of what is written, should rise in the g-steps and be pressed "
        "down by the d-steps: near 0 the discriminator has won, and every token earns the same.",
        "Fewer kinds of sentence (distinct-n, self-BLEU) at a better BLEU is what a lower "
        "temperature gives too: compare with `mle_lm` over temperatures, and with the rewards "
        '"constant" and "random".',
    )
    differs: Sequence[str] = (
        "what a d-step learns from: `discriminator_epochs` times one batch, so that a round has "
        "15 updates by default, where Algorithm 1 goes k epochs over all positives; "
        "`discriminator_batches` with as many batches as there are is the paper's.",
        "the rollout policy, 0.8 of which stays at each round as in the authors' code; "
        "Algorithm 1 copies the generator, which is `rollout_lag=0.0`.",
        "the baseline, which the paper has not: `baseline=False` is its equation 8.",
    )

    smallest = {"discriminator_steps": 1, "discriminator_epochs": 1, "rollouts": 2}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        rollouts: int = 16,
        rollout_lag: float = 0.8,
        generator_steps: int = 1,
        discriminator_steps: int = 5,
        discriminator_epochs: int = 3,
        discriminator_batches: int | None = None,
        reward: str = "discriminator",
        baseline: bool = True,
        **kwargs: Any,
    ):
        super().__init__(generator, discriminator, **kwargs)
        if reward not in REWARDS:
            raise ValueError(
                f"`reward` must be one of {listed(REWARDS)}, got {reward!r}."
                + nearest(reward, REWARDS)
            )
        self.rollouts = check_whole(rollouts, "rollouts", least=0)
        self.rollout_lag = check_number(rollout_lag, "rollout_lag", least=0)
        if self.rollout_lag >= 1:
            raise ValueError(f"`rollout_lag` must be in [0, 1), got {rollout_lag!r}.")
        self.generator_steps = check_whole(generator_steps, "generator_steps", least=1)
        self.discriminator_steps = check_whole(discriminator_steps, "discriminator_steps", least=1)
        self.discriminator_epochs = check_whole(
            discriminator_epochs, "discriminator_epochs", least=1
        )
        if discriminator_batches is not None:
            check_whole(discriminator_batches, "discriminator_batches", least=1)
        self.discriminator_batches = discriminator_batches
        self.reward = reward
        self.baseline = bool(baseline)
        self.rollout_policy = clone_network(generator)

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of the authors' experiments."""
        return {
            "generator": keras.optimizers.Adam(1e-2, global_clipnorm=5.0),
            "discriminator": keras.optimizers.Adam(1e-4),
        }

    def train_step(self, real_tokens: Tensor) -> dict[str, Tensor]:
        """g-steps, then d-steps, then the rollout policy follows (Algorithm 1, lines 7 to 20)."""
        batches = [real for (real,) in dealt_out((real_tokens,), *self._batches_a_step())]
        for _ in range(self.generator_steps):
            self.policy_gradient_step(batches[0])
        for d in range(self.discriminator_steps):
            positives = batches if self.discriminator_batches else [batches[d]]
            pairs = [(real, self.sample_like(real)) for real in positives]
            for _ in range(self.discriminator_epochs):
                for real, fake in pairs:
                    self.discriminator_step(real, fake)
        self.update_rollout_policy()
        return self.logs()

    def policy_gradient_step(self, real_tokens: Tensor) -> None:
        """Moves the generator along the policy gradient of fresh sequences (equation 8)."""
        tokens = self.sample_like(real_tokens)
        values = self.action_values(tokens, real_tokens)
        self.track("reward", ops.mean(values))
        self.reinforce(
            lambda: self.generator.log_probs(tokens, training=True),
            rewards=values,
            player="generator",
            baseline=self.expected_values(values),
        )

    def action_values(self, tokens: Tensor, real_tokens: Tensor) -> Tensor:
        """Returns Q of each token (batch, length), or (batch, 1) if it is one for all."""
        if self.reward == "constant":
            return ops.ones_like(tokens, dtype="float32")
        if self.reward == "random":
            return random_rows(keras.random.uniform, ops.shape(tokens), seed=self.seed_generator)
        standard = self.standard(real_tokens)
        if self.rollouts == 0:
            return self.score(tokens, standard)[:, None]
        shape = (self.length - 1, self.rollouts * ops.shape(tokens)[0], self.length)
        uniforms = random_rows(keras.random.uniform, shape, axis=1, seed=self.seed_generator)
        return ops.stop_gradient(
            action_values(self.rollout_policy, tokens, uniforms, lambda y: self.score(y, standard))
        )

    def standard(self, real_tokens: Tensor) -> Any:
        """Returns what `score` compares sequences with, computed once a step: here nothing."""

    def score(self, tokens: Tensor, standard: Any = None) -> Tensor:
        """Returns what whole sequences earn, (rows,): the probability that they are real.

        Args:
            tokens: Sequences (rows, length).
            standard: What `standard` returned.
        """
        logits = ops.cast(self.discriminator(tokens, training=False)[:, 0], "float32")
        return ops.sigmoid(logits)

    def expected_values(self, values: Tensor) -> float | Tensor:
        """Returns the baseline: the mean of the other sequences' values at each position."""
        if not self.baseline:
            return 0.0
        return mean_of_others(values)

    def update_rollout_policy(self) -> None:
        """Moves the rollout policy towards the generator; `rollout_lag` of it stays."""
        for policy, weight in zip(self.rollout_policy.weights, self.generator.weights, strict=True):
            policy.assign(self.rollout_lag * policy + (1.0 - self.rollout_lag) * weight)

    def pretrain(
        self, x: Data, player: str = "generator", **kwargs: Any
    ) -> keras.callbacks.History:
        """Trains one player before the game; see `TextGAN.pretrain`.

        After the generator's stage the rollout policy is the generator (line 3).
        """
        history = super().pretrain(x, player, **kwargs)
        if player == "generator":
            self.rollout_policy.set_weights(self.generator.get_weights())
        return history

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Gives as many sequences a step as all d-steps of it need.

        Raises:
            ValueError: If there are fewer than that.
        """
        batches = super().prepare_data(x, batch_size, shuffle)
        return batches_of_steps(batches, *self._batches_a_step())

    def _batches_a_step(self) -> tuple[int, str]:
        """Returns how many batches a step takes, and by which argument."""
        if self.discriminator_batches:
            return self.discriminator_batches, "discriminator_batches"
        return self.discriminator_steps, "discriminator_steps"

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        return {
            **super().get_config(),
            "rollouts": self.rollouts,
            "rollout_lag": self.rollout_lag,
            "generator_steps": self.generator_steps,
            "discriminator_steps": self.discriminator_steps,
            "discriminator_epochs": self.discriminator_epochs,
            "discriminator_batches": self.discriminator_batches,
            "reward": self.reward,
            "baseline": self.baseline,
        }
