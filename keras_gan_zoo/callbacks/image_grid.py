"""Saves a grid of generated pictures every so many steps."""

import numpy as np

from keras_gan_zoo.callbacks.sample_sheets import SMALLEST_SIDE, SampleSheets


class ImageGrid(SampleSheets):
    """Saves a grid of generated pictures every so many steps, always from the same inputs.

    A model that draws from latents is given the same latents each time; one that draws by a
    condition, its conditions one after the other. A model that translates
    is given the same pictures; for each direction the grid shows them above what becomes of
    them. The files are `step_000100.png` and so on, and `step_000000.png` from before the first
    step. Small pictures are enlarged by whole pixels. Each file notes in itself which rows it has,
    for a report to take it apart.

    Args:
        directory: Folder of the files; it is made.
        every: Steps from one to the next.
        inputs: For models that translate: the pictures, float (n, height, width, channels) in
            [-1, 1], by direction, `{"x_to_y": ..., "y_to_x": ...}`, or in the directions' order
            as a tuple.
        count: For models that draw from latents: how many pictures.
        columns: Pictures a row; `None` for 8, or for a model that draws by a condition all its
            conditions if they are 16 or fewer, each in a column of its own, in whole rows.
        seed: Seed of the latents.

    Raises:
        ValueError: In `fit`, if the model translates and there are no inputs, or if they are not
            as many as the model has directions.

    Example:
        >>> gan.fit(images, callbacks=[ImageGrid("pictures", every=100)])
        >>> inputs = {"x_to_y": photographs[:8], "y_to_x": paintings[:8]}
        >>> cyclegan.fit((photographs, paintings), callbacks=[ImageGrid("out", inputs=inputs)])
    """

    def draw(self) -> list[tuple[str, np.ndarray]]:
        """Generates the present grid, row by row.

        Returns:
            For each row what it is ("samples", "x_to_y input", "x_to_y output") and the row
            itself, uint8 (height, width, 3).
        """
        return self.model.gives.rows(self._groups(), self._columns, SMALLEST_SIDE)
