"""`gan-zoo generate`: samples from a trained model, or pictures that it translates."""

from collections.abc import Sequence

from absl import flags

from keras_gan_zoo.cli import trained_model
from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.errors import DataMismatch


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Generates samples with the model of a run, or translates pictures."""
    gan = trained_model.trained_model(values)
    from keras_gan_zoo.cli import drawing

    if values.input is not None:
        files = drawing.translate(gan, values.input, values.output, values.direction)
    else:
        try:
            files = drawing.draw(gan, values.n, values.output, values.seed, values.condition)
        except DataMismatch as error:
            if values.condition is None:
                raise
            raise DataMismatch(
                f"{error} `gan-zoo describe {values.run_dir}` lists what may be asked for."
            ) from error
    print(f"wrote {files[0]}" + (f" and {len(files) - 1} more" if len(files) > 1 else ""))
    return 0


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `generate`."""
    trained_model.define_flags(values, "A .png file, an .npy file, or a folder for a file each.")
    flags.DEFINE_integer("n", 16, "How many pictures to draw.", lower_bound=1, flag_values=values)
    flags.DEFINE_integer("seed", None, "The same seed draws the same pictures.", flag_values=values)
    flags.DEFINE_string(
        "condition",
        None,
        "What to draw: a class's name or number, or a text; `gan-zoo describe DIR` lists the "
        "classes, or the words that a text may have.",
        flag_values=values,
    )
    flags.DEFINE_string(
        "input", None, "Picture, or folder of pictures, to translate.", flag_values=values
    )
    flags.DEFINE_string(
        "direction",
        None,
        "x_to_y or y_to_x, or a domain; `gan-zoo describe DIR` lists them.",
        flag_values=values,
    )


COMMAND = Command(
    run,
    "generate --run_dir DIR --output OUT [--n N [--condition C] | --input IN]",
    "Draws or translates pictures.",
    define_flags,
)
