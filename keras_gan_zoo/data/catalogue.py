"""The catalogue: every named data set, the zoo's own and a user's, found by name."""

import functools
import importlib
import pkgutil
from typing import Any

from keras_gan_zoo.data import sets, sources
from keras_gan_zoo.data.sources import Source, TextSource
from keras_gan_zoo.errors import listed, nearest


@functools.cache
def _import_sets() -> None:
    """Imports every module of `keras_gan_zoo.data.sets`, each of which registers its sources."""
    for module in pkgutil.walk_packages(sets.__path__, f"{sets.__name__}."):
        importlib.import_module(module.name)


def picture_sources() -> dict[str, Source]:
    """Returns the registered sources of pictures by name, the zoo's own among them.

    Example:
        >>> picture_sources()["mnist"].kind
        'labelled'
    """
    _import_sets()
    return dict(sources.SOURCES)


def text_sources() -> dict[str, TextSource]:
    """Returns the sources of text by name, the built-in ones among them.

    Example:
        >>> sorted(text_sources())
        ['captions', 'chinese_quatrains']
    """
    _import_sets()
    return dict(sources.TEXT_SOURCES)


def list_sources() -> list[str]:
    """Returns the names of the registered sources, sorted.

    Example:
        >>> "fashion_mnist" in list_sources()
        True
    """
    return sorted(picture_sources())


def find_source(name: str) -> Source:
    """Returns the registered source of a name.

    Raises:
        ValueError: If there is none; the sentence names the nearest.
    """
    found = picture_sources()
    if name not in found:
        raise ValueError(
            f"There is no data source {name!r}.{nearest(name, found)} The sources are "
            f"{listed(found)}."
        )
    return found[name]


def describe_source(name: str) -> str:
    """Returns what is known of a registered source, as a few lines of text.

    Args:
        name: A name from `list_sources` or `text_sources`.

    Raises:
        ValueError: If there is no such source.

    Example:
        >>> print(describe_source("cifar10").splitlines()[0])
        cifar10 (labelled)
    """
    source: Any
    if name in (texts := text_sources()):
        source, kind, shape = texts[name], "text", ""
    else:
        source = find_source(name)
        kind = source.kind
        size = " x ".join(map(str, source.image_shape)) if source.image_shape else "any"
        shape = f" Image shape: {size}."
    return "\n".join(
        [
            f"{source.name} ({kind})",
            source.description,
            f"Splits: {', '.join(source.splits)}.{shape} Licence: {source.licence}.",
        ]
    )
