"""The door to pairs of texts, such as a question and its answer: `load_text_pairs`."""

import os

from keras_gan_zoo.data.tabbed_lines import tabbed
from keras_gan_zoo.data.text import load_text
from keras_gan_zoo.types import PathLike


def load_text_pairs(
    name: str | os.PathLike,
    split: str = "train",
    *,
    limit: int | None = None,
    cache_dir: PathLike | None = None,
) -> tuple[list[str], list[str]]:
    """Returns texts and what belongs to each, for the `fit` of a sequence to sequence family.

    Args:
        name: As for `load_text`: a source of pairs, such as "movie_dialogues", or the path of a
            UTF-8 file with a text, a tab and the other text on each line.
        split: As for `load_text`.
        limit: Number of pairs to keep, the first ones.
        cache_dir: As for `load_text`.

    Returns:
        Two lists of text, of the same length.

    Raises:
        ValueError: As for `load_text`; or if a line is not two texts with one tab between them.
        DataUnavailable: If data have to be fetched and cannot be.

    Example:
        >>> questions, answers = load_text_pairs("movie_dialogues")
    """
    lines = load_text(name, split, limit=limit, cache_dir=cache_dir)
    pairs = tabbed(lines, name, "a text, one tab and another text")
    return [text for text, _ in pairs], [other for _, other in pairs]
