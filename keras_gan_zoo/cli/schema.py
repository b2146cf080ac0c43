"""`gan-zoo schema`: what an editor has to know to complete a recipe."""

import json
from collections.abc import Sequence
from pathlib import Path

from absl import flags

from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.cli.outputs import already_there
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Prints or writes the JSON schema of recipes."""
    output = None if values.output is None else Path(values.output)
    if output is not None and output.exists():
        raise already_there(output)
    with quiet_tensorflow():
        from keras_gan_zoo.recipes.schema import recipe_schema

    text = json.dumps(recipe_schema(), indent=1)
    if output is None:
        print(text)
        return 0
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(f"{text}\n", encoding="utf-8")
    print(
        f"wrote {output}. A recipe beside it that begins with this line is completed and checked:\n"
        f"# yaml-language-server: $schema={output.name}"
    )
    return 0


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `schema`."""
    flags.DEFINE_string("output", None, "JSON file to write.", flag_values=values)


COMMAND = Command(
    run,
    "schema [--output recipe.schema.json]",
    "Writes the JSON schema of recipes, your own families' with --import, for editors.",
    define_flags,
)
