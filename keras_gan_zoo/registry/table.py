"""The table of registered families, found by name without importing any or TensorFlow."""

import fnmatch
import functools
import re
from collections.abc import Callable, Sequence

from keras_gan_zoo.errors import SharedName, UnknownFamily, listed, nearest
from keras_gan_zoo.registry.entry import Entry
from keras_gan_zoo.registry.scan import scan_families, task_of, tasks

TASKS = tasks()
"""What families are for."""

PACKAGE = "keras_gan_zoo"
"""What Keras puts before the name of each class of the zoo."""


@functools.cache
def _entries() -> dict[str, Entry]:
    """Returns the table: the zoo's own families at first, and what `register` adds."""
    table: dict[str, Entry] = {}
    for entry in scan_families():
        if entry.name in table:
            raise RuntimeError(
                f"Two families are registered as {entry.name!r}: {table[entry.name].target} and "
                f"{entry.target}."
            )
        table[entry.name] = entry
    return table


def find(name: str) -> Entry:
    """Returns the entry of a family.

    Raises:
        TypeError: If it is not text.
        ValueError: If no family has this name, with the nearest that does; or with all that are
            called so in their papers, of which none is guessed.
    """
    if not isinstance(name, str):
        raise TypeError(f"`name` must be the name of one family, such as 'dcgan', got {name!r}.")
    if name not in _entries():
        if called := _called(name):
            raise SharedName(called)
        suggestion = nearest(name, _entries()) or f" There are {listed(_entries())}."
        raise UnknownFamily(f"`name` must be a registered family, got {name!r}.{suggestion}")
    return _entries()[name]


def _called(name: str) -> str:
    """Returns a sentence on the families that are called so in their papers, or ""."""
    meant = [entry for entry in _entries().values() if name.lower() in entry.aliases]
    if not meant:
        return ""
    meant.sort(key=lambda entry: (entry.paper or "", entry.name))
    *others, last = [entry.citation() for entry in meant]
    if not others:
        return f"There is no family {name!r}: {last} is called so in its paper."
    return (
        f"There is no family {name!r}: {', '.join(others)} and {last} are called so in their "
        "papers; ask for the one that you mean by its own name."
    )


def list_models(
    pattern: str = "*", *, task: str | None = None, tag: str | None = None
) -> list[str]:
    """Lists the registered families, without importing any.

    Args:
        pattern: A wildcard over names, such as `"*gan*"`.
        task: Only families of this task, one of `keras_gan_zoo.registry.TASKS`, such as "image".
        tag: Only families with this tag.

    Returns:
        Names, in natural order.

    Raises:
        TypeError: If the pattern is not text.
        ValueError: If there is no such task.

    Example:
        >>> list_models("*cycle*", task="translation")
        ['cyclegan']
    """
    if not isinstance(pattern, str):
        raise TypeError(f"`pattern` must be text, such as '*gan*', got {pattern!r}.")
    if task is not None:
        _check_task(task)
    names = (
        entry.name
        for entry in _entries().values()
        if fnmatch.fnmatchcase(entry.name, pattern.lower())
        and task in (None, entry.task)
        and (tag is None or tag in entry.tags)
    )
    return sorted(names, key=_natural_sort_key)


def register(
    name: str,
    *,
    task: str | None = None,
    paper: str | None = None,
    title: str = "",
    tags: Sequence[str] = (),
    aliases: Sequence[str] = (),
) -> Callable[[type], type]:
    """Registers a family: a class decorator, which the zoo's own families use, too.

    The family is then at home in `get`, `list_models`, `describe`, the command line and the
    contract tests.

    Args:
        name: Lower-case, with underscores.
        task: One of `keras_gan_zoo.registry.TASKS`, such as "image"; by default, of a family in
            `keras_gan_zoo/families`, the folder that it is in, else "image".
        paper: arXiv id, if there is one.
        title: Title of the paper, or what the family is.
        tags: Words to search by.
        aliases: What the paper calls it, in lower case, where several papers call theirs so: `get`
            and `describe` then say which there are, and take none of them for meant.

    Raises:
        TypeError: If what is decorated is not a subclass of `keras_gan_zoo.ZooModel`.
        ValueError: If the name is taken or malformed, an alias is a family's name, or there is no
            such task.

    Example:
        >>> @register("my_gan", task="image")
        ... class MyGAN(keras_gan_zoo.LatentGAN):
        ...     def train_step(self, real_images): ...
    """
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(
            f"`name` must be lower-case letters, digits and underscores, got {name!r}; "
            f"e.g. {_valid_name(name)!r}."
        )
    if task is not None:
        _check_task(task)
    for alias in aliases:
        if alias in _entries():
            raise ValueError(
                f"`aliases` must be names of no family, got {alias!r}, which is the family "
                f"{_entries()[alias].title!r}."
            )

    def decorate(cls):
        _check_class(cls)
        taken = _entries().get(name)
        # The same class again is a module that was reloaded, as notebooks do.
        if taken and not _is_entry_of(taken, cls):
            raise ValueError(f"`name` {name!r} is already registered; choose another.")
        import keras

        if keras.saving.get_registered_name(cls) == cls.__name__:
            own = task_of(cls.__module__) is not None
            package = PACKAGE if own else cls.__module__
            cls = keras.saving.register_keras_serializable(package=package)(cls)
        where = task or task_of(cls.__module__) or "image"
        _entries()[name] = Entry(
            name, title or cls.__name__, paper, where, tuple(tags), cls, tuple(aliases)
        )
        return cls

    return decorate


def _is_entry_of(entry: Entry, cls: type) -> bool:
    """Returns whether an entry was made for this class, or for one of the same name before it."""
    if isinstance(entry.target, str):
        return entry.target == f"{cls.__module__}:{cls.__qualname__}"
    return entry.target.__qualname__ == cls.__qualname__


def _check_class(cls: object) -> None:
    # Here, because it brings TensorFlow; whoever has a class of it has that already.
    from keras_gan_zoo.engine.zoo_model import ZooModel

    if not isinstance(cls, type) or not issubclass(cls, ZooModel):
        raise TypeError(
            "`register` must decorate a subclass of keras_gan_zoo.ZooModel, such as "
            "keras_gan_zoo.AdversarialModel, got "
            f"{getattr(cls, '__qualname__', cls)!r}."
        )


def unregister(name: str) -> None:
    """Removes a family from the table (for tests and notebooks)."""
    _entries().pop(find(name).name)


def _check_task(task: object) -> None:
    if task not in TASKS:
        raise ValueError(
            f"`task` must be one of {listed(TASKS)}, got {task!r}.{nearest(task, TASKS)}"
        )


def _valid_name(name: object) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_") or "my_gan"
    return words if words[0].isalpha() else f"gan_{words}"


def _natural_sort_key(name: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
