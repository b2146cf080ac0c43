"""`gan-zoo compare`: a blind comparison of two models by people."""

from collections.abc import Sequence

from absl import flags

from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `compare`."""
    flags.DEFINE_string("output", None, "The .html file to write.", flag_values=values)
    flags.DEFINE_multi_string(
        "result",
        [],
        "A result that the page let its judge download: print the preference; repeatable.",
        flag_values=values,
    )
    flags.DEFINE_integer("trials", 40, "How many choices.", lower_bound=1, flag_values=values)
    flags.DEFINE_integer(
        "pictures", 1, "Pictures of either model in a trial.", lower_bound=1, flag_values=values
    )
    flags.DEFINE_integer("seed", 0, "Of pictures, sides and order.", flag_values=values)
    flags.DEFINE_string(
        "question", "Which picture looks more real?", "What to ask.", flag_values=values
    )
    flags.DEFINE_list(
        "names", None, "What to call the two at the end; by default as given.", flag_values=values
    )


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Writes the page of a blind comparison, or prints the result of one."""
    if values.result:
        if positional:
            raise ValueError("`compare --result` reads results and takes no models.")
        from keras_gan_zoo.evaluation.preference import read_preference

        print(read_preference(values.result))
        return 0
    if len(positional) != 2 or not values.output:
        raise ValueError(
            "`compare` takes two runs, models or folders of pictures and an --output, as in "
            "`gan-zoo compare runs/a runs/b --output comparison.html`, or a --result."
        )
    if not values.output.lower().endswith((".html", ".htm")):
        raise ValueError(f"The output must be an .html file, got {values.output!r}.")
    names = positional if values.names is None else values.names
    if len(names) != 2:
        raise ValueError(f"--names must be two names with a comma between, got {names!r}.")
    with quiet_tensorflow():
        from keras_gan_zoo.cli.picture_sources import open_source
        from keras_gan_zoo.report.comparison import write_comparison

    a, b = (open_source(path, values.seed) for path in positional)
    write_comparison(
        values.output,
        a.draw,
        b.draw,
        tuple(names),
        trials=values.trials,
        pictures=values.pictures,
        seed=values.seed,
        question=values.question,
    )
    print(
        f"wrote {values.output}: open it in a browser. When its judge has downloaded the result:\n"
        "gan-zoo compare --result comparison_....json"
    )
    return 0


COMMAND = Command(
    run,
    "compare A B --output PAGE.html | compare --result FILE",
    "Writes a page on which people choose blindly between two models.",
    define_flags,
    (0, 2),
    ("weights",),
)
