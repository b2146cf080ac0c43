"""Text style transfer by a cycle (Lee et al. 2018; Dai, Liang, Qiu and Huang 2019)."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.families.text.baseline import mean_of_others
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.losses import get as get_loss
from keras_gan_zoo.models.sequence_model import SequenceModel
from keras_gan_zoo.models.stages import Staged
from keras_gan_zoo.models.text_domain_pair import TextDomainPair
from keras_gan_zoo.networks.attention_decoder import AttentionDecoder
from keras_gan_zoo.networks.sampling import sample, sample_soft
from keras_gan_zoo.networks.text_discriminators import cnn_text_discriminator
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

GUMBEL_SOFTMAX, POLICY_GRADIENT = "gumbel_softmax", "policy_gradient"
_GRADIENTS = (GUMBEL_SOFTMAX, POLICY_GRADIENT)
_FILTERS = {1: 64, 2: 64, 3: 64, 4: 64, 5: 64}


@register(
    "text_style_gan",
    paper="1905.05621",
    title="Style Transformer: Unpaired Text Style Transfer, as a cycle of two sequence networks",
    tags=("cycle", "gumbel-softmax", "policy gradient", "sequence to sequence", "unpaired"),
)
class TextStyleGAN(TextDomainPair, Staged):
    r"""Turns texts of one style into those of another, learned from texts that are no pairs.

    CycleGAN on sentences, as 1804.02504 has it: G writes a text of X in the style of Y, and F
    back. What is written is to pass for its style with a discriminator (style), to be turned back
    into what was there (cycle), and a text that has the style already is to stay (self), its words
    blanked here and there. The losses are those of 1905.05621: a discriminator takes for its style
    real texts and what its generator makes of them, and for none of it real texts of the other
    style and what is made of those.

    A drawn word stops the gradient. By "gumbel_softmax" words are relaxed, a little of each
    (1611.04051), and what G writes is read softly by the discriminator and by F; by
    "policy_gradient" words are drawn, and a text earns how much it is of the style and how likely
    F turns it back (REINFORCE). The stages before the game are `pretrain(x, "generators")`, by
    self reconstruction, and `pretrain(x, "discriminators")`.

    Args:
        generator_g: A `keras_gan_zoo.networks.ConditionalDecoder` from texts of X to texts of Y.
        generator_f: One from texts of Y to texts of X.
        discriminator_x: Network from distributions over tokens (batch, length, vocabulary_size) to
            logits (batch, 1), high for texts of X.
        discriminator_y: One for texts of Y.
        gradient: How the generators learn through their words: "gumbel_softmax" or
            "policy_gradient".
        style_weight: Weight of the discriminators' verdict.
        cycle_weight: Weight of the cycle's reconstruction.
        self_weight: Weight of the self reconstruction, in [0, inf) as the other two.
        temperature: tau of the relaxed words; towards 0 they are sure, and their gradient is rare.
        word_drop: Share of a text's words that are blanked in self reconstruction, in [0, 1).
        **kwargs: `tokenizer`, `ema_decay` (averages both generators), `seed`, `name`.

    Raises:
        ValueError: If there is no such gradient, or a number is out of its range.
        VocabularyMismatch: If the networks do not fit each other.

    Example:
        >>> gan = keras_gan_zoo.get("text_style_gan", tokenizer=tokenizer)
        >>> gan.pretrain((negative, positive), "generators", epochs=10)
        >>> gan.pretrain((negative, positive), "discriminators")
        >>> gan.fit((negative, positive), epochs=10)
        >>> gan.answer(["a dull film ."], direction="x_to_y", temperature=0)

    Reference:
        https://arxiv.org/abs/1905.05621; https://arxiv.org/abs/1804.02504; 1703.10593.
    """

    stages = ("generators", "discriminators")
    terms = ("style_g", "style_f", "cycle_x", "cycle_y", "self_x", "self_y")
    objective = (
        "discriminators: min  1/2 E_{y, G(~y)} -log D_Y + 1/2 E_{x, G(x)} -log(1 - D_Y),"
        "  and for D_X alike",
        "generators:     min  -style_weight (E_x log D_Y(G(x)) + E_y log D_X(F(y)))",
        "                     - cycle_weight (E_x log F(x | G(x)) + E_y log G(y | F(y)))",
        "                     - self_weight (E_x log F(x | ~x) + E_y log G(y | ~y)),"
        "  ~x: x with blanks",
    )
    watch = (
        "`cycle_x` and `cycle_y`, in nats a token: far above `self_x` and `self_y` the content is "
        "lost; as low as those while `style_g` stays high, texts are copied as they are.",
        "`style_g` and `style_f` near 0 with texts that are all alike: raise `cycle_weight`.",
        "Judge by style accuracy and by BLEU to the input together: copying has all of the one, a "
        "constant text all of the other.",
    )
    differs = (
        "the networks: two generators of LSTMs with attention, and two discriminators of "
        "convolutions, where the paper has one transformer of each, told the style.",
        "the relaxed words, which have Gumbel noise; the policy gradient, which the paper lacks.",
        "the self reconstruction's noise: a tenth of the words is blanked, where the paper's code "
        "drops words, and by default none.",
        "the likelihoods, means over tokens where the paper's code sums them over a text; and the "
        "weights, 1, 1 and 0.5 of style, cycle and self, where it has 1, 0.5 and 0.25.",
        "the moves, one of either player a step, where the paper's code has ten of the "
        "discriminator and five of the generator; and the rates, 5e-4, where it has 1e-4.",
        "what 1804.02504 lets a generator write, a word vector for each word, judged by a WGAN.",
    )

    smallest = {"filters": {1: 64, 2: 128, 3: 128}, "discriminator_embedding_dim": 32}

    def __init__(
        self,
        generator_g: keras.Model,
        generator_f: keras.Model,
        discriminator_x: keras.Model,
        discriminator_y: keras.Model,
        gradient: str = GUMBEL_SOFTMAX,
        style_weight: float = 1.0,
        cycle_weight: float = 1.0,
        self_weight: float = 0.5,
        temperature: float = 0.5,
        word_drop: float = 0.1,
        **kwargs: Any,
    ):
        super().__init__(generator_g, generator_f, discriminator_x, discriminator_y, **kwargs)
        if gradient not in _GRADIENTS:
            raise ValueError(
                f"`gradient` must be one of {listed(_GRADIENTS)}, got {gradient!r}."
                + nearest(gradient, _GRADIENTS)
            )
        self.gradient = gradient
        self.style_weight = check_number(style_weight, "style_weight", least=0)
        self.cycle_weight = check_number(cycle_weight, "cycle_weight", least=0)
        self.self_weight = check_number(self_weight, "self_weight", least=0)
        self.temperature = check_number(temperature, "temperature", above=0)
        self.word_drop = check_number(word_drop, "word_drop", least=0, below=1)

    @classmethod
    def from_defaults(
        cls,
        vocabulary_size: int | None = None,
        length: int | None = None,
        embedding_dim: int = 128,
        units: int = 256,
        discriminator_embedding_dim: int = 64,
        filters: int | Mapping[int, int] = _FILTERS,
        copying: bool = False,
        tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds two attending sequence networks, and a convolutional discriminator of each style.

        Args:
            vocabulary_size: Number of tokens; default the tokenizer's, or 5000.
            length: Tokens of a text; default the tokenizer's, or 20.
            embedding_dim: Length of a token's vector in the generators.
            units: Units of each of the generators' LSTMs.
            discriminator_embedding_dim: Length of a token's vector in the discriminators.
            filters: The discriminators' filters: from width in tokens to their number, or one
                number for each of SeqGAN's widths.
            copying: Whether the generators can copy words as they stand (1704.04368).
            tokenizer: A `keras_gan_zoo.layers.Tokenizer` of both styles, for text.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        size, longest, end = SequenceModel.sizes(vocabulary_size, length, tokenizer)

        def generator(name):
            return AttentionDecoder(
                size, longest, size, longest, embedding_dim, units, end, end, copying, name=name
            )

        def discriminator(name):
            return cnn_text_discriminator(
                size, longest, discriminator_embedding_dim, filters, l2=0.0, soft=True, name=name
            )

        with seeded(seed):
            return cls(
                generator("generator_g"),
                generator("generator_f"),
                discriminator("discriminator_x"),
                discriminator("discriminator_y"),
                tokenizer=tokenizer,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adams; the generators' gradient is clipped."""
        return {
            "generators": keras.optimizers.Adam(5e-4, global_clipnorm=5.0),
            "discriminators": keras.optimizers.Adam(5e-4, beta_1=0.5),
        }

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """One step of both discriminators, then one of both generators."""
        self.discriminators_step(data)
        if self.gradient == POLICY_GRADIENT:
            return self.policy_gradient_step(data)
        x, y = data
        G, F, D_X, D_Y = self.networks()
        blanked_x, blanked_y = self.with_blanks(x), self.with_blanks(y)
        noise_x, noise_y = self.noise_like(x), self.noise_like(y)
        style = get_loss("non_saturating").generator

        def generators_loss():
            to_y = self.written(G, x, noise_x)
            to_x = self.written(F, y, noise_y)
            return {
                "style_g": self.style_weight * style(fake=D_Y(to_y, training=True)),
                "style_f": self.style_weight * style(fake=D_X(to_x, training=True)),
                "cycle_x": self.cycle_weight * self.negative_log_likelihood(F, to_y, x),
                "cycle_y": self.cycle_weight * self.negative_log_likelihood(G, to_x, y),
                **self.self_terms((blanked_x, x), (blanked_y, y)),
            }

        self.minimize(generators_loss, player="generators")
        return self.logs()

    def policy_gradient_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves the generators up what drawn texts earn, then up the reconstructions."""
        x, y = data
        G, F, D_X, D_Y = self.networks()
        to_y, to_x = self.drawn(G, x), self.drawn(F, y)
        logits_y, logits_x = D_Y(self.sure(to_y)), D_X(self.sure(to_x))
        earned_x = self.earned(logits_y, F, to_y, x)
        earned_y = self.earned(logits_x, G, to_x, y)
        style = get_loss("non_saturating").generator
        self.track("style_g", self.style_weight * style(fake=logits_y))
        self.track("style_f", self.style_weight * style(fake=logits_x))

        def log_probs():
            there = G.given(x, training=True).log_probs(to_y, training=True)
            back = F.given(y, training=True).log_probs(to_x, training=True)
            return ops.concatenate([there, back])

        self.reinforce(
            log_probs,
            rewards=ops.concatenate([earned_x, earned_y]),
            player="generators",
            baseline=ops.concatenate([mean_of_others(earned_x), mean_of_others(earned_y)]),
        )
        blanked_x, blanked_y = self.with_blanks(x), self.with_blanks(y)
        self.minimize(
            lambda: {
                "cycle_x": self.cycle_weight * self.negative_log_likelihood(F, to_y, x),
                "cycle_y": self.cycle_weight * self.negative_log_likelihood(G, to_x, y),
                **self.self_terms((blanked_x, x), (blanked_y, y)),
            },
            player="generators",
        )
        return self.logs()

    def discriminators_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves the discriminators to tell their style, real or kept, from the other and turned."""
        x, y = data
        G, F, D_X, D_Y = self.networks()
        both, rows = ops.concatenate([x, y]), ops.shape(x)[0]
        noise = [ops.concatenate([self.noise_like(x), self.noise_like(y)]) for _ in range(2)]
        by_g = ops.stop_gradient(self.written(G, both, noise[0]))
        by_f = ops.stop_gradient(self.written(F, both, noise[1]))
        sure_x, sure_y = self.sure(x), self.sure(y)

        def told_apart(D, own, kept, other, turned):
            logits = D(ops.concatenate([own, kept, other, turned]), training=True)
            real, fake = logits[: ops.shape(logits)[0] // 2], logits[ops.shape(logits)[0] // 2 :]
            return get_loss("non_saturating").discriminator(real=real, fake=fake)

        self.minimize(
            lambda: (
                told_apart(D_Y, sure_y, by_g[rows:], sure_x, by_g[:rows])
                + told_apart(D_X, sure_x, by_f[:rows], sure_y, by_f[rows:])
            ),
            player="discriminators",
        )
        return self.logs()

    def reconstruction_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves the generators up the self reconstruction alone, the stage before the game."""
        x, y = data
        blanked_x, blanked_y = self.with_blanks(x), self.with_blanks(y)
        self.minimize(lambda: self.self_terms((blanked_x, x), (blanked_y, y)), player="generators")
        return self.logs()

    def self_terms(
        self, pair_x: tuple[Tensor, Tensor], pair_y: tuple[Tensor, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the weighed self reconstruction of each style, of (text with blanks, text)."""
        G, F, *_ = self.networks()
        return {
            "self_x": self.self_weight * self.negative_log_likelihood(F, *pair_x),
            "self_y": self.self_weight * self.negative_log_likelihood(G, *pair_y),
        }

    def earned(self, logits: Tensor, back: keras.Model, written: Tensor, source: Tensor) -> Tensor:
        """Returns what drawn texts earn, (batch, 1): of the style, and to be turned back."""
        log_probs = back.given(written).log_probs(source)
        per_token = ops.sum(log_probs, axis=1) / ops.sum(back.mask(source), axis=1)
        style = ops.sigmoid(ops.cast(logits, "float32"))
        return ops.stop_gradient(self.style_weight * style + self.cycle_weight * per_token[:, None])

    def negative_log_likelihood(
        self, network: keras.Model, sources: Tensor, tokens: Tensor
    ) -> Tensor:
        """Returns minus the mean log-probability of texts given sources, in nats a token.

        Args:
            network: One of the generators.
            sources: Tokens (batch, length), or distributions (batch, length, vocabulary_size).
            tokens: What is to be written, (batch, length).
        """
        log_probs = network.given(sources, training=True).log_probs(tokens, training=True)
        count = mean_over_replicas(ops.sum(network.mask(tokens)))
        return -ops.sum(log_probs) / count

    def written(self, network: keras.Model, sources: Tensor, noise: Tensor) -> Tensor:
        """Returns what a generator writes, distributions (batch, length, vocabulary_size).

        By the policy gradient's words, these are sure; else they are relaxed, and nothing but the
        end follows the end, as in a real text.
        """
        given = network.given(sources, training=True)
        if self.gradient == POLICY_GRADIENT:
            return self.sure(sample(given, noise))
        soft = sample_soft(given, noise, self.temperature)
        if network.end_token is None:
            return soft
        counts = network.mask(ops.argmax(soft, axis=-1))[..., None]
        end = ops.one_hot(network.end_token, self.vocabulary_size, dtype=soft.dtype)
        return counts * soft + (1.0 - counts) * end

    def drawn(self, network: keras.Model, sources: Tensor) -> Tensor:
        """Returns texts that are drawn from a generator, int32 (batch, length)."""
        return ops.stop_gradient(sample(network.given(sources), self.noise_like(sources)))

    def noise_like(self, tokens: Tensor) -> Tensor:
        """Returns uniform random numbers: for each word its own where words are relaxed."""
        words = () if self.gradient == POLICY_GRADIENT else (self.vocabulary_size,)
        shape = (ops.shape(tokens)[0], self.length, *words)
        return random_rows(keras.random.uniform, shape, seed=self.seed_generator)

    def with_blanks(self, tokens: Tensor) -> Tensor:
        """Returns texts some words of which are blanked: the start token stands there."""
        uniforms = random_rows(
            keras.random.uniform, (ops.shape(tokens)[0], self.length), seed=self.seed_generator
        )
        blank = ops.logical_and(self.generator_g.source_mask(tokens), uniforms < self.word_drop)
        return ops.where(blank, self.vocabulary_size, tokens)

    def sure(self, tokens: Tensor) -> Tensor:
        """Returns tokens as distributions (batch, length, vocabulary_size) that are sure."""
        return ops.one_hot(tokens, self.vocabulary_size, dtype="float32")

    def networks(self) -> list[keras.Model]:
        """Returns G, F, D_X and D_Y."""
        return [getattr(self, name) for name in self.network_names]

    def stage_steps(self) -> dict[str, Callable]:
        """Returns the generators' self reconstruction, and the discriminators' own step."""
        return {
            "generators": self.reconstruction_step,
            "discriminators": self.discriminators_step,
        }

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        names = ("gradient", "style_weight", "cycle_weight", "self_weight", "temperature")
        return {
            **super().get_config(),
            **{name: getattr(self, name) for name in (*names, "word_drop")},
        }
