"""Adversarial learning for dialogue (Li, Monroe, Shi, Jean, Ritter and Jurafsky 2017)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.engine.batching import batches_of_steps, dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.errors import VocabularyMismatch
from keras_gan_zoo.families.text.baseline import mean_of_others
from keras_gan_zoo.families.text.dialogue_gan.discriminator import dialogue_discriminator
from keras_gan_zoo.families.text.rollouts import action_values
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.models.seq2seq_builder import build_seq2seq
from keras_gan_zoo.models.sequence_to_sequence import SequenceToSequence
from keras_gan_zoo.models.stages import Staged
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import Data, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

Pair = tuple[Tensor, Tensor]


@register(
    "dialogue_gan",
    paper="1701.06547",
    title="Adversarial Learning for Neural Dialogue Generation",
    tags=("dialogue", "policy gradient", "sequence to sequence"),
)
class DialogueGAN(SequenceToSequence, Staged):
    r"""Answers as a game: an answer earns how human it looks as an answer to its question.

    The discriminator reads question and answer. Each token earns the verdict on the answer up to
    it, for which the discriminator is trained on beginnings, too; or, by `rollouts`, the mean
    verdict on answers that go on from there. In turn with it the generator is shown the human
    answer (teacher forcing), without which the game falls apart. Before the game come two stages,
    `pretrain(x, "generator")` and `pretrain(x, "discriminator")`.

    Args:
        generator: A `keras_gan_zoo.networks.ConditionalDecoder`.
        discriminator: Network from questions (batch, source_length) and answers (batch, length) to
            logits (batch, length), that at a token being on the answer up to it.
        rollouts: N, answers drawn for each token (5 in the paper); 0 for verdicts on beginnings.
        discriminator_steps: d-steps, each on pairs of its own.
        generator_steps: g-steps, each followed by one of teacher forcing.
        teacher_forcing: Whether there are those.
        **kwargs: `tokenizer`, `source_tokenizer`, `ema_decay`, `seed`, `name`.

    Raises:
        VocabularyMismatch: If the networks are of different lengths.
        ValueError: If a number is out of its range.

    Example:
        >>> gan = keras_gan_zoo.get("dialogue_gan", tokenizer=tokenizer)
        >>> gan.pretrain((questions, answers), "generator", epochs=10)
        >>> gan.pretrain((questions, answers), "discriminator")
        >>> gan.fit((questions, answers))
        >>> gan.answer(["who is kaguya?"], n=2, seed=0)

    Reference:
        https://arxiv.org/abs/1701.06547
    """

    players = {"discriminator": ["discriminator"], "generator": ["generator"]}
    stages = ("generator", "discriminator")
    terms = ("reward", "negative_log_likelihood")
    objective = (
        "discriminator: max  E log D(x, y) + E_{y' ~ G(x)} log(1 - D(x, y')),  on beginnings of y",
        "generator:     max  E_{y ~ G(x)} sum_t log G(y_t | x, y_<t) (Q(x, y_1 ... y_t) - b)",
        "in turn:       max  E log G(y | x),  (x, y) human",
    )
    watch = (
        "`reward`, the mean verdict on what is written, near 0: the discriminator has won, and "
        "every token earns the same.",
        "`negative_log_likelihood` that rises: the policy gradient outruns the teacher; lower the "
        "generator's rate, or give fewer `generator_steps`.",
        "Answers that are all alike: judge by distinct-2 and by many answers to one question.",
    )
    differs = (
        "the baseline, the mean of the other answers' rewards at a position, where the paper "
        "learns a critic.",
        "the question, one utterance, where the paper reads two.",
        "the answers that are drawn, of any length up to `length`: the paper drops short ones and "
        "weighs the generator's tokens by their frequency.",
    )

    # Without a teacher the generator moves once a step, as the averages' closed form counts.
    smallest = {"discriminator_units": 64, "discriminator_steps": 1, "teacher_forcing": False}

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        rollouts: int = 0,
        discriminator_steps: int = 5,
        generator_steps: int = 1,
        teacher_forcing: bool = True,
        **kwargs: Any,
    ):
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        reads = [shape[1] for shape in discriminator.input_shape]
        if reads != [self.source_length, self.length]:
            raise VocabularyMismatch(
                f"`discriminator` reads questions and answers of {reads} tokens, but `generator` "
                f"of {[self.source_length, self.length]}; build both for the same."
            )
        self.rollouts = check_whole(rollouts, "rollouts", least=0)
        self.discriminator_steps = check_whole(discriminator_steps, "discriminator_steps", least=1)
        self.generator_steps = check_whole(generator_steps, "generator_steps", least=1)
        self.teacher_forcing = bool(teacher_forcing)

    @classmethod
    def from_defaults(
        cls,
        vocabulary_size: int | None = None,
        length: int | None = None,
        source_vocabulary_size: int | None = None,
        source_length: int | None = None,
        embedding_dim: int = 128,
        units: int = 256,
        discriminator_units: int = 128,
        tokenizer: Tokenizer | None = None,
        source_tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the generator of `mle_seq2seq`, and a hierarchical discriminator.

        Args:
            vocabulary_size: Number of tokens that are written; default the tokenizer's, or 5000.
            length: Tokens of what is written; default the tokenizer's, or 20.
            source_vocabulary_size: Number of tokens that are read; default as written.
            source_length: Tokens of what is read; default as written.
            embedding_dim: Length of a token's vector, in both networks.
            units: Units of each of the generator's LSTMs.
            discriminator_units: Units of each of the discriminator's.
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
            )
            discriminator = dialogue_discriminator(
                generator.source_vocabulary_size,
                generator.source_length,
                generator.vocabulary_size,
                generator.length,
                embedding_dim,
                discriminator_units,
                generator.source_end,
            )
        return cls(
            generator,
            discriminator,
            tokenizer=tokenizer,
            source_tokenizer=source_tokenizer,
            seed=seed,
            **kwargs,
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adams; the generator's gradient is clipped."""
        return {
            "discriminator": keras.optimizers.Adam(1e-3),
            "generator": keras.optimizers.Adam(1e-4, global_clipnorm=5.0),
        }

    def train_step(self, pair: Pair) -> dict[str, Tensor]:
        """d-steps, then g-steps, each followed by teacher forcing (figure 1)."""
        batches = dealt_out(pair, *self._batches_a_step())
        for x, y in batches:
            self.discriminator_step((x, y))
        for x, y in batches[: self.generator_steps]:
            self.policy_gradient_step(x)
            if self.teacher_forcing:
                self.minimize(
                    lambda x=x, y=y: {
                        "negative_log_likelihood": self.negative_log_likelihood((x, y))
                    },
                    player="generator",
                )
        return self.logs()

    def discriminator_step(self, pair: Pair) -> dict[str, Tensor]:
        """Moves the discriminator to tell human answers from the generator's, or beginnings."""
        x, y = pair
        y_hat = self.sample_like(x)
        places = [self.judged_places(answers) for answers in (y, y_hat)]
        cross_entropy = get_loss("non_saturating")

        def discriminator_loss():
            real, fake = (
                ops.take_along_axis(self.discriminator([x, answers], training=True), place, axis=1)
                for answers, place in zip((y, y_hat), places, strict=True)
            )
            return cross_entropy.discriminator(real=real, fake=fake)

        self.minimize(discriminator_loss, player="discriminator")
        return self.logs()

    def judged_places(self, answers: Tensor) -> Tensor:
        """Returns at which token each answer is judged, (batch, 1): one of it, or the last."""
        rows = ops.shape(answers)[0]
        if self.rollouts:
            return ops.full((rows, 1), self.length - 1, dtype="int32")
        counts = ops.sum(self.generator.mask(answers), axis=1, keepdims=True)
        uniforms = random_rows(keras.random.uniform, (rows, 1), seed=self.seed_generator)
        return ops.cast(ops.minimum(ops.floor(uniforms * counts), counts - 1), "int32")

    def policy_gradient_step(self, x: Tensor) -> None:
        """Moves the generator along the policy gradient of fresh answers (equations 1 to 4)."""
        y = self.sample_like(x)
        values = self.action_values(x, y)
        self.track("reward", ops.mean(values[:, -1]))
        self.reinforce(
            lambda: self.generator.given(x, training=True).log_probs(y, training=True),
            rewards=values,
            player="generator",
            baseline=mean_of_others(values),
        )

    def action_values(self, x: Tensor, y: Tensor) -> Tensor:
        """Returns Q of each token (batch, length): verdicts on beginnings, or of rollouts."""
        if not self.rollouts:
            return ops.stop_gradient(self.verdicts(x, y))
        rows = ops.shape(y)[0]
        shape = (self.length - 1, self.rollouts * rows, self.length)
        uniforms = random_rows(keras.random.uniform, shape, axis=1, seed=self.seed_generator)

        def score(answers):
            # Those that were drawn stand as often in a row as there are rollouts of each.
            told = ops.repeat(x, ops.shape(answers)[0] // rows, axis=0)
            return self.verdicts(told, answers)[:, -1]

        return ops.stop_gradient(action_values(self.generator.given(x), y, uniforms, score))

    def verdicts(self, x: Tensor, y: Tensor) -> Tensor:
        """Returns how probably human each beginning of answers is, (batch, length) float32."""
        return ops.sigmoid(ops.cast(self.discriminator([x, y], training=False), "float32"))

    def stage_steps(self) -> dict[str, Callable]:
        """The generator by likelihood, the discriminator against what the generator writes."""
        return {"generator": self.likelihood_step, "discriminator": self.discriminator_step}

    def batches_of_stage(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Returns single batches of pairs."""
        return super().prepare_data(x, batch_size, shuffle)

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Gives as many pairs a step as its d-steps and its g-steps need.

        Raises:
            ValueError: If there are fewer than that.
        """
        batches = super().prepare_data(x, batch_size, shuffle)
        return batches_of_steps(batches, *self._batches_a_step())

    def _batches_a_step(self) -> tuple[int, str]:
        if self.generator_steps > self.discriminator_steps:
            return self.generator_steps, "generator_steps"
        return self.discriminator_steps, "discriminator_steps"

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        return {
            **super().get_config(),
            "rollouts": self.rollouts,
            "discriminator_steps": self.discriminator_steps,
            "generator_steps": self.generator_steps,
            "teacher_forcing": self.teacher_forcing,
        }
