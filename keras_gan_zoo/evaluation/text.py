"""Scores a family that writes text against held-out text."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.data import load_text
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.layers.tokenizer import END
from keras_gan_zoo.metrics import (
    SentenceEmbedding,
    bleu,
    cooccurrence_vectors,
    copied_spans,
    distinct,
    frechet_embedding_distance,
    self_bleu,
)
from keras_gan_zoo.metrics.text.ngrams import trimmed
from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll

DEFAULT_SAMPLES = 1000
_DIMENSIONS = 50


def evaluate_text(
    generators: Mapping[str, Callable],
    texts: tuple[np.ndarray, np.ndarray],
    *,
    samples: int = DEFAULT_SAMPLES,
    seed: int = 0,
) -> list[ScoreTable]:
    """Scores texts of a generator beside real ones that were held out as well.

    Quality and diversity stand side by side, since each alone is easily had: BLEU rises and
    self-BLEU falls with fewer and with more different texts.

    Args:
        generators: `"generate"`, from a number and a seed to tokens (n, length); and `"nll"`, from
            tokens to nats a token.
        texts: Tokens of the training and of the held-out text, (n, length) each.
        samples: How many texts are judged; at most half of the held-out ones.
        seed: Of the draws, and of the choice of held-out texts.

    Returns:
        One table.

    Raises:
        ValueError: If there are fewer than twice as many held-out texts.

    Example:
        >>> (table,) = evaluate_text({"generate": draw, "nll": nll}, (train, test), samples=500)
    """
    samples = check_text({"samples": samples})
    train, test = texts
    if len(test) < 2 * samples:
        raise ValueError(
            f"`evaluation.samples` is {samples:,}, which takes {2 * samples:,} held-out texts, "
            f"where there are {len(test):,}: at most {len(test) // 2:,} can be judged."
        )
    order = np.random.default_rng(seed).permutation(len(test))
    # What is judged must not be among what it is judged by.
    real, reference = test[order[::2]][:samples], test[order[1::2]]
    known = trimmed(train, END)
    size = 1 + int(max(train.max(), test.max()))
    vectors = cooccurrence_vectors(known, size, min(_DIMENSIONS, size - 1))
    judge = _Judge(known, trimmed(reference, END), samples, vectors)
    drawn = generators["generate"](samples, seed)
    rows: list[list] = [
        ["this model", float(generators["nll"](test)), *judge(drawn)],
        ["held-out text", None, *judge(real)],
    ]
    columns = [
        "",
        "NLL of held-out text, nats a token (lower)",
        "BLEU-2 (higher)",
        "BLEU-5 (higher)",
        "self-BLEU-5 (as real)",
        "Fréchet embedding distance (lower)",
        "distinct-2 (as real)",
        "copied span (as real)",
    ]
    note = (
        f"{samples:,} texts each, seed {seed}, at temperature 1. BLEU against {len(reference):,} "
        f"other held-out texts. Fréchet: word vectors of {vectors.shape[1]} dimensions from the "
        f"training text's co-occurrences, against the first {samples:,} of those. Copied span: "
        "mean share of a text that stands in the training text as it is."
    )
    return [ScoreTable("Text", columns, rows, note)]


def text_judged(gan: Any, networks: Callable) -> dict[str, Callable]:
    """Returns what `evaluate_text` takes of a model: its sequences, and its likelihoods."""
    decoder, _ = gan.decoder_and_tokenizer()
    return {
        "generate": lambda count, seed: gan.generate_tokens(count, seed=seed),
        "nll": lambda tokens: mean_nll(decoder, tokens),
    }


def text_data(gan: Any, data: Mapping, test_data: Mapping) -> list[np.ndarray]:
    """Returns the tokens of a recipe's training and of its held-out text."""
    _, tokenizer = gan.decoder_and_tokenizer()
    return [tokenizer.encode_fitting(load_text(**section)) for section in (data, test_data)]


def check_text(settings: Mapping) -> int:
    """Returns how many texts the settings of the protocol "text" ask for.

    Raises:
        ValueError: If they are fewer than two, or no whole number.
    """
    return check_whole(settings.get("samples", DEFAULT_SAMPLES), "evaluation.samples", least=2)


class _Judge:
    """The scores of a set of token sequences."""

    def __init__(self, train, reference, samples, vectors):
        self.train, self.reference, self.samples = train, reference, samples
        self.embedding = SentenceEmbedding(vectors, f"cooccurrence{vectors.shape[1]}")

    def __call__(self, tokens: np.ndarray) -> list[float]:
        texts = [text for text in trimmed(tokens, END) if text]
        quality = bleu(texts, self.reference)
        scores = (
            quality[2],
            quality[5],
            self_bleu(texts)[5],
            frechet_embedding_distance(texts, self.reference[: self.samples], self.embedding),
            distinct(texts)[2],
            copied_spans(texts, self.train).share,
        )
        return [float(score.value) for score in scores]
