"""The command line: `gan-zoo`, or `python -m keras_gan_zoo`.

A user's mistake is one sentence on standard error and the exit code 2. An interrupted training
exits with 130, one that diverged with 1. What does not need TensorFlow does not wait for it.
"""

import importlib
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from absl import flags

from keras_gan_zoo import judging_commands, registry
from keras_gan_zoo.errors import listed, nearest
from keras_gan_zoo.quiet_tensorflow import quiet_tensorflow

PROGRAM = "gan-zoo"
MISTAKE, INTERRUPTED, DIVERGED = 2, 130, 1


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        run: Runs it, given its flags and its positional arguments; returns the exit code.
        usage: How it is called, after the program's name.
        summary: What it does, in a sentence.
        define: Defines its own flags.
        positional: How many positional arguments it takes: least and most.
    """

    run: Callable[[flags.FlagValues, Sequence[str]], int]
    usage: str
    summary: str
    define: Callable[[flags.FlagValues], None] = lambda values: None
    positional: tuple[int, int] = (0, 0)


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
    try:
        return _dispatch(arguments)
    except KeyboardInterrupt:
        return _fail("interrupted.", INTERRUPTED)
    except (ValueError, TypeError, OSError) as error:
        if show_traceback:
            raise
        return _fail(error, MISTAKE)
    except ArithmeticError as error:
        if show_traceback or type(error).__name__ != "TrainingDiverged":
            raise
        return _fail(error, DIVERGED)


def _dispatch(arguments):
    name, *rest = arguments
    if name not in COMMANDS:
        raise ValueError(
            f"There is no command {name!r}.{nearest(name, COMMANDS)} The commands are "
            f"{', '.join(COMMANDS)}."
        )
    command = COMMANDS[name]
    values = _flag_values(command)
    try:
        positional = values([name, *rest])[1:]
    except flags.UnrecognizedFlagError as error:
        raise ValueError(
            f"`{name}` has no flag --{error.flagname}.{nearest(error.flagname, _shown(values))}"
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
        importlib.import_module(module)
    return command.run(values, positional)


# The commands


def _list(values, positional):
    pattern = positional[0] if positional else "*"
    names = registry.list_models(pattern, task=values.task, tag=values.tag)
    if not names:
        raise ValueError(f"No family matches; there are {listed(registry.list_models())}.")
    width = max(map(len, names))
    for name in names:
        entry = registry.find(name)
        print(f"{name:<{width}}  {entry.task:<11}  {entry.paper or '':<10}  {entry.title}")
    return 0


def _describe(values, positional):
    registry.find(positional[0])  # a name that does not exist need not wait for TensorFlow
    with quiet_tensorflow():
        from keras_gan_zoo.description import describe

        description = describe(positional[0])
    print(description)
    return 0


def _train(values, positional):
    from keras_gan_zoo.recipes import load_recipe
    from keras_gan_zoo.training.run_directory import RunDirectory

    directory = RunDirectory(values.run_dir) if values.run_dir else None
    if values.recipe is None and (directory is None or not directory.exists):
        raise ValueError(
            "`train` needs a recipe, as in --recipe recipes/dcgan_fashion_mnist.yaml, or the "
            "--run_dir of a run to go on with."
        )
    if values.recipe is None and directory.finished:
        print(f"{directory} is finished; its report is {directory}/report.html")
        return 0
    with quiet_tensorflow():
        recipe = load_recipe(values.recipe or directory.recipe_file, values["set"].value)
        from keras_gan_zoo.training import trainer

    if values.dry_run:
        print(trainer.dry_run(recipe, values.run_dir, resume=values.resume))
        return 0
    result = trainer.train(recipe, values.run_dir, resume=values.resume, strategy=values.strategy)
    return INTERRUPTED if result.interrupted else 0


def _generate(values, positional):
    gan = _trained(values)
    from keras_gan_zoo import generating

    if values.input is not None:
        files = generating.translate(gan, values.input, values.output, values.direction)
    else:
        files = generating.draw(gan, values.n, values.output, values.seed, values.condition)
    print(f"wrote {files[0]}" + (f" and {len(files) - 1} more" if len(files) > 1 else ""))
    return 0


def _export(values, positional):
    if values.format == "saved_model" and (values.direction or values.quantize):
        raise ValueError("--direction and --quantize belong to --format tflite.")
    gan = _trained(values)
    from keras_gan_zoo import export
    from keras_gan_zoo.training.exporting import export_tflite
    from keras_gan_zoo.training.run_directory import RunDirectory

    if values.format == "saved_model":
        export.saved_model(gan, values.output)
    else:
        export_tflite(
            gan,
            RunDirectory(values.run_dir).recipe(),
            values.output,
            signature=values.direction,
            quantize=values.quantize,
        )
    print(f"wrote {values.output}")
    return 0


def _trained(values):
    for name in ("run_dir", "output"):
        if not values[name].value:
            raise ValueError(f"--{name} is needed.")
    from keras_gan_zoo.training.run_directory import RunDirectory

    with quiet_tensorflow():
        from keras_gan_zoo.training.trainer import load_trained
    return load_trained(RunDirectory(values.run_dir))


# Their flags


def _list_flags(values):
    flags.DEFINE_string(
        "task", None, "Only this task: image, conditional, translation or text.", flag_values=values
    )
    flags.DEFINE_string("tag", None, "Only families with this tag.", flag_values=values)


def _train_flags(values):
    flags.DEFINE_string("recipe", None, "YAML file of what to train.", flag_values=values)
    flags.DEFINE_multi_string(
        "set", [], "Change a setting, as model.width=32; repeatable.", flag_values=values
    )
    flags.DEFINE_string(
        "run_dir", None, "The run's folder; by default runs/NAME.", flag_values=values
    )
    flags.DEFINE_bool(
        "dry_run", False, "Check everything and print the plan; train nothing.", flag_values=values
    )
    flags.DEFINE_enum(
        "strategy",
        None,
        ["mirrored", "multi_worker"],
        "Train on all accelerators of this machine, or on the workers that TF_CONFIG names.",
        flag_values=values,
    )
    flags.DEFINE_bool(
        "resume",
        True,
        "Go on with an unfinished run; --noresume begins another beside it.",
        flag_values=values,
    )


def _generate_flags(values):
    _trained_flags(values, "A .png file, an .npy file, or a folder for a file each.")
    flags.DEFINE_integer("n", 16, "How many pictures to draw.", lower_bound=1, flag_values=values)
    flags.DEFINE_integer("seed", None, "The same seed draws the same pictures.", flag_values=values)
    flags.DEFINE_string(
        "condition", None, "What to draw: a class number or a text.", flag_values=values
    )
    flags.DEFINE_string(
        "input", None, "Picture, or folder of pictures, to translate.", flag_values=values
    )
    flags.DEFINE_string("direction", None, "x_to_y or y_to_x.", flag_values=values)


def _export_flags(values):
    _trained_flags(values, "Folder of the SavedModel, or TF-Lite file.")
    flags.DEFINE_enum(
        "format", "saved_model", ["saved_model", "tflite"], "What to write.", flag_values=values
    )
    flags.DEFINE_string("direction", None, "For tflite: x_to_y or y_to_x.", flag_values=values)
    flags.DEFINE_enum(
        "quantize",
        None,
        ["float16", "dynamic", "int8"],
        "For tflite: store smaller numbers.",
        flag_values=values,
    )


def _trained_flags(values, output):
    flags.DEFINE_string("run_dir", None, "Folder of the run.", flag_values=values)
    flags.DEFINE_string("output", None, output, flag_values=values)


def _flag_values(command) -> flags.FlagValues:
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
    "list": Command(
        _list, 'list ["*gan*"] [--task=TASK]', "Lists the families.", _list_flags, (0, 1)
    ),
    "describe": Command(
        _describe, "describe NAME", "Describes a family: paper, game, arguments.", positional=(1, 1)
    ),
    "train": Command(
        _train,
        "train --recipe FILE [--set KEY=VALUE ...] [--dry_run]",
        "Trains a recipe, or goes on with it.",
        _train_flags,
    ),
    "generate": Command(
        _generate,
        "generate --run_dir DIR --output OUT [--n N [--condition C] | --input IN]",
        "Draws or translates pictures.",
        _generate_flags,
    ),
    "evaluate": Command(
        judging_commands.run_evaluate,
        "evaluate RUN_OR_MODEL [--data NAME] [--metrics fid10k_legacy,kid,...]",
        "Scores pictures by metrics, beside real ones.",
        judging_commands.evaluate_flags,
        (1, 1),
    ),
    "compare": Command(
        judging_commands.run_compare,
        "compare A B --output PAGE.html | compare --result FILE",
        "Writes a page on which people choose blindly between two models.",
        judging_commands.compare_flags,
        (0, 2),
    ),
    "export": Command(
        _export,
        "export --run_dir DIR --format FORMAT --output OUT",
        "Writes a SavedModel or a TF-Lite file.",
        _export_flags,
    ),
}


# Help and errors


def _help():
    lines = [f"{PROGRAM}: generative adversarial networks for Keras.", ""]
    for command in COMMANDS.values():
        lines += [f"  {PROGRAM} {command.usage}", f"      {command.summary}"]
    return "\n".join([*lines, "", f"`{PROGRAM} COMMAND --help` tells a command's flags."])


def _command_help(command, values):
    lines = [f"{PROGRAM} {command.usage}", command.summary, ""]
    for name in _shown(values):
        flag = values[name]
        default = f" (default {flag.default})" if isinstance(flag.default, (int, str)) else ""
        # absl appends, to a flag that may be repeated, that it may.
        said = flag.help.partition(";\n")[0]
        text = textwrap.wrap(said + ("" if isinstance(flag.default, bool) else default), 70)
        lines.append(f"  --{name:<11} {text[0]}")
        lines.extend(" " * 16 + line for line in text[1:])
    return "\n".join(lines)


def _shown(values):
    hidden = {"h", "flagfile", "undefok"}  # a short form, and two that absl adds
    return [name for name in dict.fromkeys(values) if name not in hidden]


def _fail(error, code):
    print(f"{PROGRAM}: {error}", file=sys.stderr)
    return code
