"""Learning from how often phonemes follow each other, without a discriminator (1812.09323)."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.errors import DataMismatch, listed, nearest
from keras_gan_zoo.families.text.unsupervised_asr import segments
from keras_gan_zoo.families.text.unsupervised_asr.listener import Listener
from keras_gan_zoo.replicas.random_rows import random_rows
from keras_gan_zoo.replicas.whole_batch import mean_over_replicas, whole_batch
from keras_gan_zoo.types import ArrayLike, Data, Tensor

ADVERSARIAL, MATCHING = "adversarial", "distribution_matching"
_OBJECTIVES = (ADVERSARIAL, MATCHING)

_NEVER = -1e9
"""The logarithm of next to nothing, which stays a number if it is multiplied by 0."""


class DistributionMatching(Listener):
    """A listener who can learn so that phonemes follow each other as often as those of text do.

    Segmental empirical output distribution matching: of each utterance a frame of each segment is
    drawn, and the probability of N phonemes in a row, averaged over all rows of N segments, is held
    against that of the text's language model. The average stands inside of the logarithm: what is
    frequent in text has to be said somewhere, and not everywhere.

    Args:
        networks: As for `Listener`, and a `discriminator` by "adversarial".
        objective: "adversarial", which a family adds, or "distribution_matching".
        length: Phonemes of the longest utterance; `None` for those that a discriminator judges.
        intra_weight: lambda, weight of the smoothness within a segment.
        ngram: N, phonemes of an n-gram.
        most_frequent: How many of the text's n-grams are matched.
        text_repeats: Shares of the text's phonemes that stand 0, 1, 2, ... times, or `None`.
        **kwargs: As for `Listener`.

    Raises:
        ValueError: If there is no such objective, a number is out of range, or a discriminator
            does not fit.
    """

    def __init__(
        self,
        networks: Mapping[str, keras.Model],
        objective: str,
        length: int | None,
        *,
        intra_weight: float,
        ngram: int,
        most_frequent: int,
        text_repeats: Sequence[float] | None,
        **kwargs: Any,
    ):
        self.matches = _matches(objective, networks)
        if self.matches:
            self.players = {"generator": ["generator"]}
            self.terms = ("intra_segment", "output_distribution")
        else:
            judged = networks["discriminator"].input_shape[1]
            if length not in (None, judged):
                raise ValueError(
                    f"`length` must be {judged}, as many phonemes as `discriminator` judges, or "
                    f"left out, got {length}."
                )
            length = judged
        super().__init__(networks, check_whole(length, "length", least=1), **kwargs)
        self.ngram = check_whole(ngram, "ngram", least=1)
        self.intra_weight = check_number(intra_weight, "intra_weight", least=0)
        self.most_frequent = check_whole(most_frequent, "most_frequent", least=1)
        self.text_repeats = None if text_repeats is None else tuple(map(float, text_repeats))
        shares = self.text_repeats or (0.0, 1.0)
        if min(shares) < 0 or abs(sum(shares) - 1) > 1e-6 or shares[0] == 1:
            raise ValueError(
                "`text_repeats` must be shares of phonemes that stand 0, 1, 2, ... times, which "
                f"sum to 1, got {text_repeats!r}: such as (0.04, 0.78, 0.17, 0.01)."
            )
        if not self.matches:
            return
        if ngram > self.length:
            raise ValueError(
                f"`ngram` must be at most {self.length}, the phonemes of the longest utterance, "
                f"got {ngram}."
            )
        kept = {"initializer": "zeros", "trainable": False}
        shape = (self.most_frequent, ngram)
        self.ngrams = self.add_weight(shape=shape, dtype="int32", name="ngrams", **kept)
        self.p_LM = self.add_weight(shape=shape[:1], dtype="float32", name="p_LM", **kept)

    def learn_language(self, phonemes: Any) -> None:
        """Counts which phoneme follows which in text, for `transcribe`, and its n-grams.

        Args:
            phonemes: Tokens (m, length), or lists of names with spaces between.

        Raises:
            keras_gan_zoo.data.DataMismatch: If they do not fit, or no text has as many phonemes as
                an n-gram.
        """
        if self.matches:
            self._learn_ngrams(np.asarray(self.as_cut(self.tokens_of(phonemes), seed=0)))
        super().learn_language(phonemes)

    def _learn_ngrams(self, tokens):
        found, shares = count_ngrams(tokens, self.ngram, self.most_frequent)
        if not len(found):
            raise DataMismatch(
                f"x[2] has no text of {self.ngram} phonemes, of which an n-gram is: pass "
                "longer texts, or build the model with a smaller `ngram`."
            )
        missing = self.most_frequent - len(found)
        self.ngrams.assign(np.pad(found, ((0, missing), (0, 0)), constant_values=1))
        self.p_LM.assign(np.pad(shares, (0, missing)))

    def as_cut(self, tokens: Tensor, seed: Any = None) -> Tensor:
        """Returns text as if its phonemes had been found as segments, by `text_repeats`.

        Args:
            tokens: int32 (batch, length), filled up with 0.
            seed: Seed of what is drawn, by default the model's own.
        """
        if self.text_repeats is None:
            return tokens
        seed = self.seed_generator if seed is None else seed
        u = random_rows(keras.random.uniform, ops.shape(tokens), seed=seed)
        edges = ops.convert_to_tensor(list(accumulate(self.text_repeats))[:-1], "float32")
        return segments.repeated(tokens, ops.sum(ops.cast(u[..., None] >= edges, "int32"), axis=-1))

    def prepare_data(self, x: Data, batch_size: int, shuffle: bool) -> tf.data.Dataset:
        """Checks speech and text, and gives batches; see `Listener.prepare_data`.

        Raises:
            ValueError: If there are no n-grams to match yet.
        """
        if self.matches and not np.any(self.p_LM.numpy()):
            raise ValueError(
                "There are no n-grams to match yet, as those of a dataset are not counted: call "
                "learn_language(phonemes) before, or pass arrays to `fit`."
            )
        return super().prepare_data(x, batch_size, shuffle)

    def matching_step(self, x: Tensor, ends: Tensor) -> None:
        """Moves the generator down J = J_ODM + lambda J_FS (equations 1 to 3).

        Args:
            x: Features (batch, frames, numbers).
            ends: Of segments, int32 (batch, length).
        """
        tau = self.draw_steps(ends)

        def cost():
            logits = self.generator(self.windows(x), training=True)
            ln_p = ops.log_softmax(ops.cast(logits, "float32"))
            J_FS = smoothness(ops.exp(ln_p), ends)
            self.track("intra_segment", J_FS)
            p_tau = ops.take_along_axis(ln_p, tau[..., None], axis=1)
            J_ODM = -ops.sum(
                self.p_LM * log_ngram_shares(p_tau, segments.present(ends), self.ngrams)
            )
            self.track("output_distribution", J_ODM)
            return J_ODM + self.intra_weight * J_FS

        self.minimize(cost, player="generator")

    def draw_steps(self, ends: Tensor) -> Tensor:
        """Draws a frame of each segment, tau, any one alike, int32 (batch, length)."""
        shape = (ops.shape(ends)[0], self.length)
        shares = random_rows(keras.random.uniform, shape, seed=self.seed_generator)
        return segments.frames_within(ends, shares)

    def get_config(self) -> dict[str, Any]:
        """Returns the networks, the phonemes and the settings of the objective."""
        return {
            "discriminator": None,  # or the network, as follows
            **super().get_config(),
            "objective": MATCHING if self.matches else ADVERSARIAL,
            "length": self.length,
            "intra_weight": self.intra_weight,
            "ngram": self.ngram,
            "most_frequent": self.most_frequent,
            "text_repeats": self.text_repeats,
        }


def _matches(objective: str, networks: Mapping[str, keras.Model]) -> bool:
    """Returns whether n-grams are matched, and checks that the networks are those for it.

    Raises:
        ValueError: If there is no such objective, or a discriminator is missing, superfluous, or
            of other phonemes than the generator.
    """
    if objective not in _OBJECTIVES:
        raise ValueError(
            f"`objective` must be one of {listed(_OBJECTIVES)}, got {objective!r}."
            + nearest(objective, _OBJECTIVES)
        )
    judge = networks.get("discriminator")
    if (objective == MATCHING) != (judge is None):
        raise ValueError(
            f"`discriminator` must be {'a network' if judge is None else 'left out'} where "
            f"`objective` is {objective!r}."
        )
    named = networks["generator"].output_shape[-1]
    if judge is not None and judge.input_shape[-1] != named:
        raise ValueError(
            f"`discriminator` must judge {named} phonemes, as many as `generator` names, got "
            f"{judge.input_shape[-1]}."
        )
    return objective == MATCHING


def count_ngrams(tokens: ArrayLike, n: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts the n-grams of text.

    Args:
        tokens: Sequences (m, length), filled up with 0.
        n: Phonemes of an n-gram.
        most: How many are kept at most, the most frequent ones.

    Returns:
        The n-grams (k, n), int32, the most frequent first, of equal ones in their order; and which
        share of all n-grams each is, those that are not kept among all, float32 (k,).

    Example:
        >>> found, shares = count_ngrams([[1, 2, 1, 2], [2, 2, 0, 0]], 2, most=2)
        >>> found.tolist(), shares.tolist()
        ([[1, 2], [2, 1]], [0.5, 0.25])
    """
    rows = np.lib.stride_tricks.sliding_window_view(np.asarray(tokens), n, axis=1).reshape(-1, n)
    rows = rows[(rows > 0).all(axis=1)]
    found, counts = np.unique(rows, axis=0, return_counts=True)
    first = np.argsort(-counts, kind="stable")[:most]
    shares = counts[first] / max(1, len(rows))
    return found[first].astype("int32"), shares.astype("float32")


