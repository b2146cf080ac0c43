"""`gan-zoo recipe`: a recipe for a family and pictures of one's own."""

from collections.abc import Sequence
from pathlib import Path

from absl import flags

from keras_gan_zoo.cli.command import PROGRAM, Command
from keras_gan_zoo.cli.outputs import already_there
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Writes a recipe and says how to go on."""
    (family,) = positional
    if values.data is None:
        raise ValueError(
            "`--data` is missing: name a folder of pictures, a file or a data set, as in "
            f"`{PROGRAM} recipe {family} --data photos`."
        )
    name = f"{family}_{Path(values.data).stem}"
    output = Path(f"{name}.yaml" if values.output is None else values.output)
    if output.exists():
        raise already_there(output)
    with quiet_tensorflow():
        from keras_gan_zoo.recipes.of_data import recipe_of_data
        from keras_gan_zoo.recipes.recipe import load_recipe
        from keras_gan_zoo.storage.yaml_values import to_yaml

        settings = recipe_of_data(family, values.data, _size(values.image_size))
    output.parent.mkdir(parents=True, exist_ok=True)
    head = f"# `{PROGRAM} describe {family}` tells what else `model` may say.\n"
    if "width" in settings["model"]:
        head += "# Narrower than the family's own, for a processor: with a GPU leave `width` out.\n"
    output.write_text(head + to_yaml({"name": output.stem, **settings}), encoding="utf-8")
    load_recipe(output)
    print(
        f"wrote {output}. Try it, look at runs/{output.stem}/pictures, and stop it by Ctrl-C; the "
        f"same command goes on:\n{PROGRAM} train --recipe {output}"
    )
    return 0


def _size(given):
    if given is None:
        return None
    try:
        sides = [int(side) for side in given]
    except ValueError:
        sides = []
    if len(sides) not in (1, 2):
        raise ValueError(
            f"`--image_size` is {','.join(given)!r}: give pixels a side, as 64, or height and "
            "width, as 48,64."
        )
    return sides[0] if len(sides) == 1 else tuple(sides)


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `recipe`."""
    flags.DEFINE_string("data", None, "Folder, file or data set of pictures.", flag_values=values)
    flags.DEFINE_list(
        "image_size",
        None,
        "Pixels a side, or height,width; by default 64, and a named set's own.",
        flag_values=values,
    )
    flags.DEFINE_string(
        "output", None, "The .yaml file to write; by default FAMILY_DATA.yaml.", flag_values=values
    )


COMMAND = Command(
    run,
    "recipe FAMILY --data PICTURES [--output mine.yaml]",
    "Writes a recipe that trains a family on your pictures, which it looks at first.",
    define_flags,
    positional=(1, 1),
    completes=("families",),
)
