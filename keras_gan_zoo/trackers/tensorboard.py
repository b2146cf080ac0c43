"""TensorBoard's event files, written by TensorBoard's own code."""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from keras_gan_zoo.storage.yaml_values import flat
from keras_gan_zoo.trackers.tracker import Tracker, package


class TensorBoardTracker(Tracker):
    """Writes a folder for `tensorboard --logdir`.

    Not by `tf.summary`, whose operators would become part of a traced step, and which cannot say
    that a resumed training takes steps again: what was written of those is then hidden.

    Args:
        directory: The folder of event files.
        config: Plain values, shown as a text.

    Raises:
        ImportError: If TensorBoard is not installed.
    """

    def __init__(self, directory: str | os.PathLike, config: Mapping | None = None):
        package("tensorboard")
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        Path(directory).mkdir(parents=True, exist_ok=True)
        self._config = dict(config or {})
        self._writer = EventFileWriter(str(directory))

    def begin(self, step: int) -> None:
        """Hides what was written of later steps, and shows the settings."""
        from tensorboard.compat.proto.event_pb2 import SessionLog

        # Step 0 begins anew where nothing can have been written before.
        if step:
            self._add(step + 1, session_log=SessionLog(status=SessionLog.START))
        if self._config:
            lines = [f"    {name}: {value}" for name, value in flat(self._config)]
            self.texts(step, "settings", ["\n".join(lines)])

    def numbers(self, step: int, values: Mapping[str, float]) -> None:
        """Writes a point of each curve."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        # As plain numbers, not as the tensors of `tf.summary`: of those TensorBoard's
        # EventAccumulator, by which scripts read curves, keeps the steps that were taken again.
        for name, value in values.items():
            number = Summary.Value(tag=name, simple_value=float(value))
            self._add(step, summary=Summary(value=[number]))

    def picture(self, step: int, name: str, file: Path) -> None:
        """Writes a PNG file as it is."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        with Image.open(file) as picture:
            width, height = picture.size
        image = Summary.Image(
            height=height, width=width, colorspace=3, encoded_image_string=file.read_bytes()
        )
        self._add(step, summary=Summary(value=[Summary.Value(tag=name, image=image)]))

    def texts(self, step: int, name: str, lines: Sequence[str]) -> None:
        """Writes texts, each a cell of a column."""
        from tensorboard.plugins.text.summary_v2 import text_pb

        self._add(step, summary=text_pb(name, list(lines)))

    def histograms(self, step: int, values: Mapping[str, np.ndarray]) -> None:
        """Writes the distribution of each array."""
        from tensorboard.plugins.histogram.summary_v2 import histogram_pb

        for name, array in values.items():
            self._add(step, summary=histogram_pb(name, array))

    def close(self) -> None:
        """Writes what waits, and closes the file."""
        self._writer.close()

    def _add(self, step, **content):
        from tensorboard.compat.proto.event_pb2 import Event

        self._writer.add_event(Event(step=step, wall_time=time.time(), **content))
