"""The ways to look into the table of families. Imports no family and no TensorFlow."""

import fnmatch
import re
from collections.abc import Callable

from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.families import FAMILIES
from keras_gan_zoo.registry_entry import Entry

TASKS = ("image", "conditional", "translation", "text")

_ENTRIES = {entry.name: entry for entry in FAMILIES}


def find(name: str) -> Entry:
    """Returns the entry of a family.

    Raises:
        TypeError: If it is no text.
        ValueError: If no family has this name, with the nearest that does.
    """
    if not isinstance(name, str):
        raise TypeError(f"`name` must be the name of one family, such as 'dcgan', got {name!r}.")
    if name not in _ENTRIES:
        suggestion = nearest(name, _ENTRIES) or f" There are {listed(_ENTRIES)}."
        raise ValueError(f"`name` must be a registered family, got {name!r}.{suggestion}")
    return _ENTRIES[name]


def list_models(pattern: str = "*", *, task: str | None = None, tag: str | None = None):
    """Lists the registered families, without importing any.

    Args:
        pattern: A wildcard over names, such as `"*gan*"`.
        task: Only families of this task: "image", "conditional", "translation" or "text".
        tag: Only families with this tag.

    Returns:
        Names, in natural order.

    Raises:
        TypeError: If the pattern is no text.
        ValueError: If there is no such task.

    Example:
        >>> list_models("*cycle*", task="translation")
        ['cyclegan']
    """
    if not isinstance(pattern, str):
        raise TypeError(f"`pattern` must be text, such as '*gan*', got {pattern!r}.")
    if task is not None and task not in TASKS:
        raise ValueError(
            f"`task` must be one of {listed(TASKS)}, got {task!r}.{nearest(task, TASKS)}"
        )
    names = (
        entry.name
        for entry in _ENTRIES.values()
        if fnmatch.fnmatchcase(entry.name, pattern.lower())
        and task in (None, entry.task)
        and (tag is None or tag in entry.tags)
    )
    return sorted(names, key=_natural)


def register(name: str, *, task="image", paper=None, title="", tags=()) -> Callable:
    """Registers a family of your own, as a class decorator.

    The family is then at home in `get`, `list_models`, `describe`, the command line and the
    contract tests.

    Args:
        name: Lower-case, with underscores.
        task: "image", "conditional", "translation" or "text".
        paper: arXiv id, if there is one.
        title: Title of the paper, or what the family is.
        tags: Words to search by.

    Raises:
        TypeError: If what is decorated is no subclass of `keras_gan_zoo.AdversarialModel`.
        ValueError: If the name is taken or malformed, or there is no such task.

    Example:
        >>> @register("my_gan", task="image")
        ... class MyGAN(keras_gan_zoo.LatentGAN):
        ...     def train_step(self, real_images): ...
    """
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(
            f"`name` must be lower-case letters, digits and underscores, got {name!r}; "
            f"e.g. {_tidied(name)!r}."
        )
    if task not in TASKS:
        raise ValueError(
            f"`task` must be one of {listed(TASKS)}, got {task!r}.{nearest(task, TASKS)}"
        )

    def decorate(cls):
        _check_class(cls)
        taken = _ENTRIES.get(name)
        # The same class again is a module that was reloaded, as notebooks do.
        if taken and getattr(taken.target, "__qualname__", None) != cls.__qualname__:
            raise ValueError(f"`name` {name!r} is already registered; choose another.")
        import keras

        if keras.saving.get_registered_name(cls) == cls.__name__:
            cls = keras.saving.register_keras_serializable(package=cls.__module__)(cls)
        _ENTRIES[name] = Entry(name, title or cls.__name__, paper, task, tuple(tags), cls)
        return cls

    return decorate


def _check_class(cls) -> None:
    # Here, because it brings TensorFlow; whoever has a class of it has that already.
    from keras_gan_zoo.models.base import AdversarialModel

    if not isinstance(cls, type) or not issubclass(cls, AdversarialModel):
        raise TypeError(
            "`register` must decorate a subclass of keras_gan_zoo.AdversarialModel, got "
            f"{getattr(cls, '__qualname__', cls)!r}."
        )


def unregister(name: str) -> None:
    """Takes a family out of the table again (for tests and notebooks)."""
    _ENTRIES.pop(find(name).name)


def _tidied(name: object) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_") or "my_gan"
    return words if words[0].isalpha() else f"gan_{words}"


def _natural(name: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
