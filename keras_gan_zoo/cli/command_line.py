"""The command line: `gan-zoo`, or `python -m keras_gan_zoo`.

A user's mistake is one sentence on standard error and the exit code 2. An interrupted training
exits with 130, one that diverged with 1; an error of the program itself, with 70. What does not
need TensorFlow does not wait for it.
"""

import importlib
import os
import shlex
import sys
import textwrap
from collections.abc import Sequence

from absl import flags

from keras_gan_zoo.cli import (
    catalogue,
    compare,
    completion,
    describe,
    evaluate,
    export,
    generate,
    recipe,
    runs,
    schema,
    train,
)
from keras_gan_zoo.cli import list as list_families
from keras_gan_zoo.cli.candidates import candidates
from keras_gan_zoo.cli.command import (
    BUG,
    DIVERGED,
    INTERRUPTED,
    MISTAKE,
    PROGRAM,
    Command,
    visible_flags,
)
from keras_gan_zoo.cli.mistakes import as_typed, is_mistake, keep_traceback, sentence_of
from keras_gan_zoo.errors import SharedName, UnknownFamily, nearest

_FULL = "No space left on device"

# Of a RuntimeError, data that are not to be had; of an ImportError, a package that is needed.
_TOLD = (ValueError, TypeError, OSError, RuntimeError, ImportError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line.

    Args:
        arguments: What follows the program's name; by default the process's own.

    Returns:
        The exit code.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_help())
        return 0
    show_traceback = "--traceback" in arguments
    # A command opens no window. A notebook's kernel names a backend to the commands of its cells
    # that another environment need not have, and where Keras's import of matplotlib would end.
    os.environ["MPLBACKEND"] = "agg"
    try:
        return _dispatch(arguments)
    except KeyboardInterrupt:
        return _print_error("interrupted.", INTERRUPTED)
    except Exception as error:
        if show_traceback:
            raise
        if isinstance(error, ArithmeticError) and type(error).__name__ == "TrainingDiverged":
            return _print_error(error, DIVERGED)
        return _explain(error, arguments)


def _explain(error, arguments):
    """Prints a mistake as its sentence; what is none looks like an error of this program."""
    if _FULL in str(error):
        # From below Python it comes as an error of TensorFlow or of HDF5.
        return _print_error(f"{_FULL}: make room, and give the command again.", MISTAKE)
    if isinstance(error, _TOLD) and is_mistake(error):
        sentence = sentence_of(error)
        unknown = next(
            (each for each in (error, error.__cause__) if isinstance(each, UnknownFamily)), None
        )
        if unknown and not isinstance(unknown, SharedName):
            sentence += " One of your own is found with --import and the module that registers it."
        return _print_error(as_typed(sentence, _flags_of(arguments[0])), MISTAKE)
    first_line = str(error).strip().partition("\n")[0]
    try:
        kept = f"Its traceback is in {keep_traceback(error, shlex.join([PROGRAM, *arguments]))}"
    except OSError:
        kept = "See its traceback with --traceback"
    return _print_error(
        f"this is an error of {PROGRAM} itself, not of yours ({type(error).__name__}: "
        f"{first_line}). {kept}: please report it.",
        BUG,
    )


def _dispatch(arguments):
    name, *rest = arguments
    if arguments[:3] == completion.ASKING:
        print("\n".join(candidates(arguments[3:], COMMANDS, flag_values)))
        return 0
    if name not in COMMANDS:
        raise ValueError(
            f"There is no command {name!r}.{nearest(name, COMMANDS)} The commands are "
            f"{', '.join(COMMANDS)}."
        )
    command = COMMANDS[name]
    values = flag_values(command)
    try:
        positional = values([name, *rest])[1:]
    except flags.UnrecognizedFlagError as error:
        raise ValueError(
            f"`{name}` has no flag --{error.flagname}."
            f"{nearest(error.flagname, visible_flags(values))}"
        ) from None
    except flags.Error as error:
        raise ValueError(f"{str(error).rstrip('.')}.") from None
    if values.help:
        print(_command_help(command, values))
        return 0
    least, most = command.positional
    if not least <= len(positional) <= most:
        raise ValueError(
            f"`{name}` takes {least if least == most else f'{least} or {most}'} arguments besides "
            f"its flags, got {len(positional)}: {PROGRAM} {command.usage}"
        )
    sys.path.insert(0, os.getcwd())
    for module in values["import"].value:
        _import(module)
    return command.run(values, positional)


def _import(module: str) -> None:
    try:
        importlib.import_module(module)
    # A module of the user's own may raise anything.
    except Exception as error:
        raise ValueError(
            f"The module {module!r} of --import cannot be imported from {os.getcwd()!r}: "
            f"{type(error).__name__}: {error}"
        ) from error


def flag_values(command: Command) -> flags.FlagValues:
    """Returns the flags of a command: its own, and those of every command."""
    values = flags.FlagValues()
    values.set_gnu_getopt(True)
    command.define(values)
    flags.DEFINE_multi_string(
        "import",
        [],
        "Python module to import first, such as one that registers your own family.",
        flag_values=values,
    )
    flags.DEFINE_bool("help", False, "Show this.", short_name="h", flag_values=values)
    flags.DEFINE_bool("traceback", False, "Show where an error comes from.", flag_values=values)
    return values


COMMANDS = {
    "list": list_families.COMMAND,
    "catalogue": catalogue.COMMAND,
    "describe": describe.COMMAND,
    "recipe": recipe.COMMAND,
    "train": train.COMMAND,
    "runs": runs.COMMAND,
    "generate": generate.COMMAND,
    "evaluate": evaluate.COMMAND,
    "compare": compare.COMMAND,
    "export": export.COMMAND,
    "schema": schema.COMMAND,
    "completion": completion.COMMAND,
}


# Help and errors


def _help():
    lines = [f"{PROGRAM}: generative adversarial networks for Keras.", ""]
    for command in COMMANDS.values():
        lines += [f"  {PROGRAM} {command.usage}", f"      {command.summary}"]
    return "\n".join([*lines, "", f"`{PROGRAM} COMMAND --help` tells a command's flags."])


def _command_help(command, values):
    lines = [f"{PROGRAM} {command.usage}", command.summary, ""]
    for name in visible_flags(values):
        flag = values[name]
        default = f" (default {flag.default})" if isinstance(flag.default, (int, str)) else ""
        # absl appends, to a flag that may be repeated, that it may.
        help_text = flag.help.partition(";\n")[0]
        text = textwrap.wrap(help_text + ("" if isinstance(flag.default, bool) else default), 70)
        lines.append(f"  --{name:<11} {text[0]}")
        lines.extend(" " * 16 + line for line in text[1:])
    return "\n".join(lines)


def _flags_of(name: str) -> list[str]:
    return visible_flags(flag_values(COMMANDS[name])) if name in COMMANDS else []


def _print_error(error, code):
    print(f"{PROGRAM}: {error}", file=sys.stderr)
    return code
