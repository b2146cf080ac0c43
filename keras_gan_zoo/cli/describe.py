"""`gan-zoo describe`: what a family, a data set or a trained model is."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from absl import flags

from keras_gan_zoo import registry
from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.errors import nearest
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Prints the description of a family, a data set or a trained model."""
    name = positional[0]
    if _is_trained(name):
        with quiet_tensorflow():
            from keras_gan_zoo.training.describing import describe_trained

        print(describe_trained(name, every_word=values.words))
        return 0
    if name not in registry.list_models() and (Path(name).is_dir() or os.sep in name):
        raise ValueError(f"{name!r} is no folder of a run, which would hold a recipe.yaml.")
    if name not in registry.list_models():
        print(_data_set_description(name))
        return 0
    with quiet_tensorflow():
        from keras_gan_zoo.registry.description import describe

        description = describe(name)
    print(description)
    return 0


def _is_trained(name: str) -> bool:
    """Returns whether a name is that of a run, of stored weights or of a model's file."""
    family, slash, _ = name.partition("/")
    return (
        (Path(name) / "recipe.yaml").is_file()
        or (bool(slash) and family in registry.list_models() and not Path(name).exists())
        or (name.endswith(".keras") and Path(name).is_file())
    )


def _data_set_description(name: str) -> str:
    """Returns what is known of a data set; or raises that there is no family of this name."""
    # A misspelled family is told at once: to import the data sets takes NumPy a while.
    from keras_gan_zoo.data import sets

    files = Path(sets.__file__).parent.rglob("*.py")
    if (
        "keras_gan_zoo.data.sources" in sys.modules
        or not nearest(name, registry.list_models())
        or any(f'"{name}"' in file.read_text(encoding="utf-8") for file in files)
    ):
        from keras_gan_zoo.data.catalogue import describe_source, list_sources, text_sources

        if name in list_sources() or name in text_sources():
            return describe_source(name)
    return registry.find(name).title


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `describe`."""
    flags.DEFINE_bool(
        "words", False, "Of a run that takes or writes text, list every word.", flag_values=values
    )


COMMAND = Command(
    run,
    "describe NAME",
    "Describes a family, a data set, a run, or stored weights: what it takes, by which names.",
    define_flags,
    (1, 1),
    ("families", "weights", "data sets"),
)
