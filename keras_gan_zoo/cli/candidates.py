"""What may come next on a command line, found without importing TensorFlow."""

from collections.abc import Callable, Mapping, Sequence

from absl import flags

from keras_gan_zoo import registry
from keras_gan_zoo.cli.command import Command, visible_flags


def candidates(
    words: Sequence[str],
    commands: Mapping[str, Command],
    flags_of: Callable[[Command], flags.FlagValues],
) -> list[str]:
    """Returns what the last word of an unfinished command line may become.

    Args:
        words: The words behind the program's name; the last one is what is typed so far, "" if
            nothing is.
        commands: The commands by name.
        flags_of: Returns the flags of a command.

    Returns:
        Whole words. None where only a file's name can stand, which the shell completes itself.

    Example:
        >>> candidates(["describe", "cyc"], COMMANDS, flag_values)
        ['cyclegan', 'cyclegan/faces_demo', 'cyclegan/noto_twemoji']
    """
    *before, current = words or [""]
    if not before:
        return _beginning(current, commands)
    command = commands.get(before[0])
    if command is None:
        return []
    values = flags_of(command)
    if current.startswith("--"):
        name, equals, typed = current[2:].partition("=")
        if equals:
            return [f"--{name}={value}" for value in _beginning(typed, _values(values, name))]
        return _beginning(current, [f"--{flag}" for flag in visible_flags(values)])
    name = before[-1][2:] if before[-1].startswith("--") else ""
    if name in values and not values[name].boolean:
        return _beginning(current, _values(values, name))
    found = (one for kind in command.completes for one in _KINDS[kind]())
    return _beginning(current, found)


def _beginning(typed, found):
    return sorted({each for each in found if each.startswith(typed)})


def _values(values, name):
    """Returns the values that a flag may have, where they can be listed."""
    if name not in values:
        return []
    listed = getattr(values[name].parser, "enum_values", None)
    return listed or _KINDS.get(_OF_FLAGS.get(name, ""), list)()


def _families():
    return registry.list_models()


def _weights():
    return [
        f"{family}/{name}" for family, names in registry.list_weights().items() for name in names
    ]


def _recipes():
    from keras_gan_zoo.recipes.stored_recipes import list_recipes

    return list_recipes()


def _data_sets():
    from keras_gan_zoo.data.catalogue import list_sources, text_sources

    return [*list_sources(), *text_sources()]


def _tasks():
    return registry.TASKS


def _tags():
    # A tag of several words would be several words of the command line.
    found = (tag for name in _families() for tag in registry.find(name).tags)
    return [tag for tag in found if " " not in tag]


def _shells():
    from keras_gan_zoo.cli.completion import SCRIPTS

    return SCRIPTS


_KINDS: Mapping[str, Callable[[], Sequence[str]]] = {
    "families": _families,
    "weights": _weights,
    "recipes": _recipes,
    "data sets": _data_sets,
    "tasks": _tasks,
    "tags": _tags,
    "shells": _shells,
}
_OF_FLAGS = {"recipe": "recipes", "data": "data sets", "task": "tasks", "tag": "tags"}
