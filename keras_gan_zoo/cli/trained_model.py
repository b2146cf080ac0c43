"""Opens the trained model that a command was given."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from absl import flags

from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow

if TYPE_CHECKING:
    from keras_gan_zoo.training.opening import OpenedModel


def check_model_given(
    command: str, values: flags.FlagValues, positional: Sequence[str], example: str
) -> str:
    """Returns what the model of a command is called: its argument, or --run_dir.

    Args:
        command: The command's name.
        values: Its flags.
        positional: Its arguments.
        example: A call that works.

    Raises:
        ValueError: If there is neither, or both.
    """
    if positional and values.run_dir:
        raise ValueError(
            f"`{command}` takes one model, got {positional[0]!r} and --run_dir {values.run_dir!r}: "
            "leave one out."
        )
    name = positional[0] if positional else values.run_dir
    if not name:
        raise ValueError(
            f"`{command}` needs a model, a run's folder or stored weights, as in "
            f"`gan-zoo {command} {example}`."
        )
    return name


def opened_model(name: str) -> "OpenedModel":
    """Returns the model of a run, of stored weights or of a `.keras` file.

    Raises:
        ValueError: If there is nothing of the kind.
    """
    with quiet_tensorflow():
        from keras_gan_zoo.training.opening import open_model
    return open_model(name)


def define_flags(values: flags.FlagValues, output: str) -> None:
    """Defines --run_dir, and --output with what it is."""
    flags.DEFINE_string("run_dir", None, "Folder of the run, instead of MODEL.", flag_values=values)
    flags.DEFINE_string("output", None, output, flag_values=values)
