"""Unsupervised machine translation (Artetxe et al. 2017), with Lample et al.'s adversary."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.text.unsupervised_translation.networks import (
    LanguageDecoder,
    SharedEncoder,
    language_discriminator,
)
from keras_gan_zoo.families.text.unsupervised_translation.noise import noisy
from keras_gan_zoo.families.text.unsupervised_translation.two_languages import TwoLanguages
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.models.sequence_model import SequenceModel
from keras_gan_zoo.models.stages import Staged
from keras_gan_zoo.networks.sampling import most_probable
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas
from keras_gan_zoo.types import Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "unsupervised_translation",
    paper="1710.11041",
    title="Unsupervised Neural Machine Translation",
    tags=("back-translation", "denoising", "sequence to sequence", "translation", "unpaired"),
)
class UnsupervisedTranslation(TwoLanguages, Staged):
    r"""Translates between two languages, learned from texts of each that are no pairs.

    One encoder e reads both languages, and a decoder of each writes it, so that whatever was read
    can be written in either. Three things are learned at once: to write a text as it was when some
    of its words are missing and others have changed places (denoising); to write a text given
    what the model makes of it in the other language now (back-translation); and, of the encoder,
    that a discriminator D cannot tell by its states which language was read (1711.00043).

    Nothing of this says which words mean the same. `begin_with_vectors` gives the encoder word
    vectors of one space, such as `word_translation` makes, and `begin_with_dictionary` the entries
    of a dictionary; both also make the word-by-word translation of which the stage before the
    game, `pretrain(x, "translator")`, is made in the place of the model's own.

    Args:
        encoder: A `SharedEncoder` of X and Y.
        decoder_x: A `LanguageDecoder` of X.
        decoder_y: One of Y.
        discriminator: Network from the encoder's states (batch, length, 2 * units) to logits
            (batch, length, 1), high for X.
        denoising_weight: lambda_auto, in [0, inf) as the other two; 0 leaves the term out, and
            its work.
        back_translation_weight: lambda_cd.
        adversarial_weight: lambda_adv; at 0 the discriminator stands still.
        word_drop: p_wd, how probably a word is left out by the noise, in [0, 1).
        shuffle: k, how many places a word may move.
        smoothing: s: the discriminator's labels are s and 1 - s, in [0, 0.5).
        **kwargs: `tokenizer` (of Y), `source_tokenizer` (of X), `ema_decay` (averages all but the
            discriminator), `seed`, `name`.

    Raises:
        ValueError: If a number is out of its range.
        VocabularyMismatch: If the networks do not fit each other.

    Example:
        >>> gan = keras_gan_zoo.get("unsupervised_translation", source_tokenizer=en, tokenizer=es)
        >>> gan.begin_with_vectors((en_words, en_vectors), (es_words, es_vectors), words)
        >>> gan.pretrain((english, spanish), "translator", epochs=5)
        >>> gan.fit((english, spanish), epochs=10)
        >>> gan.answer(["where is the dog ?"], direction="x_to_y", temperature=0)

    Reference:
        https://arxiv.org/abs/1710.11041; https://arxiv.org/abs/1711.00043
    """

    players = {
        "discriminator": ["discriminator"],
        "translator": ["encoder", "decoder_x", "decoder_y"],
    }
    stages = ("translator",)
    terms = ("denoising_x", "denoising_y", "back_x", "back_y", "adversarial")
    objective = (
        "discriminator: min  -E_x log p_D(X | e(C(x))) - E_y log p_D(Y | e(C(y)))",
        "translator:    min  -denoising_weight"
        " (E_x log d_X(x | e(C(x))) + E_y log d_Y(y | e(C(y))))",
        "                    -back_translation_weight"
        " (E_x log d_X(x | e(C(M(x)))) + E_y log d_Y(y | e(C(M(y)))))",
        "                    -adversarial_weight"
        " (E_x log p_D(Y | e(C(x))) + E_y log p_D(X | e(C(y)))),",
        "  C: the noise; M: the model as it stands, greedily, through which no gradient goes",
    )
    watch = (
        "`denoising_x` and `back_x`, in nats a token: denoising falls at once and says little; "
        "back-translation falls slowly where the languages have met, and at once where each text "
        "has become a code that only the model reads.",
        "`discriminator_loss`: at 0.65, the least that labels smoothed by 0.1 allow, D knows every "
        "state; near 1.39 it knows none.",
        "Translations that copy, or that have nothing to do with the source: the beginning is at "
        "fault. Judge by `word_by_word` first.",
        "`round_trip_bleu`, which needs no pair, goes along with translation (1711.00043).",
    )
    differs = (
        "the sizes and the encoder, one layer of LSTMs each way of 256 units, where 1710.11041 has "
        "two of GRUs of 600, and 1711.00043 three of LSTMs of 300; a discriminator of 512 units a "
        "layer, where it has 1024.",
        "the decoders, one a language as 1710.11041 has it; 1711.00043 shares all but the words.",
        "the word vectors, trained as in 1711.00043; `fixed=True` keeps them as 1710.11041 does.",
        "the noise, 1711.00043's, on what is back-translated as well; 1710.11041 swaps neighbours.",
        "the updates: M is the present model, as in 1710.11041, where 1711.00043 takes the last "
        "epoch's; its first M, word by word, is the stage before the game, without adversary.",
        "the verdict of D, the mean over the states that count, as in the authors' later code, "
        "where the paper multiplies them; and the optimizer of D, an Adam for its RMSProp of 5e-4.",
        "the likelihoods, means over tokens; and the rate, 1e-3, where 1711.00043 has 3e-4.",
    )

    smallest = {"discriminator_width": 64}

    def __init__(
        self,
        encoder: SharedEncoder,
        decoder_x: LanguageDecoder,
        decoder_y: LanguageDecoder,
        discriminator: keras.Model,
        denoising_weight: float = 1.0,
        back_translation_weight: float = 1.0,
        adversarial_weight: float = 1.0,
        word_drop: float = 0.1,
        shuffle: int = 3,
        smoothing: float = 0.1,
        **kwargs: Any,
    ):
        super().__init__(encoder, decoder_x, decoder_y, discriminator, **kwargs)
        self.denoising_weight = check_number(denoising_weight, "denoising_weight", least=0)
        self.back_translation_weight = check_number(
            back_translation_weight, "back_translation_weight", least=0
        )
        self.adversarial_weight = check_number(adversarial_weight, "adversarial_weight", least=0)
        if not self.denoising_weight and not self.back_translation_weight:
            raise ValueError(
                "`denoising_weight` and `back_translation_weight` are both 0, so that nothing "
                "would learn to write; leave one of them above 0."
            )
        self.word_drop = check_number(word_drop, "word_drop", least=0, below=1)
        self.shuffle = check_whole(shuffle, "shuffle", least=0)
        self.smoothing = check_number(smoothing, "smoothing", least=0, below=0.5)

    @classmethod
    def from_defaults(
        cls,
        vocabulary_size: int | None = None,
        length: int | None = None,
        source_vocabulary_size: int | None = None,
        source_length: int | None = None,
        embedding_dim: int = 128,
        units: int = 256,
        discriminator_width: int = 512,
        fixed: bool = False,
        tokenizer: Tokenizer | None = None,
        source_tokenizer: Tokenizer | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the encoder of both languages, a decoder of each, and the discriminator.

        Args:
            vocabulary_size: Number of tokens of Y; default the tokenizer's, or 5000.
            length: Tokens of a text of Y; default the tokenizer's, or 20.
            source_vocabulary_size: Number of tokens of X; default as of Y.
            source_length: Tokens of a text of X; default as of Y.
            embedding_dim: Length of a word's vector, that of vectors that are given.
            units: Units of each LSTM.
            discriminator_width: Units of the discriminator's three hidden layers.
            fixed: Whether the encoder's word vectors stay as they are given.
            tokenizer: A `keras_gan_zoo.layers.Tokenizer` of Y, for text.
            source_tokenizer: That of X, of the language's own words; `None` for the same.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        size_y, length_y, end = SequenceModel.sizes(vocabulary_size, length, tokenizer)
        if tokenizer is None:
            size_x = size_y if source_vocabulary_size is None else source_vocabulary_size
            length_x = length_y if source_length is None else source_length
            size_x, length_x, _ = SequenceModel.sizes(size_x, length_x, None)
        else:
            size_x, length_x, _ = SequenceModel.sizes(
                source_vocabulary_size, source_length, source_tokenizer or tokenizer
            )
        with seeded(seed):
            encoder = SharedEncoder(
                (size_x, size_y),
                (length_x, length_y),
                embedding_dim,
                units,
                end,
                fixed,
                name="encoder",
            )
            decoder_x, decoder_y = (
                LanguageDecoder(size, longest, embedding_dim, units, end, name=name)
                for name, size, longest in (
                    ("decoder_x", size_x, length_x),
                    ("decoder_y", size_y, length_y),
                )
            )
            discriminator = language_discriminator(2 * units, discriminator_width)
        return cls(
            encoder,
            decoder_x,
            decoder_y,
            discriminator,
            tokenizer=tokenizer,
            source_tokenizer=source_tokenizer,
            seed=seed,
            **kwargs,
        )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adams; the translator's gradient is clipped."""
        return {
            "discriminator": keras.optimizers.Adam(5e-4, beta_1=0.5),
            "translator": keras.optimizers.Adam(1e-3, beta_1=0.5, global_clipnorm=5.0),
        }

    def train_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Translates with the model as it stands, then moves D, and then encoder and decoders."""
        x, y = data
        e, D, s = self.encoder, self.discriminator, self.smoothing
        M_x, M_y = self.back_translations(x, y)
        C_x, C_y = self.C(x), self.C(y)
        C_M_x, C_M_y = self.C(M_x), self.C(M_y)

        def discriminator_loss():
            return self.says(D, (1.0 - s, e.encode(C_x, "x")), (s, e.encode(C_y, "y")))

        def translator_loss():
            z_x, z_y = e.encode(C_x, "x"), e.encode(C_y, "y")
            denoising = self.denoising_terms((z_x, x), (z_y, y))
            losses = denoising | self.back_terms((C_M_x, x), (C_M_y, y))
            if self.adversarial_weight:
                fooled = self.says(D, (0.0, z_x), (1.0, z_y))
                losses["adversarial"] = self.adversarial_weight * fooled
            return losses

        if self.adversarial_weight:
            self.minimize(discriminator_loss, player="discriminator")
        self.minimize(translator_loss, player="translator")
        return self.logs()

    def word_by_word_step(self, data: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Moves encoder and decoders to denoise, and to write texts given them word by word."""
        x, y = data
        e = self.encoder
        C_x, C_y = self.C(x), self.C(y)
        C_M_x, C_M_y = self.C(self.by_words(x, "x_to_y")), self.C(self.by_words(y, "y_to_x"))
        self.minimize(
            lambda: (
                self.denoising_terms((e.encode(C_x, "x"), x), (e.encode(C_y, "y"), y))
                | self.back_terms((C_M_x, x), (C_M_y, y))
            ),
            player="translator",
        )
        return self.logs()

    def denoising_terms(
        self, pair_x: tuple[tuple, Tensor], pair_y: tuple[tuple, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the weighed denoising of each language, of (state of the noisy text, text)."""
        if not self.denoising_weight:
            return {}
        return {
            "denoising_x": self.denoising_weight * self.log_loss(self.decoder_x, *pair_x),
            "denoising_y": self.denoising_weight * self.log_loss(self.decoder_y, *pair_y),
        }

    def back_terms(
        self, pair_x: tuple[Tensor, Tensor], pair_y: tuple[Tensor, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the weighed back-translation, of (text in the other language, text)."""
        if not self.back_translation_weight:
            return {}
        (M_x, x), (M_y, y) = pair_x, pair_y
        from_y = self.log_loss(self.decoder_x, self.encoder.encode(M_x, "y"), x)
        from_x = self.log_loss(self.decoder_y, self.encoder.encode(M_y, "x"), y)
        return {
            "back_x": self.back_translation_weight * from_y,
            "back_y": self.back_translation_weight * from_x,
        }

    def back_translations(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Returns what the model as it stands makes of x and of y, greedily and detached."""
        e = self.encoder
        to_y = most_probable(self.decoder_y.after(e.encode(x, "x")), ops.shape(x)[0])
        to_x = most_probable(self.decoder_x.after(e.encode(y, "y")), ops.shape(y)[0])
        return ops.stop_gradient(to_y), ops.stop_gradient(to_x)

    def C(self, tokens: Tensor) -> Tensor:
        """Returns texts with noise: words are left out, others change places nearby."""
        shape = (ops.shape(tokens)[0], 2, tokens.shape[1])
        uniforms = random_rows(keras.random.uniform, shape, seed=self.seed_generator)
        there, end = self.encoder.mask(tokens), self.encoder.end_token
        return noisy(tokens, there, self.word_drop, self.shuffle, end, uniforms)

    def log_loss(self, decoder: LanguageDecoder, state: tuple, tokens: Tensor) -> Tensor:
        """Returns minus the mean log-probability of texts after a state, in nats a token."""
        log_probs = decoder.after(state).log_probs(tokens, training=True)
        return -ops.sum(log_probs) / mean_over_replicas(ops.sum(decoder.mask(tokens)))

    def says(self, D: keras.Model, *labelled: tuple[float, tuple]) -> Tensor:
        """Returns minus the mean log-probability of a label by D, summed over the given states.

        Args:
            D: The discriminator.
            *labelled: Pairs of the probability that the label is X, and of a state of the encoder.
        """
        losses = []
        for label, (memory, mask, *_) in labelled:
            logits = ops.cast(D(memory, training=True), "float32")[..., 0]
            counts = ops.cast(mask, "float32")
            each = ops.softplus(logits) - label * logits
            count = mean_over_replicas(ops.maximum(ops.sum(counts), 1.0))
            losses.append(ops.sum(counts * each) / count)
        return sum(losses)

    def stage_steps(self) -> dict[str, Callable]:
        """Returns the translator's step by words, the stage before the game."""
        return {"translator": self.word_by_word_step}

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and the settings of the algorithm."""
        names = ("denoising_weight", "back_translation_weight", "adversarial_weight")
        return {
            **super().get_config(),
            **{name: getattr(self, name) for name in (*names, "word_drop", "shuffle", "smoothing")},
        }
