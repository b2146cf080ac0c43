"""`gan-zoo catalogue`: named GANs, and which of them the zoo has."""

from collections.abc import Sequence

from absl import flags

from keras_gan_zoo.cli.command import Command

_WIDEST = 70
"""Letters of a title; the rest of a longer one is left out."""


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Prints a line for each named GAN that is looked for."""
    from keras_gan_zoo.hub.catalogue import families_by_paper, find_named, read_catalogue
    from keras_gan_zoo.hub.lecture_names import LECTURE_NAMES

    names = read_catalogue(values.source)
    words = positional[0] if positional else ""
    found = find_named(names, words, values.year)
    if not found:
        looked_for = " ".join(
            filter(None, [repr(words) if words else "", f"of {values.year}" if values.year else ""])
        )
        raise ValueError(
            f"None of the {len(names)} names is {looked_for}: give fewer words, or another list by "
            "--source."
        )
    families = families_by_paper()
    width = max(len(gan.abbreviation) for gan in found)
    ours = [families.get(gan.paper or "", "-") for gan in found]
    widest = max(map(len, ours))
    for gan, family in zip(found, ours, strict=True):
        title = gan.title if len(gan.title) <= _WIDEST else gan.title[: _WIDEST - 3] + "..."
        print(
            f"{gan.abbreviation:<{width}}  {gan.date:<7}  {gan.paper or '-':<10}  "
            f"{family:<{widest}}  {title}"
        )
    distinct = len({gan.key for gan in found})
    have = sum(family != "-" for family in ours)
    print(f"{_counted(len(found), 'paper')} of {_counted(distinct, 'name')}; the zoo has {have}.")
    if names is LECTURE_NAMES:
        print(
            "These are the lectures' names; --source FILE or an https address reads a longer list."
        )
    return 0


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `catalogue`."""
    flags.DEFINE_string(
        "source",
        None,
        "A list of named GANs, a file or an https address: tab- or comma-separated text with "
        "abbreviation, title, link and year. It is kept for the next time.",
        flag_values=values,
    )
    flags.DEFINE_integer("year", None, "Only papers of this year.", flag_values=values)


COMMAND = Command(
    run,
    'catalogue ["WORDS"] [--source LIST] [--year YEAR]',
    "Lists named GANs, and which of them the zoo has.",
    define_flags,
    positional=(0, 1),
)
