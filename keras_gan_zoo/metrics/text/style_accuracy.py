"""Style accuracy: the share of texts that a classifier, trained apart, finds to be of a style."""

import time
from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import expit

from keras_gan_zoo.metrics.score import Score, count_name
from keras_gan_zoo.metrics.text.log_ratios import fit_log_ratios
from keras_gan_zoo.metrics.text.texts import check_texts, words_of
from keras_gan_zoo.types import ArrayLike

_LARGEST = 2


class StyleClassifier:
    """Tells two styles apart by the words and pairs of words of a text.

    A logistic regression on which n-grams a text has, each as large as the logarithm of how much
    more often it stands in the one style than in the other (NBSVM, with the logistic loss).

    Args:
        ngrams: The words and pairs of words, tuples of words.
        weights: What each adds to the logit of the second style, (len(ngrams),).
        bias: The logit of a text that has none of them.

    Example:
        >>> classifier = train_style_classifier(["a dull film"] * 9, ["a fine film"] * 9)
        >>> classifier(["fine !", "how dull"]) > 0.5
        array([ True, False])
    """

    def __init__(self, ngrams: Sequence[tuple[str, ...]], weights: ArrayLike, bias: float = 0.0):
        self.ngrams = list(ngrams)
        self.weights = np.asarray(weights, "float64")
        self.bias = float(bias)
        if self.weights.shape != (len(self.ngrams),):
            raise ValueError(
                f"`weights` must be ({len(self.ngrams)},), one for each of `ngrams`, got "
                f"{self.weights.shape}."
            )
        self._places = {ngram: place for place, ngram in enumerate(self.ngrams)}

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        """Returns log P(second style) - log P(first style) of each text, (n,) float64."""
        found = []
        for text in texts:
            places = [self._places[one] for one in _ngrams(text) if one in self._places]
            found.append(self.bias + self.weights[places].sum())
        return np.array(found)

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Returns how probably each text is of the second style, (n,) in [0, 1]."""
        return expit(self.logits(texts))


def train_style_classifier(
    x: Sequence[str], y: Sequence[str], penalty: float = 1.0
) -> StyleClassifier:
    """Trains a classifier on the texts of two styles; nothing in it is random.

    Args:
        x: Texts of the first style.
        y: Texts of the second.
        penalty: Weight of half the squared norm of the weights.

    Returns:
        The classifier. Its own accuracy, on held-out texts, belongs beside what it judges.

    Raises:
        ValueError: If a style has no texts.

    Example:
        >>> classifier = train_style_classifier(["dull", "a bore"], ["great", "a joy"])
        >>> classifier(["a bore", "what joy"]) > 0.5
        array([False,  True])

    Reference:
        Wang and Manning, "Baselines and bigrams", 2012: the features.
    """
    check_texts(x, "x")
    check_texts(y, "y")
    found = fit_log_ratios([_ngrams(text) for text in x], [_ngrams(text) for text in y], penalty)
    return StyleClassifier(*found)


def style_accuracy(
    texts: Sequence[str], style: str, classifier: Callable[[Sequence[str]], ArrayLike]
) -> Score:
    """Returns the share of texts that a classifier finds to be of a style.

    Higher is better, up to what it finds of real texts of that style; it rises with texts that
    have kept nothing of what they were made of, so judge `paired_bleu` beside it.

    Args:
        texts: Texts, such as those whose style was turned.
        style: The style they are to have: "x", the classifier's first, or "y", its second.
        classifier: From a list of texts to the probability of the second style, (n,): one of
            `train_style_classifier`, or any other.

    Returns:
        A score named such as `style_accuracy1k`, in [0, 1]; its `error` is the standard error.

    Raises:
        ValueError: If there are no texts, no such style, or not a probability for each text.

    Example:
        >>> classifier = train_style_classifier(["a dull film"] * 9, ["a fine film"] * 9)
        >>> float(style_accuracy(["a fine one", "how dull"], "y", classifier))
        0.5

    Reference:
        1705.09655, section 5, and 1905.05621, for the measure.
    """
    began = time.perf_counter()
    check_texts(texts, "texts")
    if style not in ("x", "y"):
        raise ValueError(f"`style` must be 'x', the classifier's first, or 'y', got {style!r}.")
    found = np.asarray(classifier(texts), "float64")
    if found.shape != (len(texts),) or not np.all((found >= 0) & (found <= 1)):
        raise ValueError(
            f"`classifier` must give a probability for each of the {len(texts)} texts, got the "
            f"shape {found.shape}" + (f" up to {found.max():.3g}." if found.size else ".")
        )
    share = float(np.mean(found > 0.5 if style == "y" else found < 0.5))
    return Score(
        share,
        f"style_accuracy{count_name(len(texts))}",
        samples=len(texts),
        error=float(np.sqrt(share * (1 - share) / len(texts))),
        seconds=time.perf_counter() - began,
    )


def _ngrams(text: str) -> set[tuple[str, ...]]:
    """Returns the words and the pairs of words that a text has, each once."""
    words = words_of(text)
    return {
        tuple(words[start : start + n])
        for n in range(1, _LARGEST + 1)
        for start in range(len(words) - n + 1)
    }
