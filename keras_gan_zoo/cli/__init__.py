"""The command line, a file a command: `gan-zoo`, or `python -m keras_gan_zoo`."""