def log_ngram_shares(ln_p: Tensor, there: Tensor, ngrams: Tensor) -> Tensor:
    r"""Returns how probable n-grams are in a batch: \( \ln p_\theta^\tau(z) \).

    \( p_\theta^\tau(z) = \frac1K \sum_i \prod_n p_\theta(z_n | x_{\tau_{i + n}}) \), i over the K
    rows of N segments that stand in one utterance, those of all replicas among them.

    Args:
        ln_p: Logarithms of the probabilities of phonemes at a frame of each segment, (batch,
            length, phonemes).
        there: 1 for segments that are there, (batch, length).
        ngrams: Of tokens, from 1 on, int32 (k, N).

    Returns:
        Float32 (k,); about -1e9 where no utterance has N segments.
    """
    n, phonemes = ngrams.shape[1], ln_p.shape[-1]
    # One product: each n-gram picks its N logarithms out of the N * phonemes of a row.
    picks = ops.transpose(ops.one_hot(ngrams - 1, phonemes, dtype="float32"), (1, 2, 0))
    ln_z = ops.conv(ln_p, picks, padding="valid")
    rows = there.shape[1] - n + 1
    whole = ops.min(ops.stack([there[:, i : i + rows] for i in range(n)]), axis=0)
    ln_sum = ops.logsumexp(ops.where(whole[..., None] > 0, ln_z, _NEVER), axis=(0, 1))
    K = ops.sum(whole_batch(ops.sum(whole)[None]))
    return ops.logsumexp(whole_batch(ln_sum[None]), axis=0) - ops.log(ops.maximum(K, 1.0))


def smoothness(p: Tensor, ends: Tensor) -> Tensor:
    r"""Returns how far a frame is from the next of the same segment, \( J_{FS} \).

    The mean of \( \sum_y (p_\theta(y | x_t) - p_\theta(y | x_{t+1}))^2 \) over all such pairs.

    Args:
        p: Probabilities of phonemes at each frame, (batch, frames, phonemes).
        ends: Of segments, int32 (batch, length).
    """
    apart = ops.sum(ops.square(p[:, 1:] - p[:, :-1]), axis=-1)
    second = ops.arange(1, p.shape[1])
    new = ops.any(ops.equal(ends[:, None, :], second[None, :, None]), axis=-1)
    inside = ops.logical_and(second[None] < ends[:, -1:], ops.logical_not(new))
    inside = ops.cast(inside, "float32")
    pairs = mean_over_replicas(ops.sum(inside))
    return ops.sum(apart * inside) / ops.maximum(pairs, 1.0)
