"""Hidden Markov models of phonemes, which find anew where each begins, in NumPy."""

import os
from collections.abc import Sequence

import numpy as np

from keras_gan_zoo.checks import check_number, check_whole
from keras_gan_zoo.families.text.unsupervised_asr.decoding import chain_viterbi, viterbi
from keras_gan_zoo.storage.durable import replacing
from keras_gan_zoo.types import ArrayLike

_FLOOR = 0.01
"""Share of the variance of all frames below which no variance falls."""

_APART = 0.2
"""Standard deviations by which the halves of a component are put apart, either way."""

_ENOUGH = 20
"""Frames that each half of a component has to have, for a state's to be halved."""

_KEPT = ("means", "variances", "weights", "stay", "seen")


class PhonemeHMM:
    r"""A hidden Markov model for each phoneme: states in a row, each a mixture of Gaussians.

    A state's density is \( b(x) = \sum_m w_m N(x; \mu_m, \operatorname{diag} \sigma_m^2) \). From a
    frame to the next it stays with probability s, and is left with 1 - s: for the next state of the
    phoneme, or behind the last for the first of another. All begins in a first state and ends
    behind a last one, so that a phoneme lasts for as many frames as it has states, or longer.

    `fit` is Viterbi training: the best path through each transcript gives each frame to a state,
    and the states are estimated of the frames that they were given.

    Args:
        phonemes: How many there are, of tokens 1, 2, ...
        states: Of each phoneme.
        components: Gaussians of each state, a power of 2: they come about by halving.

    Attributes:
        means: (phonemes, states, components, numbers).
        variances: So as well.
        weights: Of the components, (phonemes, states, components).
        stay: s of each state, (phonemes, states).
        seen: Whether any transcript had the phoneme, (phonemes,): others are never found.

    Raises:
        ValueError: If a number is out of range.

    Example:
        >>> hmm = PhonemeHMM(2, states=1, components=1)
        >>> likelihoods = hmm.fit([[[0.0], [0.1], [5.0], [5.1]]], [[2, 1]])
        >>> hmm.align([[0.0], [4.9], [5.0]], [2, 1]).tolist()
        [1, 3]
    """

    means: np.ndarray
    variances: np.ndarray
    weights: np.ndarray
    stay: np.ndarray
    seen: np.ndarray

    def __init__(self, phonemes: int, states: int = 3, components: int = 4):
        self.phonemes = check_whole(phonemes, "phonemes", least=1)
        self.states = check_whole(states, "states", least=1)
        self.components = check_whole(components, "components", least=1)
        if self.components & (self.components - 1):
            raise ValueError(f"`components` must be a power of 2, such as 4, got {components}.")

    def fit(
        self,
        features: Sequence[ArrayLike],
        transcripts: Sequence[ArrayLike],
        ends: Sequence[ArrayLike] | None = None,
        passes: int = 4,
    ) -> list[float]:
        """Trains, from one Gaussian a state to all of them, with so many passes at each number.

        Utterances without a phoneme, or with fewer frames than their phonemes have states, are
        left out.

        Args:
            features: Of each utterance (frames, numbers), of any number of frames.
            transcripts: The phonemes of each, from 1 on.
            ends: Frames in front of which each phoneme of the first pass ends; `None` for
                phonemes of one length.
            passes: Of alignment and estimation, for each number of components.

        Returns:
            Of each pass the logarithm of the likelihood of the best paths, a mean over frames.

        Raises:
            ValueError: If no utterance is left, or features and transcripts are not as many.
        """
        passes = check_whole(passes, "passes", least=1)
        if len(features) != len(transcripts) or (ends is not None and len(ends) != len(features)):
            raise ValueError(
                f"`transcripts` and `ends` must be as many as the {len(features)} of `features`, "
                f"got {len(transcripts)}" + ("." if ends is None else f" and {len(ends)}.")
            )
        speech = [np.asarray(x, "float64") for x in features]
        texts = [self._checked(tokens) for tokens in transcripts]
        used = [
            number
            for number, (x, tokens) in enumerate(zip(speech, texts, strict=True))
            if 0 < self.states * len(tokens) <= len(x)
        ]
        if not used:
            raise ValueError(
                f"No utterance has a phoneme, and {self.states} frames of each: set states=1, or "
                "look whether the transcripts are all empty."
            )
        heard, told = ([part[number] for number in used] for part in (speech, texts))
        rows = [self._row(tokens) for tokens in told]
        visits = np.bincount(np.concatenate(rows), minlength=self.phonemes * self.states)
        frames = np.concatenate(heard)
        self._begin(frames, visits)
        places = []
        for number, x, tokens in zip(used, heard, told, strict=True):
            edges = np.linspace(0, len(x), len(tokens) + 1).round().astype(int)[1:]
            places.append(self._spread(edges if ends is None else ends[number], len(x)))
        found = []
        while True:
            for _ in range(passes):
                held = np.concatenate([row[each] for row, each in zip(rows, places, strict=True)])
                self._estimate(frames, held, visits)
                paths = [self._best(x, row) for x, row in zip(heard, rows, strict=True)]
                places = [path for path, _ in paths]
                found.append(sum(score for _, score in paths) / len(frames))
            if self.means.shape[2] == self.components:
                return found
            self._halve(np.bincount(held, minlength=len(visits)))

    def log_likelihoods(self, x: ArrayLike) -> np.ndarray:
        """Returns log b(x) of each frame and state, (frames, phonemes * states).

        Args:
            x: (frames, numbers).
        """
        every = np.arange(self.phonemes * self.states)
        return np.logaddexp.reduce(self._of_components(x, every), axis=-1)

    def align(self, x: ArrayLike, tokens: ArrayLike) -> np.ndarray:
        """Returns where each phoneme of a known transcript ends, by the best path through it.

        Args:
            x: (frames, numbers).
            tokens: What is said, from 1 on.

        Returns:
            Frames in front of which the phonemes end, int64 (len(tokens),).

        Raises:
            ValueError: If there are fewer frames than states of the transcript, a token is out of
                range, or no transcript of `fit` had it.
        """
        frames, said = np.asarray(x, "float64"), self._checked(tokens)
        if not 0 < self.states * len(said) <= len(frames):
            raise ValueError(
                f"`x` has {len(frames)} frames, but `tokens` are {len(said)} phonemes, of "
                f"{self.states} frames each at least."
            )
        unknown = said[~self.seen[said - 1]]
        if len(unknown):
            raise ValueError(f"`tokens` hold {unknown[0]}, which no transcript of `fit` has had.")
        places, _ = self._best(frames, self._row(said))
        return np.searchsorted(places // self.states, np.arange(len(said)), side="right")

    def decode(
        self,
        features: Sequence[ArrayLike],
        pairs: ArrayLike,
        language_weight: float = 5.0,
    ) -> tuple[list[np.ndarray], list[np.ndarray]]:
        r"""Returns what is said, and where each phoneme ends, by the best path of all.

        Args:
            features: Of each utterance (frames, numbers).
            pairs: log P(b | a) of tokens, (phonemes + 1, phonemes + 1), as
                `decoding.log_shares` returns them.
            language_weight: \( \lambda \), by which they are multiplied, at least 0. Frames are
                taken as independent of each other, which they are not, so that those of one phoneme
                outweigh a pair: hence more than 1.

        Returns:
            Tokens of each utterance, from 1 on, and as many ends, int64; none where an utterance
            has fewer frames than a phoneme has states.
        """
        pairs = check_number(language_weight, "language_weight", least=0) * np.asarray(pairs)
        count, states = self.phonemes * self.states, self.states
        stay, leave = np.log(self.stay).ravel(), np.log1p(-self.stay).ravel()
        out = leave[states - 1 :: states]
        steps = np.full((count, count), -np.inf)
        steps[np.arange(count - 1), np.arange(1, count)] = leave[:-1]
        steps[states - 1 :: states] = -np.inf  # behind a phoneme comes any other
        steps[states - 1 :: states, ::states] = out[:, None] + pairs[1:, 1:]
        np.fill_diagonal(steps, stay)
        begin, end = np.full((2, count), -np.inf)
        begin[::states], end[states - 1 :: states] = pairs[0, 1:], out + pairs[1:, 0]
        begin[::states][~self.seen] = -np.inf
        steps[:, ::states][:, ~self.seen] = -np.inf
        said, where = [], []
        for x in map(np.asarray, features):
            path = np.zeros(0, "int64")
            if len(x) >= states:
                path = viterbi(self.log_likelihoods(x), steps, begin, end)
            first = np.ones(len(path), bool)
            first[1:] = (path[1:] != path[:-1]) & (path[1:] % states == 0)
            starts = np.flatnonzero(first)
            said.append(1 + path[starts] // states)
            where.append(np.append(starts[1:], len(path))[: len(starts)])
        return said, where

    def save(self, path: str | os.PathLike) -> None:
        """Writes what was learned as one `.npz` file, whole or not at all.

        Args:
            path: The file; its folder exists.
        """
        with replacing(path) as partial, partial.open("wb") as file:
            np.savez(file, **{name: getattr(self, name) for name in _KEPT})

    @classmethod
    def load(cls, path: str | os.PathLike) -> "PhonemeHMM":
        """Reads what `save` wrote.

        Args:
            path: The file.

        Raises:
            ValueError: If it is no such file.
        """
        with np.load(path, allow_pickle=False) as file:
            if not set(_KEPT) <= set(file):
                raise ValueError(f"{str(path)!r} is none that PhonemeHMM.save wrote.")
            held = {name: file[name] for name in _KEPT}
        hmm = cls(*held["weights"].shape)
        for name, value in held.items():
            setattr(hmm, name, value)
        return hmm

    def _checked(self, tokens):
        tokens = np.asarray(tokens, "int64")
        if len(tokens) and not 1 <= tokens.min() <= tokens.max() <= self.phonemes:
            wrong = tokens.min() if tokens.min() < 1 else tokens.max()
            raise ValueError(
                f"A transcript must hold phonemes from 1 to {self.phonemes}, got {wrong}: leave "
                "out what fills up."
            )
        return tokens

    def _row(self, tokens):
        """Returns the states of a transcript in their order."""
        return ((tokens - 1)[:, None] * self.states + np.arange(self.states)).ravel()

    def _spread(self, ends, frames):
        """Returns where in the row of states each frame is, those of a phoneme as long."""
        starts = np.concatenate([[0], ends[:-1]])
        token = np.minimum(np.searchsorted(ends, np.arange(frames), side="right"), len(ends) - 1)
        lengths = np.maximum(np.asarray(ends) - starts, 1)[token]
        within = (np.arange(frames) - starts[token]) * self.states // lengths
        return token * self.states + np.clip(within, 0, self.states - 1)

    def _best(self, x, row):
        """Returns where in a row of states each frame is on the best path, and its score."""
        some, back = np.unique(row, return_inverse=True)
        scores = np.logaddexp.reduce(self._of_components(x, some), axis=-1)[:, back]
        stay = self.stay.ravel()[row]
        return chain_viterbi(scores, np.log(stay), np.log1p(-stay))

    def _of_components(self, x, states):
        """Returns log w_m N(x; mu_m, sigma_m^2) of frames, (frames, states, components)."""
        x, places = np.asarray(x, "float64"), np.divmod(states, self.states)
        weights, numbers = self.weights[places], self.means.shape[-1]
        means, variances = (
            each[places].reshape(-1, numbers) for each in (self.means, self.variances)
        )
        return _log_densities(x, means, variances).reshape(-1, *weights.shape) + np.log(weights)

    def _begin(self, frames, visits):
        shape = (self.phonemes, self.states, 1, frames.shape[1])
        variance = frames.var(axis=0) + 1e-8
        self._least = _FLOOR * variance
        self.means = np.broadcast_to(frames.mean(axis=0), shape).copy()
        self.variances = np.broadcast_to(variance, shape).copy()
        self.weights = np.ones(shape[:-1])
        self.stay = np.full(shape[:2], 0.5)
        self.seen = visits[:: self.states] > 0

    def _estimate(self, frames, held, visits):
        """Takes a step of EM within each state, of the frames that it holds."""
        counts = np.bincount(held, minlength=len(visits))
        parts = np.split(frames[np.argsort(held, kind="stable")], np.cumsum(counts)[:-1])
        for state in np.flatnonzero(counts):
            place = divmod(state, self.states)
            x = parts[state]
            shares = self._of_components(x, [state])[:, 0]
            shares = np.exp(shares - np.logaddexp.reduce(shares, axis=1)[:, None])
            total = np.maximum(shares.sum(axis=0), 1e-8)
            mean = shares.T @ x / total[:, None]
            spread = shares.T @ np.square(x) / total[:, None] - np.square(mean)
            alive = (total > 1e-3)[:, None]
            self.means[place] = np.where(alive, mean, self.means[place])
            spread = np.maximum(spread, self._least)
            self.variances[place] = np.where(alive, spread, self.variances[place])
            self.weights[place] = total / total.sum()
            share = 1.0 - visits[state] / counts[state]
            self.stay[place] = np.clip(share, 0.01, 0.99)

    def _halve(self, counts):
        """Makes two of each component, apart where a state has the frames for it."""
        enough = counts >= 2 * _ENOUGH * self.means.shape[2]
        apart = _APART * enough.reshape(self.phonemes, self.states)[..., None, None]
        apart = apart * np.sqrt(self.variances)
        self.means = np.concatenate([self.means + apart, self.means - apart], axis=2)
        self.variances = np.concatenate([self.variances] * 2, axis=2)
        self.weights = np.concatenate([self.weights / 2] * 2, axis=2)


def _log_densities(x, means, variances):
    """Returns log N(x; mean, variance) of frames (n, d) and Gaussians (m, d), as (n, m)."""
    precise = 1.0 / variances
    constant = np.sum(np.square(means) * precise + np.log(2 * np.pi * variances), axis=1)
    return -0.5 * (np.square(x) @ precise.T - 2 * x @ (means * precise).T + constant)
