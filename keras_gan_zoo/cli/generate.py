"""`gan-zoo generate`: samples from a trained model, or pictures that it translates."""

from collections.abc import Sequence

from absl import flags

from keras_gan_zoo.cli import trained_model
from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.errors import DataMismatch

_OF_FILMS = ("seeds", "seconds")
_NOT_OF_FILMS = ("output", "seed", "input", "direction", "frames")


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Generates samples with the model of a run, makes a film of them, or translates pictures."""
    given = trained_model.check_model_given(
        "generate", values, positional, "dcgan/faces --output faces.png"
    )
    if values.film is not None:
        return make_film(given, values)
    for name in _OF_FILMS:
        if values[name].present:
            raise ValueError(f"--{name} is for a film: add --film walk.mp4.")
    if not values.output and values.input is not None:
        raise ValueError("--output is needed with --input: a file, or a folder for a folder.")
    gan = trained_model.opened_model(given).gan
    from keras_gan_zoo.cli import drawing

    if values.input is None and values.frames is not None:
        raise ValueError("--frames is for videos to go on with: add --input clip.gif.")
    output = values.output or drawing.unused_file(given, gan.gives.file_suffix)
    asked = values.condition
    try:
        if values.input is not None:
            ways = values.direction, values.frames, asked
            files = drawing.translate(gan, values.input, output, *ways)
        else:
            files = drawing.draw(gan, values.n, output, values.seed, asked)
    except DataMismatch as error:
        if asked is None:
            raise
        raise DataMismatch(
            f"{error} `gan-zoo describe {given}` lists what may be asked for."
        ) from error
    print(f"wrote {files[0]}" + (f" and {len(files) - 1} more" if len(files) > 1 else ""))
    return 0


def make_film(given: str, values: flags.FlagValues) -> int:
    """Writes a film of a walk through the latents of a trained model."""
    for name in _NOT_OF_FILMS:
        if values[name].present:
            instead = ": give --seeds, at least two" if name == "seed" else ""
            raise ValueError(f"--{name} does not go with --film{instead}.")
    try:
        seeds = [int(seed) for seed in values.seeds]
    except ValueError:
        given = ",".join(values.seeds)
        raise ValueError(f"--seeds must be whole numbers such as 0,1,2,3, got {given}.") from None
    from keras_gan_zoo.samples.films import check_film_path

    check_film_path(values.film, "film")
    gan = trained_model.opened_model(given).gan
    from keras_gan_zoo.latent.films import film

    condition = values.condition
    path = film(
        gan,
        values.film,
        seeds=seeds,
        n=values.n,
        seconds=values.seconds,
        condition=None if condition is None else gan.read_condition(condition),
    )
    print(f"wrote {path}")
    return 0


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `generate`."""
    trained_model.define_flags(
        values,
        "A .png or .npy file, of videos a film too, or a folder for a file each; by default a new "
        "file here, named after the model.",
    )
    flags.DEFINE_integer("n", 16, "How many pictures to draw.", lower_bound=1, flag_values=values)
    flags.DEFINE_integer("seed", None, "The same seed draws the same pictures.", flag_values=values)
    flags.DEFINE_string(
        "condition",
        None,
        "What to draw, or with --input what to make of it: a class's name or number, or a text; "
        "`gan-zoo describe MODEL` lists the classes, or the words that a text may have.",
        flag_values=values,
    )
    flags.DEFINE_string(
        "film",
        None,
        "A .mp4, .webp or .gif file: pictures that turn into others, and into the first again.",
        flag_values=values,
    )
    flags.DEFINE_list(
        "seeds", ["0", "1", "2", "3"], "What a film comes by, in turn.", flag_values=values
    )
    flags.DEFINE_float("seconds", 8.0, "How long a film takes.", flag_values=values)
    flags.DEFINE_string(
        "input",
        None,
        "File, or folder of files, to translate: a picture, a sound, a text on each line; or a "
        "video to go on with.",
        flag_values=values,
    )
    flags.DEFINE_integer(
        "frames", None, "How many frames of a video to predict.", lower_bound=1, flag_values=values
    )
    flags.DEFINE_string(
        "direction",
        None,
        "x_to_y or y_to_x, or a domain; `gan-zoo describe MODEL` lists them.",
        flag_values=values,
    )


COMMAND = Command(
    run,
    "generate MODEL [--condition C] ([--n N] [--output OUT] | --input IN --output OUT | --film F)",
    "Draws or translates by a run, or by stored weights such as dcgan/faces.",
    define_flags,
    (0, 1),
    ("weights",),
)
