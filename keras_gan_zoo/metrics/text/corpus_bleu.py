"""BLEU of a corpus: how much translations share with the right ones, n-grams of all counted up."""

import time

import numpy as np

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.metrics.score import Score, score_of_sums
from keras_gan_zoo.metrics.text.ngrams import check_corpus, check_one_each, ngram_counts
from keras_gan_zoo.types import TokenSequences


def corpus_bleu(generated: TokenSequences, references: TokenSequences, largest: int = 4) -> Score:
    r"""BLEU of translations, each with one right translation, as machine translation reports it.

    \( \mathrm{BP} \cdot \exp(\frac14 \sum_n \log p_n) \), p_n being the share of all n-grams of all
    translations that their references have, counts clipped, and BP = exp(1 - r / c) where the
    translations have fewer words, c, than the references, r. Nothing is smoothed: it is 0 where no
    n-gram of one length is right. `paired_bleu` is the mean over single sentences instead.

    Args:
        generated: Token sequences, whole numbers or words, of any lengths.
        references: As many, one for each.
        largest: The largest n, at least 1.

    Returns:
        A score named such as `corpus_bleu4_2k`, in [0, 1]; tables show 100 times as much. Its
        `error` is the standard deviation over corpora that are drawn from this one anew.

    Raises:
        ValueError: If there are not as many references, or a set is empty or is text that is not
            cut into tokens.

    Example:
        >>> float(corpus_bleu([["a", "dog", "runs", "off"]], [["a", "dog", "runs", "off"]]))
        1.0

    Reference:
        Papineni et al., 2002.
    """
    began = time.perf_counter()
    generated = check_corpus(generated, "generated")
    references = check_corpus(references, "references")
    check_one_each(generated, references)
    check_whole(largest, "largest", least=1)
    counts = np.array(
        [
            _counts(ours, theirs, largest)
            for ours, theirs in zip(generated, references, strict=True)
        ],
        "float64",
    )
    return score_of_sums(
        counts, lambda total: _bleu(total, largest), f"corpus_bleu{largest}", began
    )


def _counts(ours, theirs, largest):
    """Returns matches and n-grams for each n, and both lengths."""
    ours, theirs = list(ours), list(theirs)
    found = []
    for n in range(1, largest + 1):
        mine, right = ngram_counts(ours, n), ngram_counts(theirs, n)
        found += [sum((mine & right).values()), sum(mine.values())]
    return [*found, len(ours), len(theirs)]


def _bleu(counts, largest):
    matches, grams = counts[0 : 2 * largest : 2], counts[1 : 2 * largest : 2]
    c, r = counts[-2:]
    if not matches.all():
        return 0.0
    return float(min(1.0, np.exp(1.0 - r / c)) * np.exp(np.mean(np.log(matches / grams))))
