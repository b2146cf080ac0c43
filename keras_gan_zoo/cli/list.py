"""`gan-zoo list`: the families, by name, task or tag."""

from collections.abc import Sequence

from absl import flags

from keras_gan_zoo import registry
from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.errors import listed


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Prints a line for each family."""
    pattern = positional[0] if positional else "*"
    names = registry.list_models(pattern, task=values.task, tag=values.tag)
    if not names:
        raise ValueError(f"No family matches; there are {listed(registry.list_models())}.")
    width = max(map(len, names))
    for name in names:
        entry = registry.find(name)
        print(f"{name:<{width}}  {entry.task:<11}  {entry.paper or '':<10}  {entry.title}")
    return 0


def define_flags(values: flags.FlagValues) -> None:
    """Defines the flags of `list`."""
    flags.DEFINE_string(
        "task", None, f"Only this task: {listed(registry.TASKS)}.", flag_values=values
    )
    flags.DEFINE_string("tag", None, "Only families with this tag.", flag_values=values)


COMMAND = Command(
    run,
    'list ["*gan*"] [--task=TASK]',
    "Lists the families.",
    define_flags,
    positional=(0, 1),
    completes=("families",),
)
