"""Scores a family that writes short texts against what people wrote, beside the first words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.data.text_pairs import load_text_pairs
from keras_gan_zoo.evaluation.score_table import ScoreTable
from keras_gan_zoo.metrics.text.chrf import chrf
from keras_gan_zoo.metrics.text.rouge import rouge
from keras_gan_zoo.metrics.text.texts import check_texts

DEFAULT_SAMPLES = 500
LEADING_WORDS = 8
"""As many as in 1810.02851's baseline."""


def first_words(texts: Sequence[str], count: int = LEADING_WORDS) -> list[str]:
    """Returns the beginning of each text, which is much for a summary to beat.

    Args:
        texts: A list of text.
        count: How many words, as spaces part them.

    Raises:
        ValueError: If there are no texts, or the count is no whole number above 0.

    Example:
        >>> first_words(["a small tool to read a disk"], 3)
        ['a small tool']
    """
    check_texts(texts, "texts")
    count = check_whole(count, "count", least=1)
    return [" ".join(text.split()[:count]) for text in texts]


def evaluate_summaries(
    generators: Mapping[str, Callable],
    pairs: tuple[Sequence[str], Sequence[str]],
    *,
    samples: int = DEFAULT_SAMPLES,
    beam: int | None = None,
) -> list[ScoreTable]:
    """Scores what a model writes for texts by the summaries that people wrote for them.

    Args:
        generators: `"answer"`, from a list of text and a beam to a list of text.
        pairs: Held-out texts, and a summary of each.
        samples: How many pairs are judged, the first ones; all, if there are fewer.
        beam: How many beginnings are kept in writing; `None` for the most probable words.

    Returns:
        One table.

    Raises:
        ValueError: If a setting is out of its range.

    Example:
        >>> (table,) = evaluate_summaries({"answer": answer}, (texts, summaries), samples=100)
    """
    settings = {"samples": samples, "beam": beam}
    check_summaries(settings)
    texts, references = (list(part)[:samples] for part in pairs)
    written = {
        "this model": generators["answer"](texts, beam),
        f"baseline: the first {LEADING_WORDS} words": first_words(texts),
    }
    rows = []
    for name, summaries in written.items():
        scores = [*rouge(summaries, references).values(), chrf(summaries, references)]
        rows.append([name, *(100.0 * float(score) for score in scores)])
    how = "greedily" if beam is None else f"by a beam of {beam}"
    note = (
        f"{len(texts):,} held-out texts, of which the model reads the beginning; ROUGE is the mean "
        f"F1 in percent, lower-case words, no stemming, chrF2 that of all texts. Written {how}."
    )
    columns = ["", *(f"{name} (higher)" for name in ("ROUGE-1", "ROUGE-2", "ROUGE-L", "chrF2"))]
    return [ScoreTable("Summaries", columns, rows, note)]


def summaries_judged(gan: Any, networks: Callable) -> dict[str, Callable]:
    """Returns what `evaluate_summaries` takes of a model: how it answers beginnings of texts.

    Raises:
        ValueError: If the model reads no text.
    """
    reads = next(iter(gan.source_kinds().values()), None)
    if reads is None or reads.name != "texts" or reads.tokenizer is None:
        raise ValueError(
            f"`evaluation.protocol` 'summaries' is for families that write a text for a text, such "
            f"as 'summary_gan', got {type(gan).__name__}: name 'text', or leave `evaluation` out."
        )

    def answer(texts, beam):
        tokens = reads.tokenizer(tf.constant(texts)).numpy()
        how = {"temperature": 0.0} if beam is None else {"beam": beam}
        return list(gan.generate(tokens, **how))

    return {"answer": answer}


def summaries_data(gan: Any, data: Mapping, test_data: Mapping) -> tuple[list[str], list[str]]:
    """Returns a recipe's held-out pairs of texts and summaries."""
    return load_text_pairs(**test_data)


def check_summaries(settings: Mapping) -> None:
    """Checks the settings of the protocol "summaries".

    Raises:
        ValueError: If one is out of its range.
    """
    check_whole(settings.get("samples", DEFAULT_SAMPLES), "evaluation.samples", least=1)
    if settings.get("beam") is not None:
        check_whole(settings["beam"], "evaluation.beam", least=1)
