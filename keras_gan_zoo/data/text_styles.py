"""The door to texts of two styles that are no pairs: `load_text_styles`."""

import os

from keras_gan_zoo.checks import check_whole
from keras_gan_zoo.data.tabbed_lines import tabbed
from keras_gan_zoo.data.text import load_text
from keras_gan_zoo.errors import listed
from keras_gan_zoo.types import PathLike


def load_text_styles(
    name: str | os.PathLike,
    split: str = "train",
    *,
    limit: int | None = None,
    cache_dir: PathLike | None = None,
) -> tuple[list[str], list[str]]:
    """Returns the texts of each of two styles, for the `fit` of a family that turns texts.

    Args:
        name: As for `load_text`: a source of two styles, such as "movie_snippets", or the path of
            a UTF-8 file with a style's name, a tab and a text on each line.
        split: As for `load_text`.
        limit: Number of texts of each style to keep, the first ones.
        cache_dir: As for `load_text`.

    Returns:
        Two lists of text, of any lengths: first the style whose name comes first in the alphabet.

    Raises:
        ValueError: As for `load_text`; or if a line is not a style, one tab and a text, or there
            are not two styles.
        DataUnavailable: If data have to be fetched and cannot be.

    Example:
        >>> negative, positive = load_text_styles("movie_snippets")
    """
    if limit is not None:
        limit = check_whole(limit, "limit", least=1)
    styles: dict[str, list[str]] = {}
    lines = load_text(name, split, cache_dir=cache_dir)
    for style, text in tabbed(lines, name, "the name of a style, one tab and a text"):
        styles.setdefault(style, []).append(text)
    if len(styles) != 2:
        raise ValueError(
            f"{os.fspath(name)!r} must have texts of two styles, got {len(styles)}: "
            f"{listed(sorted(styles))}."
        )
    x, y = (texts for _, texts in sorted(styles.items()))
    return x[:limit], y[:limit]
