"""A line that says how far a long evaluation is, how fast, and how long it still takes."""

import sys
import time
from typing import TextIO


class Progress:
    """Reports images done, images per second and the time left, at most once an interval.

    On a terminal the line rewrites itself; in a log file a new line is written each time.

    Args:
        total: How many images there will be, None if unknown.
        label: What is being done.
        enabled: False keeps silent.
        interval: Seconds between reports; by default 0.5 on a terminal, 15 elsewhere.
        stream: Where to write, standard error by default.

    Example:
        >>> progress = Progress(total=10000, label="real features")
        >>> progress.advance(50)
    """

    def __init__(
        self,
        total: int | None,
        label: str,
        enabled: bool = True,
        interval: float | None = None,
        stream: TextIO | None = None,
    ):
        self.total = total
        self.label = label
        self.enabled = enabled
        self.stream = stream or sys.stderr
        self.rewrites = self.stream.isatty()
        self.interval = interval if interval is not None else (0.5 if self.rewrites else 15.0)
        self.done = 0
        self.told = -1
        self.skipped = 0
        self.started = self.reported = time.monotonic()

    def skip(self, count: int) -> None:
        """Counts images that were already done, leaving them out of the speed."""
        self.done += count
        self.skipped += count

    def advance(self, count: int) -> None:
        """Counts images done just now, and reports if it is time."""
        self.done += count
        if self.enabled and time.monotonic() - self.reported >= self.interval:
            self.reported = time.monotonic()
            self.told = self.done
            self.stream.write(f"\r{self}" if self.rewrites else f"{self}\n")
            self.stream.flush()

    def close(self) -> None:
        """Writes the last report, if that was not done."""
        if self.enabled and (self.rewrites or self.told != self.done):
            self.stream.write(f"\r{self}\n" if self.rewrites else f"{self}\n")
            self.stream.flush()

    def __str__(self) -> str:
        seconds = max(time.monotonic() - self.started, 1e-9)
        speed = (self.done - self.skipped) / seconds
        text = f"{self.label}: {self.done:,}"
        if self.total is not None:
            text += f"/{self.total:,}"
        text += f" images, {speed:.1f} images/s"
        if self.total is not None and speed > 0 and self.done < self.total:
            text += f", {_duration((self.total - self.done) / speed)} left"
        return text


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"
