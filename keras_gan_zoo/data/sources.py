"""Named sources of pictures and of text: what one is, and how it is registered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from keras_gan_zoo.errors import listed, nearest

KINDS = ("images", "labelled", "captioned", "unpaired", "paired", "videos", "samples")
LABELLED_KINDS = ("labelled", "captioned")
"""Kinds whose examples have a label: a class number, or a text."""


@dataclass(frozen=True)
class Source:
    """A named source of images.

    Attributes:
        name: What `load` is given.
        kind: `"images"`; `"labelled"`, images with a class number each; `"captioned"`, images with
            a text each; `"unpaired"`, two sets of images; `"paired"`, two images an example;
            `"videos"`; or `"samples"`, arrays of any other kind, which are passed on as they are.
        splits: Names of its parts.
        image_shape: `(height, width, channels)`, or None if not known beforehand.
        licence: Licence of the data, as declared by their publisher.
        description: One or two sentences.
        prepare: Called with a `LoadOptions`; returns the raw examples of `options.split`. See
            `register_source`.
        class_names: Names of the classes of a `"labelled"` source in the order of their numbers,
            or nothing.
    """

    name: str
    kind: str
    splits: tuple[str, ...]
    image_shape: tuple[int, int, int] | None
    licence: str
    description: str
    prepare: Callable
    class_names: tuple[str, ...] = ()

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name or ":" in self.name:
            raise ValueError(f"The name {self.name!r} of a source must be text without a colon.")
        if self.kind not in KINDS:
            raise ValueError(
                f"kind={self.kind!r} of the source {self.name!r} must be one of {listed(KINDS)}."
                f"{nearest(self.kind, KINDS)}"
            )


SOURCES: dict[str, Source] = {}
"""What has been registered so far, by name; `keras_gan_zoo.data.catalogue` adds the zoo's own."""


def register_source(
    name: str,
    *,
    kind: str,
    splits: Sequence[str] = ("train",),
    image_shape: tuple[int, int, int] | None = None,
    licence: str = "not stated",
    description: str = "",
    class_names: Sequence[str] = (),
) -> Callable:
    """Makes `load(name)` call the decorated function.

    The function is given the checked `LoadOptions` of the call and returns the examples of
    `options.split`: an array of images, `(images, labels)` if the kind is `"labelled"` or
    `"captioned"`, `(images, images)` if it is `"paired"`, or, in place of arrays, a
    `tf.data.Dataset` of known cardinality with such elements. A source of the kind `"unpaired"`
    returns a tuple of two of these. Images are uint8 in [0, 255] or floating point in [-1, 1],
    with 1 or 3 channels last. Size, channels, limit, shuffling and batches are seen to by `load`.
    A source of the kind `"videos"` returns an array (n, frames, height, width, channels), or a list
    of arrays (frames, height, width, channels) of any number of frames each, out of which `load`
    cuts clips. A source of the kind `"samples"` returns an array (n, ...) of whatever its models
    take, of which `load` sees to limit, shuffling and batches alone.

    Args:
        name: The name, without a colon.
        kind: `"images"`, `"labelled"`, `"captioned"`, `"unpaired"`, `"paired"`, `"videos"` or
            `"samples"`.
        splits: Names of the parts that the function can give.
        image_shape: `(height, width, channels)`, if known.
        licence: Licence of the data.
        description: One or two sentences.
        class_names: Names of the classes in the order of their numbers, if there are any.

    Returns:
        A decorator that returns the function unchanged.

    Raises:
        ValueError: If the name is taken by another function, or the kind is unknown.

    Example:
        >>> import numpy as np
        >>> @register_source("noise", kind="images", description="Grey noise.")
        ... def noise(options):
        ...     return np.random.default_rng(0).integers(0, 256, (64, 32, 32, 1), "uint8")
    """

    def register(prepare):
        source = Source(
            name,
            kind,
            tuple(splits),
            image_shape,
            licence,
            description,
            prepare,
            tuple(class_names),
        )
        taken = SOURCES.get(name)
        if taken is not None and _identity(taken.prepare) != _identity(prepare):
            raise ValueError(f"The source name {name!r} is taken by {_identity(taken.prepare)}.")
        SOURCES[name] = source
        return prepare

    return register


def _identity(function: Callable) -> str:
    # By name, so that running a notebook's cell again replaces what it registered before.
    return f"{function.__module__}.{function.__qualname__}"


@dataclass(frozen=True)
class TextSource:
    """A named source of text.

    Attributes:
        name: What `load_text` is given.
        splits: Names of its parts.
        licence: Licence of the text, as declared by its publisher.
        description: One or two sentences.
        prepare: Called with a split and the cache folder; returns a list of text.
    """

    name: str
    splits: tuple[str, ...]
    licence: str
    description: str
    prepare: Callable


TEXT_SOURCES: dict[str, TextSource] = {}
"""What has been registered so far, by name; `keras_gan_zoo.data.catalogue` adds the zoo's own."""


def register_text(
    name: str,
    *,
    splits: Sequence[str] = ("train", "test"),
    licence: str = "not stated",
    description: str = "",
) -> Callable:
    """Makes `load_text(name)` call the decorated function with a split and the cache folder.

    Args:
        name: The name.
        splits: Names of the parts that the function can give.
        licence: Licence of the text.
        description: One or two sentences.

    Returns:
        A decorator that returns the function unchanged.

    Example:
        >>> @register_text("greetings", splits=("train",))
        ... def greetings(split, cache_dir):
        ...     return ["good morning", "good evening"]
    """

    def register(prepare):
        TEXT_SOURCES[name] = TextSource(name, tuple(splits), licence, description, prepare)
        return prepare

    return register
