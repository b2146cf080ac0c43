"""`gan-zoo runs`: lists runs, or sets some side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from absl import flags

from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.cli.outputs import already_there
from keras_gan_zoo.storage.aligned import laid_out, shown

if TYPE_CHECKING:
    from keras_gan_zoo.runs.summary import RunSummary

_SHOWN_SCORES = 2


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Prints a line of each run, or what several differ in; writes a page of their pictures."""
    from keras_gan_zoo.runs.summary import find_runs, summarize

    compared = len(positional) > 1 or values.output is not None
    found = find_runs(positional or ["runs"])
    if not found:
        where = " and ".join(map(repr, positional)) or "'runs'"
        raise ValueError(
            f"{where} holds no runs: `gan-zoo train --recipe FILE` makes one, in runs/NAME."
        )
    runs = [summarize(directory) for directory in found]
    print(comparison(runs) if compared else listing(runs))
    if values.output is not None:
        _write_page(Path(values.output), runs)
        print(f"wrote {values.output}")
    return 0


def listing(runs: "Sequence[RunSummary]") -> str:
    """Returns a table of runs, a line each."""
    rows = [["run", "model", "data", "steps", "state", "took", "scores"]]
    for each in runs:
        scores = list(each.scores.items())[:_SHOWN_SCORES]
        rows.append(
            [
                str(each.directory),
                each.settings["model"]["name"],
                Path(each.settings["data"]["name"]).name,
                f"{each.settings['training']['steps']:,}",
                each.state,
                _duration(each.seconds),
                ", ".join(f"{name} {shown(value)}" for name, value in scores) or "-",
            ]
        )
    return laid_out(rows, numbers=(3,))


def comparison(runs: "Sequence[RunSummary]") -> str:
    """Returns what runs differ in: settings, scores and losses, a column for each run."""
    from keras_gan_zoo.runs.summary import common_scores, differing_settings

    rows = [["", *(each.directory.path.name for each in runs)]]
    rows.append(["state", *(each.state for each in runs)])
    rows.append(["took", *(_duration(each.seconds) for each in runs)])
    for table in (differing_settings(runs), common_scores(runs), _losses(runs)):
        rows += [[name, *map(shown, cells)] for name, cells in table.items()]
    return laid_out(rows, numbers=range(1, len(runs) + 1))


def _losses(runs):
    names = dict.fromkeys(name for each in runs for name in each.losses)
    return {name: [each.losses.get(name) for each in runs] for name in names}


def _duration(seconds):
    if not seconds:
        return "-"
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _write_page(path: Path, runs: "Sequence[RunSummary]") -> None:
    if path.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"The output must be an .html file, got {str(path)!r}.")
    if path.exists():
        raise already_there(path)
    from keras_gan_zoo.report.side_by_side import write_side_by_side

    write_side_by_side(path, runs)


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `runs`."""
    flags.DEFINE_string(
        "output", None, "The .html file of the runs' pictures, side by side.", flag_values=values
    )


COMMAND = Command(
    run,
    "runs [RUN_OR_FOLDER ...] [--output PAGE.html]",
    "Lists runs; of several that are named, tells what they differ in and what they reached.",
    define_flags,
    (0, 100),
)
