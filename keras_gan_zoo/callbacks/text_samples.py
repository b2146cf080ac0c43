"""Writes generated texts to a file every so many steps."""

import os

from keras_gan_zoo.callbacks.sample_sheets import SampleSheets


class TextSamples(SampleSheets):
    """Writes generated texts to a file every so many steps, always from the same draws.

    The files are `step_000100.txt` and so on, a text on each line, and `step_000000.txt` from
    before the first step. Tokens are written as numbers where the model has no tokenizer.

    Args:
        directory: Folder of the files; it is made.
        every: Steps from one to the next.
        count: How many texts.
        seed: Seed of the draws.

    Example:
        >>> gan.fit(poems, callbacks=[TextSamples("samples", every=100)])
    """

    def __init__(
        self, directory: str | os.PathLike, every: int = 500, count: int = 20, seed: int = 0
    ):
        super().__init__(directory, every, count=count, seed=seed)
