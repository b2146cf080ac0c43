"""The share of dull answers: of those that would follow on nearly everything."""

import re
import time
from collections.abc import Collection, Sequence

from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.texts import check_texts

DULL = frozenset(
    {
        "i am not sure",
        "i do not know",
        "i don't know",
        "i don't know what you mean",
        "i don't know what you're talking about",
        "i don't know what to say",
        "i don't think so",
        "i have no idea",
        "i know",
        "i'm fine",
        "i'm not sure",
        "i'm sorry",
        "no",
        "of course",
        "oh",
        "okay",
        "sure",
        "thank you",
        "what",
        "what are you talking about",
        "what do you mean",
        "yeah",
        "yes",
    }
)
"""English answers that fit nearly every question, lower-cased and without punctuation marks."""

_MARKS = re.compile(r"[^\w' ]+")
_APART = re.compile(r"\s+'\s*|\s*'\s+")


def dull_share(answers: Sequence[str], dull: Collection[str] = DULL) -> Score:
    """Returns the share of answers that are dull, whatever marks and capitals they have.

    Compare with the share among human answers, which is above 0, too.

    Args:
        answers: Texts.
        dull: What is dull, lower-cased, without punctuation marks but the apostrophe.

    Returns:
        A score named such as `dull_share1k`, in [0, 1]; lower is better, down to the human share.

    Raises:
        ValueError: If there are no answers.

    Example:
        >>> float(dull_share(["I don't know.", "In Paris, at night."]))
        0.5

    Reference:
        1510.03055, section 1, for what likelihood does to answers; the list is this package's own.
    """
    began = time.perf_counter()
    check_texts(answers, "answers")
    found = [plain(answer) in dull for answer in answers]
    return Score(
        sum(found) / len(found),
        f"dull_share{count_name(len(found))}",
        samples=len(found),
        seconds=time.perf_counter() - began,
    )


def plain(text: str) -> str:
    """Returns a text lower-cased, without punctuation marks, its apostrophes within words.

    Example:
        >>> plain("I don ' t know !")
        "i don't know"
    """
    joined = _APART.sub("'", " ".join(text.lower().split()))
    return " ".join(_MARKS.sub(" ", joined).split())
