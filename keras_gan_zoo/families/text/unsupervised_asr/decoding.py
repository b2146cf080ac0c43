"""From probabilities to phonemes: the best path by a language model of pairs, in NumPy."""

import numpy as np

from keras_gan_zoo.types import ArrayLike

_SMALLEST = 1e-8


def count_pairs(tokens: ArrayLike, vocabulary_size: int) -> np.ndarray:
    """Counts which token follows which; 0 stands in front of a sequence, and behind it.

    Args:
        tokens: Sequences (n, length), filled up with 0.
        vocabulary_size: How many tokens there are, 0 among them.

    Returns:
        Counts (vocabulary_size, vocabulary_size), int64: [a, b] of b behind a.

    Example:
        >>> count_pairs([[1, 2, 2, 0], [2, 1, 0, 0]], 3).tolist()
        [[0, 1, 1], [1, 0, 1], [1, 1, 1]]
    """
    rows = np.asarray(tokens)
    edges = np.zeros((len(rows), 1), rows.dtype)
    padded = np.concatenate([edges, rows, edges], axis=1)
    before, after = padded[:, :-1].ravel(), padded[:, 1:].ravel()
    counts = np.zeros((vocabulary_size, vocabulary_size), "int64")
    np.add.at(counts, (before, after), 1)
    counts[0, 0] = 0  # what fills up sequences
    return counts


def log_shares(counts: ArrayLike) -> np.ndarray:
    """Returns log P(b | a) of counts of pairs, each counted once more than it was seen."""
    counts = np.asarray(counts, "float64") + 1.0
    return np.log(counts / counts.sum(axis=1, keepdims=True))


def viterbi(
    scores: ArrayLike, transitions: ArrayLike, begin: ArrayLike, end: ArrayLike
) -> np.ndarray:
    """Returns the states of the best path: the largest sum of scores and of transitions.

    Args:
        scores: Of each state at each time, (times, states), at least one time.
        transitions: From a state to the next, (states, states).
        begin: Of each state at the beginning, (states,).
        end: Of each state at the end, (states,).

    Returns:
        States (times,), int64; of equal paths that of the lowest last states.
    """
    scores, transitions = np.asarray(scores, "float64"), np.asarray(transitions, "float64")
    best = scores[0] + begin
    came_from = []
    for here in scores[1:]:
        through = best[:, None] + transitions
        came_from.append(through.argmax(axis=0))
        best = through.max(axis=0) + here
    path = [int(np.argmax(best + end))]
    for back in reversed(came_from):
        path.append(int(back[path[-1]]))
    return np.array(path[::-1])


def chain_viterbi(scores: ArrayLike, stay: ArrayLike, leave: ArrayLike) -> tuple[np.ndarray, float]:
    """Returns where each time is in a row of states, by the best path from the first to the last.

    Args:
        scores: Of each state at each time, (times, states), at least as many times as states.
        stay: Of staying in a state, (states,).
        leave: Of going on to the next, of the last one behind the end, (states,).

    Returns:
        Numbers of states (times,), int64, which rise by 0 or 1; and the path's sum.
    """
    scores, stay, leave = (np.asarray(each, "float64") for each in (scores, stay, leave))
    times, states = scores.shape
    best = np.full(states, -np.inf)
    best[0] = scores[0, 0]
    moved = np.zeros((times, states), bool)
    for time in range(1, times):
        came = best[:-1] + leave[:-1]
        best = best + stay
        moved[time, 1:] = came > best[1:]
        best[1:] = np.maximum(best[1:], came)
        best += scores[time]
    path = np.zeros(times, "int64")
    path[-1] = states - 1
    for time in range(times - 1, 0, -1):
        path[time - 1] = path[time] - moved[time, path[time]]
    return path, float(best[-1] + leave[-1])


def without_repeats(tokens: ArrayLike, ends: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Returns tokens, each run of equal ones as one, and where each run ends.

    Args:
        tokens: (n,).
        ends: Of each, (n,).

    Example:
        >>> [each.tolist() for each in without_repeats([3, 3, 1, 3], [2, 4, 5, 9])]
        [[3, 1, 3], [4, 5, 9]]
    """
    tokens, ends = np.asarray(tokens, "int64"), np.asarray(ends, "int64")
    last = np.ones(len(tokens), bool)
    last[:-1] = tokens[1:] != tokens[:-1]
    return tokens[last], ends[last]


def best_phonemes(
    probabilities: ArrayLike,
    pairs: ArrayLike,
    language_weight: float = 1.0,
    stay: float | None = None,
) -> np.ndarray:
    r"""Returns the phoneme of each segment, or of each frame.

    The best path by \( \sum_t \log p_t(v_t) + \lambda \sum_t \log P(v_t | v_{t-1}) \), where of
    frames a phoneme stays with probability s, for nothing, and another comes with 1 - s.

    Args:
        probabilities: Of phonemes 1, 2, ..., (times, phonemes).
        pairs: log P(b | a) of tokens, (phonemes + 1, phonemes + 1), as `log_shares` returns them.
        language_weight: \( \lambda \), at least 0; at 0 the pairs do not count.
        stay: s, in (0, 1); `None` where each time is a segment of its own.

    Returns:
        Tokens (times,), from 1 on.
    """
    scores = np.log(np.maximum(np.asarray(probabilities, "float64"), _SMALLEST))
    if not len(scores):
        return np.zeros(0, "int64")
    pairs = language_weight * np.asarray(pairs, "float64")
    transitions = pairs[1:, 1:].copy()
    if stay is not None:
        transitions += np.log1p(-stay)
        np.fill_diagonal(transitions, np.log(stay))
    return 1 + viterbi(scores, transitions, pairs[0, 1:], pairs[1:, 0])
