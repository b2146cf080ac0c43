"""`gan-zoo export`: a trained model as a SavedModel, a TF-Lite file or for Hugging Face."""

from collections.abc import Sequence
from pathlib import Path

from absl import flags

from keras_gan_zoo.cli import trained_model
from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.cli.outputs import already_there

FORMATS = ["saved_model", "tflite", "huggingface"]


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Exports a trained model."""
    if values.format != "tflite" and (values.direction or values.quantize):
        raise ValueError("--direction and --quantize belong to --format tflite.")
    if (values.format == "huggingface") != bool(values.licence):
        raise ValueError(
            "--licence belongs to --format huggingface, which needs it: that of the weights as "
            "Hugging Face writes it, such as --licence apache-2.0."
        )
    given = trained_model.check_model_given(
        "export", values, positional, "dcgan/faces --format tflite --output faces.tflite"
    )
    if not values.output:
        raise ValueError("--output is needed: the folder or file to write.")
    _check_output(values.format, values.output)
    opened = trained_model.opened_model(given)
    from keras_gan_zoo import export
    from keras_gan_zoo.recipes.recipe import resolve
    from keras_gan_zoo.training.exporting import export_tflite

    if values.format == "saved_model":
        export.saved_model(opened.gan, values.output)
    elif values.format == "huggingface":
        _for_hugging_face(opened, values)
    else:
        export_tflite(
            opened.gan,
            None if opened.settings is None else resolve(opened.settings),
            values.output,
            signature=values.direction,
            quantize=values.quantize,
        )
    print(f"wrote {values.output}")
    return 0


def _for_hugging_face(opened, values):
    """Writes the folder of a model repository, and says how it gets there."""
    from keras_gan_zoo.hub import publish

    name = Path(values.output).name
    publish(
        opened.gan,
        values.output,
        name=name,
        layout="huggingface",
        licence=values.licence,
        recipe=opened.recipe,
    )
    print(f"To upload it: hf upload YOUR_NAME/{name} {values.output}")


def _check_output(form: str, output: str) -> None:
    """Refuses, before anything is loaded, what exists, or a name of the other form."""
    path = Path(output)
    if path.is_file() or (form == "tflite" and path.exists()):
        raise already_there(output, "choose another")
    if form != "tflite" and path.suffix and not path.is_dir():
        what = "A SavedModel" if form == "saved_model" else "What Hugging Face takes"
        raise ValueError(
            f"{what} is a folder, whose name has no suffix, got --output {output!r}: choose "
            "another, or a .tflite file by --format tflite."
        )
    if form == "tflite" and path.suffix != ".tflite":
        raise ValueError(f"The output must be a .tflite file, got {output!r}.")


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `export`."""
    trained_model.define_flags(values, "Folder to write, or TF-Lite file.")
    flags.DEFINE_enum("format", "saved_model", FORMATS, "What to write.", flag_values=values)
    flags.DEFINE_string(
        "licence", None, "For huggingface: the weights', such as apache-2.0.", flag_values=values
    )
    flags.DEFINE_string("direction", None, "For tflite: x_to_y or y_to_x.", flag_values=values)
    flags.DEFINE_enum(
        "quantize",
        None,
        ["float16", "dynamic", "int8"],
        "For tflite: store smaller numbers.",
        flag_values=values,
    )


COMMAND = Command(
    run,
    "export MODEL --format FORMAT --output OUT",
    "Writes a run, or stored weights such as dcgan/faces, for servers, phones or Hugging Face.",
    define_flags,
    (0, 1),
    ("weights",),
)
