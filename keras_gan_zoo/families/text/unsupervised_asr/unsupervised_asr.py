"""Speech recognition without labels, by a GAN (Chen, Tsai, Liu, Lee and Lee 2019)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.engine.batching import dealt_out
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.families.text.unsupervised_asr import front as heard
from keras_gan_zoo.families.text.unsupervised_asr import networks as nets
from keras_gan_zoo.families.text.unsupervised_asr import segments
from keras_gan_zoo.families.text.unsupervised_asr.distribution_matching import (
    ADVERSARIAL,
    MATCHING,
    DistributionMatching,
)
from keras_gan_zoo.families.text.unsupervised_asr.hmm import PhonemeHMM
from keras_gan_zoo.penalties.gradient_penalty import gradient_penalty
from keras_gan_zoo.registry import register
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self

_SPREAD = 0.2
"""Standard deviation of where in a segment its frame is drawn, around the middle."""


@register(
    "unsupervised_asr",
    paper="1904.04100",
    title=(
        "Completely Unsupervised Phoneme Recognition By A Generative Adversarial Network "
        "Harmonized With Iteratively Refined Hidden Markov Models"
    ),
    tags=("gradient penalty", "sound", "speech recognition", "unpaired"),
)
class UnsupervisedASR(DistributionMatching):
    r"""Learns which phoneme is which from speech and from text that do not belong together.

    The generator names the phoneme of a frame drawn from each segment, softly; the discriminator is
    to tell the sequences of an utterance's segments from phoneme sequences of other text. Two
    frames of one segment are to be of one phoneme: that is the second term of the generator's
    loss. By the other objective there is no discriminator: the generator's phonemes are to follow
    each other as often as the text's do. Which utterance says what is never told.

    `fit` takes (sounds, ends, phonemes): sounds (n, samples), or their features (n, frames,
    numbers); the frames in front of which the segments of each end, (n, length), the last one again
    behind the last; and phonemes of any number of other texts (m, length), from 1 on, filled up
    with 0, or lists of their names. Where nobody knows the ends, `find_ends` finds some, and
    `refine` better ones, by hidden Markov models of what a trained GAN writes, for the next one's
    training: the paper's three turns. `transcribe` writes what is said.

    Args:
        front: Network from sounds (batch, samples) in [-1, 1] to features (batch, frames, numbers);
            it is not trained.
        generator: G: network from windows of frames (batch, n, window * numbers) to logits (batch,
            n, phonemes), of any number n of them.
        discriminator: D: network from (batch, length, phonemes), zeros behind the end, to scores
            (batch, 1); `None` by "distribution_matching".
        phonemes: Names of the phonemes, of tokens 1, 2, ...; `None` where they are numbers alone.
        rate: Samples a second.
        temperature: Of the relaxed phonemes, above 0.
        intra_weight: \( \lambda \): weight of what two frames of a segment differ by.
        penalty_weight: \( \alpha \): weight of the gradient penalty.
        discriminator_steps: Steps of the discriminator, each on speech and text of its own, for
            each of the generator.
        text_repeats: Shares of the text's phonemes that the discriminator is shown 0, 1, 2, ...
            times, drawn anew in each step, as found segments leave some out and halve others: in
            the authors' code 0.04, 0.78, 0.17 and 0.01. `None` for each once.
        objective: How G learns: "adversarial", from D, or "distribution_matching" (1812.09323).
            By the latter `temperature`, `penalty_weight` and `discriminator_steps` do not count.
        ngram: N of the n-grams whose distribution is matched.
        most_frequent: How many of the text's n-grams are matched, the most frequent ones.
        length: Phonemes of the longest utterance; `None` for those that D judges.
        **kwargs: `ema_decay` (averages the generator), `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other, there is no such objective, or a number
            is out of range.

    Example:
        >>> gan = keras_gan_zoo.get("unsupervised_asr", vocabulary_size=42, samples=48_000)
        >>> gan.fit((sounds, gan.find_ends(sounds), phonemes_of_other_texts), epochs=100)
        >>> gan.transcribe(sounds[:1])  # numbers of phonemes; their names, if it was given some
        [[1, 11, 23, 12, 33]]
        >>> hmm, ends = gan.refine(sounds)  # a turn; the next GAN is trained with these ends
        >>> hmm.decode(gan.features(sounds[:1]), gan.language)  # tokens, and where they end
        >>> gan = keras_gan_zoo.get("unsupervised_asr", objective="distribution_matching")

    Reference:
        https://arxiv.org/abs/1904.04100; 1812.09323 (distribution matching)
    """

    players: Mapping[str, Sequence[str]] = {
        "discriminator": ["discriminator"],
        "generator": ["generator"],
    }
    terms: Sequence[str] = ("penalty", "intra_segment", "output_distribution")
    objective: Sequence[str] = (
        "relaxed:       y_s = softmax((G(x_t) + g) / tau),  t a frame of segment s, g Gumbel noise",
        "discriminator: min  E D(y) - E D(p) + alpha E (|grad D(p + u (y - p))| - 1)^2",
        "generator:     min  - E D(y) + lambda E_s |y_s - y'_s|^2,  y, y' two draws of the frames",
        "by distribution matching: min  - sum_z p_LM(z) ln p(z) + lambda E_t |p_t - p_t+1|^2,"
        "  p(z) = E_i prod_n p(z_n | x_tau(i+n)),  tau a frame of each segment, z of N phonemes",
    )
    watch: Sequence[str] = (
        "The phoneme error rate of a few transcribed utterances, if there are any; without any, "
        "the discriminator's loss, which comes near to 0 from below once phonemes fall into place.",
        "`intra_segment` near 0 with all segments named alike: lower `intra_weight`; at 1 or more "
        "the names are drawn from noise.",
        "By distribution matching: `output_distribution`, which knows no answers and falls with "
        "the errors. It is of one batch; the smaller that is, the less an n-gram is known from it: "
        "raise `batch_size`, or lower `ngram`.",
        "Trainings differ much by seed: take several, and keep that with the likeliest "
        "transcripts under a language model of the text.",
    )
    differs: Sequence[str] = (
        "the discriminator's steps, after which the generator is moved on the last one's speech; "
        "the authors' code draws anew.",
        "the draws: each utterance twice in a step, where the authors' code has each twelve times.",
        "the temperature, 0.9 throughout; the authors' code lowers it to 0.8 after 8,000 steps.",
        "the hidden Markov models, which are of phonemes without their neighbours; the authors "
        "train such first, and then three times ones of phonemes between neighbours, each on "
        "transcripts of the last; pairs of phonemes, too, take the place of their nine.",
        "the decoder: the best path of each frame's phonemes by pairs of the unpaired text, where "
        "the paper has a transducer with a language model of nine phonemes.",
        "the speech's first boundaries, which are where its features change most (`find_ends`); "
        "the paper takes them from the gates of a recurrent autoencoder.",
        "the exported network, which is from sounds to the probabilities of each frame's phonemes; "
        "`transcribe` writes the phonemes outside of it.",
        "by distribution matching: batches of one size, where the paper's grow; "
        "the smoothness, a mean over pairs of frames, and so its weight; segments, which `refine` "
        "finds by hidden Markov models where the paper takes the most probable ones; rare "
        "n-grams, which are left out without any smoothing of the language model.",
        "the first recogniser of the kind (1804.00316), whose generator looks clusters of embedded "
        "segments up in a table: here it hears the frames themselves.",
    )
    smallest = {
        "vocabulary_size": 6,
        "samples": 1024,
        "rate": 4000,
        "bands": 8,
        "window": 64,
        "hop": 32,
        "coefficients": 4,
        "length": 6,
        "context": 3,
        "width": 32,
        "embedding_dim": 8,
        "discriminator_width": 8,
        "discriminator_steps": 1,
        "ngram": 3,
        "most_frequent": 40,
    }

    def __init__(
        self,
        front: keras.Model,
        generator: keras.Model,
        discriminator: keras.Model | None,
        phonemes: Sequence[str] | None = None,
        rate: int = 16_000,
        temperature: float = 0.9,
        intra_weight: float = 0.5,
        penalty_weight: float = 10.0,
        discriminator_steps: int = 3,
        text_repeats: Sequence[float] | None = None,
        objective: str = ADVERSARIAL,
        ngram: int = 5,
        most_frequent: int = 10_000,
        length: int | None = None,
        **kwargs: Any,
    ):
        networks = {"front": front, "generator": generator}
        if discriminator is not None:
            networks["discriminator"] = discriminator
        super().__init__(
            networks,
            objective,
            length,
            intra_weight=intra_weight,
            ngram=ngram,
            most_frequent=most_frequent,
            text_repeats=text_repeats,
            phonemes=phonemes,
            rate=rate,
            **kwargs,
        )
        self.temperature = check_number(temperature, "temperature", above=0)
        self.penalty_weight = check_number(penalty_weight, "penalty_weight", least=0)
        self.discriminator_steps = check_whole(discriminator_steps, "discriminator_steps", least=1)
        if self.matches:
            self.discriminator_steps = 1

    @classmethod
    def from_defaults(
        cls,
        vocabulary_size: int = 42,
        phonemes: Sequence[str] | None = None,
        samples: int = 48_000,
        rate: int = 16_000,
        bands: int = 26,
        window: int = 400,
        hop: int = 160,
        coefficients: int = 13,
        length: int = 48,
        context: int = 11,
        width: int = 512,
        embedding_dim: int = 256,
        discriminator_width: int = 256,
        kernels: Sequence[Sequence[int]] = ((3, 5, 7, 9), (3, 3, 3, 3)),
        pooled: bool = False,
        objective: str = ADVERSARIAL,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds the networks of the authors' code, for cepstra of 39 numbers a frame.

        Args:
            vocabulary_size: Number of phonemes and one more, as 0 is what sequences are filled up
                with; of no account where `phonemes` are given.
            phonemes: Names of the phonemes, or `None`.
            samples: Samples of a sound.
            rate: Samples a second.
            bands: Bands of the mel spectra.
            window: Samples of a frame.
            hop: Samples from one frame to the next.
            coefficients: Of each frame, with two slopes of each besides.
            length: Phonemes of the longest utterance.
            context: Frames that the generator sees at once, odd.
            width: Units of the generator's hidden layer.
            embedding_dim: Length of a phoneme's vector in the discriminator.
            discriminator_width: Maps of each of its convolutions.
            kernels: Of each of its layers how many phonemes each convolution sees.
            pooled: Whether it scores the mean over places, and not each place by its own weights.
            objective: As for the class; by "distribution_matching" there is no discriminator.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.

        Raises:
            ValueError: If a number is out of its range.
        """
        count = len(phonemes) if phonemes is not None else vocabulary_size - 1
        numbers = 3 * check_whole(coefficients, "coefficients", least=1)
        heard.FrameWindows(context)  # refuses an even one
        with seeded(seed):
            front = heard.cepstra_network(samples, rate, bands, window, hop, coefficients)
            generator = nets.phoneme_classifier(context * numbers, count, width)
            discriminator = None
            if objective != MATCHING:
                discriminator = nets.phoneme_discriminator(
                    length, count, embedding_dim, discriminator_width, kernels, pooled
                )
            return cls(
                front,
                generator,
                discriminator,
                phonemes=phonemes,
                rate=rate,
                objective=objective,
                length=length,
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns Adams with clipped gradients, as in the authors' code."""
        rates = {"discriminator": 2e-3, "generator": 1e-3}
        return {
            player: keras.optimizers.Adam(rate, beta_1=0.5, beta_2=0.9, global_clipnorm=5.0)
            for player, rate in rates.items()
            if player in self.players
        }

    def train_step(self, data: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
        """Steps of the discriminator, and one of the generator; or one that matches n-grams."""
        if self.matches:
            self.matching_step(*data[:2])
            return self.logs()
        D = self.discriminator

        def score(sequences):
            return ops.mean(ops.cast(D(sequences, training=True), "float32"))

        for x, ends, tokens in dealt_out(data, self.discriminator_steps, "discriminator_steps"):
            p = self.certain(self.as_cut(tokens))
            y = ops.stop_gradient(self.relaxed(x, ends, *self.draw_frames(ends)))

            def discriminator_loss(p=p, y=y):
                penalty = gradient_penalty(D, p, y, self.seed_generator)
                self.track("penalty", penalty)
                return score(y) - score(p) + self.penalty_weight * penalty

            self.minimize(discriminator_loss, player="discriminator")

        first, second = self.draw_frames(ends), self.draw_frames(ends)

        def generator_loss():
            y, y2 = self.relaxed(x, ends, *first), self.relaxed(x, ends, *second)
            apart = ops.sum(ops.square(y - y2)) / ops.maximum(ops.sum(segments.present(ends)), 1.0)
            self.track("intra_segment", apart)
            return -0.5 * (score(y) + score(y2)) + self.intra_weight * apart

        self.minimize(generator_loss, player="generator")
        return self.logs()

    def draw_frames(self, ends: Tensor) -> tuple[Tensor, Tensor]:
        """Draws a frame of each segment, mostly near its middle, and Gumbel noise.

        Args:
            ends: Of segments, int32 (batch, length).

        Returns:
            Frames, int32 (batch, length), and noise (batch, length, phonemes).
        """
        shape = (ops.shape(ends)[0], self.length)
        seed = self.seed_generator
        shares = 0.5 + _SPREAD * random_rows(keras.random.normal, shape, seed=seed)
        frames = segments.frames_within(ends, ops.clip(shares, 0.0, 1.0))
        u = random_rows(keras.random.uniform, (*shape, self.vocabulary_size - 1), seed=seed)
        return frames, -ops.log(-ops.log(ops.clip(u, 1e-7, 1.0 - 1e-6)))

    def relaxed(self, x: Tensor, ends: Tensor, frames: Tensor, noise: Tensor) -> Tensor:
        """Returns relaxed phonemes of the segments, zeros behind the last.

        Args:
            x: Features (batch, frames, numbers).
            ends: Of segments, int32 (batch, length).
            frames: A frame of each, int32 (batch, length).
            noise: Of each, (batch, length, phonemes).

        Returns:
            Float32 (batch, length, phonemes), which sum to 1 over the phonemes.
        """
        seen = segments.windows_at(x, frames, self.windows.width)
        logits = ops.cast(self.generator(seen, training=True), "float32")
        y = ops.softmax((logits + noise) / self.temperature)
        return y * segments.present(ends)[..., None]

    def certain(self, tokens: Tensor) -> Tensor:
        """Returns phonemes as distributions that are sure, zeros behind the last."""
        return ops.one_hot(tokens, self.vocabulary_size, dtype="float32")[..., 1:]

    def refine(
        self,
        sounds: ArrayLike,
        ends: ArrayLike | None = None,
        *,
        states: int = 3,
        components: int = 4,
        passes: int = 4,
        language_weight: float = 5.0,
    ) -> tuple[PhonemeHMM, np.ndarray]:
        """Trains hidden Markov models on the model's own transcripts, and cuts the speech by them.

        Args:
            sounds: The speech of `fit`, (n, samples), or its features.
            ends: The segments that are transcribed, (n, length), or `None` for frames.
            states: Of the model of each phoneme, which lasts for so many frames at least.
            components: Gaussians of each state, a power of 2.
            passes: Of the training, with 1, 2, 4, ... components each.
            language_weight: Of the text's pairs of phonemes beside the Gaussians, at least 0.

        Returns:
            The hidden Markov models, and the ends of the segments that they find, int32 (n,
            length), for the `fit` of a new model: a turn of the paper's iteration.

        Raises:
            ValueError: If a number is out of range, or the transcripts are all empty.
            keras_gan_zoo.data.DataMismatch: If sounds or ends do not fit.
        """
        x = self.features(sounds)
        heard = [each[:count] for each, count in zip(x, self.frames_heard(sounds), strict=True)]
        hmm = PhonemeHMM(self.vocabulary_size - 1, states, components)
        hmm.fit(heard, *self.find_phonemes(sounds, ends), passes=passes)
        _, found = hmm.decode(heard, self.language, language_weight)
        told = [
            segments.filled_up(one.tolist() or [len(frames)], self.length)
            for one, frames in zip(found, heard, strict=True)
        ]
        return hmm, np.stack(told)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the phonemes and the settings of the algorithm."""
        return {
            **super().get_config(),
            "temperature": self.temperature,
            "penalty_weight": self.penalty_weight,
            "discriminator_steps": self.discriminator_steps,
        }
