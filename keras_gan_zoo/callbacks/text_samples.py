"""Texts, every so many steps, of what the model has learnt to write."""

import os
from pathlib import Path

from keras_gan_zoo.callbacks.every_steps import EverySteps
from keras_gan_zoo.samples.text_lines import text_lines
from keras_gan_zoo.storage.durable import write_text


class TextSamples(EverySteps):
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
        super().__init__(every)
        self.directory = Path(directory)
        self.count = count
        self.seed = seed

    def on_train_begin(self, logs=None):
        """Writes once if the game has not begun yet."""
        super().on_train_begin(logs)
        if self.step == 0:
            self.act(0, logs)

    def act(self, step, logs):
        """Writes the texts."""
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / f"step_{step:06d}.txt"
        write_text(path, text_lines(self.model, self.count, self.seed))
