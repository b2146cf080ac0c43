"""Loads the trained model that `--run_dir` names."""

from typing import TYPE_CHECKING

from absl import flags

from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow

if TYPE_CHECKING:
    import keras


def trained_model(values: flags.FlagValues, *, output: str = "output") -> "keras.Model":
    """Returns the model of the run that --run_dir names.

    Args:
        values: The flags.
        output: The flag that says where to write, without which there is nothing to do.

    Raises:
        ValueError: If one of the two flags is missing, or there is no such run.
    """
    for name in ("run_dir", output):
        if not values[name].value:
            raise ValueError(f"--{name} is needed.")
    from keras_gan_zoo.runs.directory import RunDirectory

    with quiet_tensorflow():
        from keras_gan_zoo.training.trainer import load_trained
    return load_trained(RunDirectory(values.run_dir))


def define_flags(values: flags.FlagValues, output: str) -> None:
    """Defines --run_dir, and --output with what it is."""
    flags.DEFINE_string("run_dir", None, "Folder of the run.", flag_values=values)
    flags.DEFINE_string("output", None, output, flag_values=values)
