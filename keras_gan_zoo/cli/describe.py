"""`gan-zoo describe`: a family's paper, game, networks and arguments."""

from keras_gan_zoo import registry
from keras_gan_zoo.cli.command import Command
from keras_gan_zoo.machine.quiet_tensorflow import quiet_tensorflow


def run(values, positional) -> int:
    """Prints the description of a family."""
    registry.find(positional[0])  # a name that does not exist need not wait for TensorFlow
    with quiet_tensorflow():
        from keras_gan_zoo.registry.description import describe

        description = describe(positional[0])
    print(description)
    return 0


COMMAND = Command(
    run,
    "describe NAME",
    "Describes a family: paper, game, arguments.",
    positional=(1, 1),
)
