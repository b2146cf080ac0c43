"""The command line, one file for each command: `gan-zoo`, or `python -m keras_gan_zoo`."""

from keras_gan_zoo.cli.command_line import main

__all__ = ["main"]
