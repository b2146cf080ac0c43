"""Likelihoods: what an oracle thinks of samples, and what a generator thinks of real text."""

import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.types import ArrayLike


def mean_nll(decoder: Any, tokens: ArrayLike, batch_size: int = 500) -> float:
    """Returns minus the mean log-probability of tokens under a decoder, in nats a token.

    Tokens after the end token do not count.

    Args:
        decoder: A `keras_gan_zoo.networks.Decoder`.
        tokens: Sequences (n, length), whole numbers.
        batch_size: Sequences judged at once.

    Raises:
        ValueError: If there are no sequences.

    Example:
        >>> mean_nll(uniform_decoder, np.zeros((4, 20), "int32"))  # of 5000 tokens
        8.517193191416238
    """
    tokens = np.asarray(tokens, "int32")
    if not len(tokens):
        raise ValueError("`tokens` is empty: it holds no sequences to judge.")
    total = count = 0.0
    for start in range(0, len(tokens), batch_size):
        batch = tokens[start : start + batch_size]
        total -= float(np.sum(np.asarray(decoder.log_probs(batch)), dtype="float64"))
        count += float(np.sum(np.asarray(decoder.mask(batch)), dtype="float64"))
    return total / count


def oracle_nll(generated: Sequence | np.ndarray, oracle: Any, source: str | None = None) -> Score:
    r"""Judges samples by the oracle that wrote the training data: \( -E_{y \sim G} \log p(y) \).

    Lower is better, but not without limit: a generator that repeats the oracle's favourite
    sequence scores below the oracle itself. Print `held_out_nll` beside it, which sees what a
    generator leaves out.

    Args:
        generated: Sequences (n, length).
        oracle: The oracle, see `keras_gan_zoo.networks.oracle`.
        source: What the score calls the data.

    Returns:
        Nats a token, named such as `oracle_nll10k`.

    Example:
        >>> print(oracle_nll(gan.generate_tokens(10_000, seed=0), oracle))
        oracle_nll10k = 8.96 (10,000 samples)

    Reference:
        1609.05473, equation 9 (there a sum over a sequence's tokens, printed as their mean).
    """
    return _score("oracle_nll", oracle, generated, source)


def held_out_nll(model: Any, held_out: Sequence | np.ndarray, source: str | None = None) -> Score:
    r"""Judges a generator by real sequences it has not seen: \( -E_{x} \log G(x) \).

    Args:
        model: A text family, or a decoder.
        held_out: Sequences (n, length), or text if the model has a tokenizer.
        source: What the score calls the data, such as `"captions/test"`.

    Returns:
        Nats a token, named such as `held_out_nll10k`; its exponential is the perplexity.

    Example:
        >>> math.exp(held_out_nll(model, sequences))  # perplexity
        41.3
    """
    decoder, tokenizer = model.decoder_and_tokenizer()
    if tokenizer is not None and len(held_out) and isinstance(held_out[0], str):
        held_out = tokenizer.encode(held_out, name="held_out")
    return _score("held_out_nll", decoder, held_out, source)


def perplexity(score: Score | float) -> float:
    """Returns the exponential of a score in nats a token.

    Example:
        >>> perplexity(0.0)
        1.0
    """
    return math.exp(float(score))


def _score(name: str, decoder: Any, tokens: Any, source: str | None) -> Score:
    began = time.perf_counter()
    value = mean_nll(decoder, tokens)
    return Score(
        value,
        f"{name}{count_name(len(tokens))}",
        samples=len(tokens),
        source=source,
        seconds=time.perf_counter() - began,
    )
