"""Summaries as readable codes of an auto-encoder of texts (Wang and Lee 2018)."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.errors import VocabularyMismatch, listed, nearest
from keras_gan_zoo.families.text.summary_gan.builder import build_summary_networks
from keras_gan_zoo.families.text.summary_gan.scrambling import scrambled, spans
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.stages import Staged
from keras_gan_zoo.models.text_autoencoder import TextAutoencoder
from keras_gan_zoo.penalties.gradient_penalty import gradient_penalty
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

WASSERSTEIN, REINFORCE = "wasserstein", "reinforce"
_ADVERSARIES = {WASSERSTEIN: 10.0, REINFORCE: 1.0}
"""The two trainings, each with its weight of the gradient penalty, beta."""


@register(
    "summary_gan",
    paper="1810.02851",
    title="Learning to Encode Text as Human-Readable Summaries using Generative Adversarial "
    "Networks",
    tags=("policy gradient", "sequence to sequence", "summary", "unpaired", "wasserstein"),
)
class SummaryGAN(TextAutoencoder, Staged):
    r"""Writes a short text for a long one, learned from texts and from sentences of other texts.

    An auto-encoder whose code is a sentence: the generator G writes a summary, the reconstructor R
    the text from it, and the discriminator D tells what G writes from human sentences. Without D,
    G and R agree on a code that nobody reads; without R, G writes any sentence.

    R reads drawn words, through which no gradient goes: G learns by REINFORCE how likely R then
    finds the text, less how likely it does from G's most probable words (self-critical). What D
    says comes by one of two ways. By "wasserstein" D scores the distributions that G's words are
    drawn from, and its gradient goes through them; by "reinforce" D scores the drawn words at
    every step, and a word earns by how much the score has risen, what follows counting less and
    less. Before the game come three stages, `pretrain(x, "generator")`, which finds some words in
    a row again in a text whose words have changed places, `pretrain(x, "reconstructor")` and
    `pretrain(x, "discriminator")`.

    Args:
        generator: A `keras_gan_zoo.networks.ConditionalDecoder` from texts to summaries.
        reconstructor: One from summaries to texts.
        discriminator: Network from distributions over tokens (batch, length, vocabulary_size) to
            scores: (batch, 1) by "wasserstein", (batch, length) by "reinforce".
        adversarial: How G learns from D: "wasserstein" or "reinforce".
        reconstruction_weight: alpha, of R's reward.
        adversarial_weight: Weight of D's verdict, 1 in the paper.
        penalty_weight: beta, of the gradient penalty; `None` for the paper's, 10 by "wasserstein"
            and 1 by "reinforce".
        discount: gamma of "reinforce", in [0, 1].
        exploration: b, added to R's reward at first.
        exploration_steps: Steps within which b falls to 0, linearly.
        discriminator_steps: Steps of D in each step of the game, each on texts of its own.
        span: Fewest and most words that the first stage finds again.
        scrambling: Share of a text's words that change places there, in [0, 1].
        **kwargs: `tokenizer` (of summaries), `source_tokenizer` (of texts, of the same vocabulary),
            `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If there is no such training, or a number is out of its range.
        TypeError: If the generator or the reconstructor is told nothing.
        VocabularyMismatch: If the networks do not fit each other.

    Example:
        >>> gan = keras_gan_zoo.get("summary_gan", tokenizer=short, source_tokenizer=long)
        >>> for stage in gan.stages:
        ...     gan.pretrain((texts, sentences), stage, epochs=3)
        >>> gan.fit((texts, sentences), epochs=10)
        >>> summaries = gan.answer(texts, beam=5)
        >>> gan.reconstruct(summaries)

    Reference:
        https://arxiv.org/abs/1810.02851; 1612.00563 (self-critical training); 1704.04368 (copying).
    """

    players = {
        "discriminator": ["discriminator"],
        "reconstructor": ["reconstructor"],
        "generator": ["generator"],
    }
    stages = ("generator", "reconstructor", "discriminator")
    terms = ("wasserstein", "gradient_penalty", "adversarial", "reconstruction_reward")
    objective = (
        "discriminator: min  E_x D(G(x)) - E_y D(y) + beta E (|grad D| - 1)^2,  y human",
        "reconstructor: min  l_s = -E_x log R(x | y_s),  y_s ~ G(x) drawn",
        "generator:     max  alpha E (l_a - l_s + b) log G(y_s | x) + E_x D(G(x)),"
        "  y_a the most probable words",
        "by reinforce:  max  E sum_i d_i log G(y_i | x, y_<i),"
        "  d_i = sum_{j >= i} gamma^(j-i) (D_j - D_{j-1})",
    )
    watch = (
        "`reconstruction_reward`, less b: near 0 it is no wonder, as drawn words are held against "
        "the most probable ones; `reconstructor_loss`, nats a token of the text, must fall.",
        "`wasserstein`, how far D tells human sentences from what is written: where it grows while "
        "`reconstructor_loss` falls, summaries become a code; lower `reconstruction_weight`.",
        "Summaries that have nothing to do with the text: raise `reconstruction_weight`.",
        "Judge by ROUGE beside the text's first words, which is much to beat.",
    )
    differs = (
        "the optimizers, Adam, where the paper has RMSProp of 1e-5 for G and 1e-3 for D.",
        "the encoder, which reads both ways; the decoder, without coverage and without input "
        "feeding; and the sizes, 128 and 256, where the paper's LSTMs have 600 units.",
        "the reconstruction loss, a mean over a text's tokens: the paper does not say whether its "
        "own is a sum, and its b of 0.25 is of the size of such a mean.",
        "the discount, 0.3, and three steps of D: the paper names neither, its authors' later "
        "code has these, for a discriminator of another loss.",
        "words that neither list has: unknown in both, as there are no places for them in the "
        "distributions.",
        "the beam, which `generate` has where it is asked for, without elimination of repetition.",
    )

    smallest = {"discriminator_units": 64, "discriminator_steps": 1}

    def __init__(
        self,
        generator: keras.Model,
        reconstructor: keras.Model,
        discriminator: keras.Model,
        adversarial: str = WASSERSTEIN,
        reconstruction_weight: float = 25.0,
        adversarial_weight: float = 1.0,
        penalty_weight: float | None = None,
        discount: float = 0.3,
        exploration: float = 0.25,
        exploration_steps: int = 10_000,
        discriminator_steps: int = 3,
        span: Sequence[int] = (6, 11),
        scrambling: float = 0.7,
        **kwargs: Any,
    ):
        super().__init__(generator, reconstructor, discriminator, **kwargs)
        if adversarial not in _ADVERSARIES:
            raise ValueError(
                f"`adversarial` must be one of {listed(_ADVERSARIES)}, got {adversarial!r}."
                + nearest(adversarial, _ADVERSARIES)
            )
        self.adversarial = adversarial
        judged = tuple(discriminator.input_shape[1:]), discriminator.output_shape[1]
        scores = 1 if adversarial == WASSERSTEIN else self.length
        if judged != ((self.length, self.vocabulary_size), scores):
            raise VocabularyMismatch(
                f"`discriminator` makes {judged[1]} scores of distributions {judged[0]}, where "
                f"{adversarial!r} needs {scores} of {(self.length, self.vocabulary_size)}."
            )
        if penalty_weight is None:
            penalty_weight = _ADVERSARIES[adversarial]
        for name, value in (
            ("reconstruction_weight", reconstruction_weight),
            ("adversarial_weight", adversarial_weight),
            ("penalty_weight", penalty_weight),
            ("discount", discount),
            ("exploration", exploration),
            ("scrambling", scrambling),
        ):
            setattr(self, name, check_number(value, name, least=0))
            if name in ("discount", "scrambling") and value > 1:
                raise ValueError(f"`{name}` must be in [0, 1], got {value!r}.")
        self.exploration_steps = check_whole(exploration_steps, "exploration_steps", least=1)
        self.discriminator_steps = check_whole(discriminator_steps, "discriminator_steps", least=1)
        least, most = (check_whole(number, "span", least=1) for number in span)
        if least > most:
            raise ValueError(f"`span` must be the fewest words and the most, got {span!r}.")
        self.span = (least, most)

    @classmethod
    def from_defaults(
        cls,
        vocabulary_size: int | None = None,
        length: int | None = None,
        source_length: int | None = None,
        embedding_dim: int = 128,
        units: int = 256,
        discriminator_units: int = 256,
        copying: bool = True,
        adversarial: str = WASSERSTEIN,
        tokenizer: Tokenizer | None = None,
        source_tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds two attending sequence networks that copy, and the training's discriminator.

        Args:
            vocabulary_size: Number of tokens; default the tokenizer's, or 5000.
            length: Tokens of a summary; default the tokenizer's, or 20.
            source_length: Tokens of a text; default the source tokenizer's, or as many.
            embedding_dim: Length of a token's vector.
            units: Units of each of the two networks' LSTMs.
            discriminator_units: Filters, or units, of the discriminator.
            copying: Whether words can be copied as they stand (1704.04368).
            adversarial: As for the class.
            tokenizer: A `keras_gan_zoo.layers.Tokenizer` of summaries, for text.
            source_tokenizer: One of texts with the same vocabulary; `None` for the same.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            VocabularyMismatch: If the two tokenizers have other words.
        """
        with seeded(seed):
            networks = build_summary_networks(
                vocabulary_size,
                length,
                source_length,
                embedding_dim,
                units,
                discriminator_units,
                copying,
                adversarial == REINFORCE,
                tokenizer,
                source_tokenizer,
            )
        return cls(
            *networks,
            adversarial=adversarial,
            tokenizer=tokenizer,
            source_tokenizer=source_tokenizer,
            seed=seed,
            **kwargs,
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adams; the gradients of those that write are clipped."""
        return {
            "discriminator": keras.optimizers.Adam(1e-3, beta_1=0.5),
            "reconstructor": keras.optimizers.Adam(1e-3, global_clipnorm=5.0),
            "generator": keras.optimizers.Adam(2e-4, global_clipnorm=5.0),
        }

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Steps of D, then one of R and one of G on the same drawn summaries."""
        batches = dealt_out(data, self.discriminator_steps, "discriminator_steps")
        for batch in batches:
            self.discriminator_step(batch)
        x, _ = batches[0]
        D = self.discriminator
        y_s, y_a = self.drawn(x), self.most_probable(x)
        self.reconstructor_step((x, None), y_s)
        r_R = self.reconstruction_reward(x, y_s, y_a)

        earned = self.reconstruction_weight * r_R[:, None]

        def log_probs():
            distributions, of_words = self.written(x, y_s, training=True)
            if self.adversarial == REINFORCE:
                return of_words
            adversarial = -self.adversarial_weight * ops.mean(D(distributions, training=True))
            self.track("adversarial", adversarial)
            return of_words, adversarial

        if self.adversarial == REINFORCE:
            d = self.discounted_rewards(y_s)
            self.track("adversarial", -self.adversarial_weight * ops.mean(d[:, 0]))
            earned = earned + self.adversarial_weight * d
        self.reinforce(log_probs, rewards=earned, player="generator")
        return self.logs()

    def discriminator_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves D to score human sentences above what G writes, with a slope of one between."""
        x, y = data
        y_s = self.drawn(x)
        whole = self.adversarial == WASSERSTEIN
        fake = ops.stop_gradient(self.written(x, y_s)[0]) if whole else self.sure(y_s)
        real, counts = self.sure(y), [self.generator.mask(tokens) for tokens in (y, y_s)]

        def discriminator_loss():
            wasserstein = ops.mean(self.scores(real, counts[0])) - ops.mean(
                self.scores(fake, counts[1])
            )
            penalty = gradient_penalty(
                lambda words, training: self.scores(words, ops.maximum(*counts)),
                real,
                fake,
                self.seed_generator,
            )
            self.track("wasserstein", wasserstein)
            self.track("gradient_penalty", penalty)
            return -wasserstein + self.penalty_weight * penalty

        self.minimize(discriminator_loss, player="discriminator")
        return self.logs()

    def scores(self, words: Tensor, counts: Tensor) -> Tensor:
        """Returns D of sequences (batch, 1): its score, or the mean of those at what counts."""
        scores = self.discriminator(words, training=True)
        if self.adversarial == WASSERSTEIN:
            return scores
        return ops.sum(scores * counts, axis=1, keepdims=True) / ops.sum(
            counts, axis=1, keepdims=True
        )

    def reconstructor_step(
        self, data: tuple[Tensor, Any], y_s: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Moves R to find texts likely, given summaries that are drawn from G (equation 1)."""
        x, _ = data
        drawn = self.drawn(x) if y_s is None else y_s
        self.minimize(
            lambda: ops.mean(self.reconstruction_loss(x, drawn, training=True)),
            player="reconstructor",
        )
        return self.logs()

    def reconstruction_reward(self, x: Tensor, y_s: Tensor, y_a: Tensor) -> Tensor:
        """Returns r^R of drawn summaries, (batch,): l_a - l_s + b (equation 3)."""
        begun = ops.cast(self.optimizer.iterations, "float32") / self.exploration_steps
        b = self.exploration * ops.maximum(1.0 - begun, 0.0)
        reward = self.reconstruction_loss(x, y_a) - self.reconstruction_loss(x, y_s) + b
        self.track("reconstruction_reward", ops.mean(reward))
        return ops.stop_gradient(reward)

    def discounted_rewards(self, y_s: Tensor) -> Tensor:
        """Returns d of each drawn token, (batch, length): how D's score rises from there on."""
        counts = self.generator.mask(y_s)
        scores = self.discriminator(self.sure(y_s), training=False)
        before = ops.concatenate([ops.zeros_like(scores[:, :1]), scores[:, :-1]], axis=1)
        rewards = (scores - before) * counts
        later = np.arange(self.length)[:, None] - np.arange(self.length)[None, :]
        # At (j, i) what the reward of step j counts for the token at i.
        discounts = np.where(later >= 0, self.discount ** np.maximum(later, 0), 0.0)
        return ops.stop_gradient(ops.matmul(rewards, np.asarray(discounts, "float32")))

    def scrambled_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves G to find some words in a row again in a scrambled text, the first stage."""
        x, _ = data
        rows, end = ops.shape(x)[0], self.generator.end_token
        counts = ops.sum(ops.cast(self.generator.source_mask(x), "int32"), axis=1)
        between = self.span if end is not None else (self.length, self.length)
        places = random_rows(keras.random.uniform, (rows, 2), seed=self.seed_generator)
        moves = random_rows(
            keras.random.uniform, (rows, 2, self.source_length), seed=self.seed_generator
        )
        target = spans(x, counts, between, self.length, end or 0, places)
        source = scrambled(x, counts, self.scrambling, moves)

        def likelihood():
            log_probs = self.generator.given(source, training=True).log_probs(target, training=True)
            per_text = ops.sum(log_probs, axis=1) / ops.sum(self.generator.mask(target), axis=1)
            return -ops.mean(per_text)

        self.minimize(likelihood, player="generator")
        return self.logs()

    def stage_steps(self) -> dict[str, Callable]:
        """G on scrambled texts; R and D on what G then writes."""
        return {
            "generator": self.scrambled_step,
            "reconstructor": self.reconstructor_step,
            "discriminator": self.discriminator_step,
        }

    def batches_of_stage(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Returns single batches of texts and sentences."""
        return super().prepare_data(x, batch_size, shuffle)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Gives as many texts and sentences a step as its steps of D need.

        Raises:
            ValueError: If there are fewer than that.
        """
        batches = super().prepare_data(x, batch_size, shuffle)
        return batches_of_steps(batches, self.discriminator_steps, "discriminator_steps")

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        names = (
            *("adversarial", "reconstruction_weight", "adversarial_weight", "penalty_weight"),
            *("discount", "exploration", "exploration_steps", "discriminator_steps"),
            *("span", "scrambling"),
        )
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
